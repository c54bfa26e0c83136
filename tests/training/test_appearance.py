"""The linear model of styles, and the palette and controls that are made from it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from deepfacedrawing.rendering import CONTROL_NAMES, DEFAULT_APPEARANCE, UserError
from deepfacedrawing.training import appearance
from deepfacedrawing.training.appearance import (
    CONTROL_CHANGES,
    FREE,
    HAIR_TONES,
    PALETTE,
    SKIN_TONES,
    StyleModel,
    build_directions,
    build_palette,
    read_palette,
    regress,
    save_palette,
    swatch,
    targets,
)
from deepfacedrawing.training.generator import FaceGenerator, FrontalStyles
from deepfacedrawing.training.tones import ATTRIBUTES, Sitter
from tests.tiny import build_tiny_palette, give_contrast

SKIN, HAIR = (0.8, 0.6, 0.5), (0.25, 0.15, 0.1)
INDEX = {name: i for i, name in enumerate(ATTRIBUTES)}


def build_model() -> StyleModel:
    """Attributes that overlap in the styles, as real ones do; styles vary more along some axes than others."""
    rng = np.random.default_rng(1)
    common = rng.standard_normal(512)
    slopes = rng.standard_normal((len(ATTRIBUTES), 512)) + 0.5 * common
    return StyleModel(slopes.astype(np.float32), np.diag(rng.uniform(0.1, 2, 512)).astype(np.float32))


def test_a_swatch_shows_the_measured_colours() -> None:
    shown = cv2.cvtColor(np.array([[SKIN, HAIR]], np.float32), cv2.COLOR_RGB2LAB).reshape(6).astype(np.float32)
    text = swatch(shown)
    values = [int(text[i : i + 2], 16) for i in (1, 3, 5, 8, 10, 12)]
    assert (len(text), text[0], text[7]) == (14, "#", "#")
    np.testing.assert_allclose(values, np.array([*SKIN, *HAIR]) * 255, atol=2)


def test_a_swatch_of_an_impossible_colour_stays_in_range() -> None:
    assert len(swatch(np.array([100, 90, -90, -5, 0, 0], np.float32))) == 14


def test_regression_finds_what_styles_do() -> None:
    rng = np.random.default_rng(0)
    slopes = np.zeros((3, 512), np.float32)
    slopes[[0, 1, 2], [5, 6, 7]] = 2.0
    styles = rng.standard_normal((600, 512)).astype(np.float32)
    found = regress(styles, styles @ slopes.T)
    assert [int(row.argmax()) for row in found] == [5, 6, 7]
    assert all(row.max() > 5 * np.abs(np.delete(row, (5, 6, 7))).max() for row in found)


def test_a_change_moves_what_is_wanted_and_holds_what_is_held() -> None:
    model = build_model()
    wanted = {"skin_l": 5.0, "hair_l": 0.0, "contrast": -2.0}
    done = model.slopes @ model.change(wanted)
    np.testing.assert_allclose([done[INDEX[name]] for name in wanted], list(wanted.values()), atol=1e-3)


def test_a_change_prefers_what_styles_do_anyway() -> None:
    slopes = np.zeros((len(ATTRIBUTES), 512), np.float32)
    slopes[0, :2] = 1.0
    change = StyleModel(slopes, np.diag([9.0, 1.0, *[1.0] * 510]).astype(np.float32)).change({"skin_l": 1.0})
    np.testing.assert_allclose(change[:3], [0.9, 0.1, 0.0], atol=1e-5)


def test_slack_stays_behind() -> None:
    model = build_model()
    done = model.slopes @ model.change({"skin_l": 5.0}, slack=1.0)
    assert done[INDEX["skin_l"]] == pytest.approx(2.5, rel=1e-3)


def test_each_control_has_a_direction_that_leaves_the_others_attributes_alone() -> None:
    model = build_model()
    directions = build_directions(model)
    assert tuple(directions) == CONTROL_NAMES
    for name, direction in directions.items():
        done = model.slopes @ direction.numpy()
        for attribute in set(ATTRIBUTES) - set(FREE[name]):
            expected = CONTROL_CHANGES[name].get(attribute, 0.0)
            assert done[INDEX[attribute]] == pytest.approx(expected, abs=0.01)


def test_the_palette_is_large_and_fair() -> None:
    assert len(PALETTE) == len(set(PALETTE)) >= 24
    counts = Counter(skin for skin, _ in PALETTE)
    assert set(counts) == set(SKIN_TONES)
    assert len(set(counts.values())) == 1
    steps = np.diff([tone[0] for tone in SKIN_TONES.values()])
    assert (steps == steps[0]).all()
    assert {hair for _, hair in PALETTE} == set(HAIR_TONES)


def test_hair_is_never_aimed_lighter_than_skin_and_eyes_stay_light() -> None:
    aims = [dict(zip(ATTRIBUTES, targets(skin, hair), strict=True)) for skin, hair in PALETTE]
    assert all(aim["hair_l"] < aim["skin_l"] < aim["eyes"] + 15 for aim in aims)


def test_the_palette_starts_with_the_neutral_style_and_names_tones(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(0)
    generator = FaceGenerator().eval().requires_grad_(False)
    give_contrast(generator)
    mean = torch.from_numpy(FrontalStyles(generator).mean)
    whole = np.ones((512, 512), bool)
    regions: dict[str, np.ndarray] = dict.fromkeys(("skin", "hair", "background", "eyes"), whole)
    monkeypatch.setattr(appearance, "PALETTE", PALETTE[:1])
    monkeypatch.setattr(appearance, "CORRECTIONS", 1)
    palette = build_palette(generator, [Sitter(generator.geometry(mean[None]), regions)], mean, 3, seed=0)
    assert list(palette.styles) == [DEFAULT_APPEARANCE, "-".join(PALETTE[0])]
    assert list(palette.swatches) == list(palette.styles)
    assert torch.equal(palette.styles[DEFAULT_APPEARANCE], palette.mean)
    assert tuple(palette.directions) == CONTROL_NAMES
    assert all(
        x.shape == (512,) and x.isfinite().all() for x in (*palette.styles.values(), *palette.directions.values())
    )
    assert palette.axes.shape == (appearance.NUM_AXES, 512)
    assert (palette.axes.norm(dim=1).diff() <= 1e-4).all()


def test_a_palette_comes_back_as_it_was(tmp_path: Path) -> None:
    save_palette(tmp_path / "palette.pt", build_tiny_palette())
    loaded, expected = read_palette(tmp_path / "palette.pt"), build_tiny_palette()
    assert list(loaded.styles) == list(expected.styles)
    assert loaded.swatches == expected.swatches
    assert all(torch.equal(loaded.styles[name], style) for name, style in expected.styles.items())
    assert torch.equal(loaded.style(5, {"light": 0.5}), expected.style(5, {"light": 0.5}))


def test_a_palette_from_before_the_controls_can_be_read(tmp_path: Path) -> None:
    save_palette(tmp_path / "palette.pt", build_tiny_palette())
    stored = torch.load(tmp_path / "palette.pt", weights_only=True)
    stored.pop("directions")
    torch.save(stored, tmp_path / "palette.pt")
    assert not read_palette(tmp_path / "palette.pt").directions


@pytest.mark.parametrize("content", [None, b"odd", b""])
def test_a_file_that_is_no_palette_is_told(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "palette.pt").write_bytes(content)
    with pytest.raises(UserError, match=r"palette\.pt is no palette"):
        read_palette(tmp_path / "palette.pt")
