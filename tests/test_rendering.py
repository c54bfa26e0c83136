"""What a request accepts, and that nobody can change it afterwards."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from deepfacedrawing.components import COMPONENT_NAMES
from deepfacedrawing.rendering import (
    CONTROL_NAMES,
    DEFAULT_APPEARANCE,
    DEFAULT_REFINEMENT,
    GROUPS,
    RenderRequest,
    UserError,
    check_controls,
    check_morph,
    check_pins,
    check_refinement,
)


def blank() -> np.ndarray:
    return np.full((512, 512), 255, np.uint8)


def test_defaults_fill_what_is_left_out() -> None:
    request = RenderRequest(blank(), {"mouth": 1})
    assert tuple(request.refinement) == COMPONENT_NAMES
    assert request.refinement == {**dict.fromkeys(COMPONENT_NAMES, DEFAULT_REFINEMENT), "mouth": 1.0}
    assert (request.group, request.appearance, request.shadow) == ("all", DEFAULT_APPEARANCE, True)
    assert request.controls == dict.fromkeys(CONTROL_NAMES, 0.0)


def test_a_request_owns_its_sketch_and_nobody_can_change_it() -> None:
    sketch = blank()
    request = RenderRequest(sketch)
    sketch[:] = 0
    assert (request.sketch == 255).all()
    with pytest.raises(ValueError, match="read-only"):
        request.sketch[0, 0] = 0
    with pytest.raises(FrozenInstanceError):
        request.group = "feminine"  # pyright: ignore[reportAttributeAccessIssue]


def test_a_request_owns_its_refinement_and_its_controls() -> None:
    refinement, controls = {"nose": 0.25}, {"warmth": -0.5}
    request = RenderRequest(blank(), refinement, controls=controls)
    refinement["nose"] = controls["warmth"] = 0.75
    assert request.refinement["nose"] == 0.25
    assert request.controls == {**dict.fromkeys(CONTROL_NAMES, 0.0), "warmth": -0.5}


@pytest.mark.parametrize(
    "sketch", [blank()[:511], blank().astype(np.float32), blank()[None], np.zeros((0, 0), np.uint8)]
)
def test_another_shape_or_type_of_sketch_is_refused(sketch: Any) -> None:
    with pytest.raises(UserError, match=r"must be \(512, 512\) uint8, not"):
        RenderRequest(sketch)


@pytest.mark.parametrize("value", [-0.01, 1.01, float("nan"), float("inf"), -float("inf")])
def test_a_refinement_out_of_range_is_refused(value: float) -> None:
    with pytest.raises(UserError, match="refinement of mouth must lie between 0 and 1"):
        check_refinement({"mouth": value})


@pytest.mark.parametrize("value", [0, 1, 0.0, 1.0])
def test_the_ends_of_the_range_are_part_of_it(value: float) -> None:
    assert check_refinement({"mouth": value})["mouth"] == value


def test_an_unknown_component_is_refused() -> None:
    with pytest.raises(UserError, match="no component 'ear'; choose from left_eye, right_eye"):
        RenderRequest(blank(), {"ear": 0.5})


@pytest.mark.parametrize("value", [-1.01, 1.01, float("nan"), float("inf")])
def test_a_control_out_of_range_is_refused(value: float) -> None:
    with pytest.raises(UserError, match="control light must lie between -1 and 1"):
        check_controls({"light": value})


def test_an_unknown_control_is_refused() -> None:
    with pytest.raises(UserError, match="no appearance control 'mood'; choose from skin_tone, hair_tone"):
        RenderRequest(blank(), controls={"mood": 0.5})


def test_only_known_groups_are_accepted() -> None:
    for group in GROUPS:
        assert RenderRequest(blank(), group=group).group == group
    with pytest.raises(UserError, match="no group 'elves'; choose from all"):
        RenderRequest(blank(), group="elves")


def test_a_request_owns_its_pins_and_its_morph() -> None:
    crop = bytes(192 * 192)
    pins: dict[str, Any] = {"mouth": crop, "nose": 3}
    morph = {"nose": 0.25}
    request = RenderRequest(blank(), pins=pins, toward=RenderRequest(blank()), morph=morph)
    pins["nose"] = morph["nose"] = 1
    assert request.pins == {"nose": 3, "mouth": crop}
    assert tuple(request.pins) == ("nose", "mouth")
    assert request.morph == {**dict.fromkeys(COMPONENT_NAMES, 0.0), "nose": 0.25}


@pytest.mark.parametrize(
    ("pins", "message"),
    [
        ({"ear": 1}, "no component 'ear'; choose from left_eye"),
        ({"nose": -1}, "pinned nose must be a sample from 0 on, not -1"),
        ({"nose": bytes(192 * 192)}, "pinned nose must have 160 x 160 pixels, not 36864 in all"),
        ({"mouth": b""}, "pinned mouth must have 192 x 192 pixels, not 0 in all"),
    ],
)
def test_a_pin_that_cannot_be_is_refused(pins: dict[str, Any], message: str) -> None:
    with pytest.raises(UserError, match=message):
        check_pins(pins)


@pytest.mark.parametrize("value", [-0.01, 1.01, float("nan")])
def test_a_morph_out_of_range_is_refused(value: float) -> None:
    with pytest.raises(UserError, match="morph of mouth must lie between 0 and 1"):
        check_morph({"mouth": value})


def test_only_a_component_is_browsed_and_only_a_still_drawing_is_morphed_to() -> None:
    assert RenderRequest(blank()).browsed == ""
    assert RenderRequest(blank(), browsed="nose").browsed == "nose"
    with pytest.raises(UserError, match="no component 'ear'; choose from left_eye"):
        RenderRequest(blank(), browsed="ear")
    moving = RenderRequest(blank(), toward=RenderRequest(blank()))
    with pytest.raises(UserError, match="cannot be on its way to another"):
        RenderRequest(blank(), toward=moving)


def dotted() -> np.ndarray:
    sketch = blank()
    sketch[9, 9] = 0
    return sketch


@pytest.mark.parametrize(
    "change",
    [
        {"sketch": dotted()},
        {"refinement": {"nose": 0.9}},
        {"group": "feminine"},
        {"appearance": 7},
        {"controls": {"light": 0.5}},
        {"shadow": False},
        {"pins": {"nose": 4}},
        {"browsed": "nose"},
        {"toward": None},
        {"toward": RenderRequest(dotted())},
        {"toward": RenderRequest(blank(), pins={"mouth": 1})},
        {"morph": {"nose": 0.5}},
    ],
    ids=lambda change: " ".join(change),
)
def test_requests_are_the_same_unless_something_differs(change: dict[str, Any]) -> None:
    one = RenderRequest(blank(), toward=RenderRequest(blank()))
    assert one.is_same(RenderRequest(blank(), dict.fromkeys(COMPONENT_NAMES, 0.5), toward=RenderRequest(blank())))
    assert not one.is_same(replace(one, **change))
    assert not replace(one, **change).is_same(one)
    assert not one.is_same(None)


def test_an_error_keeps_its_parts_and_crosses_to_another_process() -> None:
    inner = UserError("the disk is full")
    error = UserError("Cannot write {path} ({reason}) of {size:.1f} MB.", path=Path("a{b}.svg"), reason=inner, size=2)
    for same in (error, pickle.loads(pickle.dumps(error))):
        assert str(same) == "Cannot write a{b}.svg (the disk is full) of 2.0 MB."
        german = {
            "the disk is full": "voll",
            "Cannot write {path} ({reason}) of {size:.1f} MB.": "{reason}: {path}, {size:.1f} MB",
        }
        assert same.tell(german.__getitem__) == "voll: a{b}.svg, 2.0 MB"


def test_an_error_without_values_is_said_as_it_stands() -> None:
    assert str(UserError("There is no {brace")) == "There is no {brace"


def test_a_face_is_good_for_a_draft_and_a_draft_not_for_a_face() -> None:
    face = RenderRequest(np.full((512, 512), 255, np.uint8))
    draft = replace(face, draft=True)
    assert draft.is_same(face)
    assert draft.is_same(draft)
    assert not face.is_same(draft)
