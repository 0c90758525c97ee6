"""The worker: mitmproxy's protocol layers, driven by our own connections, judged by `addons`.

The only importer of mitmproxy. A worker holds no database connection: it reads a policy snapshot from the data dir,
decides in memory and appends what happened to a local journal.
"""
