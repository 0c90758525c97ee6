"""Detection, pure: no I/O, no clock, no globals, no mitmproxy, no database.

Everything that judges a request lives here, so that the gateway, the ingestion endpoint, the console's
"try this request", `boing inspect` and a backtest over recorded traffic all judge alike.
"""
