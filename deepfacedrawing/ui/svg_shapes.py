"""The basic shapes of SVG as the curves of their outlines."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

import numpy as np

from deepfacedrawing.ui.path_data import Curves, PathReader
from deepfacedrawing.ui.svg_style import length

# Length of the handles of a quarter of a circle.
KAPPA = 0.5522847498307936


def read_shape(kind: str, element: Element, width: float, height: float, reader: PathReader) -> list[Curves]:
    """The subpaths of a shape element in its own coordinates; none for what is no shape, or is empty.

    Args:
        kind: the element's name.
        width, height: of the viewport, which percentages are of.
        reader: that of the file, which bounds the length of its paths.

    Raises:
        BadContentError: its path data or points are none, or too many.
    """
    if kind == "path":
        return reader.read(element.get("d", ""))
    if kind in ("polyline", "polygon"):
        points = element.get("points", "").strip()
        return reader.read(f"M{points}{'Z' if kind == 'polygon' else ''}") if points else []

    def get(name: str, whole: float, default: float = 0.0) -> float:
        return length(element.get(name), whole, default)

    if kind == "line":
        start = complex(get("x1", width), get("y1", height))
        end = complex(get("x2", width), get("y2", height))
        return [_lines([start, end])]
    if kind in ("circle", "ellipse"):
        return _ellipse(element, kind, get, width, height)
    return _rect(element, get, width, height) if kind == "rect" else []


def _lines(places: list[complex]) -> Curves:
    starts, ends = np.array(places[:-1], np.complex128), np.array(places[1:], np.complex128)
    return np.stack([starts, (2 * starts + ends) / 3, (starts + 2 * ends) / 3, ends], axis=1)


def _ellipse(element: Element, kind: str, get: Callable[..., float], width: float, height: float) -> list[Curves]:
    centre = complex(get("cx", width), get("cy", height))
    if kind == "circle":
        rx = ry = get("r", float(np.hypot(width, height)) / 2**0.5)
    else:
        rx = get("rx", width, get("ry", height)) if element.get("rx") != "auto" else get("ry", height)
        ry = get("ry", height, rx) if element.get("ry") != "auto" else rx
    return [_rounded(centre - complex(rx, ry), 2 * rx, 2 * ry, rx, ry)] if rx > 0 and ry > 0 else []


def _rect(element: Element, get: Callable[..., float], width: float, height: float) -> list[Curves]:
    corner = complex(get("x", width), get("y", height))
    wide, high = get("width", width), get("height", height)
    if wide <= 0 or high <= 0:
        return []
    rx = get("rx", width, get("ry", height))
    ry = get("ry", height, rx)
    rx, ry = min(max(rx, 0.0), wide / 2), min(max(ry, 0.0), high / 2)
    if not rx or not ry:
        places = [corner, corner + wide, corner + complex(wide, high), corner + 1j * high, corner]
        return [_lines(places)]
    return [_rounded(corner, wide, high, rx, ry)]


def _rounded(corner: complex, wide: float, high: float, rx: float, ry: float) -> Curves:
    """A box with elliptic corners, clockwise from the left end of its upper side."""
    end = corner + complex(wide, high)
    left, top, right, bottom = corner.real, corner.imag, end.real, end.imag
    corners = (
        (complex(right - rx, top), complex(right, top + ry), complex(right, top)),
        (complex(right, bottom - ry), complex(right - rx, bottom), end),
        (complex(left + rx, bottom), complex(left, bottom - ry), complex(left, bottom)),
        (complex(left, top + ry), complex(left + rx, top), corner),
    )
    place, curves = corners[-1][1], []
    for start, finish, tip in corners:
        if abs(start - place) > 1e-9 * (wide + high):
            curves.append(_lines([place, start]))
        handles = start + KAPPA * (tip - start), finish + KAPPA * (tip - finish)
        curves.append(np.array([[start, *handles, finish]]))
        place = finish
    return np.concatenate(curves)
