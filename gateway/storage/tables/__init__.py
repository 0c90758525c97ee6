"""Every table, once: the migrations and `schema.sql` are held to this by a test on a real MariaDB.

Times (`*_at`, `at`) are microseconds since the epoch, UTC. Text is compared byte by byte on both engines (`utf8mb4_bin`).
There are no foreign keys: `exchanges` and `findings` are partitioned by day on `at`, which MySQL does not allow with
them, and which is why every unique key of these two contains `at`. They begin with one partition that takes all;
`gateway.storage.partitions` makes the days. There are no defaults: the code gives every value, so that both engines
hold the same.

Ids of `exchanges` and `audit` come from `sequences`, taken under a lock that is held until the commit: they become
visible in increasing order, so that a reader who remembers the last id he saw misses nothing.
"""

from gateway.storage.tables.access import decisions, exclusions, list_entries
from gateway.storage.tables.alerting import alert_notes, alerts, channels, deliveries, mutes
from gateway.storage.tables.columns import KEY_LENGTH, OPERATION_LENGTH, TARGET_LENGTH, metadata
from gateway.storage.tables.counts import LATENCY_BOUNDS, LATENCY_COLUMNS, STATUS_COLUMNS, rollups, tallies, totals
from gateway.storage.tables.learned import behaviour_state, models, trainings
from gateway.storage.tables.log import SEQUENCES, cursors, exchanges, findings, journals, reviews, sequences
from gateway.storage.tables.people import api_tokens, audit, invitations, sessions, users
from gateway.storage.tables.running import apis, detectors, gateways, leases, policy_revisions, reports

__all__ = [
    "KEY_LENGTH",
    "LATENCY_BOUNDS",
    "LATENCY_COLUMNS",
    "OPERATION_LENGTH",
    "SEQUENCES",
    "STATUS_COLUMNS",
    "TARGET_LENGTH",
    "alert_notes",
    "alerts",
    "api_tokens",
    "apis",
    "audit",
    "behaviour_state",
    "channels",
    "cursors",
    "decisions",
    "deliveries",
    "detectors",
    "exchanges",
    "exclusions",
    "findings",
    "gateways",
    "invitations",
    "journals",
    "leases",
    "list_entries",
    "metadata",
    "models",
    "mutes",
    "policy_revisions",
    "reports",
    "reviews",
    "rollups",
    "sequences",
    "sessions",
    "tallies",
    "totals",
    "trainings",
    "users",
]
