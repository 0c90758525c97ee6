"""What the console's requests share: one object, made by `create_app`, reached through `deps`.

Holds no request and no user; everything in it is safe to use from many requests at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from addons.identify import ClientAddress
from console.auth import Passwords, Tokens
from console.envelope import ConsoleLimits
from console.failures import FailedSignIns
from console.live import LiveFeed, Tickets
from console.origins import Origins
from console.publish import Publisher
from console.telemetry import TelemetryDesk
from console.throttle import Buckets, LoginThrottle
from gateway.ingest.intake import Intake
from gateway.policy.secrets import Secrets
from gateway.settings import Settings
from gateway.storage.store import Store


@dataclass(frozen=True, slots=True)
class Console:
    """`clock`: UTC seconds since the epoch; `origins`: whose pages may call; `clients`: finds who is behind a proxy."""

    settings: Settings
    store: Store
    secrets: Secrets
    limits: ConsoleLimits
    passwords: Passwords
    tokens: Tokens
    throttle: LoginThrottle
    failures: FailedSignIns
    user_rates: Buckets
    tickets: Tickets
    live: LiveFeed
    publisher: Publisher
    intake: Intake
    desk: TelemetryDesk
    origins: Origins
    clients: ClientAddress
    clock: Callable[[], float]
