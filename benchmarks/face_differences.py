"""How far faces are from those of a reference: numbers, and a sheet to look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.ui.images import write_png

AMPLIFIED = 8
TITLE_HEIGHT = 40
# Of the structural similarity (Wang et al., 2004): the window's spread, and what keeps flat areas from dividing by 0.
SIGMA, FLAT_MEAN, FLAT_SPREAD = 1.5, (0.01 * 255) ** 2, (0.03 * 255) ** 2

Face = NDArray[np.uint8]


@dataclass(frozen=True)
class Differences:
    """Of 255: the mean and the largest; PSNR over all faces in dB, None where they are the same; SSIM, the lowest of
    the faces.
    """

    mean: float
    largest: float
    psnr: float | None
    ssim: float


def compare(faces: Sequence[Face], references: Sequence[Face]) -> Differences:
    """Faces beside those that they should be, (H, W, 3) uint8 each."""
    apart = np.abs(np.stack(faces).astype(np.float64) - np.stack(references))
    psnr = 20 * np.log10(255 / np.sqrt(np.mean(apart**2))) if apart.any() else None
    ssim = min(measure_ssim(face, reference) for face, reference in zip(faces, references, strict=True))
    return Differences(float(apart.mean()), float(apart.max()), psnr and float(psnr), ssim)


def measure_ssim(face: Face, reference: Face) -> float:
    """The structural similarity of two pictures' lightness, 1 for the same."""
    one, other = (cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float64) for picture in (face, reference))

    def smooth(picture: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(cv2.GaussianBlur(picture, (11, 11), SIGMA), np.float64)

    mean, mean_other = smooth(one), smooth(other)
    spread, spread_other = smooth(one**2) - mean**2, smooth(other**2) - mean_other**2
    common = smooth(one * other) - mean * mean_other
    same = (2 * mean * mean_other + FLAT_MEAN) * (2 * common + FLAT_SPREAD)
    return float(np.mean(same / ((mean**2 + mean_other**2 + FLAT_MEAN) * (spread + spread_other + FLAT_SPREAD))))


def write_sheet(path: Path, references: Sequence[Face], others: Mapping[str, Sequence[Face]], title: str) -> None:
    """A row a face: the reference, and of each other its face and how far it is away, eight times as strong."""
    columns, titles = [np.concatenate(list(references))], [title]
    for name, faces in others.items():
        column = np.concatenate(list(faces))
        apart = np.abs(column.astype(np.int16) - columns[0]) * AMPLIFIED
        columns += [column, np.minimum(apart, 255).astype(np.uint8)]
        titles += [name, f"{AMPLIFIED} x the difference"]
    head = [write_title(words, column.shape[1]) for words, column in zip(titles, columns, strict=True)]
    write_png(path, np.concatenate([np.concatenate(head, axis=1), np.concatenate(columns, axis=1)]))


def write_title(words: str, width: int) -> Face:
    """A white strip with a line of text."""
    strip = np.full((TITLE_HEIGHT, width, 3), 255, np.uint8)
    cv2.putText(strip, words, (8, TITLE_HEIGHT - 14), cv2.FONT_HERSHEY_SIMPLEX, 0.55, (0, 0, 0), 1, cv2.LINE_AA)
    return strip
