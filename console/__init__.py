"""The console: the management API, the live feed and the web app, in one FastAPI process.

It reads and writes the store and nothing else: traffic flows without it, and a change made here reaches the
gateway only through a new policy revision.
"""
