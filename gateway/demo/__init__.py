"""What `boing demo` shows: a small shop API to stand behind the gateway, and the callers, good and bad, before it.

Loopback only, in both directions. The real gateway never imports this package.
"""
