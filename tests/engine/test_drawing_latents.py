"""What stands in the place of a drawn component, and what lies between two drawings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from deepfacedrawing.components import BUNDLED_COMPONENTS, COMPONENT_NAMES, PAPER, crop
from deepfacedrawing.engine.backends import torch_networks
from deepfacedrawing.engine.face_engine import FaceEngine
from deepfacedrawing.engine.models.folded_prior import FoldedPrior
from deepfacedrawing.rendering import Pin, RenderRequest, RenderResult, UserError
from tests.tiny import NUM_FEMININE, NUM_SAMPLES, draw_sketch

REQUEST = RenderRequest(draw_sketch(), shadow=False)
WIDE = RenderRequest(draw_sketch(mouth_width=80), shadow=False)
OTHER = RenderRequest(
    draw_sketch(80)[:, ::-1], {"nose": 0.9}, "masculine", "deep-black", {"light": 0.5}, shadow=False, pins={"mouth": 3}
)
MOUTH = next(component for component in BUNDLED_COMPONENTS if component.name == "mouth")


def crop_of(request: RenderRequest) -> bytes:
    """The mouth of a drawing, as it is pinned."""
    return crop(request.sketch, MOUTH, BUNDLED_COMPONENTS).tobytes()


def all_at(amount: float) -> dict[str, float]:
    return dict.fromkeys(COMPONENT_NAMES, amount)


def render_pinned(engine: FaceEngine, pins: Mapping[str, Pin], request: RenderRequest = REQUEST) -> RenderResult:
    return engine.render(replace(request, pins=pins))


@pytest.mark.parametrize("row", [0, NUM_SAMPLES - 1])
def test_a_pinned_sample_stands_whatever_is_drawn_there(engine: FaceEngine, row: int) -> None:
    drawn = engine.render(REQUEST)
    pinned, wide = render_pinned(engine, {"mouth": row}), render_pinned(engine, {"mouth": row}, WIDE)
    assert pinned.neighbours["mouth"][0] == row
    assert np.array_equal(pinned.face, wide.face)
    assert np.abs(pinned.face.astype(int) - drawn.face).mean() > 0.1
    assert {n: rows for n, rows in pinned.neighbours.items() if n != "mouth"} == {
        n: rows for n, rows in drawn.neighbours.items() if n != "mouth"
    }
    assert np.array_equal(engine.render(REQUEST).face, drawn.face)


def test_a_sample_of_another_group_can_be_pinned(engine: FaceEngine) -> None:
    masculine = replace(REQUEST, group="masculine")
    pinned = render_pinned(engine, {"nose": 0}, masculine)
    assert min(pinned.neighbours["nose"]) >= NUM_FEMININE
    assert pinned.distances["nose"] > 0.5
    assert not np.array_equal(pinned.face, render_pinned(engine, {"nose": 1}, masculine).face)


@pytest.mark.parametrize("refinement", [0.0, 0.9])
def test_a_pinned_crop_is_as_if_it_were_drawn(engine: FaceEngine, refinement: float) -> None:
    pinned = render_pinned(engine, {"mouth": crop_of(WIDE)}, replace(REQUEST, refinement={"mouth": refinement}))
    engine.close()
    drawn = engine.render(replace(WIDE, refinement={"mouth": refinement}))
    assert np.array_equal(pinned.face, drawn.face)
    assert pinned.distances == drawn.distances


def test_a_pinned_crop_that_is_blank_is_not_drawn_yet(engine: FaceEngine, calls: list[str]) -> None:
    erased = REQUEST.sketch.copy()
    erased[MOUTH.box] = PAPER
    drawn = erased.copy()
    drawn[400:406, 200:300] = 0  # below the window of the nose
    empty = engine.render(RenderRequest(erased, shadow=False))
    calls.clear()
    pinned = render_pinned(engine, {"mouth": bytes([PAPER]) * MOUTH.size**2}, RenderRequest(drawn, shadow=False))
    assert not any(name.startswith("encoders") for name in calls)
    assert np.array_equal(pinned.face, empty.face)


def test_pinning_runs_only_the_feature_decoder_of_its_component(engine: FaceEngine, calls: list[str]) -> None:
    engine.render(REQUEST)
    calls.clear()
    assert set(render_pinned(engine, {"mouth": 5}).timings) == {"project", "map", "synthesise", "total"}
    assert calls == ["feature_decoders mouth"]
    calls.clear()
    render_pinned(engine, {"mouth": 5}, WIDE)  # a stroke under the pin
    assert calls == []


def test_a_pin_that_this_model_does_not_have_is_told(engine: FaceEngine) -> None:
    with pytest.raises(UserError, match=f"pinned to sample {NUM_SAMPLES}, but this model has {NUM_SAMPLES}; unpin it"):
        render_pinned(engine, {"nose": NUM_SAMPLES})
    with pytest.raises(UserError, match="mouth is pinned to sample 999"):
        engine.render(replace(REQUEST, toward=replace(WIDE, pins={"mouth": 999})))
    smaller = tuple(replace(c, size=c.size // 2) for c in BUNDLED_COMPONENTS)
    with pytest.raises(UserError, match="mouth is pinned to a drawing of another size"):
        engine.banks.check(replace(REQUEST, pins={"mouth": crop_of(WIDE)}), smaller)


def test_the_ends_of_a_morph_are_the_two_drawings(engine: FaceEngine) -> None:
    faces = [engine.render(request).face for request in (REQUEST, OTHER)]
    for amount, face in ((0.0, faces[0]), (1.0, faces[1]), (0.0, faces[0])):
        assert np.array_equal(engine.render(replace(REQUEST, toward=OTHER, morph=all_at(amount))).face, face)
    engine.close()
    for amount, face in ((1.0, faces[1]), (0.0, faces[0])):
        assert np.array_equal(engine.render(replace(REQUEST, toward=OTHER, morph=all_at(amount))).face, face)


def test_a_morph_goes_from_one_face_to_the_other(engine: FaceEngine) -> None:
    amounts = (0.0, 0.25, 0.5, 0.75, 1.0)
    faces = [engine.render(replace(REQUEST, toward=OTHER, morph=all_at(t))).face.astype(int) for t in amounts]
    from_first = [np.abs(face - faces[0]).mean() for face in faces]
    from_last = [np.abs(face - faces[-1]).mean() for face in faces]
    assert from_first == sorted(from_first)
    assert from_last == sorted(from_last, reverse=True)
    assert len({round(value, 3) for value in from_first}) == len(amounts)


def test_neighbours_and_distances_of_a_morph_are_those_of_the_request_itself(engine: FaceEngine) -> None:
    alone = engine.render(replace(REQUEST, shadow=True))
    morphed = engine.render(replace(REQUEST, shadow=True, toward=OTHER, morph=all_at(0.7)))
    assert (morphed.neighbours, morphed.distances) == (alone.neighbours, alone.distances)
    assert alone.shadow is not None
    assert np.array_equal(alone.shadow, morphed.shadow)  # type: ignore[arg-type]


def test_a_morph_slider_encodes_and_projects_nothing(engine: FaceEngine, calls: list[str]) -> None:
    engine.render(replace(REQUEST, toward=OTHER, morph=all_at(0.3)))
    calls.clear()
    timings = engine.render(replace(REQUEST, toward=OTHER, morph=all_at(0.4))).timings
    assert calls == [f"feature_decoders {name}" for name in COMPONENT_NAMES]
    assert set(timings) == {"map", "synthesise", "total"}
    calls.clear()
    engine.render(replace(REQUEST, toward=OTHER, morph=all_at(0.4) | {"nose": 0.5}))
    assert calls == ["feature_decoders nose"]


def test_what_both_drawings_share_is_not_mapped_again(engine: FaceEngine, calls: list[str]) -> None:
    engine.render(replace(REQUEST, toward=WIDE, morph=all_at(0.3)))
    calls.clear()
    engine.render(replace(REQUEST, toward=WIDE, morph=all_at(0.4)))
    assert calls == ["feature_decoders mouth"]


def test_the_appearance_follows_the_mean_of_the_morph(engine: FaceEngine) -> None:
    other = replace(REQUEST, appearance="deep-black", controls={"light": 0.5})
    morphed = engine.render(replace(REQUEST, toward=other, morph={"nose": 1.0, "mouth": 0.25})).face
    ends = [engine.palette.style(r.appearance, r.controls)[0] for r in (REQUEST, other)]
    palette = engine.palette
    engine.add_appearance("between", (0.75 * ends[0] + 0.25 * ends[1]).numpy())
    between = engine.render(replace(REQUEST, appearance="between")).face
    engine.palette = palette
    assert np.abs(morphed.astype(int) - between).mean() < 0.1
    assert np.abs(morphed.astype(int) - engine.render(REQUEST).face).mean() > 1


def test_a_style_that_both_share_is_folded_once(torch_engine: FaceEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    folded: list[object] = []

    def fold(*parts: Any) -> FoldedPrior:
        folded.append(parts)
        return FoldedPrior(*parts)

    torch_engine.render(replace(REQUEST, appearance="pale-blond"))
    monkeypatch.setattr(torch_networks, "FoldedPrior", fold)
    for amount in (0.0, 0.3, 0.6, 1.0):
        torch_engine.render(replace(REQUEST, toward=WIDE, morph=all_at(amount)))
    assert len(folded) == 1
    for amount in (0.3, 0.6, 0.6):
        torch_engine.render(replace(REQUEST, toward=OTHER, morph=all_at(amount)))
    assert len(folded) == 3
