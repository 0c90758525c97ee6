"""The policy: a document people edit, compiled into the snapshot that workers serve by."""
