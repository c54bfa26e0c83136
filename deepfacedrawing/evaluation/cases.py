"""What a subject is asked: one sketch at a time, with what its face is compared to."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.evaluation.photos import Photo
from deepfacedrawing.evaluation.subject import Style
from deepfacedrawing.rendering import UserError
from deepfacedrawing.training.generator import FrontalStyles, load_generator
from deepfacedrawing.training.photos import seed_of
from deepfacedrawing.training.sketches import simulate_sketch
from deepfacedrawing.ui.images import SUFFIXES
from deepfacedrawing.ui.opening import open_drawing
from deepfacedrawing.ui.project_file import SUFFIX
from deepfacedrawing.ui.sketch import rasterise


@dataclass(frozen=True)
class Case:
    """One sketch.

    ``sketch``: (512, 512) uint8, ink 0, paper 255. ``drawn``: the same lines without style, which the face should have.
    ``roughness``: None for a sketch that was not simulated. ``source``: the photo that was sketched, if any.
    """

    name: str
    sketch: NDArray[np.uint8]
    drawn: NDArray[np.uint8]
    style: Style
    roughness: float | None = None
    source: Photo | None = None
    group: str | None = None
    tone: str | None = None


def photo_cases(
    photo: Photo, levels: Sequence[float], style: Style, groups: Mapping[str, str | None], tones: Mapping[str, str]
) -> Iterator[Case]:
    """A photo's sketches, one a roughness level; lines, style and hand follow from its name alone."""
    assert photo.drawing is not None
    for level in levels:
        rng = np.random.default_rng([name_number(photo.name), round(level * 1000)])
        sketch, drawn = simulate_sketch(photo.drawing, rng, level)
        group, tone = groups.get(photo.name), tones.get(photo.name)
        yield Case(photo.name, sketch, drawn, style, level, photo, group, tone)


def sketch_case(path: Path) -> Case:
    """A sketch from a file, in a random appearance that follows from its name.

    Raises:
        UserError: it cannot be read.
    """
    sketch = rasterise(open_drawing(path).sketch)
    return Case(path.stem, sketch, sketch, name_number(path.stem))


def find_sketches(folder: Path, limit: int | None = None) -> list[Path]:
    """The sketches of a folder, SVG or pictures; at most ``limit``, evenly picked.

    Raises:
        UserError: there are none.
    """
    paths = sorted(path for path in folder.glob("*") if path.suffix.lower() in (SUFFIX, *SUFFIXES))
    if not paths:
        raise UserError(f"{folder} holds no sketches; expected SVG files or pictures.")
    return paths if limit is None else paths[:: max(1, len(paths) // limit)][:limit]


def name_number(name: str) -> int:
    """A number that depends on the name alone, 0…2³¹ - 1."""
    return zlib.crc32(name.encode()) % 2**31


class SourceStyles:
    """The style that each photo is rendered in: its own where its seed tells it, else a random appearance."""

    def __init__(self, wheel: Path | None) -> None:
        """``wheel``: the random-face wheel; None: random appearances for all.

        Raises:
            UserError: the wheel cannot be read.
        """
        self._frontal = None if wheel is None else FrontalStyles(load_generator(wheel))

    def own(self, name: str) -> NDArray[np.float32] | None:
        """The (512,) style of a generated photo; None for any other."""
        seed = seed_of(name)
        return None if self._frontal is None or seed is None else self._frontal.style(seed)

    def style(self, name: str) -> Style:
        """What the photo's sketches are rendered in."""
        own = self.own(name)
        return name_number(name) if own is None else own
