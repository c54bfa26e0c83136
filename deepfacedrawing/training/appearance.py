"""A palette of appearances out of the prior's style space, and the axes that random ones are drawn along."""

from __future__ import annotations

import pickle
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from tqdm import tqdm

from deepfacedrawing.engine.checkpoint import Palette
from deepfacedrawing.engine.models.folded_prior import FoldedPrior
from deepfacedrawing.rendering import DEFAULT_APPEARANCE, UserError
from deepfacedrawing.training.generator import FaceGenerator, FrontalStyles

# Where the mean face has skin (cheeks, forehead) and hair, as rows and columns of the 512×512 picture.
SKIN_BOXES = ((270, 310, 165, 200), (270, 310, 312, 347), (150, 180, 220, 292))
HAIR_BOXES = ((40, 80, 200, 312),)
NUM_AXES = 48
CANDIDATE_SPREAD, RANDOM_SPREAD = 0.9, 0.7
# CIELAB colours that the palette aims at.
SKIN_TONES = {
    "pale": (80, 9, 13),
    "fair": (73, 13, 18),
    "olive": (64, 14, 23),
    "tan": (54, 17, 25),
    "deep": (41, 15, 20),
}
HAIR_TONES = {
    "black": (10, 2, 1),
    "dark": (19, 6, 8),
    "brown": (28, 9, 14),
    "auburn": (28, 18, 18),
    "blond": (52, 7, 24),
    "silver": (56, 1, 4),
}
PALETTE = (
    *(("pale", hair) for hair in ("black", "brown", "auburn", "blond")),
    *(("fair", hair) for hair in ("dark", "brown", "blond", "silver")),
    *(("olive", hair) for hair in ("black", "brown")),
    *(("tan", hair) for hair in ("black", "dark", "brown")),
    ("deep", "black"),
)
CORRECTIONS = 4


def build_palette(generator: FaceGenerator, frontal: FrontalStyles, num_candidates: int, seed: int) -> Palette:
    """For each named pair of tones, the likeliest style that paints them on the mean face.

    Styles and tones of random candidates are taken as jointly normal; the conditional mean is then linear in the tones.

    Args:
        generator: of which the prior is part.
        frontal: for the mean style.
        num_candidates: random styles that are painted and measured.
        seed: of the candidates.
    """
    rng = np.random.default_rng(seed)
    z = torch.from_numpy(rng.standard_normal((num_candidates, 512)).astype(np.float32))
    mean = torch.from_numpy(frontal.mean)
    with torch.inference_mode():
        candidates = mean + CANDIDATE_SPREAD * (generator.map(z) - mean)
        geometry = generator.geometry(mean[None])
        tones = np.stack([measure_tones(paint(generator, geometry, w)) for w in tqdm(candidates, unit="style")])
        neutral = measure_tones(paint(generator, geometry, mean))
        slopes = regress(tones - tones.mean(0), candidates.numpy() - candidates.numpy().mean(0))
        styles, swatches = {DEFAULT_APPEARANCE: mean}, {DEFAULT_APPEARANCE: swatch(neutral)}
        for skin, hair in PALETTE:
            target = np.array((*SKIN_TONES[skin], *HAIR_TONES[hair]), np.float32)
            style, reached = approach(generator, geometry, mean, slopes, target)
            styles[f"{skin}-{hair}"], swatches[f"{skin}-{hair}"] = style, swatch(reached)
    return Palette(styles, swatches, mean, principal_axes(generator, mean, rng))


def regress(tones: NDArray[np.float32], styles: NDArray[np.float32]) -> NDArray[np.float32]:
    """Ridge regression of centred ``(N, 512)`` styles on centred ``(N, 6)`` tones, ``(6, 512)``."""
    gram = tones.T @ tones
    ridge = 0.02 * np.trace(gram) / len(gram) * np.eye(len(gram), dtype=np.float32)
    return np.linalg.solve(gram + ridge, tones.T @ styles).astype(np.float32)


def approach(
    generator: FaceGenerator, geometry: Tensor, mean: Tensor, slopes: NDArray[np.float32], target: NDArray[np.float32]
) -> tuple[Tensor, NDArray[np.float32]]:
    """Walk from the mean style to the ``(6,)`` target tones; returns the style and the tones it reached."""
    style = mean
    for _ in range(CORRECTIONS):
        missing = target - measure_tones(paint(generator, geometry, style))
        style = style + 0.7 * torch.from_numpy(missing @ slopes)
    return style, measure_tones(paint(generator, geometry, style))


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
    """What ``save_palette`` wrote.

    Raises:
        UserError: the file is missing or something else.
    """
    try:
        return Palette(**torch.load(path, weights_only=True))
    except (OSError, EOFError, TypeError, RuntimeError, pickle.UnpicklingError) as error:
        raise UserError(f"{path} is no palette ({error}); make one with: deepfacedrawing data palette") from error
