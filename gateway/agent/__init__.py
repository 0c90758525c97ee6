"""The parent of a host's gateway workers: spawns and restarts them, brings them policy, ships their journals.

Everything that may wait for a database or a network happens here, never in a worker.
"""
