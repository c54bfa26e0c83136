"""CUDA: the networks of PyTorch as graphs, and a painter that takes the style as an input."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from deepfacedrawing.components import PAPER
from deepfacedrawing.engine.backends.runner import Runner, Tensors, Work
from deepfacedrawing.engine.backends.torch_networks import TorchNetworks, exact_convolutions, to_bytes
from deepfacedrawing.engine.models.face_drawing import DeepFaceDrawing, stack_latents
from deepfacedrawing.engine.models.prior import STYLE_DIM
from deepfacedrawing.engine.models.styled_prior import StyledPrior
from deepfacedrawing.engine.models.synthesis import PriorSynthesis


class CudaNetworks:
    """Implements ``networks.Networks``; casts what is behind the latents in place, and records all of it at once.

    Args:
        model: on the device, its norms folded.
        device: the one of the graphs.
        runner: what records and replays.
    """

    tiles = None  # a whole face is sooner painted than a draft is worth

    def __init__(self, model: DeepFaceDrawing, device: torch.device, runner: Runner) -> None:
        self.model, self.runner = model, runner
        self.eager = TorchNetworks(model, device)
        self.painter: StyledPrior | None = None
        if isinstance(model.synthesis, PriorSynthesis):
            self.painter = StyledPrior(model.synthesis.prior, self.eager.dtype)
        self.name = f"CUDA graphs, {str(self.eager.dtype).removeprefix('torch.')}"
        self._record()

    def encode(self, component: str, crop: Tensor) -> Tensor:
        """See ``networks.Networks``."""
        return self.runner.run(("encode", component), single(self.eager.encode, component), crop)[0]

    def map(self, component: str, latent: Tensor) -> Tensor:
        """See ``networks.Networks``."""
        return self.runner.run(("map", component), single(self.eager.map, component), latent)[0]

    def lay_out(self, merged: Tensor, latents: Tensor) -> Tensor:
        """See ``TorchNetworks``."""
        return self.runner.run("lay_out", single(self.eager.lay_out), merged, latents)[0]

    def paint(self, laid_out: Tensor, style: Tensor) -> NDArray[np.uint8]:
        """See ``networks.Networks``; the one place that waits for the device."""
        face, total = self.runner.run("paint", partial(paint_bytes, self.painter), laid_out, style)
        pixels = self.runner.fetch(face)
        if not np.isfinite(self.runner.fetch(total)):  # which is there by now
            raise FloatingPointError("face")
        return pixels

    @torch.inference_mode()
    def _record(self) -> None:
        """A blank face, through all of it."""
        components = self.model.config.components
        crops = {c.name: torch.full((1, 1, c.size, c.size), PAPER, dtype=torch.uint8) for c in components}
        latents = {name: self.encode(name, crop) for name, crop in crops.items()}
        merged = self.model.merge({name: self.map(name, latent) for name, latent in latents.items()})
        self.paint(self.lay_out(merged, stack_latents(latents, components)), torch.zeros(1, STYLE_DIM))


@exact_convolutions()
def paint_bytes(painter: StyledPrior | None, laid_out: Tensor, style: Tensor) -> Tensors:
    """``(512, 512, 3)`` uint8 RGB, and the sum of the face before it became that; without a painter, what is laid out
    is the face already.
    """
    face = (laid_out if painter is None else painter(laid_out, style))[0]
    return to_bytes(face), face.sum(dtype=torch.float32)


def single(function: Callable[..., Tensor], *given: Any) -> Work:
    """A function with one result, its first arguments given, as one that can be recorded."""
    return lambda *inputs: (function(*given, *inputs),)
