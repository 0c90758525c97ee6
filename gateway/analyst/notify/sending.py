"""What a sender is, and how an attempt fails. A sender makes one attempt and knows nothing of the outbox."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Protocol

from gateway.analyst.notify.guard import Answer
from gateway.policy.secrets import SecretError, Secrets
from gateway.storage.channels import ChannelRow
from gateway.storage.deliveries import DeliveryRow

MOST_RETRY_AFTER = 6 * 3600.0


class Failed(Exception):  # noqa: N818 - reads as what it is
    """An attempt came to nothing. `permanent`: so would the next; `gone`: the receiver wants no more, ever.

    `retry_after`: seconds the receiver asked to be left alone.
    """

    def __init__(
        self, message: str, *, permanent: bool = False, gone: bool = False, retry_after: float | None = None
    ) -> None:
        super().__init__(message)
        self.permanent = permanent or gone
        self.gone = gone
        self.retry_after = retry_after


class Sender(Protocol):
    async def send(self, channel: ChannelRow, delivery: DeliveryRow, now: int) -> str:
        """Deliver, within a deadline of its own. Returns what is worth noting (mostly nothing); raises `Failed`.

        `now`: microseconds.
        """
        ...


def secret_of(secrets: Secrets, config: dict[str, Any], name: str) -> str:
    """A secret of a channel's config in clear; empty where there is none. Raises `Failed`."""
    token = config.get(name, "")
    try:
        return secrets.decrypt(token) if token else ""
    except SecretError as error:
        raise Failed(f"{name} {error}", permanent=True) from None


def judge(answer: Answer, now: int) -> None:
    """Raises `Failed` for an HTTP answer that takes nothing in."""
    if 200 <= answer.status < 300:
        return
    what = f"answered {answer.status}" + (f": {answer.excerpt}" if answer.excerpt else "")
    if answer.status == 410:
        raise Failed(what, gone=True)
    if 300 <= answer.status < 400:
        what = f"answered {answer.status}: redirects are not followed, give the address they lead to"
    raise Failed(what, retry_after=retry_after(answer.retry_after, now))


def retry_after(value: str, now: int) -> float | None:
    """`Retry-After` (RFC 9110, 10.2.3) in seconds, within reason; None where there is none that makes sense."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:9]), MOST_RETRY_AFTER)
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max((at - datetime.fromtimestamp(now / 1_000_000, UTC)).total_seconds(), 0.0), MOST_RETRY_AFTER)
