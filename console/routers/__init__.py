"""The routes, one file a noun. A route reads its input, asks the store, and says what it found: no SQL here."""
