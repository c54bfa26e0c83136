"""The document: vector strokes on the canvas, their pixels, and the .dfd file."""

from __future__ import annotations

import base64
import binascii
import io
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from deepfacedrawing.components import CANVAS_SIZE
from deepfacedrawing.rendering import (
    DEFAULT_APPEARANCE,
    GROUPS,
    Pin,
    RenderRequest,
    UserError,
    check_controls,
    check_pins,
    check_refinement,
)
from deepfacedrawing.ui.images import encode_png, to_array, write_atomically
from deepfacedrawing.ui.ink import blank_image, paint_strokes

FORMAT = "deepfacedrawing-sketch"
VERSION = 1
TOOLS = ("pen", "eraser")
MAX_FILE_BYTES = 20_000_000
MAX_STROKES = 20_000
# Far outside the canvas, yet small enough for every painter's arithmetic.
MAX_COORDINATE = 10_000.0
MAX_WIDTH = 100.0
MAX_SEED = 2**31 - 1

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
        if self.group not in GROUPS:
            raise UserError(f"There is no group {self.group!r}; choose from {', '.join(GROUPS)}.")

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


def write_sketch(path: str | Path, sketch: Sketch) -> None:
    """Writes a .dfd file; it is whole or not there.

    Raises:
        UserError: the file cannot be written.
    """
    content: dict[str, Any] = {"format": FORMAT, "version": VERSION}
    content["strokes"] = [{"tool": s.tool, "width": s.width, "points": s.points} for s in sketch.strokes]
    if sketch.background is not None:
        content["background"] = base64.b64encode(encode_png(sketch.background)).decode("ascii")
    if sketch.render is not None:
        settings = sketch.render
        content["render"] = {
            "refinement": dict(settings.refinement),
            "group": settings.group,
            "appearance": settings.appearance,
            "controls": dict(settings.controls),
        }
    write_atomically(path, json.dumps(content, separators=(",", ":")).encode("utf-8") + b"\n")


def read_sketch(path: str | Path) -> Sketch:
    """Reads a .dfd file.

    Raises:
        UserError: the file is missing, too large, damaged, foreign, or from a newer version; names file and problem.
    """
    path = Path(path)
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise UserError(f"The sketch file {path} is larger than 20 MB; save it again with fewer strokes.")
        content = json.loads(path.read_bytes(), parse_constant=_refuse_constant)
        return _parse_sketch(content)
    except FileNotFoundError as error:
        raise UserError(f"There is no file {path}; check the name.") from error
    except OSError as error:
        raise UserError(f"Cannot read {path} ({error.strerror}); check the file and its permissions.") from error
    except _BadSketchError as error:
        raise UserError(f"The sketch file {path} cannot be used: {error}.") from error
    except (ValueError, RecursionError) as error:
        raise UserError(f"{path} is not a sketch file (no valid JSON); open a .dfd file or a picture.") from error


class _BadSketchError(Exception):
    """What is wrong with a file's content, as the end of a sentence."""


def _refuse_constant(name: str) -> float:
    raise _BadSketchError(f"it contains {name} where a number belongs")


def _parse_sketch(content: Any) -> Sketch:
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise _BadSketchError(f'it is not marked as "format": "{FORMAT}"')
    version = content.get("version")
    if version != VERSION or isinstance(version, bool):
        raise _BadSketchError(f"its version is {version!r:.40}, this program reads {VERSION}; update the program")
    strokes = content.get("strokes")
    if not isinstance(strokes, list):
        raise _BadSketchError('its "strokes" are not a list')
    if len(strokes) > MAX_STROKES:
        raise _BadSketchError(f"it has {len(strokes)} strokes, more than {MAX_STROKES}")
    return Sketch(
        tuple(_parse_stroke(stroke, number) for number, stroke in enumerate(strokes, 1)),
        _parse_background(content.get("background")),
        _parse_settings(content.get("render")),
    )


def _parse_stroke(content: Any, number: int) -> Stroke:
    where = f"stroke {number}"
    if not isinstance(content, dict):
        raise _BadSketchError(f"{where} is not an object")
    if content.get("tool") not in TOOLS:
        raise _BadSketchError(f"{where} has no tool of {', '.join(TOOLS)}")
    points = content.get("points")
    if not isinstance(points, list) or not points:
        raise _BadSketchError(f"{where} has no points")
    width = _parse_number(content.get("width"), MAX_WIDTH, f"the width of {where}")
    if width <= 0:
        raise _BadSketchError(f"the width of {where} is not above 0")
    return Stroke(content["tool"], width, tuple(_parse_point(point, where) for point in points))


def _parse_point(content: Any, where: str) -> Point:
    if not isinstance(content, list) or len(content) != 4:
        raise _BadSketchError(f"{where} has a point that is not [x, y, pressure, time]")
    where = f"a point of {where}"
    x, y = (_parse_number(value, MAX_COORDINATE, where) for value in content[:2])
    pressure, time_ms = _parse_number(content[2], 1.0, where), _parse_number(content[3], math.inf, where)
    if pressure < 0 or time_ms < 0:
        raise _BadSketchError(f"{where} has a negative pressure or time")
    return x, y, pressure, time_ms


def _parse_number(value: Any, limit: float, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e300:
        raise _BadSketchError(f"{where} is not a finite number")
    if abs(value) > limit:
        raise _BadSketchError(f"{where} is beyond {limit:g}")
    return float(value)


def _parse_background(content: Any) -> NDArray[np.uint8] | None:
    if content is None:
        return None
    try:
        with Image.open(io.BytesIO(base64.b64decode(content, validate=True)), formats=("PNG",)) as image:
            if image.size != (CANVAS_SIZE, CANVAS_SIZE):
                raise _BadSketchError(f"its background has {image.size[0]} x {image.size[1]} pixels, not 512 x 512")
            return np.array(image.convert("L"))
    except (TypeError, ValueError, OSError, SyntaxError, binascii.Error) as error:
        raise _BadSketchError("its background is no PNG picture") from error


def _parse_settings(content: Any) -> RenderSettings | None:
    if content is None:
        return None
    if not isinstance(content, dict):
        raise _BadSketchError('its "render" settings are not an object')
    refinement = _parse_numbers(content, "refinement")
    appearance, group = content.get("appearance", DEFAULT_APPEARANCE), content.get("group", "all")
    if isinstance(appearance, bool) or not isinstance(appearance, str | int):
        raise _BadSketchError("its appearance is neither a name nor a whole number")
    if isinstance(appearance, int) and not 0 <= appearance <= MAX_SEED:
        raise _BadSketchError(f"its appearance is not within 0 and {MAX_SEED}")
    try:
        return RenderSettings(refinement, group, appearance, _parse_numbers(content, "controls"))
    except UserError as error:
        raise _BadSketchError(str(error).rstrip(".")) from error


def _parse_numbers(settings: dict[str, Any], key: str) -> dict[str, float]:
    """A table name → number of the settings; files from before it was known have none."""
    content = settings.get(key, {})
    if not isinstance(content, dict):
        raise _BadSketchError(f"its {key} settings are not an object")
    return {name: _parse_number(value, 1.0, f"the {key} of {name:.40}") for name, value in content.items()}
