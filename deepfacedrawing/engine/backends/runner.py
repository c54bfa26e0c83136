"""How the engine's functions of tensors are run on a device, and what they make comes back."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, Protocol

import torch
from numpy.typing import NDArray
from torch import Tensor

Tensors = tuple[Tensor, ...]
Work = Callable[..., Tensors]


class Runner(Protocol):
    """``records``: whether functions are recorded, so that they must neither look at values nor wait for the device."""

    records: bool

    def run(self, name: Hashable, work: Work, *inputs: Tensor) -> Tensors:
        """What the function makes of its inputs, tensors of its own.

        Args:
            name: the same one always stands for the same function.
            work: from tensors on the device to tensors there, whose shapes follow from those of the inputs.
            inputs: on the device or on the host.
        """
        ...

    def fetch(self, tensor: Tensor) -> NDArray[Any]:
        """A tensor as an array, once everything before it is done."""
        ...


class Straight:
    """Implements ``Runner`` by calling the functions."""

    records = False

    def __init__(self, device: torch.device) -> None:
        self.device = device

    def run(self, name: Hashable, work: Work, *inputs: Tensor) -> Tensors:
        """See ``Runner``; one that makes an input itself its output is given back that one."""
        return work(*(tensor.to(self.device) for tensor in inputs))

    def fetch(self, tensor: Tensor) -> NDArray[Any]:
        """See ``Runner``."""
        return tensor.cpu().numpy()
