"""Tones of painted faces, and the palette that is made from them."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from deepfacedrawing.rendering import DEFAULT_APPEARANCE, UserError
from deepfacedrawing.training import appearance
from deepfacedrawing.training.appearance import measure_tones, read_palette, regress, save_palette, swatch
from deepfacedrawing.training.generator import FaceGenerator, FrontalStyles
from tests.tiny import build_tiny_palette, give_contrast

SKIN, HAIR = (0.8, 0.6, 0.5), (0.25, 0.15, 0.1)


def paint_portrait() -> np.ndarray:
    """Skin below, hair above, with a few spots that a median must not see."""
    picture = np.empty((512, 512, 3), np.float32)
    picture[:100], picture[100:] = HAIR, SKIN
    picture[60:64], picture[280:283] = 1.0, 0.0
    return picture


def test_tones_are_those_of_skin_and_hair() -> None:
    tones = measure_tones(paint_portrait())
    colours = np.array([[SKIN, HAIR]], np.float32)
    expected = cv2.cvtColor(colours, cv2.COLOR_RGB2LAB).reshape(6)
    np.testing.assert_allclose(tones, expected, atol=0.1)


def test_a_swatch_shows_the_measured_colours() -> None:
    text = swatch(measure_tones(paint_portrait()))
    values = [int(text[i : i + 2], 16) for i in (1, 3, 5, 8, 10, 12)]
    assert (len(text), text[0], text[7]) == (14, "#", "#")
    np.testing.assert_allclose(values, np.array([*SKIN, *HAIR]) * 255, atol=2)


def test_a_swatch_of_an_impossible_colour_stays_in_range() -> None:
    assert len(swatch(np.array([100, 90, -90, -5, 0, 0], np.float32))) == 14


def test_regression_finds_the_directions_that_change_the_tones() -> None:
    rng = np.random.default_rng(0)
    tones = rng.standard_normal((400, 6)).astype(np.float32)
    directions = rng.standard_normal((6, 512)).astype(np.float32)
    slopes = regress(tones, tones @ directions)
    np.testing.assert_allclose(slopes, directions, atol=0.15)


def test_the_palette_starts_with_the_neutral_style_and_names_tones(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(0)
    generator = FaceGenerator().eval().requires_grad_(False)
    give_contrast(generator)
    frontal = FrontalStyles(generator)
    monkeypatch.setattr(appearance, "PALETTE", appearance.PALETTE[:1])
    monkeypatch.setattr(appearance, "CORRECTIONS", 1)
    palette = appearance.build_palette(generator, frontal, num_candidates=2, seed=0)
    assert list(palette.styles) == [DEFAULT_APPEARANCE, "-".join(appearance.PALETTE[0])]
    assert list(palette.swatches) == list(palette.styles)
    np.testing.assert_array_equal(palette.mean.numpy(), frontal.mean)
    assert torch.equal(palette.styles[DEFAULT_APPEARANCE], palette.mean)
    assert all(style.shape == (512,) and style.isfinite().all() for style in palette.styles.values())
    assert palette.axes.shape == (appearance.NUM_AXES, 512)
    lengths = palette.axes.norm(dim=1)
    assert (lengths.diff() <= 1e-4).all()


def test_a_palette_comes_back_as_it_was(tmp_path: Path) -> None:
    save_palette(tmp_path / "palette.pt", build_tiny_palette())
    loaded, expected = read_palette(tmp_path / "palette.pt"), build_tiny_palette()
    assert list(loaded.styles) == list(expected.styles)
    assert loaded.swatches == expected.swatches
    assert all(torch.equal(loaded.styles[name], style) for name, style in expected.styles.items())
    assert torch.equal(loaded.style(5), expected.style(5))


@pytest.mark.parametrize("content", [None, b"odd", b""])
def test_a_file_that_is_no_palette_is_told(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "palette.pt").write_bytes(content)
    with pytest.raises(UserError, match=r"palette\.pt is no palette"):
        read_palette(tmp_path / "palette.pt")
