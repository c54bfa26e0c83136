"""The pictures of the report: source, sketch, and the faces at each refinement, a row a sketch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from deepfacedrawing.evaluation.cases import Case

PICTURE_SIZE = 320
QUALITY = 88


@dataclass(frozen=True)
class GalleryRow:
    """File names, relative to the report. ``faces``: refinement → file. ``source``: None where there is no photo."""

    name: str
    roughness: float | None
    sketch: str
    source: str | None
    faces: Mapping[float, str]


class Gallery:
    """Writes the pictures of the cases that are shown."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self.rows: list[GalleryRow] = []
        (out / "pictures").mkdir(parents=True, exist_ok=True)

    def add(self, case: Case, faces: Mapping[float, NDArray[np.uint8]]) -> None:
        """Shows one sketch's faces, refinement → (512, 512, 3) uint8 RGB."""
        level = "" if case.roughness is None else f"_{round(case.roughness * 100):03d}"
        stem = f"{len(self.rows):03d}_{case.name}"
        source = None if case.source is None else self._write(f"{stem}_source", case.source.picture())
        sketch = self._write(f"{stem}{level}_sketch", case.sketch)
        files = {r: self._write(f"{stem}{level}_face_{round(r * 100):03d}", face) for r, face in faces.items()}
        self.rows.append(GalleryRow(case.name, case.roughness, sketch, source, files))

    def _write(self, stem: str, picture: NDArray[np.uint8]) -> str:
        small = cv2.resize(picture, (PICTURE_SIZE, PICTURE_SIZE), interpolation=cv2.INTER_AREA)
        file = Path("pictures") / f"{stem}.jpg"
        Image.fromarray(np.asarray(small, np.uint8)).save(self._out / file, quality=QUALITY)
        return file.as_posix()


def choose_shown(num_sources: int, levels: Sequence[float | None], num_rows: int) -> set[tuple[int, int]]:
    """Which (source, level) pairs are shown: different sources first, their levels in turn."""
    pairs = [(source, level) for source in range(num_sources) for level in range(len(levels))]
    ranked = sorted(pairs, key=lambda pair: ((pair[1] - pair[0]) % len(levels), pair[0]))
    return set(ranked[:num_rows])
