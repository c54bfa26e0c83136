"""The upper prior with its style as an input, for graphics cards: what runs through it is touched as rarely as can be.

Equal to ``StylePrior`` up to rounding. The style scales the weights of the pointwise convolutions, which are small, and
not the tensors that run through them; these are matrices with a row for each pixel (channels last), so that a pointwise
convolution is one product, its bias included.
"""

from __future__ import annotations

from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from deepfacedrawing.engine.models.folded_prior import LEAST_VARIATION, haar_weights
from deepfacedrawing.engine.models.prior import ModulatedSeparableConv, StyleLayer, StylePrior


def mix_channels(x: Tensor, weights: Tensor, bias: Tensor | None = None) -> Tensor:
    """A pointwise convolution.

    Args:
        x: ``(B, C, H, W)``, best with channels last.
        weights: ``(C', C)``, of any number type.
        bias: ``(C',)``.

    Returns:
        ``(B, C', H, W)``, channels last.
    """
    pixels = x.permute(0, 2, 3, 1)
    rows, columns = pixels.reshape(-1, x.shape[1]), weights.to(x.dtype).T
    mixed = rows @ columns if bias is None else torch.addmm(bias, rows, columns)
    return mixed.unflatten(0, pixels.shape[:3]).permute(0, 3, 1, 2)


def spread_blocks(x: Tensor) -> Tensor:
    """``(B, 4C, H, W)``, each place of a 2×2 block for all channels in turn, to ``(B, C, 2H, 2W)``, channels last."""
    batch, channels, height, width = x.shape
    blocks = x.permute(0, 2, 3, 1).reshape(batch, height, width, 2, 2, channels // 4)
    return blocks.transpose(2, 3).reshape(batch, 2 * height, 2 * width, channels // 4).permute(0, 3, 1, 2)


class StyledConv(nn.Module):
    """Depthwise 3×3, scaled pointwise 1×1, biases, leaky ReLU."""

    depthwise: Tensor
    pointwise: Tensor
    bias: Tensor
    spatial_bias: Tensor | None

    def __init__(self, conv: ModulatedSeparableConv, dtype: torch.dtype) -> None:
        super().__init__()
        spread = conv.spatial_bias
        varies = bool(spread.std() >= LEAST_VARIATION)
        bias = cast(Tensor, conv.pointwise.bias) if varies else cast(Tensor, conv.pointwise.bias) + spread.mean()
        self.register_buffer("depthwise", conv.depthwise.weight.to(dtype))
        self.register_buffer("pointwise", conv.pointwise.weight.flatten(1).float())
        self.register_buffer("bias", bias.to(dtype))
        self.register_buffer("spatial_bias", spread.to(dtype) if varies else None)

    def forward(self, x: Tensor, scale: Tensor) -> Tensor:
        """``scale``: of the input's channels, ``(C,)`` float32; scaling them and convolving each of them commute."""
        x = F.conv2d(x, self.depthwise, padding=1, groups=x.shape[1])
        x = mix_channels(x, self.pointwise * scale, self.bias)
        return F.leaky_relu_(x if self.spatial_bias is None else x.add_(self.spatial_bias), 0.2)


class StyledLayer(nn.Module):
    """Inverse Haar step as a scaled pointwise convolution, then two of the others."""

    haar: Tensor

    def __init__(self, layer: StyleLayer, dtype: torch.dtype) -> None:
        super().__init__()
        self.register_buffer("haar", haar_weights(layer.up_modulation.out_features).to(layer.up_modulation.weight))
        self.conv1, self.conv2 = StyledConv(layer.conv1, dtype), StyledConv(layer.conv2, dtype)

    def forward(self, x: Tensor, up: Tensor, one: Tensor, two: Tensor) -> Tensor:
        """``up``, ``one`` and ``two``: the scales of the layer's three steps."""
        return self.conv2(self.conv1(spread_blocks(mix_channels(x, self.haar * up)), one), two)


class StyledPrior(nn.Module):
    """``StylePrior`` for any number of faces in one style.

    Args:
        prior: in float32.
        dtype: of what runs through it; scales are computed, and weights scaled, in float32.
    """

    modulation: Tensor
    modulation_bias: Tensor
    rgb: Tensor
    rgb_bias: Tensor

    @torch.no_grad()
    def __init__(self, prior: StylePrior, dtype: torch.dtype) -> None:
        super().__init__()
        layers = [layer for layer in prior.layers if isinstance(layer, StyleLayer)]
        steps = [(one.up_modulation, one.conv1.modulation, one.conv2.modulation) for one in layers]
        linears = [*(linear for step in steps for linear in step), prior.rgb_modulation]
        self.widths = [linear.out_features for linear in linears]
        self.register_buffer("modulation", torch.cat([linear.weight for linear in linears]))
        self.register_buffer("modulation_bias", torch.cat([linear.bias for linear in linears]))
        self.layers = nn.ModuleList(StyledLayer(layer, dtype) for layer in layers)
        self.register_buffer("rgb", prior.rgb.weight.flatten(1).float())
        self.register_buffer("rgb_bias", cast(Tensor, prior.rgb.bias).to(dtype))

    def forward(self, features: Tensor, style: Tensor) -> Tensor:
        """Paint faces.

        Args:
            features: ``(B, 512, 32, 32)`` of that number type.
            style: ``(1, 512)`` float32.

        Returns:
            ``(B, 3, 512, 512)`` RGB in about [-1, 1], channels last.
        """
        *scales, last = F.linear(style, self.modulation, self.modulation_bias)[0].split(self.widths)
        x = features
        for i, layer in enumerate(self.layers):
            x = layer(x, *scales[3 * i : 3 * i + 3])
        return mix_channels(x, self.rgb * last, self.rgb_bias)
