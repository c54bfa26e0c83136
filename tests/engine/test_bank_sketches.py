"""The samples that one browses: sketches of the neighbours, decoded once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from deepfacedrawing.components import BUNDLED_COMPONENTS, Component
from deepfacedrawing.engine import bank_sketches
from deepfacedrawing.engine.face_engine import FaceEngine
from deepfacedrawing.rendering import RenderRequest
from tests.tiny import NUM_SAMPLES, draw_sketch

REQUEST = RenderRequest(draw_sketch(), shadow=False)


@pytest.mark.parametrize("component", BUNDLED_COMPONENTS, ids=lambda component: component.name)
def test_the_neighbours_of_the_browsed_component_come_as_sketches(engine: FaceEngine, component: Component) -> None:
    result = engine.render(replace(REQUEST, browsed=component.name))
    assert tuple(result.samples) == result.neighbours[component.name]
    for sketch in result.samples.values():
        assert (sketch.shape, sketch.dtype) == ((component.size, component.size), np.uint8)
    assert np.ptp(np.stack(list(result.samples.values()))) > 30
    assert len({sketch.tobytes() for sketch in result.samples.values()}) == len(result.samples)


def test_only_the_browsed_component_is_decoded_and_only_once(engine: FaceEngine, calls: list[str]) -> None:
    assert engine.render(REQUEST).samples == {}
    calls.clear()
    first = engine.render(replace(REQUEST, browsed="nose"))
    assert calls == ["sketch_decoders nose"]
    assert set(first.timings) == {"samples", "synthesise", "total"}
    calls.clear()
    again = engine.render(replace(REQUEST, browsed="nose"))
    assert calls == []
    assert all(sketch is again.samples[row] for row, sketch in first.samples.items())
    with pytest.raises(ValueError, match="read-only"):
        again.samples[again.neighbours["nose"][0]][0, 0] = 7


def test_the_pinned_sample_is_there_though_it_is_no_neighbour(engine: FaceEngine) -> None:
    neighbours = engine.render(replace(REQUEST, group="masculine")).neighbours["nose"]
    pinned = engine.render(replace(REQUEST, group="masculine", browsed="nose", pins={"nose": 0}))
    assert 0 not in neighbours
    assert tuple(pinned.samples) == (*pinned.neighbours["nose"], 0)
    near = engine.render(replace(REQUEST, browsed="nose", pins={"nose": 0}))
    assert tuple(near.samples) == near.neighbours["nose"]


def test_a_sample_looks_the_same_beside_whichever_others(engine: FaceEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bank_sketches, "MAX_DECODED", 10)
    mouth = next(component for component in BUNDLED_COMPONENTS if component.name == "mouth")
    together = engine.sketches.pictures(mouth, range(NUM_SAMPLES))
    for row in (7, 3):
        alone = engine.sketches.pictures(mouth, [row])[row]
        assert np.abs(alone.astype(int) - together[row]).max() <= 1
