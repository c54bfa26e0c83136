"""The prior for one appearance: its style folded into the weights, nothing left to do per face but convolutions.

Equal to ``StylePrior`` up to rounding; about half the memory traffic, which is what limits it on a CPU.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from deepfacedrawing.engine.models.prior import ModulatedSeparableConv, StyleLayer, StylePrior

# A spatial bias that varies by less (standard deviation) may be replaced by its mean: the bundled model's faces change
# by less than 0.1 of 255, and each one left costs a pass over the largest tensors there are.
LEAST_VARIATION = 0.01
# How the four bands (low, vertical, horizontal, diagonal) make a 2×2 block.
HAAR = torch.tensor([[[1, 1], [1, 1]], [[1, 1], [-1, -1]], [[1, -1], [1, -1]], [[1, -1], [-1, 1]]]) * 0.5


def haar_weights(size: int) -> Tensor:
    """The inverse Haar step as a pointwise convolution of ``size`` channels: ``(4C, 4C)``, each of the four places of a
    2×2 block for all channels in turn. Dense, as matrices are what processors multiply fastest.
    """
    count = size // 4
    places, index = HAAR.reshape(4, 4), torch.arange(count)
    weights = torch.zeros(size, size)
    for place in range(4):
        rows = place * count + index
        weights[rows, index] = places[0, place]
        for band in range(3):
            weights[rows, count + 3 * index + band] = places[band + 1, place]
    return weights


class FoldedConv(nn.Module):
    """Depthwise 3×3, pointwise 1×1, spatial bias, leaky ReLU."""

    depthwise: Tensor
    pointwise: Tensor
    bias: Tensor
    spatial_bias: Tensor

    def __init__(self, conv: ModulatedSeparableConv, scale: Tensor, order: Tensor | None = None) -> None:
        super().__init__()
        order = torch.arange(conv.pointwise.out_channels) if order is None else order
        bias = conv.pointwise.bias
        assert bias is not None
        self.register_buffer("depthwise", conv.depthwise.weight * scale[:, None, None, None])
        self.register_buffer("pointwise", conv.pointwise.weight[order])
        self.register_buffer("bias", bias[order])
        self.register_buffer("spatial_bias", conv.spatial_bias)

    def forward(self, x: Tensor) -> Tensor:
        x = F.conv2d(x, self.depthwise, padding=1, groups=x.shape[1])
        x = F.conv2d(x, self.pointwise, self.bias)
        return F.leaky_relu_(x.add_(self.spatial_bias), 0.2)


class FoldedLayer(nn.Module):
    """Inverse Haar step as one grouped transposed convolution, then two folded convolutions."""

    haar: Tensor

    def __init__(self, layer: StyleLayer, style: Tensor, order: Tensor | None) -> None:
        super().__init__()
        bands = layer.up_modulation(style)[0]
        channels = len(bands) // 4
        scale = layer.conv1.modulation(style)[0]
        haar = HAAR.to(style).repeat(channels, 1, 1) * bands[interleaved(channels)][:, None, None]
        self.register_buffer("haar", haar[:, None] * scale.repeat_interleave(4)[:, None, None, None])
        self.conv1 = FoldedConv(layer.conv1, torch.ones_like(scale))
        self.conv2 = FoldedConv(layer.conv2, layer.conv2.modulation(style)[0], order)

    def forward(self, x: Tensor) -> Tensor:
        x = F.conv_transpose2d(x, self.haar, stride=2, groups=x.shape[1] // 4)
        return self.conv2(self.conv1(x))


class FoldedPrior(nn.Module):
    """``StylePrior`` for one ``(1, 512)`` style."""

    rgb: Tensor
    rgb_bias: Tensor
    order: Tensor

    @torch.no_grad()
    def __init__(self, prior: StylePrior, style: Tensor) -> None:
        super().__init__()
        layers = [layer for layer in prior.layers if isinstance(layer, StyleLayer)]
        orders = [interleaved(layer.up_modulation.out_features // 4) for layer in layers]
        self.register_buffer("order", orders[0].to(style.device))
        following = [*orders[1:], None]
        self.layers = nn.Sequential(*(FoldedLayer(a, style, o) for a, o in zip(layers, following, strict=True)))
        bias = prior.rgb.bias
        assert bias is not None
        self.register_buffer("rgb", prior.rgb.weight * prior.rgb_modulation(style)[0][None, :, None, None])
        self.register_buffer("rgb_bias", bias)

    def forward(self, features: Tensor) -> Tensor:
        """``(B, 512, 32, 32)`` to ``(B, 3, 512, 512)`` RGB in about [-1, 1]."""
        return F.conv2d(self.layers(features[:, self.order]), self.rgb, self.rgb_bias)


def interleaved(channels: int) -> Tensor:
    """Indices that put each channel's low-pass band and its three details side by side, ``(4·channels,)``."""
    low = torch.arange(channels)[:, None]
    details = channels + torch.arange(3 * channels).reshape(channels, 3)
    return torch.cat([low, details], dim=1).flatten()
