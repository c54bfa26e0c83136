"""An SVG path with our attributes as the stroke that it was."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.ui.affine import Affine
from deepfacedrawing.ui.flatten import POINT_MS, Trace
from deepfacedrawing.ui.path_data import Curves, read_numbers
from deepfacedrawing.ui.project_settings import NAMESPACE
from deepfacedrawing.ui.sketch import MAX_COORDINATE, MAX_WIDTH, TOOLS, Stroke
from deepfacedrawing.ui.stroke_paths import MIN_DRAWN_WIDTH, smooth_curves
from deepfacedrawing.ui.svg_style import length
from deepfacedrawing.ui.svg_walk import DrawnShape
from deepfacedrawing.ui.svg_xml import BadContentError

# Handles that lie farther from ours than this, in canvas pixels, were moved by somebody.
HANDLE_TOLERANCE = 0.1


def attribute(shape: DrawnShape, name: str) -> str | None:
    """One of our own attributes of a shape."""
    return shape.element.get(f"{{{NAMESPACE}}}{name}")


def decode_stroke(shape: DrawnShape, to_canvas: Affine) -> list[Stroke | Trace]:
    """The stroke that a path with our attributes is, or what is to be followed where another program changed it.

    Places come from the path. Where points were added or removed, a mean pressure and an even pace take the place of
    what was drawn.

    Raises:
        BadContentError: its attributes are nonsense.
    """
    tool = attribute(shape, "tool")
    if tool not in TOOLS:
        raise BadContentError("it has a stroke with no tool of {names}", names=", ".join(TOOLS))
    pressures, times = _numbers(shape, "pressure", 1.0), _numbers(shape, "time", np.inf)
    width = _width(shape, float(pressures.mean()), to_canvas)
    lines: list[Stroke | Trace] = []
    for subpath in shape.subpaths:
        curves = to_canvas(shape.to_page(subpath))
        knots = np.append(curves[:1, 0], curves[:, 3])
        if len(pressures) == 1 and np.abs(knots - knots[0]).max() < HANDLE_TOLERANCE:
            knots = knots[:1]
        if len(shape.subpaths) > 1 or not len(pressures) == len(times) == len(knots):
            duration = times.max() or POINT_MS * len(curves)
            lines.append(Trace(tool, width, curves, np.full(2, pressures.mean()), np.array([0.0, duration])))
        elif _is_ours(knots, curves):
            lines.append(Stroke(tool, width, _points(knots, pressures, times)))
        else:
            lines.append(Trace(tool, width, curves, pressures, times))
    return lines


def _is_ours(knots: NDArray[np.complex128], curves: Curves) -> bool:
    """Whether our smoothing makes these curves of these knots, all of them within reach."""
    if np.abs(knots.view(np.float64)).max() > MAX_COORDINATE or not np.isfinite(knots).all():
        return False
    return len(knots) == 1 or bool((np.abs(smooth_curves(knots) - curves) < HANDLE_TOLERANCE).all())


def _points(
    places: NDArray[np.complex128], pressures: NDArray[np.float64], times: NDArray[np.float64]
) -> tuple[tuple[float, float, float, float], ...]:
    return tuple(zip(places.real.tolist(), places.imag.tolist(), pressures.tolist(), times.tolist(), strict=True))


def _width(shape: DrawnShape, mean_pressure: float, to_canvas: Affine) -> float:
    """The pen's width, with what another program made of it: scaled, or another width of the line."""
    width = length(attribute(shape, "width"), 0.0)
    if not 0 < width <= MAX_WIDTH:
        raise BadContentError("it has a stroke whose width is not above 0 and up to {limit:g}", limit=MAX_WIDTH)
    written = round(max(MIN_DRAWN_WIDTH, mean_pressure * width), 2)
    drawn = shape.width * to_canvas.scale
    factor = drawn / written if drawn > 0 else 1.0
    return width if abs(factor - 1) < 0.02 else min(max(width * factor, MIN_DRAWN_WIDTH), MAX_WIDTH)


def _numbers(shape: DrawnShape, name: str, limit: float) -> NDArray[np.float64]:
    numbers = read_numbers(attribute(shape, name) or "")
    if not numbers.size:
        return np.array([limit if np.isfinite(limit) else 0.0])
    if not (np.isfinite(numbers) & (numbers >= 0) & (numbers <= limit)).all():
        raise BadContentError("it has a stroke whose {name} is out of its range", name=name)
    return numbers
