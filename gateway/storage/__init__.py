"""The store: what happened, what people set, what was decided. SQLite in the data dir, or MySQL/MariaDB.

One file a noun; `store.Store` holds them all. Nothing else in the project speaks SQL, and the workers never come here.
"""
