"""SVG files to open, and where the strokes of what they draw lie."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from deepfacedrawing.ui.project_file import read_sketch_file
from deepfacedrawing.ui.sketch import Stroke, rasterise

Open = Callable[..., tuple[Stroke, ...]]
LINE = 'stroke="#000" fill="none"'


def open_strokes(
    folder: Path, content: str, page: str = 'width="512" height="512"', encoding: str = "utf-8"
) -> tuple[Stroke, ...]:
    """What an SVG of this content, written to the folder, opens as; the page is 512 × 512 unless said otherwise."""
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    (folder / "a.svg").write_bytes(f"<svg {names} {page}>{content}</svg>".encode(encoding))
    opened = read_sketch_file(folder / "a.svg")
    assert not opened.is_project
    assert opened.sketch.render is None
    assert all(s.tool in ("pen", "eraser") and 0 <= p[2] <= 1 for s in opened.sketch.strokes for p in s.points)
    assert rasterise(opened.sketch).shape == (512, 512)
    return opened.sketch.strokes


def places(stroke: Stroke) -> NDArray[np.float64]:
    return np.array([point[:2] for point in stroke.points])


def box(stroke: Stroke) -> list[float]:
    """Left, top, right, bottom."""
    return [*places(stroke).min(axis=0).tolist(), *places(stroke).max(axis=0).tolist()]


def near(*numbers: float) -> object:
    return pytest.approx(numbers, abs=0.02)
