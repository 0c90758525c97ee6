"""Whether a new model of texts may serve: as for outliers, and no more often wrong than the one that serves about what people said.

Both models are measured on the same texts: drawn ones and later traffic that the new one was not fitted on, and the later
reviews. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.analyst.training.promote import Measured, Promotion, promote


@dataclass(frozen=True, slots=True)
class Standing:
    """`wrong` of `reviews`: later reviewed texts that a model takes for the contrary of what a person said."""

    measured: Measured
    wrong: int = 0
    reviews: int = 0


def promote_text(new: Standing, serving: Standing | None, target: float) -> Promotion:
    """`serving`: what serves now, None where nothing does."""
    if serving is not None and new.wrong > serving.wrong:
        return Promotion(
            serves=False,
            reason=f"it is wrong about {new.wrong} of {new.reviews} reviewed texts, the one that serves about {serving.wrong}",
        )
    promotion = promote(new.measured, serving.measured if serving else None, target)
    if promotion.serves and serving is not None and new.wrong < serving.wrong:
        return Promotion(
            serves=True,
            reason=f"right about {serving.wrong - new.wrong} more of {new.reviews} reviewed texts; {promotion.reason}",
        )
    return promotion
