"""The document: vector strokes on the canvas, and their pixels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.rendering import (
    DEFAULT_APPEARANCE,
    Pin,
    RenderRequest,
    check_controls,
    check_group,
    check_pins,
    check_refinement,
)
from deepfacedrawing.ui.images import to_array
from deepfacedrawing.ui.ink import blank_image, paint_strokes

TOOLS = ("pen", "eraser")
# Far outside the canvas, yet small enough for every painter's arithmetic.
MAX_COORDINATE = 10_000.0
MAX_WIDTH = 100.0

# x and y in canvas pixels from the upper left corner, pressure 0…1, milliseconds since the stroke began.
Point = tuple[float, float, float, float]


@dataclass(frozen=True)
class Stroke:
    """One movement of the pen. ``width`` in canvas pixels at full pressure; one point is a dot."""

    tool: str
    width: float
    points: tuple[Point, ...]


@dataclass(frozen=True)
class RenderSettings:
    """How the face is rendered from the sketch; the fields are those of ``RenderRequest``.

    Raises:
        UserError: an unknown component, group or control, or a value out of its range.
    """

    refinement: Mapping[str, float] = field(default_factory=dict)
    group: str = "all"
    appearance: str | int = DEFAULT_APPEARANCE
    controls: Mapping[str, float] = field(default_factory=dict)
    pins: Mapping[str, Pin] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pins", check_pins(self.pins))
        object.__setattr__(self, "refinement", check_refinement(self.refinement))
        object.__setattr__(self, "controls", check_controls(self.controls))
        check_group(self.group)

    def request(self, sketch: NDArray[np.uint8], shadow: bool, browsed: str = "") -> RenderRequest:
        """The request for a (512, 512) uint8 sketch under these settings."""
        settings = self.refinement, self.group, self.appearance, self.controls
        return RenderRequest(sketch, *settings, shadow, self.pins, browsed)


@dataclass(frozen=True, eq=False)
class Sketch:
    """Strokes in drawing order over an optional opened picture: (512, 512) uint8, ink 0, paper 255.

    ``render``: the settings that a file was saved with, if any.
    """

    strokes: tuple[Stroke, ...] = ()
    background: NDArray[np.uint8] | None = None
    render: RenderSettings | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing was drawn or opened."""
        return not self.strokes and self.background is None

    def with_strokes(self, strokes: Sequence[Stroke]) -> Sketch:
        """This sketch and some more strokes."""
        return replace(self, strokes=(*self.strokes, *strokes))

    def without_last(self, count: int) -> Sketch:
        """This sketch before its last strokes."""
        return replace(self, strokes=self.strokes[: len(self.strokes) - count])


def rasterise(sketch: Sketch, scale: int = 1) -> NDArray[np.uint8]:
    """The pixels of a sketch, antialiased: (512·scale, 512·scale) uint8, ink 0, paper 255.

    A larger scale is painted anew from the strokes, so that they stay sharp.
    """
    image = blank_image(sketch, scale)
    paint_strokes(image, sketch.strokes)
    return to_array(image)
