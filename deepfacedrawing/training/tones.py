"""What a painted face shows: tones of skin, hair and background, contrast, light, and the whites of the eyes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from deepfacedrawing.engine.backends.torch_networks import fast_dtype, to_pixels
from deepfacedrawing.engine.models.folded_prior import FoldedPrior
from deepfacedrawing.engine.models.prior import StylePrior
from deepfacedrawing.training.classes import CLASS_NAMES
from deepfacedrawing.training.generator import FaceGenerator, FrontalStyles
from deepfacedrawing.training.parsing import FaceParser

# In CIELAB. ``contrast``: from the darkest to the lightest twentieth of the skin; ``side``: how much lighter the
# picture's right half of the skin is than its left; ``eyes``: the lightest twentieth of the eyes.
ATTRIBUTES = (
    *(f"{region}_{channel}" for region in ("skin", "hair", "background") for channel in "lab"),
    "contrast",
    "side",
    "eyes",
)
SKIN, EYES = ("skin", "nose"), ("left_eye", "right_eye")
# Pixels that a region needs to be measured, and how far its border is left out.
ENOUGH = {"skin": 20_000, "hair": 12_000, "background": 12_000, "eyes": 300}
BORDER = 9


@dataclass(frozen=True)
class Sitter:
    """A geometry ``(1, 512, 32, 32)`` to paint, and which pixels are what: region → ``(512, 512)`` bool."""

    geometry: Tensor
    regions: dict[str, NDArray[np.bool_]]


def find_regions(classes: NDArray[np.uint8]) -> dict[str, NDArray[np.bool_]]:
    """``skin``, ``hair``, ``background``, ``eyes`` of ``(H, W)`` parsed classes, without borders, where tones mix."""

    def pick(names: tuple[str, ...], border: int) -> NDArray[np.bool_]:
        found = np.isin(classes, [CLASS_NAMES.index(name) for name in names]).astype(np.uint8)
        return cv2.erode(found, np.ones((border, border), np.uint8)).astype(bool)

    return {
        "skin": pick(SKIN, BORDER),
        "hair": pick(("hair",), BORDER),
        "background": pick(("background",), BORDER),
        "eyes": pick(EYES, 1),
    }


def measure(face: NDArray[np.uint8], regions: dict[str, NDArray[np.bool_]]) -> NDArray[np.float32]:
    """The ``ATTRIBUTES`` of a ``(H, W, 3)`` uint8 RGB picture, ``(12,)``."""
    lab = cv2.cvtColor(face.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    tones = [np.median(lab[regions[name]], axis=0) for name in ("skin", "hair", "background")]
    skin = regions["skin"]
    dark, light = np.percentile(lab[skin][:, 0], (5, 95))
    right = np.arange(face.shape[1]) >= face.shape[1] // 2
    halves = [float(np.median(lab[skin & half][:, 0])) for half in (~right, right)]
    eyes = float(np.percentile(lab[regions["eyes"]][:, 0], 95))
    return np.array([*np.concatenate(tones), light - dark, halves[1] - halves[0], eyes], np.float32)


def paint(prior: StylePrior, geometry: Tensor, style: Tensor) -> NDArray[np.uint8]:
    """The ``(512, 512, 3)`` uint8 RGB picture of one ``(512,)`` style over a ``(1, 512, 32, 32)`` geometry."""
    dtype = fast_dtype(torch.device("cpu"))
    folded = FoldedPrior(prior, style[None])
    folded.to(dtype, memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
    with torch.inference_mode():
        return to_pixels(folded(geometry.to(dtype, memory_format=torch.channels_last))[0])


def find_sitters(
    generator: FaceGenerator, frontal: FrontalStyles, parser: FaceParser, count: int, first_seed: int
) -> list[Sitter]:
    """The first seeds whose faces show enough of every region."""
    sitters = _sitters(generator, frontal, parser, first_seed)
    return [next(sitters) for _ in range(count)]


def _sitters(generator: FaceGenerator, frontal: FrontalStyles, parser: FaceParser, first_seed: int) -> Iterator[Sitter]:
    neutral = torch.from_numpy(frontal.mean)
    seed = first_seed
    while True:
        style = frontal.style(seed)
        seed += 1
        if style is None:
            continue
        with torch.inference_mode():
            geometry = generator.geometry(torch.from_numpy(style)[None])
        regions = find_regions(parser.parse(paint(generator.prior, geometry, neutral)))
        if all(regions[name].sum() >= pixels for name, pixels in ENOUGH.items()):
            yield Sitter(geometry, regions)
