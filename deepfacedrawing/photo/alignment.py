"""Any portrait photo, turned, scaled and moved so that its face lies on the canvas as all faces do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.components import CANVAS_SIZE
from deepfacedrawing.photo.face_detector import FaceDetector
from deepfacedrawing.rendering import UserError
from deepfacedrawing.training.landmarks import FaceLandmarker

# What the fit goes by: landmarks (the corners of the eyes and of the mouth), where they lie in the mean of the aligned
# faces of the training, and their weights: the mouth moves, but it tells the size of faces that look aside.
ANCHORS = (33, 133, 362, 263, 61, 291)
ANCHOR_PLACES = (
    *((168.8, 243.7), (222.1, 247.3), (289.9, 247.3), (343.2, 243.7)),
    *((196.1, 372.6), (315.9, 372.6)),
)
ANCHOR_WEIGHTS = (1.0, 1.0, 1.0, 1.0, 0.15, 0.15)
# The same of the detector's points: eyes and mouth.
ROUGH_POINTS = (1, 2, 4)
ROUGH_PLACES = ((192.0, 241.0), (320.0, 241.0), (256.0, 372.0))
ROUGH_WEIGHTS = (1.0, 1.0, 0.3)
IRISES = (468, 473)
# The cosine of the strongest tilt; faces beyond are found better in the photo turned by a quarter.
MIN_UPRIGHT = 0.6
# Faces that lie on their side or upside down are seen too, but not with this score.
SURE = 0.9
# From this score on, something beside the main face counts as one.
CLEAR = 0.8
# Fewer pixels between the eyes show no lids and no lips.
MIN_EYE_DISTANCE = 16.0
MOST_TRIED = 8
# What lies beyond the photo is its reflection, blurred, so that nobody takes it for a part of it.
BLUR, FEATHER = 24.0, 6.0

Points = NDArray[np.float32]
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class AlignedFace:
    """A face on the canvas.

    ``rgb``: (512,512,3) uint8 RGB, irises about (192,241) and (320,241). ``landmarks``: (478,2) float32 pixels in it.
    ``inside``: (512,512) bool, what the photo covers. ``num_faces``: in the whole photo.
    """

    rgb: NDArray[np.uint8]
    landmarks: Points
    inside: NDArray[np.bool_]
    num_faces: int


class FaceAligner:
    """Finds the main face of a photo and aligns it."""

    def __init__(self, task_file: Path) -> None:
        """``task_file``: MediaPipe's ``face_landmarker.task``.

        Raises:
            UserError: the file cannot be read, or ``ai-edge-litert`` is not installed.
        """
        self._detector = FaceDetector(task_file)
        self._landmarker = FaceLandmarker(task_file)

    def align(self, rgb: NDArray[np.uint8]) -> AlignedFace | None:
        """The main face of a (H,W,3) uint8 RGB photo of any size; None where no face is.

        Raises:
            UserError: the face is too small to draw.
        """
        best: tuple[float, int, Points, int] | None = None
        for quarters in range(4):
            confirmed = list(self._confirm(_turn(rgb, quarters)))
            if confirmed and (best is None or confirmed[0][0] > best[0]):
                score, landmarks = confirmed[0]
                best = score, quarters, landmarks, 1 + sum(other > CLEAR for other, _ in confirmed[1:])
            if best is not None and best[0] > SURE:
                break
        return best and self._align(_turn(rgb, best[1]), *best[2:])

    def _confirm(self, rgb: NDArray[np.uint8]) -> Iterator[tuple[float, Points]]:
        """Score and landmarks, in pixels of the photo, of what both the detector and the landmarker take for faces."""
        for face in self._detector.detect(rgb)[:MOST_TRIED]:
            matrix = _fit(face.points[list(ROUGH_POINTS)], ROUGH_PLACES, ROUGH_WEIGHTS)
            if matrix[0, 0] < MIN_UPRIGHT * np.hypot(*matrix[:, 0]):
                continue
            landmarks = self._landmarker.detect(_warp(rgb, matrix))
            if landmarks is not None:
                yield face.score, _back(landmarks, matrix)

    def _align(self, rgb: NDArray[np.uint8], landmarks: Points, num_faces: int) -> AlignedFace | None:
        distance = float(np.hypot(*(landmarks[IRISES[1]] - landmarks[IRISES[0]])))
        if distance < MIN_EYE_DISTANCE:
            raise UserError(
                "The face in the photo is too small ({distance:.0f} pixels between the eyes); "
                "choose a photo with at least {least:.0f}.",
                distance=distance,
                least=MIN_EYE_DISTANCE,
            )
        matrix, aligned, found = self._look_again(rgb, landmarks)
        if found is not None:
            matrix, aligned, found = self._look_again(rgb, _back(found, matrix))
        if found is None:
            return None
        inside = _warp(np.full(rgb.shape[:2], 255, np.uint8), matrix, cv2.BORDER_CONSTANT) > 127
        return AlignedFace(_soften(aligned, inside), found, inside, num_faces)

    def _look_again(self, rgb: NDArray[np.uint8], landmarks: Points) -> tuple[Matrix, NDArray[np.uint8], Points | None]:
        """The photo aligned by its landmarks, and those found there, where the landmarker is at its best."""
        matrix = _fit(landmarks[list(ANCHORS)], ANCHOR_PLACES, ANCHOR_WEIGHTS)
        aligned = _warp(rgb, matrix)
        return matrix, aligned, self._landmarker.detect(aligned)


def _turn(rgb: NDArray[np.uint8], quarters: int) -> NDArray[np.uint8]:
    return np.ascontiguousarray(np.rot90(rgb, quarters))


def _fit(points: NDArray[np.floating], places: Sequence[tuple[float, float]], weights: Sequence[float]) -> Matrix:
    """The (2,3) similarity that takes points to places with the least weighted squared error."""
    parts = np.array(weights) / sum(weights)
    source, target = points.astype(np.float64), np.array(places)
    middle, goal = parts @ source, parts @ target
    # As complex numbers, a turn and a scale are one factor.
    a, b = (source - middle) @ (1, 1j), (target - goal) @ (1, 1j)
    turn = np.vdot(a, parts * b) / max(np.vdot(a, parts * a).real, 1e-9)
    rotation = np.array(((turn.real, -turn.imag), (turn.imag, turn.real)))
    return np.column_stack((rotation, goal - rotation @ middle))


def _back(points: Points, matrix: Matrix) -> Points:
    """Points on the canvas as pixels of the photo."""
    inverse = cv2.invertAffineTransform(matrix)
    return (points @ inverse[:, :2].T + inverse[:, 2]).astype(np.float32)


def _warp(picture: NDArray[np.uint8], matrix: Matrix, border: int = cv2.BORDER_REFLECT) -> NDArray[np.uint8]:
    """A picture on the canvas by the (2,3) map from its pixels; large ones are reduced before, against aliasing."""
    factor = int(1 / max(np.hypot(*matrix[:, 0]), 1e-3))
    if factor > 1:
        height, width = picture.shape[:2]
        size = max(1, width // factor), max(1, height // factor)
        scale = np.array((width / size[0], height / size[1]))
        # Pixels are squares: the middle of the first one is half a pixel from the border.
        matrix = np.column_stack((matrix[:, :2] * scale, matrix[:, 2] + matrix[:, :2] @ ((scale - 1) / 2)))
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    size = (CANVAS_SIZE, CANVAS_SIZE)
    return np.asarray(cv2.warpAffine(picture, matrix, size, flags=cv2.INTER_LINEAR, borderMode=border), np.uint8)


def _soften(rgb: NDArray[np.uint8], inside: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """What lies outside the photo blurred, with a soft edge."""
    if inside.all():
        return rgb
    far = cv2.distanceTransform((~inside).astype(np.uint8), cv2.DIST_L2, 3)
    weight = np.clip(far / FEATHER, 0, 1)[..., None]
    return np.asarray(rgb * (1 - weight) + cv2.GaussianBlur(rgb, (0, 0), BLUR) * weight + 0.5, np.uint8)
