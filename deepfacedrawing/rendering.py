"""The one contract between the window and the engine: numpy only, immutable values that own their arrays."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.components import BUNDLED_COMPONENTS, CANVAS_SIZE, COMPONENT_NAMES, Component
from deepfacedrawing.plain_text import make_plain

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
    """Something the user can mend; the message is one clear sentence that says how.

    It keeps its parts, so that the window can say it in another language; it can be pickled.

    Args:
        template: the sentence, the names of ``values`` in braces where they go; as it stands where there are none.
        values: numbers, errors that are a part of this one, and texts, which are made plain; so is anything else.
    """

    def __init__(self, template: str, /, **values: object) -> None:
        super().__init__(template)
        self.template = template
        own = int, float, UserError
        self.values = {name: v if isinstance(v, own) else make_plain(str(v)) for name, v in values.items()}

    def __str__(self) -> str:
        return self.tell(str)

    def tell(self, translate: Callable[[str], str]) -> str:
        """The sentence in another language: that of the templates which ``translate`` gives for ours."""
        template = translate(self.template)
        values = {
            name: value.tell(translate) if isinstance(value, UserError) else value
            for name, value in self.values.items()
        }
        return template.format(**values) if values else template


class RendererDied(Exception):
    """The engine's process ended or hung; ask the loader for a new renderer."""


def find_group(group: str, offered: Iterable[str]) -> str:
    """Which of a model's groups is meant, by its name or a synonym of it; "" where it has none such."""
    meant = GROUP_SYNONYMS.get(group, group)
    return next((name for name in offered if GROUP_SYNONYMS.get(name, name) == meant), "")


def check_group(group: str) -> str:
    """A bank group of ``GROUPS``, or a synonym of one.

    Raises:
        UserError: there is no such group.
    """
    if not find_group(group, GROUPS):
        raise UserError("There is no group {name!r}; choose from {names}.", name=group, names=", ".join(GROUPS))
    return group


def check_refinement(refinement: Mapping[str, float]) -> dict[str, float]:
    """A whole, valid table name → 0…1, in the order of ``COMPONENT_NAMES``.

    Components that are left out take ``DEFAULT_REFINEMENT``.

    Raises:
        UserError: an unknown component, or a value that is not in 0…1.
    """
    for name, value in refinement.items():
        _check_component(name)
        if not _lies_within(value, 0.0):
            raise UserError("The refinement of {name} must lie between 0 and 1, not {value}.", name=name, value=value)
    return {name: float(refinement.get(name, DEFAULT_REFINEMENT)) for name in COMPONENT_NAMES}


def check_controls(controls: Mapping[str, float]) -> dict[str, float]:
    """A whole, valid table name → −1…1, in the order of ``CONTROLS``; 0 for those that are left out.

    Raises:
        UserError: an unknown control, or a value that is not in −1…1.
    """
    for name, value in controls.items():
        if name not in CONTROL_NAMES:
            names = ", ".join(CONTROL_NAMES)
            raise UserError("There is no appearance control {name!r}; choose from {names}.", name=name, names=names)
        if not _lies_within(value, -1.0):
            raise UserError("The control {name} must lie between -1 and 1, not {value}.", name=name, value=value)
    return {name: float(controls.get(name, 0.0)) for name in CONTROL_NAMES}


def check_morph(morph: Mapping[str, float]) -> dict[str, float]:
    """A whole, valid table name → 0…1, in the order of ``COMPONENT_NAMES``; 0 for those that are left out.

    Raises:
        UserError: an unknown component, or a value that is not in 0…1.
    """
    for name, value in morph.items():
        _check_component(name)
        if not _lies_within(value, 0.0):
            raise UserError("The morph of {name} must lie between 0 and 1, not {value}.", name=name, value=value)
    return {name: float(morph.get(name, 0.0)) for name in COMPONENT_NAMES}


def _check_component(name: str) -> None:
    if name not in COMPONENT_NAMES:
        names = ", ".join(COMPONENT_NAMES)
        raise UserError("There is no component {name!r}; choose from {names}.", name=name, names=names)


