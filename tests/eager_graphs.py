"""CUDA graphs without CUDA: functions are called, and what graphs do to memory is done to it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from deepfacedrawing.engine.backends import torch_networks
from deepfacedrawing.engine.backends.cuda_networks import CudaNetworks
from deepfacedrawing.engine.backends.graphs import Graphs, Recording
from deepfacedrawing.engine.backends.runner import Tensors
from deepfacedrawing.engine.models.face_drawing import DeepFaceDrawing

CPU = torch.device("cpu")


class EagerRecorder:
    """Stands in for ``CudaRecorder``: a replay puts its results where they were before, and spoils others."""

    def __init__(self) -> None:
        self.outputs: list[Tensors] = []
        self.num_replays = 0

    def __call__(self, work: Callable[[], Tensors]) -> Recording:
        outputs = tuple(tensor.clone() for tensor in work())
        self.outputs.append(outputs)
        self._spoil()  # nothing is computed while a graph is recorded

        def replay() -> None:
            self.num_replays += 1
            results = work()
            self._spoil()
            for place, result in zip(outputs, results, strict=True):
                place.copy_(result)

        return Recording(replay, outputs)

    def _spoil(self) -> None:
        for outputs in self.outputs:
            for tensor in outputs:
                spoil(tensor)


def spoil(tensor: Tensor) -> None:
    """Fills it with what nobody can take for a result."""
    tensor.fill_(torch.nan if tensor.is_floating_point() else 77)


def build_graphed(model: DeepFaceDrawing) -> CudaNetworks:
    """The networks of graphics cards on the processor, in their half precision."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(torch_networks, "fast_dtype", lambda device: torch.float16)
        return CudaNetworks(model, CPU, Graphs(CPU, EagerRecorder()))
