"""A stroke as an SVG path: smooth curves for every program, pressure and time in attributes of our own."""

from __future__ import annotations

from itertools import starmap

import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.components import INK, PAPER
from deepfacedrawing.ui.sketch import Stroke

MIN_DRAWN_WIDTH = 0.5


def encode_stroke(stroke: Stroke) -> str:
    """The ``<path>`` element of a stroke."""
    pressures = " ".join([_text(point[2]) for point in stroke.points])
    times = " ".join([_text(point[3]) for point in stroke.points])
    grey = INK if stroke.tool == "pen" else PAPER
    return (
        f'<path d="{_path_data(stroke)}" stroke="#{3 * f"{grey:02x}"}" stroke-width="{_drawn_width(stroke):g}"'
        f' dfd:tool="{stroke.tool}" dfd:width="{_text(stroke.width)}" dfd:pressure="{pressures}" dfd:time="{times}"/>'
    )


def _text(number: float) -> str:
    """Digits that read as the same number again."""
    return repr(float(number)).removesuffix(".0")


def _drawn_width(stroke: Stroke) -> float:
    """For programs that know one width a path: that of the mean pressure."""
    mean = sum(point[2] for point in stroke.points) / len(stroke.points)
    return round(max(MIN_DRAWN_WIDTH, mean * stroke.width), 2)


def _path_data(stroke: Stroke) -> str:
    places = [f"{_text(point[0])},{_text(point[1])}" for point in stroke.points]
    if len(places) == 1:
        return f"M{places[0]}h.01"  # its round caps are a dot; without any length some programs leave it out
    handles = smooth_curves(np.array([complex(*point[:2]) for point in stroke.points]))[:, 1:3]
    numbers = np.ascontiguousarray(handles).view(np.float64).tolist()
    drawn = starmap("{:.2f},{:.2f} {:.2f},{:.2f} ".format, numbers)
    return f"M{places[0]}C" + " ".join([curve + place for curve, place in zip(drawn, places[1:], strict=True)])


def smooth_curves(places: NDArray[np.complex128]) -> NDArray[np.complex128]:
    """The (N - 1, 4) curves through N places that the ink takes, see ``ink.paint_run``."""
    padded = np.concatenate([places[:1], places, places[-1:]])
    slopes = (padded[2:] - padded[:-2]) / 6
    reach = np.abs(np.diff(places)) / 3
    sizes = np.maximum(np.abs(slopes), 1e-12)
    outward = slopes[:-1] * np.minimum(1.0, reach / sizes[:-1])
    inward = slopes[1:] * np.minimum(1.0, reach / sizes[1:])
    return np.stack([places[:-1], places[:-1] + outward, places[1:] - inward, places[1:]], axis=1)
