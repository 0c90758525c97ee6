"""WS /ws/ingest, over a real connection."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from gateway.ingest.keys import ingest_key_hash, new_ingest_key
from tests.console.conftest import actor
from tests.ingest.conftest import SQLI, Shop, recorded, told


def opened(shop: Shop, **headers: str) -> connect:
    return connect(shop.console.live_url.replace("/ws/live", "/ws/ingest"), additional_headers=headers)


async def exchange(socket: ClientConnection, message: Any) -> dict[str, Any]:
    await socket.send(message if isinstance(message, str | bytes) else json.dumps(message))
    async with asyncio.timeout(20):
        return json.loads(await socket.recv())


async def test_the_key_comes_in_the_header_or_in_the_first_message(shop: Shop) -> None:
    async with opened(shop, **{"X-API-Key": shop.key}) as socket:
        assert json.loads(await socket.recv()) == {"type": "hello"}
        assert await exchange(socket, told(1)) == {"accepted": 1, "rejected": [], "flagged": 0}
    async with opened(shop) as socket:
        assert await exchange(socket, {"api_key": shop.key}) == {"type": "hello"}
        answer = await exchange(
            socket, {"id": "b-7", "records": [told(2), told(3, endpoint=SQLI), told(4, status_code=1)]}
        )
        assert (answer["id"], answer["accepted"], answer["flagged"]) == ("b-7", 2, 1)
        assert answer["rejected"][0]["index"] == 2
        assert answer["rejected"][0]["errors"][0]["pointer"] == "/status_code"
    assert len(await recorded(shop.store, 3)) == 3


async def test_what_is_wrong_is_answered_and_the_connection_stays(shop: Shop) -> None:
    async with opened(shop, **{"X-API-Key": shop.key}) as socket:
        await socket.recv()
        assert (await exchange(socket, "{"))["status"] == 400
        assert (await exchange(socket, b"\xff\xfe"))["status"] == 422
        assert (await exchange(socket, told(client_ip="x")))["errors"][0]["pointer"] == "/client_ip"
        assert await exchange(socket, '{"type":"ping"}') == {"type": "pong"}
        assert (await exchange(socket, told()))["accepted"] == 1


@pytest.mark.parametrize("first", ['{"api_key":"boing_ing_wrong"}', "{}", "x", '{"api_key":1}'])
async def test_without_a_good_key_it_is_closed(shop: Shop, first: str) -> None:
    async with opened(shop) as socket:
        await socket.send(first)
        with pytest.raises(ConnectionClosed):
            async with asyncio.timeout(60):
                await socket.recv()
        assert socket.close_code == 4401


async def test_keys_cannot_be_tried_at_speed_here_either(shop: Shop) -> None:
    codes = []
    for number in range(25):
        async with opened(shop, **{"X-API-Key": f"boing_ing_{number}"}) as socket:
            with pytest.raises(ConnectionClosed):
                await socket.recv()
            codes.append(socket.close_code)
    assert (codes[0], codes[-1]) == (4401, 1008)


async def test_a_connection_whose_key_is_replaced_is_closed(shop: Shop) -> None:
    async with opened(shop, **{"X-API-Key": shop.key}) as socket:
        await socket.recv()
        async with shop.store.edit(actor(), "test") as edit:
            await shop.store.apis.set_ingest_key(edit, shop.api_id, ingest_key_hash(new_ingest_key()))
        async with asyncio.timeout(60):
            while "status" not in (answer := await exchange(socket, told())):
                await asyncio.sleep(0.1)
        assert answer["status"] == 401
        with pytest.raises(ConnectionClosed):
            await socket.recv()
        assert socket.close_code == 4401


async def test_a_batch_of_five_hundred_is_taken_and_a_message_over_the_bound_is_not(shop: Shop) -> None:
    async with opened(shop, **{"X-API-Key": shop.key}) as socket:
        await socket.recv()
        assert (await exchange(socket, {"records": [told(number) for number in range(500)]}))["accepted"] == 500
        await socket.send("x" * (1024 * 1024 + 1))
        with pytest.raises(ConnectionClosed):
            await socket.recv()
        assert socket.close_code == 1009


async def test_the_live_socket_keeps_its_small_bound(shop: Shop) -> None:
    async with connect(shop.console.live_url) as socket:
        await socket.send(json.dumps({"token": "x" * 70_000}))
        with pytest.raises(ConnectionClosed):
            await socket.recv()
        assert socket.close_code == 1009


async def test_where_there_is_no_room_the_message_waits_and_is_taken_later(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(shop, **{"X-API-Key": shop.key}) as socket:
        await socket.recv()
        monkeypatch.setattr("gateway.ingest.intake.IN_HAND_BYTES", 0)
        await socket.send(json.dumps(told()))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await socket.recv()
        monkeypatch.setattr("gateway.ingest.intake.IN_HAND_BYTES", 1 << 20)
        async with asyncio.timeout(60):
            assert json.loads(await socket.recv())["accepted"] == 1


async def test_it_is_closed_when_the_console_stops(shop: Shop) -> None:
    async with opened(shop, **{"X-API-Key": shop.key}) as socket:
        await socket.recv()
        shop.console.stop.set()
        with pytest.raises(ConnectionClosed):
            async with asyncio.timeout(60):
                await socket.recv()
