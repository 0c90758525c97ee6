"""Goes back to an earlier policy: APIs, detectors and exclusions as they stood at a revision, in the caller's edit.

Invariants: ids survive (an API that was deleted since comes back under its old id, so that its log is its own again);
no version is ever given twice, so that an `If-Match` from before misses; what came back stands in the audit log.
Lists and decisions stay as they are: those of an API that was deleted went with it and do not come back, as its ingest
key does not; those of an API that the roll-back deletes go with it. Does not compile: that is the caller's to do before
the edit ends.
"""

from __future__ import annotations

import msgspec

from addons.catalogue import DETECTORS
from gateway.policy.document import DetectorSettings, Exclusion
from gateway.storage.apis import load_apis
from gateway.storage.detectors import load_detectors
from gateway.storage.edit import Edit
from gateway.storage.errors import NotFound
from gateway.storage.exclusions import NewExclusion, load_exclusion_rows
from gateway.storage.policy import Past, current_revision, load_past
from gateway.storage.store import Store


async def roll_back(store: Store, edit: Edit, revision: int) -> Past:
    """Raises NotFound where nothing is known of that time. Always makes a new revision, even where nothing differs.

    The caller holds the policy's row.
    """
    past = await load_past(edit.connection, revision)
    if past is None:
        raise NotFound(f"revision {revision}: there was no policy yet")
    now = await current_revision(edit.connection)
    edit.policy_changed = edit.document_changed = True
    edit.audit("policy", {"revision": now}, {"as_of": revision})
    # Every version of a row came with a revision of its own, so none is above the revision that is made now.
    await _apis(store, edit, past, now + 1)
    await _detectors(store, edit, past)
    await _exclusions(store, edit, past, now + 1)
    return past


async def _apis(store: Store, edit: Edit, past: Past, version: int) -> None:
    wanted = {api.id: api for api in past.policy.apis}
    there = {row.id: row for row in await load_apis(edit.connection)}
    for api_id in there.keys() - wanted.keys():
        await store.apis.delete(edit, api_id)
    changed = [api for api in wanted.values() if api.id in there and api != there[api.id].document]
    await store.apis.free_names(edit, [api.id for api in changed if api.name != there[api.id].name])
    for api in changed:
        await store.apis.update(edit, api.id, api)
    for api in wanted.values():
        if api.id not in there:
            await store.apis.bring_back(edit, api, version)


async def _detectors(store: Store, edit: Edit, past: Past) -> None:
    there = {row.id: row.settings for row in await load_detectors(edit.connection)}
    # Rows stay, set to what holds without them: a version that began anew would be given twice.
    defaults = {
        detector_id: DetectorSettings(mode=DETECTORS[detector_id].mode, on_error=DETECTORS[detector_id].on_error)
        for detector_id in there
        if detector_id in DETECTORS
    }
    for detector_id, settings in (defaults | past.policy.detectors).items():
        if settings != there.get(detector_id):
            await store.detectors.set(edit, detector_id, settings)


async def _exclusions(store: Store, edit: Edit, past: Past, version: int) -> None:
    wanted = {one.id: one for one in past.policy.exclusions}
    there = {row.id: row for row in await load_exclusion_rows(edit.connection)}
    for exclusion_id, row in there.items():
        over = 0 < row.expires_at <= edit.now
        if exclusion_id not in wanted:
            if not over:
                await store.exclusions.delete(edit, exclusion_id)
            continue
        back = _new(wanted[exclusion_id], row.reason, row.expires_at)
        if (row.rule, row.tag, row.api_id, row.operation, row.parameter) != (
            back.rule, back.tag, back.api_id, back.operation, back.parameter,
        ):  # fmt: skip
            await store.exclusions.update(edit, exclusion_id, back, version=row.version)
    for exclusion_id, exclusion in wanted.items():
        note = past.notes[exclusion_id]
        if exclusion_id not in there and not 0 < note.expires_at <= edit.now:
            back = _new(exclusion, note.reason, note.expires_at)
            await store.exclusions.bring_back(edit, exclusion_id, back, version)


def _new(exclusion: Exclusion, reason: str, expires_at: int) -> NewExclusion:
    fields = msgspec.structs.asdict(exclusion)
    fields.pop("id")
    return NewExclusion(**fields, reason=reason, expires_at=expires_at)
