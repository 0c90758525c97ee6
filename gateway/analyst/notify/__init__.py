"""Telling people: which events go to which channel (`plan`), the outbox that delivers them (`outbox`), and a sender for
each kind of channel. Never in the way of grouping: planning adds rows, delivering has a task of its own.
"""
