"""Prometheus' text format, version 0.0.4: what a scrape of this host is answered.

Invariant: a family is told once, with its help and type, also while it has no sample yet; a counter never falls while the
agent lives. Names and labels are in `FAMILIES`, which docs/operations.md, the dashboard and the alert rules are held to.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Literal

from gateway.proxy.measures import ADDED, BOUNDS, DURATION, SUM, UPSTREAM

Labels = Mapping[str, str]
Kind = Literal["counter", "gauge", "histogram"]

FAMILIES: dict[str, tuple[Kind, str]] = {
    "boing_requests_total": ("counter", "Exchanges, by what was done with them."),
    "boing_request_duration_seconds": ("histogram", "From a request's first byte to its answer's last."),
    "boing_added_duration_seconds": (
        "histogram",
        "What the gateway itself spent on an exchange: parsing, judging, passing on. Without any wait.",
    ),
    "boing_upstream_duration_seconds": (
        "histogram",
        "From a request's end to the first byte of the upstream's answer.",
    ),
    "boing_upstream_errors_total": ("counter", "Exchanges that the upstream did not answer, or not well-formed."),
    "boing_findings_total": ("counter", "Findings, by detector, rule and mode."),
    "boing_refused_total": ("counter", "Requests and connections turned away before a verdict, by reason."),
    "boing_records_dropped_total": ("counter", "Records lost: no room in the journal, or not readable from it."),
    "boing_records_shipped_total": ("counter", "Records written to the store."),
    "boing_journal_write_errors_total": ("counter", "Batches that could not be written to a journal."),
    "boing_journal_waiting_records": ("gauge", "Records that are not yet in the store."),
    "boing_journal_lag_seconds": ("gauge", "Age of the oldest record that is not yet in the store."),
    "boing_store_down_seconds": ("gauge", "How long the store has been away; 0: it is there."),
    "boing_policy_revision": ("gauge", "The policy that the agent has brought over."),
    "boing_policy_oldest_revision": ("gauge", "The oldest policy that a ready worker still serves under."),
    "boing_policy_age_seconds": ("gauge", "Since that policy was last brought over or compared with the store's."),
    "boing_policy_refused": ("gauge", "1 where the newest policy does not compile, so that an older one stands."),
    "boing_decisions_active": ("gauge", "Standing bans and throttles, as of the policy that is served under."),
    "boing_list_entries": ("gauge", "Whitelist and blacklist entries in force."),
    "boing_model_version": ("gauge", "The version of each learned model that serves; api is * for all others."),
    "boing_models_missing": ("gauge", "Models that the policy names and this host has not got."),
    "boing_shared_connected": ("gauge", "1 while counts are exchanged with other hosts; only where REDIS_URL is set."),
    "boing_shared_lag_seconds": ("gauge", "Since counts were last exchanged."),
    "boing_shared_failures_total": ("counter", "Exchanges of counts that failed."),
    "boing_shared_hosts": ("gauge", "Other hosts that counts came from within half a minute."),
    "boing_shared_left_out_total": ("counter", "Counts of other hosts that there was no room for."),
    "boing_certificate_expiry_timestamp_seconds": ("gauge", "When the certificate that is served ends, Unix time."),
    "boing_connections": ("gauge", "Open client connections."),
    "boing_connections_limit": ("gauge", "Client connections that are taken at the most."),
    "boing_workers": ("gauge", "Workers that serve."),
    "boing_workers_wanted": ("gauge", "Workers that should."),
    "boing_worker_restarts_total": ("counter", "Workers that died."),
    "boing_worker_resident_bytes": ("gauge", "Resident memory of a worker."),
    "boing_worker_memory_limit_bytes": ("gauge", "What a worker may use; 0: any. At 80 % it takes no new connections."),
    "boing_worker_cpu_seconds_total": ("counter", "Processor time of all workers."),
    "boing_start_time_seconds": ("gauge", "When the gateway was started, Unix time."),
    "boing_build_info": ("gauge", "Always 1; its label is the version."),
}
TIMES = {
    ADDED: "boing_added_duration_seconds",
    UPSTREAM: "boing_upstream_duration_seconds",
    DURATION: "boing_request_duration_seconds",
}


class Exposition:
    """Gathers the samples of one scrape; `text` puts them under their families."""

    def __init__(self) -> None:
        self._samples: dict[str, list[str]] = defaultdict(list)

    def add(self, name: str, value: float, **labels: str) -> None:
        """A counter's or a gauge's. Raises KeyError for a family there is none of."""
        assert FAMILIES[name][0] != "histogram"
        self._samples[name].append(_line(name, labels, value))

    def add_all(self, name: str, labels: tuple[str, ...], rows: Mapping[tuple[str, ...], float]) -> None:
        """One sample a row; its key holds the labels' values."""
        for key, value in rows.items():
            self.add(name, value, **dict(zip(labels, key, strict=True)))

    def add_times(self, rows: Mapping[tuple[str, ...], float]) -> None:
        """The histograms, from `gateway.proxy.measures.Measures.times`."""
        by_series: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for (kind, api, place), count in rows.items():
            by_series[kind, api][place] += count  # type: ignore[assignment]
        for (kind, api), counts in sorted(by_series.items()):
            name, below = TIMES[kind], 0
            lines = self._samples[name]
            for number, bound in enumerate((*BOUNDS[kind], None)):
                below += counts[str(number)]
                lines.append(
                    _line(f"{name}_bucket", {"api": api, "le": "+Inf" if bound is None else f"{bound:g}"}, below)
                )
            lines.append(_line(f"{name}_sum", {"api": api}, counts[SUM]))
            lines.append(_line(f"{name}_count", {"api": api}, below))

    def text(self) -> str:
        return "".join(_family(name, self._samples.get(name, ())) for name in FAMILIES)


def _family(name: str, lines: Iterable[str]) -> str:
    kind, text = FAMILIES[name]
    return f"# HELP {name} {text}\n# TYPE {name} {kind}\n{''.join(lines)}"


def _line(name: str, labels: Labels, value: float) -> str:
    inside = ",".join(f'{key}="{_escape(label)}"' for key, label in labels.items())
    shown = str(value) if isinstance(value, int) else repr(float(value))
    return f"{name}{{{inside}}} {shown}\n" if inside else f"{name} {shown}\n"


def _escape(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
