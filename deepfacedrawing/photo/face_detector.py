"""Where faces are in a photo: BlazeFace's short-range detector of MediaPipe's task file, run by LiteRT.

The network (Bazarevsky et al. 2019, "BlazeFace: Sub-millisecond Neural Face Detection on Mobile GPUs") sees faces that
take up a good part of its 128×128 picture, upright within about 45°. So it is shown the photo whole and in overlapping
squares of halving size.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.training.landmarks import load_network

NET_SIZE = 128
# Stride of the cells of each feature map, and how many faces a cell may hold; an anchor is the middle of its cell.
ANCHOR_LAYERS = ((8, 2), (16, 6))
MIN_SCORE = 0.6
# Boxes that share more than this part of the smaller one are one face.
SAME_FACE = 0.4
# Sides of the squares, in parts of the photo's longer side.
SQUARES = (1.0, 0.5, 0.25)

Points = NDArray[np.float64]


@dataclass(frozen=True)
class FoundFace:
    """A face in pixels of the photo.

    ``score``: 0…1. ``side``: of its square. ``points``: (7,2) x, y of the square's centre, the eyes (the one that is
    on the left when the face is upright first), the nose, the mouth and the ears.
    """

    score: float
    side: float
    points: Points


class FaceDetector:
    """Finds the faces of a photo of any size."""

    def __init__(self, task_file: Path) -> None:
        """``task_file``: MediaPipe's ``face_landmarker.task``.

        Raises:
            UserError: the file cannot be read, or ``ai-edge-litert`` is not installed.
        """
        self._net = load_network(task_file, "face_detector.tflite")
        self._input = self._net.get_input_details()[0]["index"]
        outputs = {detail["name"]: detail["index"] for detail in self._net.get_output_details()}
        self._boxes, self._scores = outputs["regressors"], outputs["classificators"]
        self._anchors = _build_anchors()

    def detect(self, rgb: NDArray[np.uint8]) -> list[FoundFace]:
        """The faces of a (H,W,3) uint8 RGB photo, the main one first: large, clear and near the middle."""
        height, width = rgb.shape[:2]
        faces = _merge(list(self._scan(rgb)))
        return sorted(faces, key=lambda face: _prominence(face, width, height), reverse=True)

    def _scan(self, rgb: NDArray[np.uint8]) -> Iterator[FoundFace]:
        """Looks at the squares of all sizes; one face is found in several."""
        longest = max(rgb.shape[:2])
        for part in SQUARES:
            scale = part * longest / NET_SIZE
            size = [max(1, round(side / scale)) for side in rgb.shape[1::-1]]
            interpolation = cv2.INTER_AREA if scale > 1 else cv2.INTER_LINEAR
            level = np.asarray(cv2.resize(rgb, size, interpolation=interpolation), np.uint8)
            for y in _offsets(size[1]):
                for x in _offsets(size[0]):
                    corner = np.array((x, y), np.float64)
                    for face in self._look(level[y : y + NET_SIZE, x : x + NET_SIZE]):
                        yield FoundFace(face.score, face.side * scale, (face.points + corner) * scale)

    def _look(self, part: NDArray[np.uint8]) -> Iterator[FoundFace]:
        """The faces in at most (128,128,3) pixels, in these pixels."""
        picture = np.zeros((1, NET_SIZE, NET_SIZE, 3), np.float32)
        picture[0, : part.shape[0], : part.shape[1]] = part / 127.5 - 1.0
        self._net.set_tensor(self._input, picture)
        self._net.invoke()
        logits = self._net.get_tensor(self._scores).reshape(-1).astype(np.float64)
        scores = 1 / (1 + np.exp(-np.clip(logits, -80, 80)))
        # Of each anchor: centre, width and height, then six points; all but width and height from the anchor.
        values = self._net.get_tensor(self._boxes).reshape(-1, 8, 2).astype(np.float64)
        for anchor in np.flatnonzero(scores > MIN_SCORE):
            points = np.delete(values[anchor], 1, axis=0) + self._anchors[anchor]
            yield FoundFace(float(scores[anchor]), float(values[anchor, 1].max()), points)


def _build_anchors() -> Points:
    """(896,2) x, y in pixels, row by row, those of one cell in a row."""
    layers = []
    for stride, count in ANCHOR_LAYERS:
        y, x = np.mgrid[0:NET_SIZE:stride, 0:NET_SIZE:stride] + stride / 2
        layers.append(np.repeat(np.stack((x.ravel(), y.ravel()), axis=1), count, axis=0))
    return np.concatenate(layers)


def _offsets(length: int) -> list[int]:
    """Where squares begin, half overlapping, the last one at the end."""
    last = max(0, length - NET_SIZE)
    count = int(np.ceil(last / (NET_SIZE / 2)))
    return np.linspace(0, last, count + 1).round().astype(int).tolist()


def _merge(found: Sequence[FoundFace]) -> list[FoundFace]:
    """One face for each group of boxes that overlap: their mean, weighted by score."""
    left = sorted(found, key=lambda face: face.score * face.side, reverse=True)
    merged = []
    while left:
        group = [face for face in left if _overlap(left[0], face) > SAME_FACE]
        left = [face for face in left if _overlap(left[0], face) <= SAME_FACE]
        weights = np.array([face.score for face in group])
        side = float(np.average([face.side for face in group], weights=weights))
        points = np.average([face.points for face in group], axis=0, weights=weights)
        merged.append(FoundFace(float(weights.max()), side, points))
    return merged


def _overlap(one: FoundFace, other: FoundFace) -> float:
    """The common part of two squares, in parts of the smaller one's area."""
    smaller = min(one.side, other.side)
    reach = (one.side + other.side) / 2 - np.abs(one.points[0] - other.points[0])
    return float(np.clip(reach, 0, smaller).prod()) / smaller**2


def _prominence(face: FoundFace, width: int, height: int) -> float:
    """Size, less for faces towards the border or in doubt: what a photo is of is large and in the middle."""
    away = float(np.abs(face.points[0] / (width, height) - 0.5).max())
    return face.side * (1 - away) * face.score**2
