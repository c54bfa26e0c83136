"""Numbers that are NaN or infinite, or soon would be: found before they become a picture."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor

from deepfacedrawing.rendering import UserError

# No trained weight or latent comes near this, and sums of squares of what is above soon leave float32.
LARGEST = 1e9


def is_usable(tensor: Tensor) -> bool:
    """Whether all numbers of a weight or a latent are finite, and of a size that can be computed with."""
    # A third of the time of asking each of them; of a tensor with a NaN, both ends are NaN.
    return not tensor.numel() or all(abs(float(end)) <= LARGEST for end in tensor.aminmax())


def check_finite(name: str, tensor: Tensor) -> None:
    """Waits for the device.

    Raises:
        FloatingPointError: a number is NaN or infinite; it says ``name``.
    """
    # A sum is finite only if all its parts are, and takes a tenth of the time of asking each of them.
    if not math.isfinite(float(tensor.sum(dtype=torch.float32))):
        raise FloatingPointError(name)


@contextmanager
def tell_overflow(model: str) -> Iterator[None]:
    """What ``check_finite`` raises inside as a sentence about the model, given by its file or its name.

    Raises:
        UserError: that sentence.
    """
    try:
        yield
    except FloatingPointError as error:
        raise UserError(
            "The model {model} computes NaN or infinite values ({name}); get its files again or use another model.",
            model=model,
            name=error,
        ) from error
