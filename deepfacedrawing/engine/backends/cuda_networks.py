"""CUDA: the networks of PyTorch as graphs, and a painter that takes the style as an input."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from deepfacedrawing.components import PAPER
from deepfacedrawing.engine.backends.runner import Runner, Tensors
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

    def __init__(self, model: DeepFaceDrawing, device: torch.device, runner: Runner) -> None:
        self.model, self.runner = model, runner
        self.eager = TorchNetworks(model, device)
        self.painter: StyledPrior | None = None
        if isinstance(model.synthesis, PriorSynthesis):
            self.painter = StyledPrior(model.synthesis.prior, self.eager.dtype)
        model.sketch_decoders.to(self.eager.dtype)
        self.name = f"CUDA graphs, {str(self.eager.dtype).removeprefix('torch.')}"
        self._record()

    def encode(self, component: str, crop: Tensor) -> Tensor:
        """See ``networks.Networks``."""
        return self.runner.run(("encode", component), lambda x: (self.eager.encode(component, x),), crop)[0]

    def map(self, component: str, latent: Tensor) -> Tensor:
        """See ``networks.Networks``."""
        return self.runner.run(("map", component), lambda x: (self.eager.map(component, x),), latent)[0]

    def lay_out(self, merged: Tensor, latents: Tensor) -> Tensor:
        """See ``TorchNetworks``."""
        return self.runner.run("lay_out", lambda *given: (self.eager.lay_out(*given),), merged, latents)[0]

    def paint(self, laid_out: Tensor, style: Tensor) -> NDArray[np.uint8]:
        """See ``networks.Networks``; the one place that waits for the device."""
        return self.runner.fetch(self.runner.run("paint", self._paint, laid_out, style)[0])

    @exact_convolutions()
    def _paint(self, laid_out: Tensor, style: Tensor) -> Tensors:
        return (to_bytes((laid_out if self.painter is None else self.painter(laid_out, style))[0]),)

    @torch.inference_mode()
    def _record(self) -> None:
        """A blank face, through all of it."""
        components = self.model.config.components
        crops = {c.name: torch.full((1, 1, c.size, c.size), PAPER, dtype=torch.uint8) for c in components}
        latents = {name: self.encode(name, crop) for name, crop in crops.items()}
        merged = self.model.merge({name: self.map(name, latent) for name, latent in latents.items()})
        self.paint(self.lay_out(merged, stack_latents(latents, components)), torch.zeros(1, STYLE_DIM))
