"""Films of the desk as a list of shots, and the frames that come of rendering them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.components import BUNDLED_COMPONENTS, COMPONENT_NAMES, PASTE_ORDER
from deepfacedrawing.rendering import RenderRequest, RenderResult, UserError
from deepfacedrawing.ui.export import side_by_side

Render = Callable[[RenderRequest], RenderResult]
# A sketch (512, 512) and a face (512, 512, 3) → a frame (H, W, 3), all uint8.
Compose = Callable[[NDArray[np.uint8], NDArray[np.uint8]], NDArray[np.uint8]]
MIN_SECONDS, MAX_SECONDS = 2, 60
HOLD_SECONDS = 1


@dataclass(frozen=True, eq=False)
class Shot:
    """One frame: the (512, 512) uint8 sketch in it, and what its face is rendered from; None keeps the face before."""

    sketch: NDArray[np.uint8]
    request: RenderRequest | None


@dataclass(frozen=True, eq=False)
class Film:
    """``shots``, ``num_frames`` of them, the first with a request, ``fps`` a second; ``compose`` lays a frame out.

    The shots come one by one and only once.
    """

    shots: Iterator[Shot]
    num_frames: int
    fps: int
    compose: Compose = side_by_side


def face_alone(sketch: NDArray[np.uint8], face: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The layout of a film that does not show the sketch."""
    return face


# Suffix → frames a second.
RATES = {".mp4": 25, ".gif": 12, ".png": 25}
LAYOUTS: Mapping[str, Compose] = {"both": side_by_side, "face": face_alone}


@dataclass(frozen=True)
class FilmChoice:
    """What the user chose last: ``layout`` of ``LAYOUTS``, the length, and a suffix of ``RATES``: the format.

    Raises:
        UserError: any of these is out of its range.
    """

    layout: str = "both"
    seconds: int = 12
    suffix: str = ".mp4"

    def __post_init__(self) -> None:
        if self.layout not in LAYOUTS or self.suffix not in RATES:
            raise UserError(
                "There is no film of {layout!r} in {suffix!r}; choose another one.",
                layout=self.layout,
                suffix=self.suffix,
            )
        count_frames(self.seconds, self.fps)

    @property
    def fps(self) -> int:
        """Frames a second."""
        return RATES[self.suffix]

    @property
    def compose(self) -> Compose:
        """How a frame is laid out."""
        return LAYOUTS[self.layout]


def count_frames(seconds: float, fps: int) -> int:
    """How many frames a film of that length has.

    Raises:
        UserError: it is shorter than 2 or longer than 60 seconds.
    """
    if not MIN_SECONDS <= seconds <= MAX_SECONDS:
        raise UserError(
            "A film lasts {shortest} to {longest} seconds, not {seconds:g}.",
            shortest=MIN_SECONDS,
            longest=MAX_SECONDS,
            seconds=seconds,
        )
    return round(seconds * fps)


def render_frames(film: Film, render: Render) -> Iterator[NDArray[np.uint8]]:
    """The frames of a film, each when it is asked for; a request that is the same as the last is not rendered again.

    Args:
        render: blocks until the face is there; whatever it raises ends the film.

    Raises:
        ValueError: the first shot has no request.
    """
    last: RenderRequest | None = None
    face: NDArray[np.uint8] | None = None
    for shot in film.shots:
        if shot.request is not None and not shot.request.is_same(last):
            last, face = shot.request, render(shot.request).face
        if face is None:
            raise ValueError("expected a first shot with a request, got one without")
        yield film.compose(shot.sketch, face)


def build_morph(
    start: RenderRequest,
    end: RenderRequest,
    seconds: float,
    fps: int,
    compose: Compose = face_alone,
    reach: Mapping[str, float] | None = None,
) -> Film:
    """A film from one state of the desk to another, gently off and to a stop, both ends held for a while.

    Args:
        start: where it begins; ``toward`` and ``morph`` are those of the film.
        reach: component name → 0…1, how far it goes in the end; all the way where it is None.

    Raises:
        UserError: a length out of its range, or an unknown component.
    """
    plain_start, plain_end = (
        replace(request, toward=None, morph={}, shadow=False, browsed="") for request in (start, end)
    )
    whole = dict.fromkeys(COMPONENT_NAMES, 1.0) if reach is None else dict(reach)
    whole = replace(plain_start, toward=plain_end, morph=whole).morph  # says now, not in the middle, what is wrong
    num_frames = count_frames(seconds, fps)

    def iterate_shots() -> Iterator[Shot]:
        for amount in ease(num_frames, round(HOLD_SECONDS * fps / 2)):
            morph = {name: amount * goal for name, goal in whole.items()}
            yield Shot(
                _blend(plain_start.sketch, plain_end.sketch, morph),
                replace(plain_start, toward=plain_end, morph=morph),
            )

    return Film(iterate_shots(), num_frames, fps, compose)


def ease(num_frames: int, num_held: int) -> list[float]:
    """0…1, one a frame: ``num_held`` frames at either end (fewer in a short film), smooth in between."""
    num_held = min(num_held, num_frames // 3)
    steps = np.clip((np.arange(num_frames) - num_held) / max(num_frames - 1 - 2 * num_held, 1), 0, 1)
    return [float(step) for step in steps * steps * (3 - 2 * steps)]


def _blend(one: NDArray[np.uint8], other: NDArray[np.uint8], morph: Mapping[str, float]) -> NDArray[np.uint8]:
    """Two sketches laid over each other: in each component's window the one fades as far as the other has come."""
    amounts = np.empty(one.shape, np.float32)
    boxes = {component.name: component.box for component in BUNDLED_COMPONENTS}
    for name in PASTE_ORDER:
        amounts[boxes[name]] = morph[name]
    return (one + (other.astype(np.float32) - one) * amounts + 0.5).astype(np.uint8)
