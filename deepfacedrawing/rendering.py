"""The one contract between the window and the engine: numpy only, immutable values that own their arrays."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.components import CANVAS_SIZE, COMPONENT_NAMES

GROUPS = ("all", "feminine", "masculine")
DEFAULT_REFINEMENT = 0.5
DEFAULT_APPEARANCE = "neutral"


@dataclass(frozen=True)
class Control:
    """A continuous control over the appearance, −1…1; ``low`` and ``high`` say what its ends do."""

    name: str
    low: str
    high: str


CONTROLS = (
    Control("skin_tone", "darker skin", "lighter skin"),
    Control("hair_tone", "darker hair", "lighter hair"),
    Control("warmth", "cooler colours", "warmer colours"),
    Control("light", "soft light", "strong light"),
)
CONTROL_NAMES = tuple(control.name for control in CONTROLS)


class UserError(Exception):
    """Something the user can mend; the message is one clear sentence that says how."""


class RendererDied(Exception):
    """The engine's process ended or hung; ask the loader for a new renderer."""


def check_refinement(refinement: Mapping[str, float]) -> dict[str, float]:
    """A whole, valid table name → 0…1, in the order of ``COMPONENT_NAMES``.

    Components that are left out take ``DEFAULT_REFINEMENT``.

    Raises:
        UserError: an unknown component, or a value that is not in 0…1.
    """
    for name, value in refinement.items():
        if name not in COMPONENT_NAMES:
            raise UserError(f"There is no component {name!r}; choose from {', '.join(COMPONENT_NAMES)}.")
        if not (math.isfinite(value) and 0.0 <= value <= 1.0):
            raise UserError(f"The refinement of {name} must lie between 0 and 1, not {value}.")
    return {name: float(refinement.get(name, DEFAULT_REFINEMENT)) for name in COMPONENT_NAMES}


def check_controls(controls: Mapping[str, float]) -> dict[str, float]:
    """A whole, valid table name → −1…1, in the order of ``CONTROLS``; 0 for those that are left out.

    Raises:
        UserError: an unknown control, or a value that is not in −1…1.
    """
    for name, value in controls.items():
        if name not in CONTROL_NAMES:
            raise UserError(f"There is no appearance control {name!r}; choose from {', '.join(CONTROL_NAMES)}.")
        if not (math.isfinite(value) and -1.0 <= value <= 1.0):
            raise UserError(f"The control {name} must lie between -1 and 1, not {value}.")
    return {name: float(controls.get(name, 0.0)) for name in CONTROL_NAMES}


@dataclass(frozen=True)
class RenderRequest:
    """What to render.

    ``sketch``: (512, 512) uint8, ink 0, paper 255; copied. ``refinement``: component name → 0…1 (0 keeps
    the stroke as drawn, 1 is fully on the manifold). ``group``: bank group of ``GROUPS``. ``appearance``: a name
    of the model's palette, or a whole number that seeds a random one. ``controls``: name of ``CONTROLS`` → −1…1, moves
    that appearance; 0 leaves it as it is. ``shadow``: whether to compute it.

    Raises:
        UserError: any of these is out of its range.
    """

    sketch: NDArray[np.uint8]
    refinement: Mapping[str, float] = field(default_factory=dict)
    group: str = "all"
    appearance: str | int = DEFAULT_APPEARANCE
    controls: Mapping[str, float] = field(default_factory=dict)
    shadow: bool = True

    def __post_init__(self) -> None:
        sketch = np.array(self.sketch, copy=True)
        if sketch.shape != (CANVAS_SIZE, CANVAS_SIZE) or sketch.dtype != np.uint8:
            expected = f"({CANVAS_SIZE}, {CANVAS_SIZE}) uint8"
            raise UserError(f"The sketch must be {expected}, not {sketch.shape} {sketch.dtype}.")
        if self.group not in GROUPS:
            raise UserError(f"There is no group {self.group!r}; choose from {', '.join(GROUPS)}.")
        sketch.flags.writeable = False
        object.__setattr__(self, "sketch", sketch)
        object.__setattr__(self, "refinement", check_refinement(self.refinement))
        object.__setattr__(self, "controls", check_controls(self.controls))


@dataclass(frozen=True)
class RenderResult:
    """What came out.

    ``face``: (512, 512, 3) uint8 RGB. ``shadow``: (512, 512) uint8, 255 where there is none; None if not
    asked for. ``neighbours``: component name → the K nearest bank rows, nearest first. ``distances``: component name →
    distance of the latent from its projection, in units of the bank's median (1 is as far as a typical bank sample).
    ``timings``: stage name → seconds, with ``total``.
    """

    face: NDArray[np.uint8]
    shadow: NDArray[np.uint8] | None
    neighbours: Mapping[str, tuple[int, ...]]
    distances: Mapping[str, float]
    timings: Mapping[str, float]


@dataclass(frozen=True)
class RendererInfo:
    """What a loaded renderer is: for the status bar, the menus and ``doctor``.

    ``appearances``: palette name → its mean skin-and-hair colours as ``#rrggbb`` swatch text, in palette order.
    ``controls``: those of ``CONTROLS`` that the model has.
    """

    device: str
    model: str
    groups: tuple[str, ...]
    appearances: Mapping[str, str]
    controls: tuple[str, ...] = ()


class Renderer(Protocol):
    """Renders one request at a time; may block for seconds, so never on the window's thread."""

    info: RendererInfo

    def render(self, request: RenderRequest) -> RenderResult:
        """Raises ``UserError`` for a bad request, ``RendererDied`` when a new renderer is needed."""
        ...

    def close(self) -> None:
        """Frees what it holds; safe to call twice."""
        ...
