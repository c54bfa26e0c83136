"""A renderer without an engine: a face painted with numpy, and gates that hold it where a test wants it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.components import CANVAS_SIZE, COMPONENT_NAMES
from deepfacedrawing.rendering import CONTROL_NAMES, RendererInfo, RenderRequest, RenderResult

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


class FakeRenderer:
    """Darkens a painted face where there is ink; the whole request shows in ``requests``.

    ``gate``: cleared, it holds every render until it is set. ``fail_next``: errors raised by the next renders.
    """

    def __init__(self) -> None:
        self.info = RendererInfo("cpu", "fake", ("all", "feminine", "masculine"), APPEARANCES, CONTROL_NAMES)
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
        names = dict.fromkeys(COMPONENT_NAMES)
        return RenderResult(
            face=paint_face(request),
            shadow=paint_shadow() if request.shadow else None,
            neighbours=dict.fromkeys(names, (0, 1, 2)),
            distances=dict.fromkeys(names, 1.0),
            timings={"total": 0.001},
        )

    def close(self) -> None:
        self.is_closed = True
        self.gate.set()


class FakeLoader:
    """``load_renderer`` for a window: counts, can be held back by ``gate``, and can fail."""

    def __init__(self, build: Callable[[], FakeRenderer] = FakeRenderer) -> None:
        self._build = build
        self.renderers: list[FakeRenderer] = []
        self.fail_next: list[Exception] = []
        self.gate = threading.Event()
        self.gate.set()

    @property
    def renderer(self) -> FakeRenderer:
        """The one that was loaded last."""
        return self.renderers[-1]

    def __call__(self) -> FakeRenderer:
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


def paint_face(request: RenderRequest) -> NDArray[np.uint8]:
    """(512, 512, 3) uint8: something like a face in the appearance's colours, with the ink on it."""
    skin, hair = APPEARANCES.get(str(request.appearance), "#c99f86 #4a352a").split()
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
    ink = request.sketch[..., None] / 255.0
    return (face * (0.55 + 0.45 * ink)).astype(np.uint8)


def paint_shadow() -> NDArray[np.uint8]:
    """(512, 512) uint8: soft grey where a face would be, 255 elsewhere."""
    outline = _ellipse(256, 270, 150, 195) - _ellipse(256, 270, 122, 168)
    marks = sum(_ellipse(x, y, 34, 16) for x, y in ((192, 232), (320, 232), (256, 318), (256, 372)))
    return np.clip(255 - 90 * np.clip(outline, 0, 1) - 110 * marks, 0, 255).astype(np.uint8)
