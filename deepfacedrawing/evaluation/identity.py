"""Who is it? dlib's face descriptor: 128 numbers, of which two pictures of one person differ by less than 0.6."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.rendering import UserError
from deepfacedrawing.training import landmarks as mesh

# dlib's five points: both corners of the picture's right eye, the outer first, then of the left, and below the nose.
FIVE_POINTS = (263, 362, 33, 133, mesh.NOSE_BOTTOM[2])


class IdentityNet:
    """The network behind one function."""

    def __init__(self, file: Path) -> None:
        """``file``: ``dlib_face_recognition_resnet_model_v1.dat``.

        Raises:
            UserError: the file cannot be read, or dlib is not installed.
        """
        try:
            self._dlib: Any = importlib.import_module("dlib")
        except ImportError as error:
            raise UserError("--identity needs the package dlib; run: pip install dlib-bin") from error
        try:
            self._net = self._dlib.face_recognition_model_v1(str(file))
        except RuntimeError as error:
            hint = "give dlib_face_recognition_resnet_model_v1.dat"
            raise UserError(f"The identity network {file} cannot be read ({error}); {hint}.") from error

    def describe(self, rgb: NDArray[np.uint8], landmarks: NDArray[np.float32]) -> NDArray[np.float32]:
        """The (128,) descriptor of the face with (478, 2) landmarks in a (H, W, 3) uint8 RGB picture."""
        points = [self._dlib.point(x, y) for x, y in np.round(landmarks[list(FIVE_POINTS)]).astype(int).tolist()]
        low, high = (landmarks.min(0).astype(int).tolist(), landmarks.max(0).astype(int).tolist())
        shape = self._dlib.full_object_detection(self._dlib.rectangle(*low, *high), points)
        descriptor = self._net.compute_face_descriptor(np.ascontiguousarray(rgb), shape)
        return np.array(descriptor, np.float32)
