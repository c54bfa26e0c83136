"""Drawings that are kept to be gone back to."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from deepfacedrawing.samples import find_samples
from deepfacedrawing.ui.packed_sketch import PackedSketch
from deepfacedrawing.ui.project_file import read_sketch
from deepfacedrawing.ui.sketch import RenderSettings, Sketch, Stroke

STROKES = (
    Stroke("pen", 4.25, ((0.1, -2.0, 1 / 3, 0.0), (511.9, 1e-9, 1.0, 1234.5))),
    Stroke("eraser", 20.0, ((256.0, 256.0, 1.0, 0.0),)),
)


@pytest.mark.parametrize("strokes", [(), STROKES])
@pytest.mark.parametrize("has_picture", [False, True])
def test_a_sketch_comes_back_to_the_bit(strokes: tuple[Stroke, ...], has_picture: bool) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (512, 512), np.uint8) if has_picture else None
    settings = RenderSettings(group="feminine", pins={"nose": 3})
    unpacked = PackedSketch(Sketch(strokes, picture, settings)).unpack()
    assert unpacked.strokes == strokes
    assert unpacked.render is settings
    if picture is None:
        assert unpacked.background is None
    else:
        np.testing.assert_array_equal(unpacked.background, picture)


def test_it_takes_a_tenth_of_the_memory() -> None:
    path = next(path for path in find_samples() if path.stem == "careful_woman")
    read_sketch(path)  # what is loaded once does not count
    tracemalloc.start()
    sketch = read_sketch(path)
    whole = tracemalloc.get_traced_memory()[0]
    packed = PackedSketch(sketch)
    kept = tracemalloc.get_traced_memory()[0] - whole
    tracemalloc.stop()
    assert packed.unpack().strokes == sketch.strokes
    assert kept < whole / 8
