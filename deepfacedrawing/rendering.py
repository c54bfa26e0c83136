"""The one contract between the window and the engine: numpy only, immutable values that own their arrays."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.components import BUNDLED_COMPONENTS, CANVAS_SIZE, COMPONENT_NAMES

GROUPS = ("all", "feminine", "masculine")
# What other models call them.
GROUP_SYNONYMS = {"female": "feminine", "male": "masculine"}
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


def find_group(group: str, offered: Iterable[str]) -> str:
    """Which of a model's groups is meant, by its name or a synonym of it; "" where it has none such."""
    meant = GROUP_SYNONYMS.get(group, group)
    return next((name for name in offered if GROUP_SYNONYMS.get(name, name) == meant), "")


def check_refinement(refinement: Mapping[str, float]) -> dict[str, float]:
    """A whole, valid table name → 0…1, in the order of ``COMPONENT_NAMES``.

    Components that are left out take ``DEFAULT_REFINEMENT``.

    Raises:
        UserError: an unknown component, or a value that is not in 0…1.
    """
    return _check_table(refinement, COMPONENT_NAMES, "component", "The refinement of {}", 0.0, DEFAULT_REFINEMENT)


def check_controls(controls: Mapping[str, float]) -> dict[str, float]:
    """A whole, valid table name → −1…1, in the order of ``CONTROLS``; 0 for those that are left out.

    Raises:
        UserError: an unknown control, or a value that is not in −1…1.
    """
    return _check_table(controls, CONTROL_NAMES, "appearance control", "The control {}", -1.0, 0.0)


def check_morph(morph: Mapping[str, float]) -> dict[str, float]:
    """A whole, valid table name → 0…1, in the order of ``COMPONENT_NAMES``; 0 for those that are left out.

    Raises:
        UserError: an unknown component, or a value that is not in 0…1.
    """
    return _check_table(morph, COMPONENT_NAMES, "component", "The morph of {}", 0.0, 0.0)


def _check_table(
    values: Mapping[str, float], names: tuple[str, ...], kind: str, title: str, low: float, default: float
) -> dict[str, float]:
    for name, value in values.items():
        if name not in names:
            raise UserError(f"There is no {kind} {name!r}; choose from {', '.join(names)}.")
        if not (math.isfinite(value) and low <= value <= 1.0):
            raise UserError(f"{title.format(name)} must lie between {low:g} and 1, not {value}.")
    return {name: float(values.get(name, default)) for name in names}


# What stands in the place of a drawn component: the row of a bank sample, or the pixels of a crop of another drawing,
# S·S bytes, row by row, ink 0, paper 255.
Pin = int | bytes


def check_pins(pins: Mapping[str, Pin]) -> dict[str, Pin]:
    """The pins in the order of ``COMPONENT_NAMES``; components that are not pinned are left out.

    Raises:
        UserError: an unknown component, a negative row, or a crop of another size than the component's window.
    """
    sizes = {component.name: component.size for component in BUNDLED_COMPONENTS}
    for name, pin in pins.items():
        if name not in sizes:
            raise UserError(f"There is no component {name!r}; choose from {', '.join(COMPONENT_NAMES)}.")
        if isinstance(pin, bytes) and len(pin) != sizes[name] ** 2:
            raise UserError(f"The pinned {name} must have {sizes[name]} x {sizes[name]} pixels, not {len(pin)} in all.")
        if isinstance(pin, int) and pin < 0:
            raise UserError(f"The pinned {name} must be a sample from 0 on, not {pin}.")
    return {name: pins[name] for name in COMPONENT_NAMES if name in pins}


