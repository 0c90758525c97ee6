"""What every training has in common, whatever is learned: for whom, against what serves, and what becomes of the new version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from gateway.analyst.training.dataset import ALL_APIS
from gateway.analyst.training.promote import Promotion
from gateway.storage.apis import load_apis
from gateway.storage.edit import Actor
from gateway.storage.models import ModelRow, NewModel
from gateway.storage.store import Store


async def owners(store: Store) -> dict[int, str]:
    """Names by id of all that a model may be for."""
    async with store.database.reading() as connection:
        return {api.id: api.name for api in await load_apis(connection)} | {ALL_APIS: "all APIs"}


async def serving_model[M](
    store: Store, kind: str, owner: int, decode: Callable[[bytes], M]
) -> tuple[ModelRow, M] | None:
    """None where nothing serves, or nothing that this version understands. `decode` raises ValueError for that."""
    for row in await store.models.serving(kind):
        if row.api_id == owner:
            try:
                return row, decode(await store.models.data(row.digest) or b"")
            except ValueError:
                return None
    return None


async def publish(  # noqa: PLR0917
    store: Store, actor: Actor, kind: str, owner: int, blob: bytes, metrics: Mapping[str, Any], promotion: Promotion,
    *, write: bool,
) -> dict[str, Any]:  # fmt: skip
    """The new version in the store, serving or as a candidate; with `write` False only what would become of it."""
    state: Literal["serving", "candidate"] = "serving" if promotion.serves else "candidate"
    result: dict[str, Any] = {"state": state, "reason": promotion.reason}
    if write:
        made = NewModel(kind, owner, blob, dict(metrics), state, promotion.reason)
        async with store.edit(actor, "model.train") as edit:
            result["model_id"] = await store.models.add(edit, made)
    return result


def broken(error: Exception) -> dict[str, Any]:
    """What became of a fit that raised."""
    return {"state": "failed", "reason": f"{type(error).__name__}: {error}"[:300], "metrics": {}}
