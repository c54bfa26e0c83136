"""A renderer without an engine: a face painted with numpy, and gates that hold it where a test wants it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.components import BUNDLED_COMPONENTS, CANVAS_SIZE, PAPER, PASTE_ORDER, Component, crop
from deepfacedrawing.rendering import CONTROL_NAMES, Pin, RendererInfo, RenderRequest, RenderResult

APPEARANCES = {
    "neutral": "#c99f86 #4a352a",
    "fair": "#f0d0bb #d9b98a",
    "ivory": "#f3dccb #6b4a33",
    "rose": "#e8bda9 #8c4a2f",
    "sand": "#d9ae8c #3b2a20",
    "honey": "#c98f63 #2f211a",
    "olive": "#b98d66 #1f1a17",
    "amber": "#a9703f #2b1c14",
    "bronze": "#8d5a36 #1c1512",
    "cocoa": "#6b4229 #14100e",
    "espresso": "#4a2d1d #0f0c0b",
    "silver": "#d8b8a6 #c9ccd1",
}
GATE_TIMEOUT_S = 10
BANK_SIZE, NUM_NEIGHBOURS = 240, 10
CHECKSUM = "ab" * 32
WINDOWS = {component.name: component for component in BUNDLED_COMPONENTS}


class FakeRenderer:
    """Darkens a painted face where there is ink and tints what is pinned; the whole request shows in ``requests``.

    ``gate``: cleared, it holds every render until it is set. ``fail_next``: errors raised by the next renders.
    """

    def __init__(self) -> None:
        groups = ("all", "feminine", "masculine")
        self.info = RendererInfo("cpu", "fake", groups, APPEARANCES, CONTROL_NAMES, BANK_SIZE, CHECKSUM)
        self.requests: list[RenderRequest] = []
        self.fail_next: list[Exception] = []
        self.gate = threading.Event()
        self.gate.set()
        self.entered = threading.Semaphore(0)
        self.is_closed = False

    def render(self, request: RenderRequest) -> RenderResult:
        self.requests.append(request)
        self.entered.release()
        if not self.gate.wait(GATE_TIMEOUT_S):
            raise TimeoutError("the test never opened the gate")
        if self.fail_next:
            raise self.fail_next.pop(0)
        neighbours = {name: find_neighbours(request, window) for name, window in WINDOWS.items()}
        return RenderResult(
            face=paint_face(request),
            shadow=paint_shadow() if request.shadow else None,
            neighbours=neighbours,
            distances={name: 1.0 if rows[0] else 0.2 for name, rows in neighbours.items()},
            timings={"total": 0.001},
            samples=paint_samples(request, neighbours),
        )

    def close(self) -> None:
        self.is_closed = True
        self.gate.set()


class FakeLoader:
    """``load_renderer`` for a window: counts, can be held back by ``gate``, tells by ``entered``, and can fail."""

    def __init__(self, build: Callable[[], FakeRenderer] = FakeRenderer) -> None:
        self._build = build
        self.renderers: list[FakeRenderer] = []
        self.fail_next: list[Exception] = []
        self.gate = threading.Event()
        self.gate.set()
        self.entered = threading.Semaphore(0)

    @property
    def renderer(self) -> FakeRenderer:
        """The one that was loaded last."""
        return self.renderers[-1]

    def __call__(self) -> FakeRenderer:
        self.entered.release()
        if not self.gate.wait(GATE_TIMEOUT_S):
            raise TimeoutError("the test never opened the gate")
        if self.fail_next:
            raise self.fail_next.pop(0)
        self.renderers.append(self._build())
        return self.renderers[-1]


@lru_cache(maxsize=64)
def _ellipse(x: float, y: float, width: float, height: float) -> NDArray[np.float64]:
    """(512, 512) soft mask 0…1."""
    rows, columns = np.mgrid[0:CANVAS_SIZE, 0:CANVAS_SIZE]
    distance = np.hypot((columns - x) / width, (rows - y) / height)
    return np.clip((1.0 - distance) * min(width, height) / 3, 0.0, 1.0)


def find_neighbours(request: RenderRequest, window: Component) -> tuple[int, ...]:
    """Rows that begin with the pinned one, or with one that the ink chooses; with 0 where there is none."""
    pin = request.pins.get(window.name)
    ink = int((crop(request.sketch, window, BUNDLED_COMPONENTS) < PAPER).sum())
    first = pin if isinstance(pin, int) else 1 + ink % (BANK_SIZE - 1) if ink else 0
    return tuple((first + 7 * place) % BANK_SIZE for place in range(NUM_NEIGHBOURS))


def paint_samples(request: RenderRequest, neighbours: dict[str, tuple[int, ...]]) -> dict[int, NDArray[np.uint8]]:
    """Those of the browsed component's neighbours."""
    if not request.browsed:
        return {}
    return {row: paint_sample(row, WINDOWS[request.browsed].size) for row in neighbours[request.browsed]}