def _lies_within(value: float, low: float) -> bool:
    return math.isfinite(value) and low <= value <= 1.0


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
        _check_component(name)
        if isinstance(pin, bytes) and len(pin) != sizes[name] ** 2:
            raise UserError(
                "The pinned {name} must have {side} x {side} pixels, not {count} in all.",
                name=name,
                side=sizes[name],
                count=len(pin),
            )
        if isinstance(pin, int) and pin < 0:
            raise UserError("The pinned {name} must be a sample from 0 on, not {pin}.", name=name, pin=pin)
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
    appearance follows their mean. ``draft``: whether the face may stay as it last was where this hardly changes it, so
    that it comes sooner; the same request without it makes the face whole.

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
    draft: bool = False

    def __post_init__(self) -> None:
        sketch = np.array(self.sketch, copy=True)
        if sketch.shape != (CANVAS_SIZE, CANVAS_SIZE) or sketch.dtype != np.uint8:
            expected = f"({CANVAS_SIZE}, {CANVAS_SIZE}) uint8"
            raise UserError(
                "The sketch must be {expected}, not {shape} {dtype}.",
                expected=expected,
                shape=sketch.shape,
                dtype=sketch.dtype,
            )
        check_group(self.group)
        sketch.flags.writeable = False
        object.__setattr__(self, "sketch", sketch)
        object.__setattr__(self, "refinement", check_refinement(self.refinement))
        object.__setattr__(self, "controls", check_controls(self.controls))
        object.__setattr__(self, "pins", check_pins(self.pins))
        if self.browsed:
            _check_component(self.browsed)
        if self.toward is not None and self.toward.toward is not None:
            raise UserError("A drawing that is morphed to cannot be on its way to another one.")
        object.__setattr__(self, "morph", check_morph(self.morph))

    def is_same(self, other: RenderRequest | None) -> bool:
        """Whether both ask for the same face, shadow and samples; any face is good for a draft, no draft for a face."""
        if other is None or (self.toward is None) != (other.toward is None):
            return False
        mine, theirs = ({f.name: getattr(r, f.name) for f in fields(r)} for r in (self, other))
        for request in (mine, theirs):
            del request["sketch"], request["toward"]
        theirs["draft"] &= not mine.pop("draft")
        return (
            not theirs.pop("draft")
            and mine == theirs
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
    was browsed, (S, S) uint8, for its neighbours, nearest first, and its pinned sample. ``notice``: what
    the user should know about it. ``device``: where it was computed, if that is another place than the info says.
    """

    face: NDArray[np.uint8]
    shadow: NDArray[np.uint8] | None
    neighbours: Mapping[str, tuple[int, ...]]
    distances: Mapping[str, float]
    timings: Mapping[str, float]
    samples: Mapping[int, NDArray[np.uint8]] = field(default_factory=dict)
    notice: UserError | None = None
    device: str = ""


@dataclass(frozen=True)
class RendererInfo:
    """What a loaded renderer is: for the status bar, the menus and ``doctor``.

    ``appearances``: palette name → its mean skin-and-hair colours as ``#rrggbb`` swatch text, in palette order.
    ``controls``: those of ``CONTROLS`` that the model has. ``bank_size``: how many samples a component has.
    ``checksum``: SHA-256 of the weights' file, in hexadecimal. ``path``: where that file lies. ``components``: the
    windows that a drawing is cut into.
    """

    device: str
    model: str
    groups: tuple[str, ...]
    appearances: Mapping[str, str]
    controls: tuple[str, ...] = ()
    bank_size: int = 0
    checksum: str = ""
    path: str = ""
    components: tuple[Component, ...] = BUNDLED_COMPONENTS


class Renderer(Protocol):
    """Renders one request at a time; may block for seconds, so never on the window's thread."""

    info: RendererInfo

    def render(self, request: RenderRequest) -> RenderResult:
        """Raises ``UserError`` for a bad request, ``RendererDied`` when a new renderer is needed."""
        ...

    def close(self) -> None:
        """Frees what it holds; safe to call twice."""
        ...


class OpenRenderer(Renderer, Protocol):
    """A renderer in this process, which tells what it does."""

    def steps(self, request: RenderRequest) -> Mapping[str, NDArray[Any]]:
        """What a request's sketch becomes: arrays by names like ``nose.latent``; see ``DrawingLatents.steps``."""
        ...
