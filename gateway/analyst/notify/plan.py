"""Which events go to which channel, and when: severity, APIs, quiet hours, rate. Pure.

What is not sent now is held: by night until the quiet hours' end, over the rate until the hour allows one more. What was held
becomes one digest. A muted alert has no events, so nothing here needs to know of mutes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from addons.finding import Severity
from gateway.analyst.notify.content import of_alert
from gateway.storage.channels import ChannelRow
from gateway.storage.deliveries import NewDelivery
from gateway.storage.sightings import AlertEvent

HOUR = 3600 * 1_000_000


@dataclass(frozen=True, slots=True)
class Quiet:
    """From `start` to `end` on the clocks of `zone`, every day; over midnight where `end` is the earlier."""

    start: time
    end: time
    zone: ZoneInfo
    except_severity: int | None = None

    @classmethod
    def of(cls, quiet: Mapping[str, Any]) -> Quiet:
        """As a channel holds it. Raises ValueError for times or zones that are none."""
        named = quiet.get("except_severity")
        return cls(
            time.fromisoformat(quiet["from"]),
            time.fromisoformat(quiet["to"]),
            ZoneInfo(quiet["timezone"]),
            Severity[named.upper()] if named else None,
        )

    def end_after(self, now: int) -> int | None:
        """When the quiet hours end that `now` lies in (microseconds); None: it lies in none."""
        local = datetime.fromtimestamp(now / 1_000_000, UTC).astimezone(self.zone)
        clock = local.time()
        inside = self.start <= clock < self.end if self.start < self.end else clock >= self.start or clock < self.end
        if not inside:
            return None
        day = local.date() + timedelta(days=1 if clock >= self.end else 0)
        end = datetime.combine(day, self.end, self.zone)
        return max(int(end.timestamp() * 1_000_000), now + 1)

    def holds(self, severity: int, now: int) -> int | None:
        """Until when something of this severity is held back; None: it is not."""
        if self.except_severity is not None and severity >= self.except_severity:
            return None
        return self.end_after(now)


def wants(channel: ChannelRow, event: AlertEvent) -> bool:
    """Whether a channel is told of this event at all."""
    return (
        channel.enabled
        and event.alert.severity >= channel.severity
        and (not channel.api_ids or event.alert.api_id in channel.api_ids)
    )


def plan(
    events: Iterable[AlertEvent],
    channels: Sequence[ChannelRow],
    sent: Mapping[int, Sequence[int]],
    apis: Mapping[int, str],
    now: int,
) -> list[NewDelivery]:
    """The rows of the outbox. `sent`: when, within the last hour, each channel's were made, oldest first."""
    planned = []
    times = {channel.id: list(sent.get(channel.id, ())) for channel in channels}
    for event in events:
        for channel in channels:
            if not wants(channel, event):
                continue
            until = held_until(channel, event.alert.severity, times[channel.id], now)
            if until is None:
                times[channel.id].append(now)
            content = of_alert(event.kind, event.alert, apis.get(event.alert.api_id, ""), now)
            state, due = ("waiting", now) if until is None else ("held", until)
            planned.append(NewDelivery(channel.id, event.alert.id, event.kind, content, due, state))  # type: ignore[arg-type]
    return planned


def held_until(channel: ChannelRow, severity: int, sent: Sequence[int], now: int) -> int | None:
    """Until when this is held back; None: it may go now."""
    if channel.quiet is not None and (until := Quiet.of(channel.quiet).holds(severity, now)):
        return until
    recent = [at for at in sent if at > now - HOUR]
    if len(recent) < channel.per_hour:
        return None
    # The one that has to leave the hour before there is room again.
    return recent[len(recent) - channel.per_hour] + HOUR
