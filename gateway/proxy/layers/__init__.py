"""What we change in mitmproxy's sans-io HTTP layers, all of it, each with its reason.

mitmproxy (12.2) parses and frames; these subclasses mend what a security gateway may not ship. What they rely on is
pinned by tests/gateway/proxy/test_contract.py, so that an upgrade of mitmproxy announces itself.
"""
