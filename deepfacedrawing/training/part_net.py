"""The small network that tells hair, skin, ears, neck, clothes, hat and glasses in an aligned photo.

It has learned from the large face parsing network and is run with numpy alone. Its layers are a table, which the
training interprets with torch: one description of the network, two ways to run it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.rendering import UserError
from deepfacedrawing.training.classes import CLASSES

PARTS = ("background", "skin", "ear", "neck", "cloth", "hair", "hat", "glasses")
# The part that stands for each class of the large network; the face's own features are skin to the small one.
PART_OF_CLASS = dict.fromkeys(CLASSES, "skin") | {
    "background": "background",
    "glasses": "glasses",
    "left_ear": "ear",
    "right_ear": "ear",
    "earring": "ear",
    "neck": "neck",
    "necklace": "neck",
    "cloth": "cloth",
    "hair": "hair",
    "hat": "hat",
}
CLASS_OF_PART = {part: CLASSES["left_ear" if part == "ear" else part] for part in PARTS}
INPUT_SIZE = 128
OUTLINE = (
    *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377),
    *(152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
)

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Layer:
    """A 3×3 convolution: its inputs enlarged to the largest of them and joined; then a ReLU, but for the last."""

    name: str
    inputs: tuple[str, ...]
    channels: int
    stride: int = 1


LAYERS = (
    Layer("down_64", ("picture",), 24, stride=2),
    Layer("same_64", ("down_64",), 24),
    Layer("down_32", ("same_64",), 40, stride=2),
    Layer("same_32", ("down_32",), 40),
    Layer("down_16", ("same_32",), 64, stride=2),
    Layer("same_16", ("down_16",), 64),
    Layer("down_8", ("same_16",), 64, stride=2),
    Layer("same_8", ("down_8",), 64),
    Layer("up_16", ("same_16", "same_8"), 64),
    Layer("up_32", ("same_32", "up_16"), 40),
    Layer("up_64", ("same_64", "up_32"), 24),
    Layer("last_64", ("up_64",), 24),
    Layer("scores", ("last_64",), len(PARTS)),
)


def prepare_picture(rgb: NDArray[np.uint8], landmarks: Floats) -> Floats:
    """The network's input.

    Args:
        rgb: (H,H,3) uint8 RGB, aligned.
        landmarks: (478,2) pixels.

    Returns:
        (6,128,128) float32, about −1…1: red, green, blue, inside the face's outline, x, y.
    """
    small = cv2.resize(rgb, (INPUT_SIZE, INPUT_SIZE), interpolation=cv2.INTER_AREA).astype(np.float32) / 127.5 - 1
    inside = np.zeros((INPUT_SIZE, INPUT_SIZE), np.float32)
    outline = landmarks[list(OUTLINE)] * (INPUT_SIZE / len(rgb))
    cv2.fillPoly(inside, [np.round(outline).astype(np.int32)], 1.0)
    y, x = np.mgrid[-1 : 1 : INPUT_SIZE * 1j, -1 : 1 : INPUT_SIZE * 1j].astype(np.float32)
    return np.concatenate((small.transpose(2, 0, 1), inside[None], x[None], y[None]))


class PartNet:
    """Tells the parts of aligned photos."""

    def __init__(self, weights: Path) -> None:
        """``weights``: the .npz that ``deepfacedrawing train parts`` writes, ``NAME.weight`` and ``NAME.bias`` a layer.

        Raises:
            UserError: the file cannot be read, or lacks a layer.
        """
        try:
            with np.load(weights, allow_pickle=False) as stored:
                self._weights = {
                    layer.name: tuple(stored[f"{layer.name}.{kind}"].astype(np.float32) for kind in ("weight", "bias"))
                    for layer in LAYERS
                }
        except Exception as error:  # numpy and zipfile raise nearly anything on damaged files
            raise UserError(
                "The face part model {weights} cannot be read: {error}; reinstall it.", weights=weights, error=error
            ) from error

    def parse(self, rgb: NDArray[np.uint8], landmarks: Floats) -> NDArray[np.uint8]:
        """Classes of an aligned (512,512,3) uint8 RGB photo with (478,2) landmarks: (512,512) uint8 of ``CLASSES``."""
        maps = {"picture": prepare_picture(rgb, landmarks)}
        for layer in LAYERS:
            maps[layer.name] = self._run(layer, [maps[name] for name in layer.inputs])
        scores = cv2.resize(maps["scores"].transpose(1, 2, 0), rgb.shape[1::-1], interpolation=cv2.INTER_LINEAR)
        table = np.array([CLASS_OF_PART[part] for part in PARTS], np.uint8)
        return table[scores.argmax(axis=2)]

    def _run(self, layer: Layer, inputs: list[Floats]) -> Floats:
        weight, bias = self._weights[layer.name]
        size = max(part.shape[1] for part in inputs)
        x = np.concatenate([part.repeat(size // len(part[0]), 1).repeat(size // len(part[0]), 2) for part in inputs])
        padded = np.pad(x, ((0, 0), (1, 1), (1, 1)))
        patches = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(1, 2))
        patches = patches[:, :: layer.stride, :: layer.stride].transpose(0, 3, 4, 1, 2)
        rows, columns = patches.shape[3:]
        y = weight.reshape(len(weight), -1) @ patches.reshape(-1, rows * columns) + bias[:, None]
        y = y.reshape(-1, rows, columns)
        return y if layer.name == "scores" else np.maximum(y, 0)
