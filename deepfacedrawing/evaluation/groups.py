"""Who is who, so that unfairness shows: apparent gender of a photo, third of the skin tones."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.evaluation.photos import Photo
from deepfacedrawing.rendering import UserError
from deepfacedrawing.training.dataset import MASCULINE_FROM, Face

TONES = ("lightest third", "middle third", "deepest third")
# Relative to the mean variance of a style's numbers; best on held-out faces, of which it tells 95 % right.
RIDGE = 0.5


def fit_masculine(data: Path) -> Callable[[NDArray[np.float32]], float]:
    """A linear estimate of ``masculine`` from a (512,) style, fitted to a prepared data set with styles.

    Raises:
        UserError: the folder is not such a data set.
    """
    try:
        faces = [Face(**row) for row in json.loads((data / "index.json").read_text())]
        styles = np.load(data / "styles.npy").astype(np.float64)
        target = np.array([face.masculine for face in faces if face.seed is not None])
        if len(styles) != len(target):
            raise ValueError(f"{len(styles)} styles for {len(target)} seeded faces")
    except (OSError, ValueError, TypeError) as error:
        hint = "make them with data prepare and data styles"
        raise UserError(f"{data} has no index and styles that go together ({error}); {hint}.") from error
    mean = styles.mean(0)
    centred = styles - mean
    gram = centred.T @ centred
    ridge = RIDGE * np.trace(gram) / len(gram) * np.eye(len(gram))
    weights = np.linalg.solve(gram + ridge, centred.T @ (target - target.mean()))
    return lambda style: float((style - mean) @ weights + target.mean())


def group_of(masculine: float | None) -> str | None:
    """Feminine or masculine; None where nothing is known."""
    return None if masculine is None else "masculine" if masculine >= MASCULINE_FROM else "feminine"


def tone_thirds(photos: Sequence[Photo]) -> dict[str, str]:
    """Photo's name → its third of these photos by the ITA of the cheeks, the lightest first."""
    angles = {photo.name: photo.tone[1] for photo in photos if photo.tone is not None}
    ranked = sorted(angles, key=lambda name: (-angles[name], name))
    return {name: TONES[rank * len(TONES) // len(ranked)] for rank, name in enumerate(ranked)}


def tone_ranges(photos: Sequence[Photo], thirds: Mapping[str, str]) -> dict[str, dict[str, float]]:
    """For each third, the number of photos and the ranges of their L* and ITA."""
    ranges = {}
    for tone in TONES:
        own = np.array([p.tone for p in photos if p.tone is not None and thirds[p.name] == tone])
        if len(own):
            low, high = own.min(0), own.max(0)
            names = ("lightness_from", "lightness_to", "ita_from", "ita_to")
            values = (low[0], high[0], low[1], high[1])
            ranges[tone] = {"photos": float(len(own))} | dict(zip(names, map(float, values), strict=True))
    return ranges
