"""Functions of tensors as CUDA graphs: each is recorded at its first call, and replayed from then on.

A replay costs the processor one call, however many kernels it starts. It works on memory of fixed places: inputs are
copied there and outputs from there, as every graph uses the same memory for what lies in between, and may overwrite the
outputs of another.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from deepfacedrawing.engine.backends.runner import Straight, Tensors, Work
from deepfacedrawing.engine.fallback import is_out_of_memory

log = logging.getLogger(__name__)

# Libraries choose and load their kernels, and take their own memory, in the first calls; none of it can be recorded.
WARM_UPS = 3


class Recording(NamedTuple):
    """``replay`` does the work once more; its results are in ``outputs`` until the next replay of any graph."""

    replay: Callable[[], None]
    outputs: Tensors


Record = Callable[[Callable[[], Tensors]], Recording]


class CudaRecorder:
    """Records on a stream of its own, as CUDA asks; all graphs share one pool of memory."""

    def __init__(self, device: torch.device) -> None:
        self.device = device
        self.stream, self.pool = torch.cuda.Stream(device), torch.cuda.graph_pool_handle()

    def __call__(self, work: Callable[[], Tensors]) -> Recording:
        """Records the work, which is done a few times before.

        Raises:
            RuntimeError: it cannot be recorded, or the card's memory does not suffice.
        """
        current, graph = torch.cuda.current_stream(self.device), torch.cuda.CUDAGraph()
        self.stream.wait_stream(current)
        try:
            with torch.cuda.stream(self.stream):
                for _ in range(WARM_UPS):
                    work()
            with torch.cuda.graph(graph, pool=self.pool, stream=self.stream):
                outputs = work()
        finally:
            torch.cuda.set_stream(current)  # a recording that fails stays on its own
        current.wait_stream(self.stream)
        return Recording(graph.replay, outputs)


class Slot:
    """A graph's input, where it always lies; what comes from the host passes through page-locked memory."""

    def __init__(self, like: Tensor, device: torch.device) -> None:
        on_card = device.type == "cuda"
        self.tensor = torch.empty_like(like, device=device)
        self.staged = torch.empty_like(like, pin_memory=on_card) if like.device.type == "cpu" else None
        self.sent = torch.cuda.Event() if on_card else None

    def fill(self, given: Tensor) -> None:
        """Copies a tensor of that shape and from that side there; returns before it has arrived."""
        if self.staged is None:
            self.tensor.copy_(given)
            return
        if self.sent is not None:
            self.sent.synchronize()  # or it would overwrite what is still on its way
        self.staged.copy_(given)
        self.tensor.copy_(self.staged, non_blocking=True)
        if self.sent is not None:
            self.sent.record()


class Graph:
    """One function for inputs of these shapes."""

    def __init__(self, record: Record, work: Work, inputs: Sequence[Tensor], device: torch.device) -> None:
        self.slots = [Slot(tensor, device) for tensor in inputs]
        self._fill(inputs)
        self.work = work  # holds the weights, whose places are recorded, and must not hold what holds this
        self.recording = record(partial(work, *(slot.tensor for slot in self.slots)))

    def __call__(self, inputs: Sequence[Tensor]) -> Tensors:
        """The outputs, as tensors of their own."""
        self._fill(inputs)
        self.recording.replay()
        return tuple(tensor.clone() for tensor in self.recording.outputs)

    def _fill(self, inputs: Sequence[Tensor]) -> None:
        for slot, tensor in zip(self.slots, inputs, strict=True):
            slot.fill(tensor)


class Graphs:
    """Implements ``Runner`` on CUDA; functions that cannot be recorded are called, once that is told.

    Args:
        device: where the functions compute.
        record: what records them; on CUDA if nothing else is said.
    """

    records = True

    def __init__(self, device: torch.device, record: Record | None = None) -> None:
        self.device, self._record = device, record or CudaRecorder(device)
        self._straight = Straight(device)
        self._graphs: dict[Hashable, Graph | None] = {}
        self._landings: dict[Hashable, Tensor] = {}
        self._may_record = True

    @torch.inference_mode()
    def run(self, name: Hashable, work: Work, *inputs: Tensor) -> Tensors:
        """See ``Runner``.

        Raises:
            RuntimeError: the card's memory does not suffice.
        """
        key = (name, *(tensor.shape for tensor in inputs))
        if key not in self._graphs:
            self._graphs[key] = self._try(name, work, inputs)
        graph = self._graphs[key]
        return self._straight.run(name, work, *inputs) if graph is None else graph(inputs)

    @torch.inference_mode()
    def fetch(self, tensor: Tensor) -> NDArray[Any]:
        """See ``Runner``; waits only for what this thread has asked the device for."""
        key = (tensor.shape, tensor.dtype)
        if key not in self._landings:
            pinned = self.device.type == "cuda"
            self._landings[key] = torch.empty(tensor.shape, dtype=tensor.dtype, pin_memory=pinned)
        landing = self._landings[key]
        landing.copy_(tensor, non_blocking=True)
        if self.device.type == "cuda":
            torch.cuda.current_stream(self.device).synchronize()
        return np.array(landing.numpy())

    def _try(self, name: Hashable, work: Work, inputs: Sequence[Tensor]) -> Graph | None:
        if not self._may_record:
            return None
        try:
            return Graph(self._record, work, inputs, self.device)
        except RuntimeError as error:
            if is_out_of_memory(error):
                raise
            # Nothing more is recorded: what a failed recording leaves behind may spoil the next one.
            self._may_record = False
            log.warning("CUDA computes without graphs from here on, more slowly; %s: %s", name, error)
            return None