def paint_sample(row: int, size: int) -> NDArray[np.uint8]:
    """(size, size) uint8: an oval, as wide as the row's last digit to the base of 16 says and as high as the other."""
    rows, columns = (np.mgrid[0:size, 0:size] + 0.5) / size - 0.5
    distance = np.hypot(columns / (0.18 + row % 16 / 60), rows / (0.12 + row // 16 / 60))
    return np.where(np.abs(distance - 1) < 0.12, 0, PAPER).astype(np.uint8)


def paint_face(request: RenderRequest) -> NDArray[np.uint8]:
    """(512, 512, 3) uint8: the face of a request, each window as far on the way to the other face as asked for."""
    here = face = _paint_state(request)
    if request.toward is not None:
        there, face = _paint_state(request.toward), here.copy()
        for name in PASTE_ORDER:
            box = WINDOWS[name].box
            face[box] = here[box] + request.morph[name] * (there[box] - here[box])
    return face.astype(np.uint8)


def _paint_state(request: RenderRequest) -> NDArray[np.float64]:
    """(512, 512, 3): the face with the ink on it, tinted where it is pinned."""
    ink = request.sketch[..., None] / 255.0
    face = _paint_appearance(str(request.appearance)) * (0.55 + 0.45 * ink)
    for name, pin in request.pins.items():
        face[WINDOWS[name].box] *= _choose_tint(pin)
    return face


def _choose_tint(pin: Pin) -> NDArray[np.float64]:
    """A colour that the row, or the ink of the crop, chooses."""
    number = pin if isinstance(pin, int) else sum(value < PAPER for value in pin)
    return 0.6 + 0.4 * np.array([number % 5 / 4, number % 7 / 6, number % 11 / 10])


@lru_cache(maxsize=64)
def _paint_appearance(appearance: str) -> NDArray[np.float64]:
    """(512, 512, 3): something like a face in the appearance's colours."""
    skin, hair = APPEARANCES.get(appearance, "#c99f86 #4a352a").split()
    colours = [np.array([int(text[i : i + 2], 16) for i in (1, 3, 5)], float) for text in (skin, hair)]
    face = np.broadcast_to(np.array([196.0, 203.0, 210.0]), (CANVAS_SIZE, CANVAS_SIZE, 3)).copy()
    layers = (
        (_ellipse(256, 230, 170, 205), colours[1]),
        (_ellipse(256, 560, 220, 140), np.array([92.0, 104.0, 128.0])),
        (_ellipse(256, 470, 60, 90), colours[0] * 0.88),
        (_ellipse(256, 270, 132, 178), colours[0]),
        (_ellipse(192, 232, 26, 13), np.array([245.0, 243.0, 240.0])),
        (_ellipse(320, 232, 26, 13), np.array([245.0, 243.0, 240.0])),
        (_ellipse(192, 232, 11, 11), np.array([64.0, 48.0, 40.0])),
        (_ellipse(320, 232, 11, 11), np.array([64.0, 48.0, 40.0])),
        (_ellipse(256, 312, 22, 12), colours[0] * 0.85),
        (_ellipse(256, 372, 46, 13), np.array([176.0, 92.0, 88.0])),
    )
    for mask, colour in layers:
        face += mask[..., None] * (colour - face)
    return face


def paint_shadow() -> NDArray[np.uint8]:
    """(512, 512) uint8: soft grey where a face would be, 255 elsewhere."""
    outline = _ellipse(256, 270, 150, 195) - _ellipse(256, 270, 122, 168)
    marks = sum(_ellipse(x, y, 34, 16) for x, y in ((192, 232), (320, 232), (256, 318), (256, 372)))
    return np.clip(255 - 90 * np.clip(outline, 0, 1) - 110 * marks, 0, 255).astype(np.uint8)
