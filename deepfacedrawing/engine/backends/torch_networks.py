"""PyTorch: the reference for every other backend, and what runs where there is none."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from deepfacedrawing.engine.models.face_drawing import DeepFaceDrawing, ModelConfig
from deepfacedrawing.engine.models.folded_prior import FoldedPrior
from deepfacedrawing.engine.models.synthesis import PriorSynthesis


class TorchNetworks:
    """Implements ``networks.Networks``; casts the model's later parts in place."""

    tiles = None

    def __init__(self, model: DeepFaceDrawing, device: torch.device) -> None:
        self.model, self.device = model, device
        self.dtype = torch.float32 if model.config.full_precision else fast_dtype(device)
        self.map_dtype = torch.float32 if needs_float32(model.config) else self.dtype
        model.feature_decoders.to(self.map_dtype)
        if isinstance(model.synthesis, PriorSynthesis):
            model.synthesis.geometry.to(self.dtype)  # the prior is cast once it is folded
        else:
            model.synthesis.to(self.dtype)
            model.sketch_decoders.to(self.dtype)  # at the canvas' full size they take longer than the face
        self.painter: tuple[Tensor, FoldedPrior] | None = None
        self.name = f"PyTorch, {str(self.dtype).removeprefix('torch.')}"

    def encode(self, component: str, crop: Tensor) -> Tensor:
        """See ``networks.Networks``."""
        return self.model.encoders[component](crop)

    def map(self, component: str, latent: Tensor) -> Tensor:
        """See ``networks.Networks``."""
        return self.model.feature_decoders[component](latent.to(self.map_dtype))

    def lay_out(self, merged: Tensor, latents: Tensor) -> Tensor:
        """A prior's geometry; from other synthesis the face itself, in which the appearance is not separated."""
        synthesis, inputs = self.model.synthesis, (merged.to(self.dtype), latents.to(self.dtype))
        if isinstance(synthesis, PriorSynthesis):
            return synthesis.geometry(*inputs).contiguous(memory_format=torch.channels_last)
        return synthesis.body(inputs[0])

    def paint(self, laid_out: Tensor, style: Tensor) -> NDArray[np.uint8]:
        """See ``networks.Networks``; a style is folded into the prior once, as long as it stays."""
        synthesis = self.model.synthesis
        if not isinstance(synthesis, PriorSynthesis):
            return to_pixels(laid_out[0])
        if self.painter is None or not torch.equal(self.painter[0], style):
            folded = FoldedPrior(synthesis.prior, style.to(self.device))
            self.painter = style, folded.to(self.dtype, memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
        return to_pixels(self.painter[1](laid_out)[0])


def to_pixels(face: Tensor) -> NDArray[np.uint8]:
    """A ``(3, H, W)`` picture in about [-1, 1] as ``(H, W, 3)`` uint8 RGB."""
    pixels = (face.float().clamp(-1, 1) + 1) * 127.5 + 0.5
    return pixels.to(torch.uint8).permute(1, 2, 0).contiguous().cpu().numpy()


def needs_float32(config: ModelConfig) -> bool:
    """Whether feature maps in bfloat16 would show: norms by one picture's statistics hand the rounding on, and the face
    would be 3 of 255 off, not 1.
    """
    return config.coder.feature_norm == "batch_statistics"


def fast_dtype(device: torch.device) -> torch.dtype:
    """The number type behind the latents: bfloat16 on processors that multiply matrices in it, half on CUDA."""
    if device.type == "cuda":
        return torch.float16
    has_tiles: Callable[[], bool] = getattr(torch.cpu, "_is_amx_tile_supported", lambda: False)
    return torch.bfloat16 if has_tiles() else torch.float32
