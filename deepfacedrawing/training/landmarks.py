"""478 face landmarks with MediaPipe's face landmarker, run by LiteRT without MediaPipe itself.

Index lists follow MediaPipe's canonical face mesh; left and right are as seen in the picture. Lines run from
the picture's left to its right where not said otherwise.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.rendering import UserError

LEFT_EYE_UPPER = (33, 246, 161, 160, 159, 158, 157, 173, 133)
LEFT_EYE_LOWER = (33, 7, 163, 144, 145, 153, 154, 155, 133)
RIGHT_EYE_UPPER = (362, 398, 384, 385, 386, 387, 388, 466, 263)
RIGHT_EYE_LOWER = (362, 382, 381, 380, 374, 373, 390, 249, 263)
LEFT_LID_CREASE = (247, 30, 29, 27, 28, 56, 190)
RIGHT_LID_CREASE = (414, 286, 258, 257, 259, 260, 467)
LEFT_BROW_UPPER = (70, 63, 105, 66, 107)
LEFT_BROW_LOWER = (46, 53, 52, 65, 55)
RIGHT_BROW_UPPER = (336, 296, 334, 293, 300)
RIGHT_BROW_LOWER = (285, 295, 282, 283, 276)
LEFT_IRIS = (468, 469, 470, 471, 472)  # the centre first
RIGHT_IRIS = (473, 474, 475, 476, 477)
OUTER_LIP_UPPER = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291)
OUTER_LIP_LOWER = (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291)
INNER_LIP_UPPER = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308)
INNER_LIP_LOWER = (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308)
# Downwards from the brows' inner ends.
LEFT_NOSE_BRIDGE = (193, 122, 196, 236, 198)
RIGHT_NOSE_BRIDGE = (417, 351, 419, 456, 420)
# From above each wing down and inwards to its nostril.
LEFT_NOSE_WING = (209, 129, 64, 98)
RIGHT_NOSE_WING = (429, 358, 294, 327)
NOSE_BOTTOM = (98, 97, 2, 326, 327)
LEFT_NOSTRIL = (64, 240, 75, 60, 20, 242, 141)
RIGHT_NOSTRIL = (294, 460, 305, 290, 250, 462, 370)
# From the picture's left temple down to the chin and up again.
JAW = (127, 234, 93, 132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 361, 323, 454, 356)

NET_SIZE = 256
NUM_LANDMARKS = 478
MIN_PRESENCE = 0.5
# Where an FFHQ-aligned face lies, in parts of the picture's width: centre x, centre y, side of the square.
ALIGNED_BOX = (0.5, 0.56, 0.80)
# The landmarks' own box times this is what the network was trained on.
BOX_MARGIN = 1.5


def load_network(task_file: Path, name: str) -> Any:
    """A network of MediaPipe's task file as a LiteRT interpreter of one thread, ready to run.

    Raises:
        UserError: the file cannot be read or lacks the network, or ``ai-edge-litert`` is not installed.
    """
    try:
        from ai_edge_litert.interpreter import Interpreter
    except ImportError as error:
        install = 'pip install "deepfacedrawing[photo]"'
        raise UserError("Finding faces needs the package ai-edge-litert; run: {command}", command=install) from error
    try:
        with zipfile.ZipFile(task_file) as archive:
            network: Any = Interpreter(model_content=archive.read(name), num_threads=1)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise UserError(
            "The landmark model {task_file} cannot be read: {error}; fetch it again.", task_file=task_file, error=error
        ) from error
    network.allocate_tensors()
    return network


class FaceLandmarker:
    """Finds the landmarks of the one face of an aligned photo or drawing."""

    def __init__(self, task_file: Path) -> None:
        """``task_file``: MediaPipe's ``face_landmarker.task``.

        Raises:
            UserError: the file cannot be read, or ``ai-edge-litert`` is not installed.
        """
        self._net = load_network(task_file, "face_landmarks_detector.tflite")
        self._input = self._net.get_input_details()[0]["index"]
        sizes = {detail["name"]: detail["index"] for detail in self._net.get_output_details()}
        self._points, self._presence = sizes["Identity"], sizes["Identity_1"]

    def detect(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32] | None:
        """Landmarks of an aligned face.

        Args:
            rgb: (H,W,3) uint8 RGB, square, the face aligned as in FFHQ.

        Returns:
            (478,2) float32 x, y in pixels, or None where no face is.
        """
        width = rgb.shape[1]
        box = np.array(ALIGNED_BOX) * width
        points, presence = self._run(rgb, box)
        if presence < MIN_PRESENCE / 2:
            return None
        low, high = points.min(0), points.max(0)
        box = np.array([*(low + high) / 2, BOX_MARGIN * (high - low).max()])
        points, presence = self._run(rgb, box)
        return points if presence >= MIN_PRESENCE else None

    def _run(self, rgb: NDArray[np.uint8], box: NDArray[np.float64]) -> tuple[NDArray[np.float32], float]:
        """Landmarks and the probability of a face in a square of centre ``box[:2]`` and side ``box[2]``."""
        scale = box[2] / NET_SIZE
        corner = box[:2] - box[2] / 2
        to_picture = np.array([[scale, 0, corner[0]], [0, scale, corner[1]]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        part = cv2.warpAffine(rgb, to_picture, (NET_SIZE, NET_SIZE), flags=flags, borderMode=cv2.BORDER_REPLICATE)
        self._net.set_tensor(self._input, part[None].astype(np.float32) / 255)
        self._net.invoke()
        points = self._net.get_tensor(self._points).reshape(NUM_LANDMARKS, 3)[:, :2] * scale + corner
        logit = float(self._net.get_tensor(self._presence).reshape(()))
        return points.astype(np.float32), 1 / (1 + np.exp(-logit))
