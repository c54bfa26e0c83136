"""What is drawn must show: styles moved until what their sketch says is plain to see in the face.

A regression on faces as they are ends near the mean face: it never dares glasses. So stage II's targets are bolder
than the faces that were drawn. Their styles are spread out about the mean, and where a drawing has glasses, a hat or a
beard, the styles of the windows that show it are moved along a linear direction of the style space until a linear
read-out says that it is there. Read-outs and directions, fitted on the generator's faces, lie in ``directions.npz``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.components import Component
from deepfacedrawing.training.line_drawing import TAGS, LineDrawing, build_line_drawing

DIRECTIONS = Path(__file__).with_name("directions.npz")
# How much further from the mean than the drawn face its target lies; a regression takes about as much away.
SPREAD = 1.3
# How much of the opening is left to lids that count as closed.
CLOSED_LIDS = 0.15

# How much of their distance from the mean finished mappers keep, but for what the signs say.
TEMPER = 0.85

Styles = NDArray[np.float32]


@dataclass(frozen=True)
class Sign:
    """Lines with a tag in a drawing, and how strongly a read-out must speak in the styles of which components.

    ``absent``: the most that it may say where there are no such lines; None: anything.
    """

    tag: str
    emphasis: str
    levels: dict[str, float]
    absent: float | None = None


SIGNS = (
    Sign("glasses", "more glasses", {"left_eye": 0.75, "right_eye": 0.75, "nose": 0.75}, absent=0.0),
    Sign("hat", "more hat", {"remainder": 1.9}, absent=0.0),
    Sign("beard", "more beard", {"mouth": 0.45, "remainder": 0.2}),
    Sign("moustache", "more moustache", {"mouth": 0.5}),
)
CLOSED_EYES = Sign("", "less eye_opening", {"left_eye": 0.35, "right_eye": 0.35})
# What regression loses most of: emphasis → by how much more its read-out is spread, in the styles of which components.
SPREAD_MORE = {
    "more eye_opening": (1.4, ("left_eye", "right_eye")),
    "more brow_thickness": (1.5, ("left_eye", "right_eye")),
    "more mouth_opening": (1.3, ("mouth",)),
    "more parting": (1.6, ("remainder",)),
    "more ears": (1.4, ("remainder",)),
}


class Emphases:
    """Linear read-outs of the style space by name, and the directions that move them.

    ``mean``: (512,) the mean style. ``range``: name → the levels at which the thing is strong in a face.
    """

    def __init__(self, path: Path = DIRECTIONS) -> None:
        with np.load(path) as stored:
            self.names = tuple(stored["emphasis_names"].tolist())
            self.mean: Styles = stored["w_mean"].reshape(-1).astype(np.float32)
            self._read, self._move = (stored[f"emphasis_{part}"].astype(np.float32) for part in ("read", "move"))
            self._bias: NDArray[np.float32] = stored["emphasis_bias"].astype(np.float32)
            self.range = dict(zip(self.names, stored["emphasis_range"].tolist(), strict=True))

    def reading(self, styles: Styles, name: str) -> NDArray[np.float32]:
        """What ``(…, 512)`` styles say of the thing, ``(…,)``."""
        index = self.names.index(name)
        return (styles - self.mean) @ self._read[index] + self._bias[index]

    def moved(self, styles: Styles, name: str, level: NDArray[np.float32]) -> Styles:
        """Styles ``(…, 512)`` moved until their readings are ``level``, ``(…,)``."""
        missing = (level - self.reading(styles, name)).astype(np.float32)
        return styles + missing[..., None] * self._move[self.names.index(name)]

    def direction(self, name: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The read-out and the direction that moves it, (512,) each; along it the reading grows by 1."""
        index = self.names.index(name)
        return self._read[index], self._move[index]

    def tempering(self, names: Sequence[str]) -> NDArray[np.float32]:
        """(512, 512) for deviations from the mean: ``TEMPER`` of each, but the readings of ``names`` stay."""
        chosen = [self.names.index(name) for name in names]
        read, move = self._read[chosen].astype(float), self._move[chosen].astype(float)
        kept = move.T @ np.linalg.solve(read @ move.T, read) if chosen else 0.0
        return (TEMPER * np.eye(len(self.mean)) + (1 - TEMPER) * kept).astype(np.float32)


@cache
def load_emphases() -> Emphases:
    """The emphases that come with the program."""
    return Emphases()


def plain_styles(styles: Styles, drawings: Sequence[LineDrawing], components: tuple[Component, ...]) -> Styles:
    """Targets of the components' styles that say plainly what the drawings do.

    Args:
        styles: ``(N, 512)`` of the drawn faces.
        drawings: theirs.
        components: the model's.

    Returns:
        ``(N, 2, 5, 512)``: as drawn, and the same with closed eyes.
    """
    emphases, names = load_emphases(), [c.name for c in components]
    spread = emphases.mean + np.float32(SPREAD) * (styles - emphases.mean)
    targets = np.repeat(spread[:, None], len(names), axis=1)
    for emphasis, (factor, where) in SPREAD_MORE.items():
        for i in (names.index(name) for name in where):
            level = factor * emphases.reading(targets[:, i], emphasis)
            targets[:, i] = emphases.moved(targets[:, i], emphasis, level)
    for sign in SIGNS:
        is_drawn = np.array([bool(drawing.tagged(sign.tag)) for drawing in drawings])
        for i, name in enumerate(names):
            reading = emphases.reading(targets[:, i], sign.emphasis)
            least = np.where(is_drawn, sign.levels.get(name, -np.inf), -np.inf)
            most = np.where(is_drawn, np.inf, np.inf if sign.absent is None else sign.absent)
            targets[:, i] = emphases.moved(targets[:, i], sign.emphasis, np.clip(reading, least, most))
    closed = targets.copy()
    for name, level in CLOSED_EYES.levels.items():
        i = names.index(name)
        wanted = np.full(len(styles), level, np.float32)
        closed[:, i] = emphases.moved(targets[:, i], CLOSED_EYES.emphasis, wanted)
    return np.stack([targets, closed], axis=1)


def tempering_of(component: str) -> NDArray[np.float32]:
    """The ``Emphases.tempering`` of a component's styles: what it shows of the signs stays."""
    return load_emphases().tempering([sign.emphasis for sign in SIGNS if component in sign.levels])


def with_closed_eyes(drawing: LineDrawing) -> LineDrawing:
    """The drawing with its upper lids down on the lower ones and without irises."""
    lids = {tag: drawing.tagged(tag) for tag in ("left_eye", "right_eye")}
    kept = []
    for index, line in zip(drawing.tags, drawing.lines, strict=True):
        tag = TAGS[index]
        if tag in lids and len(lids[tag]) == 2:
            lower = lids[tag][1]
            kept.append((tag, lower + CLOSED_LIDS * (line - lower)))
        elif tag not in ("left_iris", "right_iris"):
            kept.append((tag, line))
    return build_line_drawing(kept)