@dataclass(frozen=True)
class RenderRequest:
    """What to render.

    ``sketch``: (512, 512) uint8, ink 0, paper 255; copied. ``refinement``: component name → 0…1 (0 keeps
    the stroke as drawn, 1 is fully on the manifold). ``group``: bank group of ``GROUPS``, or a synonym of one.
    ``appearance``: a name of the model's palette, or a whole number that seeds a random one. ``controls``: name of
    ``CONTROLS`` → −1…1, moves that appearance; 0 leaves it as it is. ``shadow``: whether to compute it. ``pins``:
    component name → what stands in its place, whatever is drawn there. ``browsed``: the component whose neighbours are
    to be shown as sketches; "" for none. ``toward``: another state of the desk to morph to, itself without one, and
    ``morph``: component name → 0…1, how far each latent lies on the way there (the paper's face morphing); the
    appearance follows their mean.

    Raises:
        UserError: any of these is out of its range.
    """

    sketch: NDArray[np.uint8]
    refinement: Mapping[str, float] = field(default_factory=dict)
    group: str = "all"
    appearance: str | int = DEFAULT_APPEARANCE
    controls: Mapping[str, float] = field(default_factory=dict)
    shadow: bool = True
    pins: Mapping[str, Pin] = field(default_factory=dict)
    browsed: str = ""
    toward: RenderRequest | None = None
    morph: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        sketch = np.array(self.sketch, copy=True)
        if sketch.shape != (CANVAS_SIZE, CANVAS_SIZE) or sketch.dtype != np.uint8:
            expected = f"({CANVAS_SIZE}, {CANVAS_SIZE}) uint8"
            raise UserError(f"The sketch must be {expected}, not {sketch.shape} {sketch.dtype}.")
        if not find_group(self.group, GROUPS):
            raise UserError(f"There is no group {self.group!r}; choose from {', '.join(GROUPS)}.")
        sketch.flags.writeable = False
        object.__setattr__(self, "sketch", sketch)
        object.__setattr__(self, "refinement", check_refinement(self.refinement))
        object.__setattr__(self, "controls", check_controls(self.controls))
        object.__setattr__(self, "pins", check_pins(self.pins))
        if self.browsed and self.browsed not in COMPONENT_NAMES:
            raise UserError(f"There is no component {self.browsed!r}; choose from {', '.join(COMPONENT_NAMES)}.")
        if self.toward is not None and self.toward.toward is not None:
            raise UserError("A drawing that is morphed to cannot be on its way to another one.")
        object.__setattr__(self, "morph", check_morph(self.morph))

    def is_same(self, other: RenderRequest | None) -> bool:
        """Whether both ask for the same face, shadow and samples."""
        if other is None or (self.toward is None) != (other.toward is None):
            return False
        mine, theirs = ({f.name: getattr(r, f.name) for f in fields(r)} for r in (self, other))
        for request in (mine, theirs):
            del request["sketch"], request["toward"]
        return (
            mine == theirs
            and np.array_equal(self.sketch, other.sketch)
            and (self.toward is None or self.toward.is_same(other.toward))
        )


@dataclass(frozen=True)
class RenderResult:
    """What came out.

    ``face``: (512, 512, 3) uint8 RGB. ``shadow``: (512, 512) uint8, 255 where there is none; None if not
    asked for. ``neighbours``: component name → the K nearest bank rows, nearest first. ``distances``: component name →
    distance of the latent from its projection, in units of the bank's median (1 is as far as a typical bank sample).
    ``timings``: stage name → seconds, with ``total``. ``samples``: row → its sketch in the window of the component that
    was browsed, (S, S) uint8, for its neighbours, nearest first, and its pinned sample. ``notice``: one sentence for
    the user to read; "" for none. ``device``: where it was computed, if that is another place than the info says.
    """

    face: NDArray[np.uint8]
    shadow: NDArray[np.uint8] | None
    neighbours: Mapping[str, tuple[int, ...]]
    distances: Mapping[str, float]
    timings: Mapping[str, float]
    samples: Mapping[int, NDArray[np.uint8]] = field(default_factory=dict)
    notice: str = ""
    device: str = ""


@dataclass(frozen=True)
class RendererInfo:
    """What a loaded renderer is: for the status bar, the menus and ``doctor``.

    ``appearances``: palette name → its mean skin-and-hair colours as ``#rrggbb`` swatch text, in palette order.
    ``controls``: those of ``CONTROLS`` that the model has. ``bank_size``: how many samples a component has.
    ``checksum``: SHA-256 of the weights' file, in hexadecimal.
    """

    device: str
    model: str
    groups: tuple[str, ...]
    appearances: Mapping[str, str]
    controls: tuple[str, ...] = ()
    bank_size: int = 0
    checksum: str = ""


def fit_request(request: RenderRequest, info: RendererInfo) -> RenderRequest:
    """The request without what the model does not have: a group, an appearance, controls, pinned samples."""
    has_appearance = request.appearance in info.appearances or (
        isinstance(request.appearance, int) and info.appearances
    )
    return replace(
        request,
        group=request.group if find_group(request.group, info.groups) else GROUPS[0],
        appearance=request.appearance if has_appearance else DEFAULT_APPEARANCE,
        controls={name: value if name in info.controls else 0.0 for name, value in request.controls.items()},
        pins={name: pin for name, pin in request.pins.items() if isinstance(pin, bytes) or pin < info.bank_size},
        toward=None if request.toward is None else fit_request(request.toward, info),
    )


def find_left_out(asked: RenderRequest, fitting: RenderRequest) -> tuple[str, ...]:
    """The names of the settings that ``fit_request`` has changed."""
    names = ("group", "appearance", "controls", "pins")
    return tuple(name for name in names if getattr(asked, name) != getattr(fitting, name))


class Renderer(Protocol):
    """Renders one request at a time; may block for seconds, so never on the window's thread."""

    info: RendererInfo

    def render(self, request: RenderRequest) -> RenderResult:
        """Raises ``UserError`` for a bad request, ``RendererDied`` when a new renderer is needed."""
        ...

    def close(self) -> None:
        """Frees what it holds; safe to call twice."""
        ...
