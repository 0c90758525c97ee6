"""What Boing sets before and behind a Core Rule Set's own set-up, as rules: body processors, an API's level and threshold.

The rule set's own files decide wherever they say something: what stands here fills gaps, except for the paranoia level
and the threshold, which are the API's. Ids from 99,000 on are ours (the range that is reserved for local rules).
"""

from __future__ import annotations

BEFORE = r"""
SecRuleEngine DetectionOnly
SecRequestBodyAccess On
SecResponseBodyAccess On
SecResponseBodyMimeType text/plain text/html text/xml application/json
SecRule REQUEST_HEADERS:Content-Type "@rx ^(?:application|text)/(?:[\w.+-]+\+)?xml" \
    "id:99001,phase:1,pass,nolog,t:none,t:lowercase,ctl:requestBodyProcessor=XML"
SecRule REQUEST_HEADERS:Content-Type "@rx ^(?:application|text)/(?:[\w.+-]+\+)?json" \
    "id:99002,phase:1,pass,nolog,t:none,t:lowercase,ctl:requestBodyProcessor=JSON"
"""

METHODS = "GET HEAD POST OPTIONS PUT PATCH DELETE"
TYPES = (
    "application/x-www-form-urlencoded multipart/form-data multipart/related multipart/mixed text/xml application/xml "
    "application/soap+xml application/json application/x-ndjson application/graphql application/problem+json "
    "application/vnd.api+json application/merge-patch+json application/json-patch+json application/cloudevents+json "
    "application/cloudevents-batch+json application/octet-stream text/plain"
)


def behind(paranoia_level: int, threshold: int) -> str:
    """Behind the rule set's set-up and before its rules."""
    types = " ".join(f"|{kind}|" for kind in TYPES.split())
    return rf"""
SecAction "id:99010,phase:1,pass,nolog,t:none,\
    setvar:tx.paranoia_level={paranoia_level},\
    setvar:tx.blocking_paranoia_level={paranoia_level},\
    setvar:tx.executing_paranoia_level={paranoia_level},\
    setvar:tx.detection_paranoia_level={paranoia_level},\
    setvar:tx.inbound_anomaly_score_threshold={threshold},\
    setvar:tx.outbound_anomaly_score_threshold={max(1, threshold - 1)}"
SecRule &TX:allowed_methods "@eq 0" "id:99011,phase:1,pass,nolog,t:none,setvar:'tx.allowed_methods={METHODS}'"
SecRule &TX:allowed_request_content_type "@eq 0" \
    "id:99012,phase:1,pass,nolog,t:none,setvar:'tx.allowed_request_content_type={types}'"
SecRule &TX:crs_setup_version "@eq 0" "id:99013,phase:1,pass,nolog,t:none,setvar:tx.crs_setup_version=999"
"""
