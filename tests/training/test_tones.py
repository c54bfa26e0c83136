"""What is measured on painted faces, and whom they are painted on."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest
import torch

from deepfacedrawing.training import tones
from deepfacedrawing.training.classes import CLASS_NAMES
from deepfacedrawing.training.generator import FaceGenerator, FrontalStyles
from deepfacedrawing.training.tones import ATTRIBUTES, ENOUGH, find_regions, find_sitters, measure, paint
from tests.tiny import give_contrast

HAIR, SKIN, WALL = (64, 38, 26), (204, 153, 128), (90, 110, 130)


def parse_portrait(_: object = None) -> np.ndarray:
    """Classes of a schematic portrait: hair above, skin below it, two eyes, wall at the sides."""
    classes = np.full((512, 512), CLASS_NAMES.index("background"), np.uint8)
    classes[:130, 100:412] = CLASS_NAMES.index("hair")
    classes[130:450, 100:412] = CLASS_NAMES.index("skin")
    classes[230:250, 180:210] = CLASS_NAMES.index("left_eye")
    classes[230:250, 300:330] = CLASS_NAMES.index("right_eye")
    return classes


def paint_portrait() -> np.ndarray:
    """The same portrait in colours, with a seam of another colour around the hair."""
    classes = parse_portrait()
    picture = np.empty((512, 512, 3), np.uint8)
    for names, colour in ((("background",), WALL), (("hair",), HAIR), (("skin",), SKIN)):
        picture[np.isin(classes, [CLASS_NAMES.index(name) for name in names])] = colour
    picture[np.isin(classes, [CLASS_NAMES.index(f"{side}_eye") for side in ("left", "right")])] = 255
    picture[128:133] = (255, 0, 0)
    return picture


def shown(picture: np.ndarray) -> dict[str, float]:
    return dict(zip(ATTRIBUTES, measure(picture, find_regions(parse_portrait())).tolist(), strict=True))


def test_tones_are_those_of_skin_hair_and_background() -> None:
    values = shown(paint_portrait())
    lab = cv2.cvtColor(np.array([[SKIN, HAIR, WALL]], np.float32) / 255, cv2.COLOR_RGB2LAB)
    np.testing.assert_allclose(list(values.values())[:9], lab.reshape(9), atol=0.1)
    assert values["eyes"] == pytest.approx(100, abs=0.1)
    assert abs(values["contrast"]) < 0.1
    assert abs(values["side"]) < 0.1


def test_light_from_one_side_shows_as_such() -> None:
    picture = paint_portrait()
    picture[:, 256:] = (picture[:, 256:] * 0.8).astype(np.uint8)
    values = shown(picture)
    assert values["side"] < -8
    assert values["contrast"] == pytest.approx(-values["side"], abs=0.5)


def test_painting_is_the_priors_picture() -> None:
    torch.manual_seed(0)
    generator = FaceGenerator().eval().requires_grad_(False)
    give_contrast(generator)
    style = torch.randn(512)
    geometry = generator.geometry(style[None])
    expected = ((generator.prior(geometry, style[None])[0].clamp(-1, 1) + 1) * 127.5).permute(1, 2, 0).numpy()
    picture = paint(generator.prior, geometry, style)
    assert (picture.shape, picture.dtype) == ((512, 512, 3), np.uint8)
    assert np.abs(picture - expected).mean() < 8  # the prior may run in bfloat16


def test_only_people_of_whom_enough_is_seen_sit(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = FaceGenerator().eval().requires_grad_(False)
    monkeypatch.setattr(tones, "paint", lambda *_: paint_portrait())
    seeds: list[int] = []
    frontal = FrontalStyles(generator)

    def style(seed: int) -> np.ndarray | None:
        seeds.append(seed)
        return None if seed == 7 else frontal.mean

    class Parser:
        calls = 0

        def parse(self, _: object) -> np.ndarray:
            self.calls += 1
            return np.zeros((512, 512), np.uint8) if self.calls == 1 else parse_portrait()

    parser: Any = Parser()
    monkeypatch.setattr(frontal, "style", style)
    sitters = find_sitters(generator, frontal, parser, count=2, first_seed=7)
    assert seeds == [7, 8, 9, 10]  # one too young, one bald
    assert all(sitter.regions[name].sum() >= pixels for sitter in sitters for name, pixels in ENOUGH.items())
    assert sitters[0].geometry.shape == (1, 512, 32, 32)
