"""Rate counters of several gateway hosts, brought together through Redis or Valkey by their agents.

Invariant: no request waits for Redis. Workers read shared memory; what other hosts counted is one more table in it. Every
message says how many a host has counted so far, never how many more, and of two such numbers the larger stands: sent twice, read
twice or in another order they are the same, so that nothing has to be undone after an outage.

Only counts go through Redis. Decisions, lists and models come from the store, which every agent asks four times a second.
"""
