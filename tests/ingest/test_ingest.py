from __future__ import annotations

from tests.ingest.conftest import SQLI, Shop, recorded, told


async def test_a_batch_is_judged_and_recorded_beside_proxied_traffic(shop: Shop) -> None:
    answer = await shop.send({"records": [told(1), told(2, endpoint=SQLI)]})
    assert answer.status_code == 202, answer.text
    assert answer.json() == {"accepted": 2, "rejected": [], "flagged": 1}
    plain, attack = await recorded(shop.store, 2)
    assert (plain.source, plain.action, plain.would, plain.status, plain.duration) == (
        "ingest",
        "allow",
        "allow",
        200,
        12500,
    )
    assert (attack.action, attack.would) == ("allow", "block")
    assert attack.findings[0].detector == "signatures"
