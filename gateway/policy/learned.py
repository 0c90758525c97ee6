"""The learned models of a policy, decoded for serving: each one once, for as long as a policy names it.

A model that is missing, damaged or made by another version is served without, and said: it never keeps a policy from
serving.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from addons import classifier, outliers
from gateway.policy.document import ModelRef
from gateway.policy.models import ModelMissing, ModelPlace
from gateway.policy.problems import Problems

DECODERS: Mapping[str, Callable[[bytes], Any]] = {
    "outliers": outliers.decode_model,
    "classifier": classifier.decode_model,
}
"""By the detector a model is for; they raise ValueError for what they cannot use."""


class LearnedModels:
    """`place` None: nothing is judged by what is compiled, so that nothing is loaded, or missed."""

    def __init__(self, place: ModelPlace | None) -> None:
        self._place = place
        self._decoded: dict[str, Any] = {}

    def of(self, refs: Sequence[ModelRef], warnings: Problems) -> Mapping[tuple[str, int], Any]:
        """By kind and API; the others are in `warnings`, and asked for again next time."""
        if self._place is None:
            return {}
        found: dict[tuple[str, int], Any] = {}
        decoded: dict[str, Any] = {}
        for ref in refs:
            model = self._decoded.get(ref.digest)
            if model is None and (decode := DECODERS.get(ref.kind)) is not None:
                try:
                    model = decode(self._place.read(ref.digest))
                except (ModelMissing, ValueError) as error:
                    what = f"version {ref.version} for {f'API {ref.api_id}' if ref.api_id else 'all APIs'}"
                    warnings.add(f"models.{ref.kind}", what, f"{error}; served without it")
                    continue
            if model is not None:
                decoded[ref.digest] = found[ref.kind, ref.api_id] = model
        self._decoded = decoded
        return found
