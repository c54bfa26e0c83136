"""Drawings of other programs: what an SVG draws, as strokes of our pen on the canvas."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

import numpy as np

from deepfacedrawing.components import CANVAS_SIZE
from deepfacedrawing.ui.affine import Affine
from deepfacedrawing.ui.flatten import Trace, follow
from deepfacedrawing.ui.path_data import Curves, Places
from deepfacedrawing.ui.sketch import MAX_WIDTH, Stroke
from deepfacedrawing.ui.svg_style import brightness
from deepfacedrawing.ui.svg_walk import DrawnShape, find_page, find_shapes
from deepfacedrawing.ui.svg_xml import BadContentError

# x, y, width, height.
Box = tuple[float, float, float, float]

PAINTS = ("stroke", "fill")
MIN_WIDTH = 1.0
OUTLINE_WIDTH = 2.0
# A drawing that would come out smaller than this, or beside the page, is fitted by itself, with a margin.
LEAST_SIZE = 1.0
CONTENT_SIZE = 460.0
# Paints whose brightness differs by less are the same.
TOLERANCE = 0.1
PAGE_MAX_CURVES = 8


def import_svg(root: Element) -> tuple[Stroke, ...]:
    """The lines of an SVG of another program, fitted to the canvas without stretching.

    Stroked shapes keep the width of their stroke, filled ones get an outline; lines in the colour of the page erase.
    Text, pictures and patterns are left out. A page of 512 × 512 is taken as it is.

    Raises:
        BadContentError: it draws nothing, is too large, or is damaged.
    """
    with np.errstate(all="ignore"):  # absurd numbers end up outside of the canvas
        shapes, page = find_shapes(root), find_page(root)
        tracer = Tracer(_fit(shapes, page), page)
        strokes = follow([line for shape in shapes for line in tracer.trace(shape)])
    if not strokes:
        raise BadContentError("it draws no lines that could be opened (text and pictures in it are left out)")
    if all(stroke.tool == "eraser" for stroke in strokes):
        return tuple(Stroke("pen", stroke.width, stroke.points) for stroke in strokes)
    return strokes


class Tracer:
    """Says how a pen would draw shapes, one after the other, from the lowest to the uppermost."""

    def __init__(self, to_canvas: Affine, page: Box | None) -> None:
        """``to_canvas``: from the page's coordinates; ``page``: x, y, width and height in those."""
        self._to_canvas, self._page = to_canvas, page
        self._paper, self._has_fill = 1.0, False

    def trace(self, shape: DrawnShape) -> list[Trace]:
        """The lines that draw a shape, on the canvas."""
        stroke, fill = brightness(shape.style, "stroke"), brightness(shape.style, "fill")
        if stroke is not None and shape.width > 0:
            erases = not self._has_fill and abs(stroke - self._paper) < TOLERANCE
            self._note_fill(fill)
            width = min(max(shape.width * self._to_canvas.scale, MIN_WIDTH), MAX_WIDTH)
            return self._draw(shape, "eraser" if erases else "pen", width)
        if fill is None:
            return []
        if self._is_page(shape):
            self._paper, self._has_fill = fill, False
            return []
        self._note_fill(fill)
        return self._draw(shape, "pen", OUTLINE_WIDTH, closed=True)

    def _note_fill(self, fill: float | None) -> None:
        """On a filled shape a line in the colour of the page is one to be seen."""
        self._has_fill |= fill is not None and abs(fill - self._paper) >= TOLERANCE

    def _is_page(self, shape: DrawnShape) -> bool:
        if self._page is None or len(shape.subpaths) != 1 or len(shape.subpaths[0]) > PAGE_MAX_CURVES:
            return False
        x, y, width, height = self._page
        slack = 0.01 * max(width, height)
        box = _box_of(shape.to_page(shape.subpaths[0]))
        return bool(
            box[0] <= x + slack
            and box[1] <= y + slack
            and box[0] + box[2] >= x + width - slack
            and box[1] + box[3] >= y + height - slack
        )

    def _draw(self, shape: DrawnShape, tool: str, width: float, closed: bool = False) -> list[Trace]:
        lines = [self._to_canvas(shape.to_page(curves)) for curves in shape.subpaths]
        return [Trace(tool, width, _close(line) if closed else line) for line in lines]


def _close(curves: Curves) -> Curves:
    end, start = curves[-1, 3], curves[0, 0]
    return (
        curves if end == start else np.append(curves, [[end, (2 * end + start) / 3, (end + 2 * start) / 3, start]], 0)
    )


def fit_box(box: Box, size: float) -> Affine:
    """The map that puts a box into the middle of the canvas, its longer side ``size`` canvas pixels long."""
    x, y, width, height = box
    side = max(width, height)
    scale = size / side if side > 0 else 1.0
    middle = complex(x + width / 2, y + height / 2)
    centre = complex(CANVAS_SIZE, CANVAS_SIZE) / 2
    return Affine(p=complex(scale), t=centre - scale * middle)


def _fit(shapes: Sequence[DrawnShape], page: Box | None) -> Affine:
    """The page onto the canvas; the drawing itself where there is no page or it would not be seen on it."""
    seen = [shape for shape in shapes if any(brightness(shape.style, paint) is not None for paint in PAINTS)]
    points = [shape.to_page(curves).ravel() for shape in seen for curves in shape.subpaths]
    x, y, width, height = box = _box_of(np.concatenate(points) if points else np.zeros(1, np.complex128))
    if page is not None:
        left, top, page_width, page_height = page
        is_on_page = x <= left + page_width and y <= top + page_height and x + width >= left and y + height >= top
        size = max(width, height, *(shape.width for shape in seen), 0.0)
        if is_on_page and size * CANVAS_SIZE / max(page_width, page_height) >= LEAST_SIZE:
            return fit_box(page, CANVAS_SIZE)
    return fit_box(box, CONTENT_SIZE)


def _box_of(points: Places) -> Box:
    finite = points[np.isfinite(points)]
    if not finite.size:
        return 0.0, 0.0, 0.0, 0.0
    x, y = finite.real, finite.imag
    return float(x.min()), float(y.min()), float(np.ptp(x)), float(np.ptp(y))
