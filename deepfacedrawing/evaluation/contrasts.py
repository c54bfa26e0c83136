"""Contrast pairs: one face drawn twice with one thing changed. Does the rendered face change there, and only there?

A pair is *honoured* if the reading of what was changed (``readings.py``) moves by at least ``least`` in the direction
drawn. It changes *only there* if the pixels around the changed lines change at least ``MIN_LOCALITY`` times as much as
those elsewhere. Partial drawings (one eye, an outline, a scribble) must give a whole, sharp face.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.evaluation.readings import READINGS, SeenFace
from deepfacedrawing.rendering import UserError

Picture = NDArray[np.uint8]

# A pixel's change from paper to ink, or back, that is no mere antialiasing.
MIN_INK_CHANGE = 64
# What lies this near to a changed line (pixels) may change; gaps between changed lines up to twice the second are part.
REACH = 16
CLOSING = 24
MIN_LOCALITY = 3.0
# Single hairs and pores differ between any two pictures; they are blurred away (pixels).
BLUR = 2.0
# Parts of a whole face as the parsing names them, and the least area of each in squared eye distances.
WHOLE_FACE = (
    (("skin",), 2.0),
    (("left_brow", "right_brow"), 0.03),
    (("left_eye", "right_eye", "glasses"), 0.03),
    (("nose",), 0.2),
    (("upper_lip",), 0.02),
    (("lower_lip",), 0.02),
)
# Of the sharpness of the faces of whole drawings; a smear has less.
MIN_SHARPNESS = 0.6
SHARPNESS_SIZE = 256


@dataclass(frozen=True)
class Contrast:
    """One pair, as drawn.

    ``first`` and ``second``: names of drawings. ``reading``: a key of ``READINGS``. ``least``: the change of the
    reading, first to second, from which on it counts; its sign is the direction drawn. ``drawn``: the change between
    the drawings themselves; None where they have no such measure.
    """

    name: str
    first: str
    second: str
    reading: str
    least: float
    drawn: float | None


@dataclass(frozen=True)
class ContrastSet:
    """The pairs, and the names of the partial drawings."""

    contrasts: tuple[Contrast, ...]
    partial: tuple[str, ...]

    @property
    def drawings(self) -> tuple[str, ...]:
        """Names of all drawings, each once, those of the pairs first."""
        paired = [name for contrast in self.contrasts for name in (contrast.first, contrast.second)]
        return tuple(dict.fromkeys((*paired, *self.partial)))


@dataclass(frozen=True)
class Outcome:
    """What became of one pair.

    ``before`` and ``after``: the reading of both faces; nan without a face. ``inside`` and ``outside``: mean change of
    the pixels (0…255) around the changed lines and elsewhere. ``moved_elsewhere``: mean movement of the landmarks that
    lie elsewhere, in eye distances; nan without a face.
    """

    contrast: Contrast
    before: float
    after: float
    inside: float
    outside: float
    moved_elsewhere: float

    @property
    def effect(self) -> float:
        """Change of the reading in the direction drawn."""
        return math.copysign(1.0, self.contrast.least) * (self.after - self.before)

    @property
    def is_honoured(self) -> bool:
        """Whether what was drawn shows. Never where no face was found."""
        return self.effect >= abs(self.contrast.least)

    @property
    def locality(self) -> float:
        """Change around the changed lines over that elsewhere; 0 where nothing changed."""
        return self.inside / self.outside if self.outside > 0 else math.inf if self.inside > 0 else 0.0

    @property
    def is_only_there(self) -> bool:
        """Whether the face stayed as it was elsewhere."""
        return self.locality >= MIN_LOCALITY


@dataclass(frozen=True)
class PartialOutcome:
    """What became of a partial drawing.

    ``missing``: parts of a face that the parsing does not see. ``sharpness``: 1 is that of the faces of whole drawings.
    """

    name: str
    is_found: bool
    missing: tuple[str, ...]
    sharpness: float

    @property
    def is_whole(self) -> bool:
        """Whether this is a face, and no smear."""
        return self.is_found and not self.missing and self.sharpness >= MIN_SHARPNESS


def load_contrasts(path: Path) -> ContrastSet:
    """Reads the table of pairs.

    Raises:
        UserError: the file is missing, damaged, or names a reading that does not exist.
    """
    try:
        content = json.loads(path.read_text("utf-8"))
        contrasts = tuple(_parse_contrast(row) for row in content["contrasts"])
        return ContrastSet(contrasts, tuple(str(name) for name in content["partial"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"The table of contrasts {path} cannot be used ({error}); restore it.") from error


def _parse_contrast(row: Mapping[str, Any]) -> Contrast:
    least, drawn = float(row["least"]), row["drawn"]
    if row["reading"] not in READINGS:
        raise ValueError(f"there is no reading {row['reading']!r}")
    if least == 0 or not math.isfinite(least):
        raise ValueError(f"the least change of {row['name']!r} is {least}")
    name, first, second = (str(row[key]) for key in ("name", "first", "second"))
    return Contrast(name, first, second, str(row["reading"]), least, None if drawn is None else float(drawn))


def changed_region(first: Picture, second: Picture) -> NDArray[np.bool_]:
    """Where two drawings differ: around the changed lines, and what they enclose.

    Args:
        first, second: (512,512) uint8, ink 0, paper 255.

    Returns:
        (512,512) bool.
    """
    changed = (np.abs(first.astype(np.int16) - second) >= MIN_INK_CHANGE).astype(np.uint8)
    padded = cv2.copyMakeBorder(changed, CLOSING, CLOSING, CLOSING, CLOSING, cv2.BORDER_CONSTANT, value=0)
    padded = cv2.morphologyEx(padded, cv2.MORPH_CLOSE, _disc(CLOSING))
    padded = cv2.dilate(padded, _disc(REACH))
    outlines, _ = cv2.findContours(padded, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(padded, outlines, -1, 1, cv2.FILLED)
    return padded[CLOSING:-CLOSING, CLOSING:-CLOSING] > 0


def _disc(radius: int) -> NDArray[np.uint8]:
    size = 2 * radius + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)), np.uint8)


def mean_changes(first: Picture, second: Picture, region: NDArray[np.bool_]) -> tuple[float, float]:
    """Mean absolute difference of two (512,512,3) uint8 pictures, 0…255, inside and outside a region."""
    smooth = [cv2.GaussianBlur(picture.astype(np.float32), (0, 0), BLUR) for picture in (first, second)]
    change = np.abs(smooth[0] - smooth[1]).mean(axis=2)
    parts = (change[region], change[~region])
    inside, outside = (float(part.mean()) if part.size else 0.0 for part in parts)
    return inside, outside


def compare(
    contrast: Contrast,
    sketches: tuple[Picture, Picture],
    faces: tuple[Picture, Picture],
    seen: tuple[SeenFace | None, SeenFace | None],
) -> Outcome:
    """What became of a pair.

    Args:
        contrast: the pair.
        sketches: (512,512) uint8, ink 0, paper 255, first and second.
        faces: (512,512,3) uint8 RGB, rendered from them with the same settings.
        seen: what the helper networks say of the faces; None where no face is.
    """
    region = changed_region(*sketches)
    inside, outside = mean_changes(*faces, region)
    read = READINGS[contrast.reading]
    before, after = (math.nan if face is None else read(face) for face in seen)
    return Outcome(contrast, before, after, inside, outside, _moved_elsewhere(seen, region))


def _moved_elsewhere(seen: tuple[SeenFace | None, SeenFace | None], region: NDArray[np.bool_]) -> float:
    first, second = seen
    if first is None or second is None:
        return math.nan
    height, width = region.shape
    columns, rows = np.clip(np.round(first.points).astype(int), 0, (width - 1, height - 1)).T
    elsewhere = ~region[rows, columns]
    if not elsewhere.any():
        return math.nan
    return float(np.linalg.norm(first.points - second.points, axis=1)[elsewhere].mean()) / first.unit


def judge_partial(name: str, face: Picture, seen: SeenFace | None, usual_sharpness: float) -> PartialOutcome:
    """Whether a partial drawing became a whole, sharp face.

    Args:
        name: of the drawing.
        face: (512,512,3) uint8 RGB.
        seen: what the helper networks say of it; None where no face is.
        usual_sharpness: ``sharpness`` of the faces of whole drawings.
    """
    ratio = sharpness(face) / usual_sharpness if usual_sharpness > 0 else 0.0
    if seen is None:
        return PartialOutcome(name, False, (), ratio)
    missing = tuple(names[0] for names, least in WHOLE_FACE if seen.area(seen.is_class(*names)) < least)
    return PartialOutcome(name, True, missing, ratio)


def sharpness(face: Picture) -> float:
    """Mean absolute Laplacian of the middle of a (512,512,3) uint8 picture, where an aligned face lies."""
    grey = cv2.cvtColor(face, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, (SHARPNESS_SIZE, SHARPNESS_SIZE), interpolation=cv2.INTER_AREA)
    quarter = SHARPNESS_SIZE // 4
    return float(np.abs(cv2.Laplacian(small, cv2.CV_32F))[quarter:-quarter, quarter:-quarter].mean())
