from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

import addons.signatures
from gateway.analyst.grouping import ATTACKS, alarming, sightings
from gateway.storage.exchanges import ExchangeRow, FindingRow
from gateway.storage.shipment import prepare
from tests.stores import a_finding, a_record


def rows(*records) -> list[ExchangeRow]:
    """The rows these records would be in the store."""
    shipment = prepare(records, 1)
    found = {
        key: tuple(FindingRow(**f) for f in group)
        for key, group in itertools.groupby(shipment.findings, lambda f: f["exchange_id"])
    }
    return [ExchangeRow(**row, findings=found.get(row["id"], ())) for row in shipment.exchanges]


CASES = {
    "a scored finding": (a_finding(), True),
    "one of a detector in observe": (a_finding(mode="observe"), True),
    "one that throttles": (a_finding(effect="throttle", severity=0), True),
    "one that blocks": (a_finding(effect="block", severity=0), True),
    "a mere note": (a_finding(effect="note"), False),
    "a score of no points": (a_finding(severity=0), False),
    "a whitelist hit": (a_finding(effect="allow", detector="access"), False),
    "one of a detector that is off": (a_finding(mode="off"), False),
    "an addon that failed, passed on": (a_finding(rule="addon-error", effect="note"), True),
    "an addon that failed, blocked": (a_finding(rule="addon-error", effect="block"), True),
}


@pytest.mark.parametrize(("finding", "alarms"), CASES.values(), ids=CASES)
def test_what_alarms(finding: dict[str, object], alarms: bool) -> None:
    (row,) = rows(a_record(1, (finding,)))
    assert bool(alarming(row)) is alarms
    assert bool(sightings([row])) is alarms


def test_what_a_whitelist_entry_let_pass_alarms_nobody_but_an_addon_that_failed_does() -> None:
    hit = a_finding(effect="allow", detector="access", rule="access-1")
    failed = a_finding(rule="addon-error", effect="note")
    (row,) = rows(a_record(1, (a_finding(), failed, hit)))
    assert [finding.rule for finding in alarming(row)] == ["addon-error"]


def test_a_group_is_an_api_a_detector_and_an_identity() -> None:
    limits = a_finding(detector="limits", rule="limit", effect="throttle", severity=0)
    found = sightings(rows(
        a_record(1, (a_finding(), a_finding(rule="942200"), limits), action="block", status=403),
        a_record(2, (a_finding(),)),
        a_record(3, (a_finding(),), api_id=2),
        a_record(4, (a_finding(),), identity="other"),
        a_record(5),
    ))  # fmt: skip
    assert [(s.api_id, s.detector, s.identity, s.count, s.stopped) for s in found] == [
        (1, "signatures", "key:ab12cd34ef56", 2, 1),
        (1, "limits", "key:ab12cd34ef56", 1, 1),
        (2, "signatures", "key:ab12cd34ef56", 1, 0),
        (1, "signatures", "key:other", 1, 0),
    ]
    first = found[0]
    assert (first.rules, first.samples) == ({"942100": 2, "942200": 1}, ["request-1", "request-2"])
    assert (first.first_at, first.last_at) == (a_record(1).at, a_record(2).at)


def test_an_addon_that_failed_is_one_group_whoever_called() -> None:
    failed = a_finding(rule="addon-error", effect="note", detector="payload")
    (found,) = sightings(rows(*(a_record(n, (failed,), identity=f"caller-{n}") for n in range(5))))
    assert (found.identity, found.count, found.title) == ("", 5, "Detector payload failed on GET /orders/{id}")


TITLES = [
    ({}, {}, "SQL injection from key:ab12cd34ef56 on GET /orders/{id}"),
    ({}, {"identity": "ab12cd34ef56" * 3}, "SQL injection from key:ab12cd34ef56… on GET /orders/{id}"),
    ({}, {"identity_kind": "address", "identity": "2001:db8::1234:5678:9abc"},
     "SQL injection from address:2001:db8::1234:5678:9abc on GET /orders/{id}"),
    ({}, {"operation": "", "path": "/.env"}, "SQL injection from key:ab12cd34ef56 on GET /.env"),
    ({"tags": ["language-multi", "attack-xss"]}, {}, "Cross-site scripting from key:ab12cd34ef56 on GET /orders/{id}"),
    ({"tags": [], "detector": "limits", "message": "101 requests"}, {},
     "Too many requests from key:ab12cd34ef56 on GET /orders/{id}"),
    ({"tags": [], "detector": "access", "rule": "access-ban", "message": "ban 3"}, {},
     "Request under a ban from key:ab12cd34ef56 on GET /orders/{id}"),
    ({"tags": [], "detector": "outliers", "message": "unlike 99.9 % of them"}, {},
     "Unusual request from key:ab12cd34ef56 on GET /orders/{id}"),
    ({"tags": [], "detector": "none of ours", "message": "Unlike others"}, {},
     "Unlike others from key:ab12cd34ef56 on GET /orders/{id}"),
]  # fmt: skip


@pytest.mark.parametrize(("finding", "record", "title"), TITLES)
def test_a_title_says_what_from_whom_and_where(finding, record, title: str) -> None:
    (found,) = sightings(rows(a_record(1, (a_finding(**finding),), **record)))
    assert found.title == title


def test_every_attack_of_the_rule_pack_has_a_name_people_understand() -> None:
    tags = {
        tag
        for rules in (Path(addons.signatures.__file__).parent / "rules").glob("*.conf")
        for tag in re.findall(r"tag:'?(attack-[a-z-]+)", rules.read_text())
    }
    assert "attack-sqli" in tags
    assert tags <= ATTACKS.keys()


def test_the_gravest_finding_gives_the_title() -> None:
    mild = a_finding(severity=2, tags=["attack-protocol"])
    (found,) = sightings(
        rows(a_record(1, (mild,), operation="GET /a"), a_record(2, (mild, a_finding()), operation="GET /b"))
    )
    assert (found.severity, found.operation) == (5, "GET /b")
    assert found.title == "SQL injection from key:ab12cd34ef56 on GET /b"


def test_samples_are_the_first_and_the_newest() -> None:
    (found,) = sightings(rows(*(a_record(n, (a_finding(),)) for n in range(1, 101))))
    assert found.count == 100
    assert found.samples == [f"request-{n}" for n in (1, 2, 3, 4, 5, 96, 97, 98, 99, 100)]
