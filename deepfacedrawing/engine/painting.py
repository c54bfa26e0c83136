"""The painted face: whole, or, as a draft while somebody draws, only where the drawing has changed it."""

from __future__ import annotations

import time

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from deepfacedrawing.components import CANVAS_SIZE
from deepfacedrawing.engine.backends.networks import Networks
from deepfacedrawing.engine.drawing_latents import Made

# Drafts are made where a whole face takes longer to paint, in seconds; what is quicker has no need of them.
QUICK = 0.02
# A cell that changed by less, in standard deviations of its channels, looks as it did.
LEAST_CHANGE = 0.05
# Cells along a tile's border that its painter paints without knowing what lies beyond.
MARGIN = 2
# Canvas pixels over which a tile goes over into the face around it.
SEAM = 8


class FacePainter:
    """Paints with ``networks``, and keeps the last face with the cells that each part of it was painted from."""

    def __init__(self, networks: Networks) -> None:
        self._networks = networks
        self.clear()

    def clear(self) -> None:
        """Forget the last face."""
        self._face: NDArray[np.uint8] | None = None
        self._key: object = None
        self._style: object = None
        self._cells, self._spread = torch.empty(0), torch.empty(0)
        self._seconds = 0.0

    def paint(self, laid_out: Made, style: Made, draft: bool = False) -> NDArray[np.uint8]:
        """The face ``(512, 512, 3)`` uint8 RGB, an array of its own.

        Args:
            laid_out: of ``networks.lay_out``.
            style: ``(1, 512)``.
            draft: whether the face may stay as it was where the drawing has hardly changed it.
        """
        key = (laid_out.key, style.key)
        if self._face is None or key != self._key:
            if draft and style.key == self._style and self._repaint(laid_out.tensor, style.tensor):
                self._key = None  # the whole face is still to come
            else:
                self._paint(laid_out.tensor, style)
                self._key = key
        assert self._face is not None
        return self._face.copy()

    def _paint(self, cells: Tensor, style: Made) -> None:
        start = time.perf_counter()
        self._face = self._networks.paint(cells, style.tensor)
        self._seconds = time.perf_counter() - start
        self._style, self._spread = style.key, torch.empty(0)
        if self._networks.tiles is not None:
            self._cells, self._spread = cells.clone(), cells.std((2, 3), keepdim=True) + 1e-6

    def _repaint(self, cells: Tensor, style: Tensor) -> bool:
        """Paints one tile anew, if all that changed lies in it; False if the whole face must be."""
        tiles = self._networks.tiles
        if tiles is None or self._face is None or self._seconds < QUICK or not len(self._spread):
            return False
        changed = ((cells - self._cells).abs() / self._spread).mean(1)[0] > LEAST_CHANGE
        if not changed.any():
            return True
        rows, columns = (place_tile(changed.any(axis).numpy(), tiles.size) for axis in (1, 0))
        if rows is None or columns is None:
            return False
        scale = CANVAS_SIZE // changed.shape[0]
        tile = tiles.paint(cells, style, rows.start, columns.start)
        seams = [fade(span, len(changed), scale) for span in (rows, columns)]
        weight = (seams[0][:, None] * seams[1])[..., None]
        part = self._face[scale * rows.start : scale * rows.stop, scale * columns.start : scale * columns.stop]
        part[:] = np.rint(part + weight * (tile.astype(np.float32) - part)).astype(np.uint8)
        inner_rows, inner_columns = (inner(span, len(changed)) for span in (rows, columns))
        self._cells[..., inner_rows, inner_columns] = cells[..., inner_rows, inner_columns]
        return True


def place_tile(changed: NDArray[np.bool_], size: int) -> slice | None:
    """Where a tile of ``size`` cells lies along one side of the canvas, so that its painter sees enough around each
    changed cell; None if there is no such place.
    """
    first, last = int(changed.argmax()), len(changed) - int(changed[::-1].argmax())
    start = min(max(0, (first + last - size) // 2), len(changed) - size)
    span = slice(start, start + size)
    sure = inner(span, len(changed))
    return span if sure.start <= first and last <= sure.stop else None


def inner(span: slice, count: int) -> slice:
    """The cells of a tile that are painted as in the whole face: not those at a border that is not the canvas'."""
    return slice(span.start + MARGIN * (span.start > 0), span.stop - MARGIN * (span.stop < count))


def fade(span: slice, count: int, scale: int) -> NDArray[np.float32]:
    """How much of a tile is shown at each pixel along it, 0…1: only its inner cells, with soft ends."""
    sure, pixels = inner(span, count), np.arange(scale * span.start, scale * span.stop) + 0.5
    rise = (pixels - scale * sure.start) / SEAM if sure.start > 0 else np.ones(len(pixels))
    fall = (scale * sure.stop - pixels) / SEAM if sure.stop < count else np.ones(len(pixels))
    return np.clip(np.minimum(rise, fall), 0, 1).astype(np.float32)
