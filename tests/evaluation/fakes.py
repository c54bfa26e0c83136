"""Helper networks and a subject that need no weights: what they say follows from a few pixels."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.evaluation.subject import Style
from deepfacedrawing.evaluation.tools import Tools
from deepfacedrawing.training import landmarks as mesh
from deepfacedrawing.training.classes import CLASSES

EYES = ((192, 241), (320, 241))


def build_landmarks(shift: float = 0.0) -> NDArray[np.float32]:
    """A rough face: outlines where they belong, all else in the middle; ``shift`` pixels to the right."""
    points = np.full((478, 2), (256.0, 300.0), np.float32)

    def put(indices: tuple[int, ...], start: tuple[float, float], stop: tuple[float, float], bend: float) -> None:
        along = np.linspace(0, 1, len(indices))[:, None]
        line = np.array(start) * (1 - along) + np.array(stop) * along
        line[:, 1] += bend * np.sin(np.pi * along[:, 0])
        points[list(indices)] = line

    for side, x in (("LEFT", 192.0), ("RIGHT", 320.0)):
        for part, bend in (("UPPER", -10.0), ("LOWER", 8.0)):
            put(getattr(mesh, f"{side}_EYE_{part}"), (x - 28, 241), (x + 28, 241), bend)
            put(getattr(mesh, f"{side}_BROW_{part}"), (x - 36, 210), (x + 36, 208), 0.4 * bend - 6)
        put(getattr(mesh, f"{side}_LID_CREASE"), (x - 28, 232), (x + 28, 232), -8)
        iris = np.array([(0, 0), (9, 0), (0, -9), (-9, 0), (0, 9)]) + np.array((x, 241))
        points[list(getattr(mesh, f"{side}_IRIS"))] = iris
    for name, bend in (
        ("OUTER_LIP_UPPER", -12),
        ("OUTER_LIP_LOWER", 16),
        ("INNER_LIP_UPPER", -3),
        ("INNER_LIP_LOWER", 5),
    ):
        put(getattr(mesh, name), (216, 385), (296, 385), bend)
    put(mesh.JAW, (130, 230), (382, 230), 260)
    put((*mesh.NOSE_BOTTOM,), (232, 330), (280, 330), 6)
    points[[50, 205]], points[[280, 425]] = (190, 320), (322, 320)
    points[:, 0] += shift
    return points


class FakeLandmarker:
    """The left margin's brightness says whether there is a face (dark: none) and how far to the right it lies."""

    def __init__(self) -> None:
        self.num_calls = 0

    def detect(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32] | None:
        self.num_calls += 1
        signal = float(rgb[:, :8].mean())
        return None if signal < 20 else build_landmarks(shift=(signal - 200) / 20)


class FakeParser:
    """A face in hair, the same on every picture."""

    def parse(self, rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
        labels = np.zeros(rgb.shape[:2], np.uint8)
        cv2.ellipse(labels, (256, 230), (180, 200), 0, 0, 360, CLASSES["hair"], -1)
        cv2.ellipse(labels, (256, 290), (128, 190), 0, 0, 360, CLASSES["skin"], -1)
        return labels


class FakeFeatureNet:
    """Mean colours of sixteen cells."""

    def features(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        cells = cv2.resize(rgb, (4, 4), interpolation=cv2.INTER_AREA)
        return (cells.ravel() / 255).astype(np.float32)


class FakePerceptualNet:
    """Mean difference."""

    def distance(self, a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
        return float(np.abs(a.astype(np.float32) - b).mean() / 255)


class FakeDescriber:
    """The picture's mean colour, and where the face lies."""

    def describe(self, rgb: NDArray[np.uint8], landmarks: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.array([*rgb.mean((0, 1)) / 255, landmarks[0, 0] / 512], np.float32)


class FakeSubject:
    """Paints the sketch in the style's colour; the higher the refinement, the brighter. Keeps what it was asked."""

    palette: tuple[str, ...] = ("red", "green", "blue")

    def __init__(self) -> None:
        self.asked: list[tuple[float, Style]] = []

    def render(self, sketch: NDArray[np.uint8], refinement: float, style: Style) -> NDArray[np.uint8]:
        self.asked.append((refinement, style))
        colour = np.zeros(3)
        colour[self.palette.index(style) if isinstance(style, str) else 1] = 30
        face = np.repeat(sketch[..., None] * 0.3 + 120 + 20 * refinement, 3, axis=2) + colour
        return face.clip(0, 255).astype(np.uint8)


def build_tools() -> Tools:
    """All of them."""
    return Tools(FakeLandmarker(), FakeParser(), FakeFeatureNet(), FakePerceptualNet(), FakeDescriber())
