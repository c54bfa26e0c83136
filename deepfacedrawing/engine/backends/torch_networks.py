"""PyTorch: the reference for every other backend, and what runs where there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from deepfacedrawing.engine.backends.runner import Runner, Straight
from deepfacedrawing.engine.finite import check_finite
from deepfacedrawing.engine.models.face_drawing import DeepFaceDrawing, ModelConfig
from deepfacedrawing.engine.models.folded_prior import FoldedPrior
from deepfacedrawing.engine.models.synthesis import PriorSynthesis


@contextmanager
def exact_convolutions() -> Iterator[None]:
    """float32 as it is: on graphics cards, convolutions read but ten bits of it (TF32) if nothing else is said."""
    settings: Any = torch.backends.cudnn.conv  # pyright: ignore[reportAttributeAccessIssue]
    before = settings.fp32_precision
    settings.fp32_precision = "ieee"
    try:
        yield
    finally:
        settings.fp32_precision = before


class TorchNetworks:
    """Implements ``networks.Networks``; casts the model's later parts in place."""

    tiles = None

    def __init__(self, model: DeepFaceDrawing, device: torch.device) -> None:
        self.model, self.device = model, device
        self.runner: Runner = Straight(device)
        self.dtype = torch.float32 if model.config.full_precision else fast_dtype(device)
        self.map_dtype = torch.float32 if needs_float32(model.config, self.dtype) else self.dtype
        self._reductions = {c.name: c.crop_reduction for c in model.config.components}
        model.to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
        model.sketch_decoders.to(self.dtype)
        model.feature_decoders.to(self.map_dtype)
        if isinstance(model.synthesis, PriorSynthesis):
            model.synthesis.geometry.to(self.dtype)  # the prior is cast once it is folded
        else:
            model.synthesis.to(self.dtype)
        self.painter: tuple[Tensor, FoldedPrior] | None = None
        self.name = f"PyTorch, {str(self.dtype).removeprefix('torch.')}"

    @exact_convolutions()
    def encode(self, component: str, crop: Tensor) -> Tensor:
        """See ``networks.Networks``."""
        return self.model.encoders[component](reduce_crop(crop.to(self.device), self._reductions[component]))

    @exact_convolutions()
    def map(self, component: str, latent: Tensor) -> Tensor:
        """See ``networks.Networks``."""
        return self.model.feature_decoders[component](latent.to(self.map_dtype))

    @exact_convolutions()
    def lay_out(self, merged: Tensor, latents: Tensor) -> Tensor:
        """A prior's geometry; from other synthesis the face itself, in which the appearance is not separated."""
        synthesis, inputs = self.model.synthesis, (merged.to(self.dtype), latents.to(self.dtype))
        if isinstance(synthesis, PriorSynthesis):
            return synthesis.geometry(*inputs).contiguous(memory_format=torch.channels_last)
        return synthesis.body(inputs[0])

    @exact_convolutions()
    def paint(self, laid_out: Tensor, style: Tensor) -> NDArray[np.uint8]:
        """See ``networks.Networks``; a style is folded into the prior once, as long as it stays."""
        synthesis = self.model.synthesis
        if not isinstance(synthesis, PriorSynthesis):
            return to_pixels(laid_out[0])
        if self.painter is None or not torch.equal(self.painter[0], style):
            folded = FoldedPrior(synthesis.prior, style.to(self.device))
            self.painter = style, folded.to(self.dtype, memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
        return to_pixels(self.painter[1](laid_out)[0])


def reduce_crop(crop: Tensor, reduction: int) -> Tensor:
    """A crop as the encoders see it: ``(B, 1, S, S)`` uint8 to float32 in [-1, 1], reduced by area."""
    return F.avg_pool2d(crop.float() / 127.5 - 1, reduction)


def to_bytes(face: Tensor) -> Tensor:
    """A ``(3, H, W)`` picture in about [-1, 1] as ``(H, W, 3)`` uint8 RGB."""
    pixels = (face.float().clamp(-1, 1) + 1) * 127.5 + 0.5
    return pixels.to(torch.uint8).permute(1, 2, 0).contiguous()


def to_pixels(face: Tensor) -> NDArray[np.uint8]:
    """The same as an array.

    Raises:
        FloatingPointError: a number of the face is NaN or infinite.
    """
    check_finite("face", face)
    return to_bytes(face).cpu().numpy()


def needs_float32(config: ModelConfig, dtype: torch.dtype) -> bool:
    """Whether feature maps in bfloat16 would show: norms by one picture's statistics hand the rounding on, and the face
    would be 3 of 255 off, not 1. Half precision has three more bits.
    """
    return config.coder.feature_norm == "batch_statistics" and dtype == torch.bfloat16


def fast_dtype(device: torch.device) -> torch.dtype:
    """The number type behind the latents: bfloat16 on processors that multiply matrices in it, half on CUDA."""
    if device.type == "cuda":
        return torch.float16
    has_tiles: Callable[[], bool] = getattr(torch.cpu, "_is_amx_tile_supported", lambda: False)
    return torch.bfloat16 if has_tiles() else torch.float32
