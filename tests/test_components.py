"""The table of components, and cutting and pasting by it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from deepfacedrawing.components import (
    BUNDLED_COMPONENTS,
    CANVAS_SIZE,
    COMPONENT_NAMES,
    PAPER,
    PASTE_ORDER,
    crop,
    paste,
)

COMPONENTS = {component.name: component for component in BUNDLED_COMPONENTS}
MIRRORED = {"left_eye": "right_eye", "right_eye": "left_eye"}


def as_float(pixels: np.ndarray) -> np.ndarray:
    return (pixels / 127.5 - 1).astype(np.float32)


def as_tensor(pixels: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(as_float(pixels))[None, None]


@pytest.fixture
def pixels() -> np.ndarray:
    return np.random.default_rng(0).integers(0, PAPER, (CANVAS_SIZE, CANVAS_SIZE), np.uint8)


@pytest.mark.parametrize("name", COMPONENT_NAMES)
def test_a_windows_mirror_image_is_a_window(name: str) -> None:
    window, mirrored = COMPONENTS[name], COMPONENTS[MIRRORED.get(name, name)]
    assert (CANVAS_SIZE - window.x - window.size, window.y) == (mirrored.x, mirrored.y)
    assert (window.size, window.pasted_rows) == (mirrored.size, mirrored.pasted_rows)


def test_windows_lie_on_the_canvas_and_on_the_grid_of_the_feature_maps() -> None:
    assert sorted(PASTE_ORDER) == sorted(COMPONENT_NAMES)
    for component in BUNDLED_COMPONENTS:
        rows, columns = component.box
        assert 0 <= rows.start < rows.stop <= CANVAS_SIZE
        assert 0 <= columns.start < columns.stop <= CANVAS_SIZE
        for length in (component.x, component.y, component.size, component.pasted_rows):
            assert length % 4 == 0


@pytest.mark.parametrize("name", COMPONENT_NAMES)
def test_mirroring_the_sketch_swaps_the_eyes(name: str, pixels: np.ndarray) -> None:
    mirrored = crop(pixels[:, ::-1], COMPONENTS[MIRRORED.get(name, name)], BUNDLED_COMPONENTS)
    assert np.array_equal(mirrored[:, ::-1], crop(pixels, COMPONENTS[name], BUNDLED_COMPONENTS))


@pytest.mark.parametrize("convert", [np.copy, as_float, as_tensor])
@pytest.mark.parametrize("name", COMPONENT_NAMES)
def test_a_crop_is_a_copy(name: str, convert: Callable[[np.ndarray], Any], pixels: np.ndarray) -> None:
    sketch = convert(pixels)
    part = crop(sketch, COMPONENTS[name], BUNDLED_COMPONENTS)
    assert part.shape[-2:] == (COMPONENTS[name].size,) * 2
    part[:] = 0
    assert np.array_equal(np.asarray(sketch), np.asarray(convert(pixels)))


@pytest.mark.parametrize(("convert", "paper"), [(np.copy, 255), (as_float, 1), (as_tensor, 1)])
def test_the_remainder_has_the_other_windows_blank(
    convert: Callable[[np.ndarray], Any], paper: int, pixels: np.ndarray
) -> None:
    sketch = convert(pixels)
    remainder = crop(sketch, COMPONENTS["remainder"], BUNDLED_COMPONENTS)
    elsewhere = np.ones((CANVAS_SIZE, CANVAS_SIZE), bool)
    for component in BUNDLED_COMPONENTS[:-1]:
        assert (remainder[(..., *component.box)] == paper).all()
        elsewhere[component.box] = False
    assert elsewhere.any()
    assert np.array_equal(np.asarray(remainder)[..., elsewhere], np.asarray(sketch)[..., elsewhere])


@pytest.mark.parametrize("stride", [1, 8])
def test_eyes_lie_over_the_nose_over_the_mouth(stride: int) -> None:
    maps = {
        component.name: torch.full((2, 3, component.size // stride, component.size // stride), float(index))
        for index, component in enumerate(BUNDLED_COMPONENTS)
    }
    before = maps["remainder"].clone()
    merged = paste(maps, BUNDLED_COMPONENTS, stride)
    assert merged.shape == (2, 3, CANVAS_SIZE // stride, CANVAS_SIZE // stride)
    assert (maps["remainder"] == before).all()
    # Canvas points x, y and the component that is seen there.
    seen = {
        (0, 0): "remainder",
        (200, 240): "left_eye",
        (300, 240): "right_eye",
        (255, 287): "left_eye",
        (256, 287): "right_eye",
        (256, 288): "nose",
        (180, 350): "nose",
        (256, 351): "nose",
        (256, 352): "mouth",  # where the nose's window goes on for 40 rows that are not pasted
        (180, 391): "mouth",
        (164, 310): "mouth",
        (256, 495): "mouth",
        (256, 496): "remainder",
    }
    for (x, y), name in seen.items():
        assert (merged[..., y // stride, x // stride] == COMPONENT_NAMES.index(name)).all(), (x, y)


def test_only_the_pasted_rows_count() -> None:
    nose = COMPONENTS["nose"]
    maps = {c.name: torch.zeros(1, 1, c.size // 4, c.size // 4) for c in BUNDLED_COMPONENTS}
    maps["nose"] = torch.arange(nose.size // 4.0).reshape(1, 1, -1, 1).expand(1, 1, -1, nose.size // 4)
    column = paste(maps, BUNDLED_COMPONENTS, 4)[0, 0, :, nose.x // 4 + 2]
    first_below_the_eyes = (COMPONENTS["left_eye"].y + COMPONENTS["left_eye"].size - nose.y) // 4
    assert column[nose.y // 4 + first_below_the_eyes] == first_below_the_eyes
    assert column.max() == nose.pasted_rows // 4 - 1
