"""A day of a believable API with attacks in it, and how well behaviours tell them apart: `python -m bench.behaviour`.

Invariant: nothing here imports or knows a detector; whatever an attack or a habit needs is drawn by the seed.
"""
