"""A palette of appearances out of the prior's style space, the controls that move them, and axes for random ones.

Random styles are painted over the geometry of several people and measured. What is measured is close to linear in the
style (a ridge regression explains about two thirds of it), and styles are close to normal; so the likeliest style that
shows given tones, or the likeliest change of style that moves one tone and holds others, is a linear solve.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from tqdm import tqdm

from deepfacedrawing.engine.palette import Palette
from deepfacedrawing.rendering import DEFAULT_APPEARANCE, UserError
from deepfacedrawing.training.generator import FaceGenerator
from deepfacedrawing.training.tones import ATTRIBUTES, Sitter, measure, paint

NUM_AXES = 48
CANDIDATE_SPREAD, RANDOM_SPREAD = 0.9, 0.7
RIDGE = 0.15
# CIELAB colours that the palette aims at, in even steps of lightness.
SKIN_TONES = {
    "pale": (78, 11, 13),
    "fair": (70, 14, 17),
    "olive": (62, 14, 22),
    "tan": (54, 17, 24),
    "bronze": (46, 17, 23),
    "deep": (38, 15, 18),
}
HAIR_TONES = {
    "black": (9, 2, 1),
    "dark": (14, 4, 5),
    "brown": (21, 8, 10),
    "auburn": (24, 14, 15),
    "blond": (47, 6, 21),
    "silver": (50, 1, 2),
}
# Hair lighter than this much below the skin is not seen on people, and not painted well.
HAIR_BELOW_SKIN = 9
PALETTE = (
    *(("pale", hair) for hair in ("black", "brown", "auburn", "blond")),
    *(("fair", hair) for hair in ("dark", "brown", "blond", "silver")),
    *(("olive", hair) for hair in ("black", "dark", "brown", "silver")),
    *(("tan", hair) for hair in ("black", "brown", "auburn", "blond")),
    *(("bronze", hair) for hair in ("black", "dark", "brown", "silver")),
    *(("deep", hair) for hair in ("black", "dark", "brown", "silver")),
)
# Background, contrast and side that a named appearance is drawn to, how firmly it is drawn to what is not skin or hair,
# and how much of the skin's lightness the eyes take: their whites stay light where skin is deep.
PLAIN = (48, 2, 5, 35, -8)
FIRMNESS = {"background_l": 0.3, "background_a": 0.15, "background_b": 0.15, "contrast": 0.6, "side": 0.3, "eyes": 0.8}
EYES_PER_SKIN = 0.25
CORRECTIONS, CORRECTION, SLACK = 4, 0.9, 0.05
# Enough that the solve succeeds where few candidates leave attributes dependent on each other.
HELD_SLACK = 1e-4
MEASURED_SITTERS = 3
# What a control changes when it goes from 0 to 1; of the other attributes, those that are not free stay as they are.
CONTROL_CHANGES: Mapping[str, Mapping[str, float]] = {
    "skin_tone": {"skin_l": 8, "eyes": 8 * EYES_PER_SKIN},
    "hair_tone": {"hair_l": 13},
    "warmth": {"skin_b": 5.5, "hair_b": 3.5, "background_b": 10},
    "light": {"contrast": 9},
}
FREE = {
    "skin_tone": ("skin_a", "background_a"),
    "hair_tone": ("hair_a", "hair_b", "background_a"),
    "warmth": ("hair_a", "eyes"),
    "light": ("hair_a", "hair_b", "background_a", "eyes"),
}


@dataclass(frozen=True)
class StyleModel:
    """Attributes as a linear function of styles: ``slopes`` (A, 512), and the ``covariance`` (512, 512) of styles."""

    slopes: NDArray[np.float32]
    covariance: NDArray[np.float32]

    def change(self, wanted: Mapping[str, float], slack: float = 0.0) -> NDArray[np.float32]:
        """The likeliest change of style, ``(512,)``, that changes the named attributes by so much.

        ``slack``: how far the answer may stay behind, as a part of the attributes' own spread.
        """
        slopes = self.slopes[[ATTRIBUTES.index(name) for name in wanted]]
        gram = slopes @ self.covariance @ slopes.T
        gram = gram + slack * np.diag(np.diag(gram))
        amounts = np.linalg.solve(gram, np.array(list(wanted.values()), np.float32))
        return (self.covariance @ slopes.T @ amounts).astype(np.float32)


def build_palette(
    generator: FaceGenerator, sitters: Sequence[Sitter], mean: Tensor, num_candidates: int, seed: int
) -> Palette:
    """Named appearances, their controls, and random axes.

    Args:
        generator: of which the prior is part.
        sitters: the people who are painted; the first few are those that named appearances are matched on.
        mean: (512,) the mean style, which becomes the default.
        num_candidates: random styles that are painted and measured.
        seed: of the candidates.
    """
    rng = np.random.default_rng(seed)
    with torch.inference_mode():
        spread = generator.map(_normal(rng, 8192)) - mean
        candidates = mean + CANDIDATE_SPREAD * (generator.map(_normal(rng, num_candidates)) - mean)
    model = fit_styles(generator, sitters, candidates, spread)
    styles, swatches = {DEFAULT_APPEARANCE: mean}, {}
    few = sitters[:MEASURED_SITTERS]
    # The few may be darker of hair than people are on the whole; what they aim at is moved by as much.
    apart = show(generator, few, mean) - show(generator, sitters, mean)
    for skin, hair in tqdm(PALETTE, unit="appearance"):
        styles[f"{skin}-{hair}"] = approach(generator, few, mean, model, targets(skin, hair) + apart)
    for name, style in styles.items():
        swatches[name] = swatch(show(generator, few, style) - apart)
    return Palette(styles, swatches, mean, principal_axes(spread), build_directions(model))


def _normal(rng: np.random.Generator, count: int) -> Tensor:
    return torch.from_numpy(rng.standard_normal((count, 512)).astype(np.float32))


def fit_styles(generator: FaceGenerator, sitters: Sequence[Sitter], candidates: Tensor, spread: Tensor) -> StyleModel:
    """Paint every candidate ``(N, 512)`` on one of the sitters, measure it, and regress; ``spread`` (M, 512)."""
    people = np.arange(len(candidates)) % len(sitters)
    seated = [sitters[person] for person in people.tolist()]
    shown = np.stack(
        [
            measure(paint(generator.prior, sitter.geometry, style), sitter.regions)
            for sitter, style in zip(tqdm(seated, unit="style"), candidates, strict=True)
        ]
    )
    for person in set(people.tolist()):  # how people differ says nothing about styles
        shown[people == person] -= shown[people == person].mean(0)
    covariance = torch.cov(spread.T).numpy()
    return StyleModel(regress(candidates.numpy() - candidates.numpy().mean(0), shown), covariance)


def regress(styles: NDArray[np.float32], shown: NDArray[np.float32]) -> NDArray[np.float32]:
    """Ridge regression of centred ``(N, A)`` attributes on centred ``(N, 512)`` styles, ``(A, 512)``."""
    gram = styles @ styles.T
    ridge = RIDGE * np.trace(gram) / len(gram) * np.eye(len(gram), dtype=np.float32)
    return (styles.T @ np.linalg.solve(gram + ridge, shown)).T.astype(np.float32)


def targets(skin: str, hair: str) -> NDArray[np.float32]:
    """The ``(A,)`` attributes that a named pair of tones aims at."""
    skin_tone, hair_tone = SKIN_TONES[skin], HAIR_TONES[hair]
    lightness = min(hair_tone[0], skin_tone[0] - HAIR_BELOW_SKIN)
    tones = [*skin_tone, lightness, *(value * lightness / hair_tone[0] for value in hair_tone[1:])]
    eyes = 64 + EYES_PER_SKIN * (skin_tone[0] - SKIN_TONES["olive"][0])
    return np.array([*tones, *PLAIN, eyes], np.float32)


def approach(
    generator: FaceGenerator, sitters: Sequence[Sitter], mean: Tensor, model: StyleModel, wanted: NDArray[np.floating]
) -> Tensor:
    """Walk from the mean style to the wanted ``(A,)``, measuring on the way; the ``(512,)`` style where it ends."""
    style = mean
    for _ in range(CORRECTIONS):
        missing = CORRECTION * (wanted - show(generator, sitters, style))
        steps = {n: FIRMNESS.get(n, 1.0) * value for n, value in zip(ATTRIBUTES, missing.tolist(), strict=True)}
        style = style + torch.from_numpy(model.change(steps, SLACK))
    return style


def show(generator: FaceGenerator, sitters: Sequence[Sitter], style: Tensor) -> NDArray[np.float32]:
    """The attributes of a style, mean over the sitters."""
    pictures = [measure(paint(generator.prior, sitter.geometry, style), sitter.regions) for sitter in sitters]
    return np.stack(pictures).mean(axis=0).astype(np.float32)


def build_directions(model: StyleModel) -> dict[str, Tensor]:
    """Control → the ``(512,)`` change of style at 1: it moves its own attributes and holds the others."""
    directions = {}
    for name, moved in CONTROL_CHANGES.items():
        held = {attribute: 0.0 for attribute in ATTRIBUTES if attribute not in FREE[name]}
        directions[name] = torch.from_numpy(model.change({**held, **moved}, HELD_SLACK))
    return directions


def swatch(shown: NDArray[np.floating]) -> str:
    """The skin and hair of some attributes as ``#rrggbb#rrggbb``."""
    lab = np.asarray(shown[:6], np.float32).reshape(1, 2, 3)
    rgb = (cv2.cvtColor(lab, cv2.COLOR_LAB2RGB)[0] * 255).round().clip(0, 255).astype(int)
    return "".join("#" + "".join(f"{value:02x}" for value in colour) for colour in rgb)


def principal_axes(spread: Tensor) -> Tensor:
    """The strongest axes of ``(M, 512)`` random styles about their mean, of their spread, ``(NUM_AXES, 512)``."""
    _, singular, axes = torch.linalg.svd(spread, full_matrices=False)
    return RANDOM_SPREAD * (singular[:NUM_AXES, None] / len(spread) ** 0.5) * axes[:NUM_AXES]


def save_palette(path: Path, palette: Palette) -> None:
    """Keep a palette until the model is put together."""
    torch.save(dict(vars(palette)), path)


def read_palette(path: Path) -> Palette:
    """What ``save_palette`` wrote.

    Raises:
        UserError: the file is missing or something else.
    """
    try:
        return Palette(**torch.load(path, weights_only=True))
    except (OSError, EOFError, TypeError, RuntimeError, pickle.UnpicklingError) as error:
        raise UserError(f"{path} is no palette ({error}); make one with: deepfacedrawing data palette") from error
