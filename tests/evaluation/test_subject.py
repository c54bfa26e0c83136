from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from deepfacedrawing.components import COMPONENT_NAMES
from deepfacedrawing.engine.face_engine import FaceEngine, load_engine
from deepfacedrawing.evaluation.subject import EngineSubject
from deepfacedrawing.rendering import RenderRequest
from tests.tiny import draw_sketch, save_tiny_model


@pytest.fixture
def engine(tmp_path: Path) -> FaceEngine:
    return load_engine(save_tiny_model(tmp_path), "cpu")


def test_a_style_paints_as_the_appearance_of_that_style(engine: FaceEngine) -> None:
    subject, sketch = EngineSubject(engine), draw_sketch()
    assert subject.palette == ("neutral", "pale-blond", "deep-black")
    for name in ("pale-blond", "deep-black"):
        named = subject.render(sketch, 0.5, name)
        own = subject.render(sketch, 0.5, engine.palette.styles[name].numpy())
        np.testing.assert_array_equal(own, named)
    assert (subject.render(sketch, 0.5, "neutral") != named).any()


def test_one_style_after_another_is_not_mixed_up(engine: FaceEngine) -> None:
    styles = [np.random.default_rng(seed).standard_normal(512).astype(np.float32) for seed in (0, 1)]
    first, second = EngineSubject(engine), EngineSubject(engine)
    alternating = [first.render(draw_sketch(), 1.0, styles[i]) for i in (0, 1, 0)]
    np.testing.assert_array_equal(alternating[0], alternating[2])
    assert (alternating[0] != alternating[1]).any()
    np.testing.assert_array_equal(second.render(draw_sketch(), 1.0, styles[1]), alternating[1])


def test_refinement_reaches_every_component(engine: FaceEngine) -> None:
    face = EngineSubject(engine).render(draw_sketch(), 0.25, 7)
    sliders: dict[str, float] = dict.fromkeys(COMPONENT_NAMES, 0.25)
    expected = engine.render(RenderRequest(draw_sketch(), sliders, appearance=7, shadow=False)).face
    np.testing.assert_array_equal(face, expected)
