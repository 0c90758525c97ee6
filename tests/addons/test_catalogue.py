"""Every detector is described, orderly, and checks its options."""

from __future__ import annotations

import msgspec
import pytest

from addons.catalogue import DETECTORS, Detector

ALL = list(DETECTORS.values())


def test_the_detectors_stand_in_the_order_of_the_pipeline():
    assert list(DETECTORS)[:3] == ["access", "limits", "payload"]
    assert [detector.order for detector in ALL] == sorted({detector.order for detector in ALL})


@pytest.mark.parametrize("detector", ALL, ids=lambda detector: detector.id)
def test_a_detector_can_be_shown_and_set(detector: Detector):
    assert DETECTORS[detector.id] is detector
    assert detector.title
    assert detector.description.endswith(".")
    assert isinstance(detector.options({}), detector.settings)
    assert "$defs" in detector.schema()


@pytest.mark.parametrize("detector", ALL, ids=lambda detector: detector.id)
def test_an_unknown_option_is_refused(detector: Detector):
    with pytest.raises(msgspec.ValidationError, match="no-such-option"):
        detector.options({"no-such-option": 1})
