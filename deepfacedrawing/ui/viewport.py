"""Which part of the canvas a view shows: zoom, pan and rotation as one immutable value."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from PyQt5.QtCore import QPointF
from PyQt5.QtGui import QTransform

from deepfacedrawing.components import CANVAS_SIZE

MIN_ZOOM, MAX_ZOOM = 0.5, 16.0
MARGIN = 8  # widget pixels around the page at zoom 1


@dataclass(frozen=True)
class Viewport:
    """``zoom`` in parts of the size that fits, so that views of any size can share it; ``x`` and ``y``: the canvas
    pixels in the middle of the view; ``rotation`` in degrees, clockwise."""

    zoom: float = 1.0
    x: float = CANVAS_SIZE / 2
    y: float = CANVAS_SIZE / 2
    rotation: float = 0.0

    def transform(self, width: int, height: int) -> QTransform:
        """Canvas pixels → coordinates of a widget of that size."""
        scale = self.scale(width, height)
        to_widget = QTransform.fromTranslate(width / 2, height / 2).rotate(self.rotation)
        return to_widget.scale(scale, scale).translate(-self.x, -self.y)

    def scale(self, width: int, height: int) -> float:
        """Widget pixels a canvas pixel."""
        return self.zoom * max(1.0, min(width, height) - 2 * MARGIN) / CANVAS_SIZE

    def zoomed(self, factor: float, place: QPointF) -> Viewport:
        """Larger or smaller, with ``place``, in canvas pixels, where it was in the view."""
        zoom = min(max(self.zoom * factor, MIN_ZOOM), MAX_ZOOM)
        part = self.zoom / zoom
        return self._at(place.x() + (self.x - place.x()) * part, place.y() + (self.y - place.y()) * part, zoom)

    def panned(self, by: QPointF) -> Viewport:
        """With the page moved by that many canvas pixels."""
        return self._at(self.x - by.x(), self.y - by.y(), self.zoom)

    def rotated(self, degrees: float, place: QPointF | None = None) -> Viewport:
        """Turned clockwise, around ``place`` in canvas pixels or the middle of the view."""
        turned = replace(self, rotation=math.remainder(self.rotation + degrees, 360.0))
        if place is None:
            return turned
        # The middle of the view turns around the place, the other way round.
        arm = QTransform().rotate(-degrees).map(QPointF(self.x, self.y) - place)
        return turned._at(place.x() + arm.x(), place.y() + arm.y(), self.zoom)

    def unrotated(self) -> Viewport:
        """The same place, upright."""
        return replace(self, rotation=0.0)

    def _at(self, x: float, y: float, zoom: float) -> Viewport:
        """Never so far away that no page is left to be seen."""
        x, y = (min(max(value, 0.0), float(CANVAS_SIZE)) for value in (x, y))
        return replace(self, x=x, y=y, zoom=zoom)
