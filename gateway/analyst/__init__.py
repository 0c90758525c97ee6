"""The analyst, near-line: looks at what was recorded, never at what is under way. One is active at a time.

Traffic does not wait for it and does not notice when it is gone.
"""
