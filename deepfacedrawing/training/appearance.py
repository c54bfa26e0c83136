"""A palette of appearances out of the prior's style space, and the axes that random ones are drawn along."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from tqdm import tqdm

from deepfacedrawing.engine.checkpoint import Palette
from deepfacedrawing.engine.models.folded_prior import FoldedPrior
from deepfacedrawing.rendering import DEFAULT_APPEARANCE
from deepfacedrawing.training.generator import FaceGenerator, FrontalStyles

# Where the mean face has skin (cheeks, forehead) and hair, as rows and columns of the 512×512 picture.
SKIN_BOXES = ((270, 310, 165, 200), (270, 310, 312, 347), (150, 180, 220, 292))
HAIR_BOXES = ((40, 80, 200, 312),)
NUM_AXES = 48
RANDOM_SPREAD = 0.7
# Upper bounds of the lightness L* that name a skin and a hair tone.
SKIN_NAMES = ((38, "deep"), (50, "brown"), (58, "tan"), (66, "medium"), (74, "fair"), (101, "pale"))
HAIR_NAMES = ((16, "black"), (26, "dark"), (36, "brown"), (46, "auburn"), (58, "blond"), (101, "silver"))


def build_palette(
    generator: FaceGenerator, frontal: FrontalStyles, size: int, num_candidates: int, seed: int
) -> Palette:
    """Choose styles that are far from each other in skin and hair tone on the mean face.

    Args:
        generator: of which the prior is part.
        frontal: for the mean style.
        size: number of styles, the neutral one included.
        num_candidates: random styles looked at.
        seed: of the candidates.
    """
    rng = np.random.default_rng(seed)
    z = torch.from_numpy(rng.standard_normal((num_candidates, 512)).astype(np.float32))
    mean = torch.from_numpy(frontal.mean)
    with torch.inference_mode():
        candidates = mean + RANDOM_SPREAD * (generator.map(z) - mean)
        geometry = generator.geometry(mean[None])
        tones = np.stack([measure_tones(paint(generator, geometry, w)) for w in tqdm(candidates, unit="style")])
        neutral = measure_tones(paint(generator, geometry, mean))
    chosen = choose_distant(tones, neutral, size - 1)
    chosen.sort(key=lambda i: -tones[i, 0])
    styles, swatches = {DEFAULT_APPEARANCE: mean}, {DEFAULT_APPEARANCE: swatch(neutral)}
    for i in chosen:
        name = unused_name(name_tones(tones[i]), styles)
        styles[name], swatches[name] = candidates[i], swatch(tones[i])
    return Palette(styles, swatches, mean, principal_axes(generator, mean, rng))


def paint(generator: FaceGenerator, geometry: Tensor, style: Tensor) -> NDArray[np.float32]:
    """The ``(512, 512, 3)`` RGB picture in 0…1 of one ``(512,)`` style over the given geometry."""
    face = FoldedPrior(generator.prior, style[None])(geometry)[0]
    return ((face.clamp(-1, 1) + 1) / 2).permute(1, 2, 0).float().numpy()


def measure_tones(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    """Median CIELAB of skin, then of hair, ``(6,)``."""
    lab = cv2.cvtColor(picture, cv2.COLOR_RGB2LAB)
    regions = [
        np.concatenate([lab[a:b, c:d].reshape(-1, 3) for a, b, c, d in boxes]) for boxes in (SKIN_BOXES, HAIR_BOXES)
    ]
    return np.concatenate([np.median(region, axis=0) for region in regions]).astype(np.float32)


def choose_distant(tones: NDArray[np.float32], start: NDArray[np.float32], count: int) -> list[int]:
    """Farthest-point choice of ``count`` rows, beginning far from ``start``; outliers in colour are left out."""
    usual = np.abs(tones - np.median(tones, axis=0)) < 3.0 * tones.std(axis=0) + 1e-6
    allowed = usual.all(axis=1)
    distances = np.linalg.norm(tones - start, axis=1)
    chosen: list[int] = []
    for _ in range(min(count, int(allowed.sum()))):
        best = int(np.where(allowed, distances, -1).argmax())
        chosen.append(best)
        distances = np.minimum(distances, np.linalg.norm(tones - tones[best], axis=1))
    return chosen


def name_tones(tones: NDArray[np.float32]) -> str:
    """``skin-hair`` in plain words, from the lightness of both."""
    skin = next(name for bound, name in SKIN_NAMES if tones[0] < bound)
    hair = next(name for bound, name in HAIR_NAMES if tones[3] < bound)
    return f"{skin}-{hair}"


def unused_name(name: str, taken: dict[str, Tensor]) -> str:
    """The name, numbered if it is taken."""
    return name if name not in taken else next(f"{name}-{i}" for i in range(2, 100) if f"{name}-{i}" not in taken)


def swatch(tones: NDArray[np.float32]) -> str:
    """Skin and hair as ``#rrggbb#rrggbb``."""
    lab = tones.reshape(1, 2, 3)
    rgb = (cv2.cvtColor(lab, cv2.COLOR_LAB2RGB)[0] * 255).round().clip(0, 255).astype(int)
    return "".join("#" + "".join(f"{value:02x}" for value in colour) for colour in rgb)


def principal_axes(generator: FaceGenerator, mean: Tensor, rng: np.random.Generator) -> Tensor:
    """The strongest axes of random styles, scaled to their spread, ``(NUM_AXES, 512)``."""
    z = torch.from_numpy(rng.standard_normal((8192, 512)).astype(np.float32))
    with torch.inference_mode():
        _, singular, axes = torch.linalg.svd(generator.map(z) - mean, full_matrices=False)
    return RANDOM_SPREAD * (singular[:NUM_AXES, None] / len(z) ** 0.5) * axes[:NUM_AXES]


def save_palette(path: Path, palette: Palette) -> None:
    """Keep a palette until the model is put together."""
    torch.save(
        {"styles": palette.styles, "swatches": palette.swatches, "mean": palette.mean, "axes": palette.axes}, path
    )


def read_palette(path: Path) -> Palette:
    """What ``save_palette`` wrote."""
    return Palette(**torch.load(path, weights_only=True))
