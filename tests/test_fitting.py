"""Drawings and models that were not made for each other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from deepfacedrawing.fitting import find_left_out, fit_request
from deepfacedrawing.rendering import CONTROL_NAMES, RendererInfo, RenderRequest, UserError, find_group

ALL = RendererInfo("cpu", "m", ("all", "feminine", "masculine"), {"neutral": "", "fair": ""}, CONTROL_NAMES, 100)
BARE = RendererInfo("cpu", "m", ("all", "female"), {}, (), 10)
BLANK = np.full((512, 512), 255, np.uint8)
CROP = bytes(160 * 160)
FULL = RenderRequest(
    BLANK, {"nose": 0.7}, "feminine", "fair", {"warmth": 0.5}, pins={"left_eye": 50, "mouth": 3, "nose": CROP}
)


def test_what_the_model_has_stays_as_it_is() -> None:
    assert fit_request(FULL, ALL).is_same(FULL)
    assert find_left_out(FULL, fit_request(FULL, ALL)) == ()
    assert fit_request(replace(FULL, appearance=7), ALL).appearance == 7


def test_what_it_lacks_is_left_out() -> None:
    fitting = fit_request(FULL, BARE)
    assert (fitting.group, fitting.appearance) == ("feminine", "neutral")
    assert set(fitting.controls.values()) == {0.0}
    assert fitting.pins == {"nose": CROP, "mouth": 3}
    assert fitting.refinement == FULL.refinement
    assert find_left_out(FULL, fitting) == ("appearance", "controls", "pins")
    other = fit_request(replace(FULL, group="masculine", appearance=3), BARE)
    assert (other.group, other.appearance) == ("all", "neutral")
    assert fit_request(replace(FULL, appearance="olive"), ALL).appearance == "neutral"


def test_the_drawing_that_is_morphed_to_is_fitted_too() -> None:
    toward = fit_request(replace(FULL, toward=FULL), BARE).toward
    assert toward is not None
    assert toward.pins == {"nose": CROP, "mouth": 3}


@pytest.mark.parametrize(
    ("group", "offered", "found"),
    [
        ("female", ("all", "feminine"), "feminine"),
        ("feminine", ("all", "female"), "female"),
        ("male", ("all", "male"), "male"),
        ("all", ("all",), "all"),
        ("male", ("all", "female"), ""),
    ],
)
def test_a_group_is_found_by_its_synonym(group: str, offered: tuple[str, ...], found: str) -> None:
    assert find_group(group, offered) == found


def test_a_request_takes_synonyms_and_no_other_group() -> None:
    assert RenderRequest(BLANK, group="male").group == "male"
    with pytest.raises(UserError, match="no group 'others'"):
        RenderRequest(BLANK, group="others")
