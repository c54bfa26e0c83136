"""What a model's file from anybody may say: sizes that a network can have, numbers that can be computed with."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import torch
from torch import Tensor

from deepfacedrawing.components import CANVAS_SIZE, COMPONENT_NAMES, Component
from deepfacedrawing.engine.models.face_drawing import ModelConfig

FLOATS = (torch.float16, torch.float32)
FLAGS = (torch.bool, torch.uint8)
MAX_CHANNELS, MAX_LAYERS, MAX_BLOCKS, MAX_NEIGHBOURS = 2**14, 12, 64, 1000
# Of the fields of a config that are whole numbers: the least and the largest that make sense.
LIMITS = {
    "feature_stride": (1, CANVAS_SIZE),
    "num_downs": (0, MAX_LAYERS),
    "num_blocks": (0, MAX_BLOCKS),
    "last_kernel": (1, 15),
    "num_neighbours": (1, MAX_NEIGHBOURS),
}
CHOICES = {
    "padding": ("zeros", "reflect"),
    "feature_norm": ("batch", "batch_statistics", "instance"),
    "solve": ("affine", "relative"),
    "blank": ("middle", "encoded"),
}


def check_types(tensors: Mapping[str, Tensor], known: tuple[torch.dtype, ...] = FLOATS) -> None:
    """Raises ``TypeError`` where a tensor is of another type: not all can be compared, or made float32."""
    for name, tensor in tensors.items():
        if tensor.dtype not in known:
            raise TypeError(f"{name} is of the type {tensor.dtype}")


def check_scale(scale: float) -> float:
    """A typical distance, which others are divided by; ``ValueError`` where it is none."""
    if not 0 < scale < math.inf:
        raise ValueError(f"a scale of {scale}")
    return scale


def check_about(about: object, controls: object) -> None:
    """Raises ``TypeError`` where the swatches are no texts by name, or the controls no names."""
    if not isinstance(about, dict) or not all(isinstance(colour, str) for colour in about.values()):
        raise TypeError("swatches that are no colours")
    if not isinstance(controls, list) or not all(isinstance(name, str) for name in controls):
        raise TypeError("controls that are no names")


def check_config(config: ModelConfig) -> None:
    """Whether a network can be built of it, before one is.

    Raises:
        TypeError, ValueError: a field is of another type, or out of its range.
    """
    if sorted(component.name for component in config.components) != sorted(COMPONENT_NAMES):
        raise ValueError("it has other components")
    for component in config.components:
        _check_window(component, config.feature_stride)
    for part in (config, config.coder, config.synthesis, config.manifold):
        for field in fields(part):
            _check_value(field.name, getattr(part, field.name))
    halvings = len(config.coder.encoder_channels)
    if not all(window.size // window.crop_reduction >> halvings for window in config.components):
        raise ValueError(f"{halvings} halvings are too many for its windows")


def _check_window(window: Component, stride: int) -> None:
    for number in (window.x, window.y, window.size, window.pasted_rows, window.crop_reduction, stride):
        _check_whole("a window", number, 0, CANVAS_SIZE)
    if window.x + window.size > CANVAS_SIZE or window.y + window.size > CANVAS_SIZE or window.pasted_rows > window.size:
        raise ValueError(f"the window of {window.name} lies outside of the canvas")
    if not window.crop_reduction or not stride or window.size < max(window.crop_reduction, stride):
        raise ValueError(f"the window of {window.name} has no size")
    if window.size % window.crop_reduction or window.size % stride:
        raise ValueError(f"the window of {window.name} cannot be reduced so")
    if window.name == "remainder" and window.size != CANVAS_SIZE:
        raise ValueError("the remainder is not the canvas")


def _check_value(name: str, value: Any) -> None:
    if name in CHOICES:
        if value not in CHOICES[name]:
            raise ValueError(f"{name} is {value!r:.40}")
    elif name.endswith("_channels") and isinstance(value, tuple):
        if not 1 <= len(value) <= MAX_LAYERS:
            raise ValueError(f"{name} has {len(value)} entries")
        for width in value:
            _check_whole(name, width, 1, MAX_CHANNELS)
    elif name == "slope":
        if not isinstance(value, int | float) or not -10 <= value <= 10:
            raise ValueError(f"{name} is {value!r:.40}")
    elif name not in ("components", "coder", "synthesis", "manifold", "full_precision"):
        _check_whole(name, value, *LIMITS.get(name, (1, MAX_CHANNELS)))


def _check_whole(name: str, value: object, low: int, high: int) -> None:
    if type(value) is not int:
        raise TypeError(f"{name} is {value!r:.40}")
    if not low <= value <= high:
        raise ValueError(f"{name} is out of its range, not from {low} to {high}")
