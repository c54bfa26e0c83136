"""A line drawing: tagged polylines, and the file that holds those of many faces."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.rendering import UserError

TAGS = (
    *("left_brow", "right_brow", "left_eye", "right_eye", "left_iris", "right_iris", "lid_crease", "nose"),
    *("mouth_outer", "mouth_inner", "jaw", "ears", "neck", "hair_outline", "hair_strand", "detail", "glasses"),
    *("clothes", "hat", "beard", "moustache", "beard_outline", "skin_shade", "hair_shade"),
)
# Closed borders of areas that are filled or hatched, not lines in themselves.
AREAS = ("beard_outline", "skin_shade", "hair_shade")
TAG_INDEX = {tag: index for index, tag in enumerate(TAGS)}
POINT_SPACING = 4.0

Points = NDArray[np.float32]


@dataclass(frozen=True)
class LineDrawing:
    """Tagged polylines in canvas pixels.

    ``points``: (N,2) float32 x, y, about 4 px apart, may lie up to 24 px outside the canvas. ``offsets``: (M+1,)
    int32; line i is ``points[offsets[i]:offsets[i+1]]``. ``tags``: (M,) uint8, indices into ``TAGS``. Brows, eyes,
    outer and (open) inner lips are pairs: the upper line, then the lower one with as many points, both from left to
    right. ``hair_outline``, ``hat`` and ``glasses`` from the parsing are closed: their last point is their first. An
    iris is its visible rim, then its pupil, closed. Beards and moustaches are short strokes along the growth, the
    denser the longer. The ``AREAS`` are closed borders of what people shade: the beard, dark skin, dark hair.
    """

    points: Points
    offsets: NDArray[np.int32]
    tags: NDArray[np.uint8]

    @property
    def lines(self) -> list[Points]:
        """The polylines, as views."""
        return [self.points[a:b] for a, b in zip(self.offsets[:-1], self.offsets[1:], strict=True)]

    def tagged(self, tag: str) -> list[Points]:
        """The polylines of one tag, in order."""
        return [line for line, index in zip(self.lines, self.tags, strict=True) if TAGS[index] == tag]


def build_line_drawing(tagged_lines: Iterable[tuple[str, Points]]) -> LineDrawing:
    """A drawing from (tag, (n,2) points) pairs; lines of fewer than two points are left out."""
    kept = [(tag, line) for tag, line in tagged_lines if len(line) > 1]
    points = np.concatenate([line for _, line in kept]) if kept else np.zeros((0, 2))
    offsets = np.cumsum([0, *(len(line) for _, line in kept)])
    tags = np.array([TAG_INDEX[tag] for tag, _ in kept], np.uint8)
    return LineDrawing(points.astype(np.float32), offsets.astype(np.int32), tags)


def resample(line: NDArray[np.generic], smoothing: float = 0.0, count: int | None = None) -> Points:
    """A polyline with equally spaced points, smoothed along its length.

    Args:
        line: (n,2) points; closed where the last one equals the first.
        smoothing: sigma in pixels of arc length; 0 leaves corners as they are.
        count: number of points; by default what gives ``POINT_SPACING``.
    """
    line = np.asarray(line, np.float64)
    closed = len(line) > 3 and np.array_equal(line[0], line[-1])
    along = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))))
    fine = max(int(along[-1]), 2) + 1
    dense = np.stack([np.interp(np.linspace(0, along[-1], fine), along, line[:, axis]) for axis in (0, 1)], axis=1)
    if smoothing > 0:
        radius = min(int(3 * smoothing), fine - 2)
        kernel = np.exp(-0.5 * (np.arange(-radius, radius + 1) / smoothing) ** 2)
        before, after = (dense[-1 - radius : -1], dense[1 : radius + 1])
        if not closed:
            # Reflected through the end points, which so stay where they are.
            before, after = 2 * dense[0] - dense[radius:0:-1], 2 * dense[-1] - dense[-2 : -2 - radius : -1]
        padded = np.concatenate((before, dense, after))
        dense = np.stack([np.convolve(padded[:, axis], kernel / kernel.sum(), "valid") for axis in (0, 1)], axis=1)
        if closed:
            dense[-1] = dense[0]
    count = count or max(2, round(along[-1] / POINT_SPACING) + 1)
    return dense[np.linspace(0, fine - 1, count).round().astype(int)].astype(np.float32)


def save_line_drawings(path: Path, drawings: Mapping[str, LineDrawing]) -> None:
    """Writes the drawings of many faces, by name, to one compressed .npz."""
    values = list(drawings.values())
    np.savez_compressed(
        path,
        names=np.array(list(drawings)),
        points=np.concatenate([drawing.points for drawing in values]).astype(np.float16),
        lengths=np.concatenate([np.diff(drawing.offsets) for drawing in values]).astype(np.int32),
        tags=np.concatenate([drawing.tags for drawing in values]),
        num_lines=np.array([len(drawing.tags) for drawing in values], np.int32),
        tag_names=np.array(TAGS),
    )


def load_line_drawings(path: Path) -> dict[str, LineDrawing]:
    """What ``save_line_drawings`` wrote; points are rounded to a quarter of a pixel at worst.

    Raises:
        UserError: the file is missing or something else.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            names, points, lengths, tags, num_lines, tag_names = (
                file[key] for key in ("names", "points", "lengths", "tags", "num_lines", "tag_names")
            )
    except (OSError, KeyError, ValueError, BadZipFile) as error:
        raise UserError(f"The line drawings {path} cannot be read: {error}; make them again.") from error
    if tuple(tag_names) != TAGS:
        raise UserError(f"The line drawings {path} come from another version; make them again.")
    drawings: dict[str, LineDrawing] = {}
    line, point = 0, 0
    for name, count in zip(names, num_lines, strict=True):
        offsets = np.cumsum([0, *lengths[line : line + count]]).astype(np.int32)
        own = points[point : point + offsets[-1]].astype(np.float32)
        drawings[str(name)] = LineDrawing(own, offsets, tags[line : line + count])
        line, point = line + count, point + int(offsets[-1])
    return drawings
