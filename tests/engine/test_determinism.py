"""The same request gives the same bytes, whatever was asked before it, and whoever asks."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from deepfacedrawing.components import COMPONENT_NAMES
from deepfacedrawing.engine.face_engine import FaceEngine
from deepfacedrawing.rendering import RenderRequest, RenderResult
from tests.tiny import draw_sketch

PLAIN = RenderRequest(draw_sketch())
REQUESTS = (
    PLAIN,
    replace(PLAIN, sketch=draw_sketch(80), browsed="nose"),
    replace(PLAIN, refinement=dict.fromkeys(COMPONENT_NAMES, 1.0), group="feminine", browsed="mouth"),
    replace(PLAIN, appearance=7, group="masculine", controls={"warmth": 0.5}),
    replace(PLAIN, pins={"nose": 3, "left_eye": 20}, browsed="nose"),
    replace(PLAIN, toward=RenderRequest(draw_sketch(40), appearance=3), morph=dict.fromkeys(COMPONENT_NAMES, 0.3)),
)


def picture(result: RenderResult) -> bytes:
    """All that is seen of a result."""
    assert result.shadow is not None
    pictures = [result.face, result.shadow, *result.samples.values()]
    told = repr((dict(result.neighbours), dict(result.distances), list(result.samples)))
    return b"".join(array.tobytes() for array in pictures) + told.encode()


def test_what_was_asked_before_leaves_no_trace(load: Callable[[str], FaceEngine]) -> None:
    engine = load("openvino")
    fresh: list[bytes] = []
    for request in REQUESTS:
        engine.close()
        fresh.append(picture(engine.render(request)))
    assert len(set(fresh)) == len(REQUESTS)
    chance = random.Random(0)
    for which in chance.sample(range(len(REQUESTS)), len(REQUESTS)):
        sketch = draw_sketch(chance.randrange(30, 90))
        engine.render(replace(chance.choice(REQUESTS), sketch=sketch, draft=chance.random() < 0.5))
        assert picture(engine.render(REQUESTS[which])) == fresh[which]


def test_what_is_done_with_a_face_is_not_seen_in_the_next_one(load: Callable[[str], FaceEngine]) -> None:
    engine = load("openvino")
    face = engine.render(PLAIN).face
    before = face.copy()
    face[:] = 0
    assert np.array_equal(engine.render(PLAIN).face, before)
