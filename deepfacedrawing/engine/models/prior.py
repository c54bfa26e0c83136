"""The generative prior: a MobileStyleGAN (Belousov, 2021, arXiv 2104.04767) as plain torch modules.

One style ``w`` modulates every layer, there is no noise input, and demodulation is folded into the weights:
each layer is style scaling, a Haar inverse wavelet step or a depthwise-separable convolution, and a leaky ReLU.
The lower layers, up to 32×32, lay out a face: shape, hair style, expression. The upper ones paint it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

STYLE_DIM = 512
FIRST_SIZE = 4
# Channels of the feature tensor behind each layer, from 8×8 to 512×512.
LAYER_CHANNELS = (512, 512, 512, 512, 256, 128, 64)
# Sizes of the feature tensors up to there, each of which is modulated.
LAYOUT_SIZES = (4, 8, 16, 32)
# Layers up to 32×32, and modulations in them: the first convolution's, then three a layer.
NUM_LAYOUT_LAYERS = 3
NUM_LAYOUT_STYLES = 1 + 3 * NUM_LAYOUT_LAYERS
# Size of a feature tensor → (R, size, size): how much each region's style counts at each cell; sums to 1 over regions.
Shares = Mapping[int, Tensor]


def modulate(features: Tensor, modulation: nn.Linear, style: Tensor, shares: Shares | None = None) -> Tensor:
    """Scale each channel as the style says; with several styles a face, as the one says that holds at each cell.

    Args:
        features: ``(B, C, H, W)``.
        modulation: styles to scales.
        style: ``(B, 512)``, or ``(B, R, 512)`` with one for each region of the canvas.
        shares: how much each region's style counts at each cell.
    """
    scale = modulation(style)
    if shares is None:
        return features * scale[:, :, None, None]
    return features * torch.einsum("brc,rhw->bchw", scale, shares[features.shape[-1]].to(scale))


def inverse_haar(bands: Tensor) -> Tensor:
    """One inverse Haar wavelet step: four bands to one picture of twice the size.

    Args:
        bands: ``(B, 4C, H, W)``: C low-pass channels, then for each of them its three details.

    Returns:
        ``(B, C, 2H, 2W)``
    """
    batch, channels, height, width = bands.shape
    channels //= 4
    low = bands[:, :channels]
    details = bands[:, channels:].reshape(batch, channels, 3, height, width)
    vertical, horizontal, diagonal = details.unbind(2)
    top_left = low + vertical + horizontal + diagonal
    top_right = low + vertical - horizontal - diagonal
    bottom_left = low - vertical + horizontal - diagonal
    bottom_right = low - vertical - horizontal + diagonal
    blocks = torch.stack((top_left, top_right, bottom_left, bottom_right), dim=2)
    # (B, C·4, H, W) -> (B, C, 2H, 2W); each band weighs a half: 1/√2 along each axis
    return F.pixel_shuffle(blocks.reshape(batch, channels * 4, height, width) * 0.5, 2)


class ModulatedSeparableConv(nn.Module):
    """Style scaling, depthwise 3×3, pointwise 1×1, a fixed spatial bias, bias, leaky ReLU."""

    def __init__(self, in_channels: int, out_channels: int, size: int) -> None:
        super().__init__()
        self.modulation = nn.Linear(STYLE_DIM, in_channels)
        self.depthwise = nn.Conv2d(in_channels, in_channels, 3, padding=1, groups=in_channels, bias=False)
        self.pointwise = nn.Conv2d(in_channels, out_channels, 1)
        self.spatial_bias = nn.Parameter(torch.zeros(1, 1, size, size))

    def forward(self, features: Tensor, style: Tensor, shares: Shares | None = None) -> Tensor:
        mixed = self.pointwise(self.depthwise(modulate(features, self.modulation, style, shares)))
        return F.leaky_relu(mixed + self.spatial_bias.to(mixed), 0.2)


class StyleLayer(nn.Module):
    """Doubles the size: style scaling, inverse Haar step, two modulated separable convolutions."""

    def __init__(self, in_channels: int, out_channels: int, size: int) -> None:
        super().__init__()
        self.up_modulation = nn.Linear(STYLE_DIM, in_channels)
        self.conv1 = ModulatedSeparableConv(in_channels // 4, out_channels, size)
        self.conv2 = ModulatedSeparableConv(out_channels, out_channels, size)

    def forward(self, features: Tensor, styles: Sequence[Tensor], shares: Shares | None = None) -> Tensor:
        """``styles``: one ``(B, 512)`` or ``(B, R, 512)`` for each of the layer's three modulations."""
        features = inverse_haar(modulate(features, self.up_modulation, styles[0], shares))
        return self.conv2(self.conv1(features, styles[1], shares), styles[2], shares)


def build_layers(first: int, last: int) -> nn.ModuleList:
    """The generator's layers ``first``…``last - 1`` of ``LAYER_CHANNELS``."""
    channels = (512, *LAYER_CHANNELS)
    return nn.ModuleList(
        StyleLayer(channels[i], channels[i + 1], FIRST_SIZE * 2 ** (i + 1)) for i in range(first, last)
    )


class FirstConv(nn.Module):
    """The learnt 4×4 constant behind a modulated full 3×3 convolution."""

    def __init__(self) -> None:
        super().__init__()
        self.constant = nn.Parameter(torch.zeros(1, 512, FIRST_SIZE, FIRST_SIZE))
        self.modulation = nn.Linear(STYLE_DIM, 512)
        self.conv = nn.Conv2d(512, 512, 3, padding=1)
        self.spatial_bias = nn.Parameter(torch.zeros(1, 1, FIRST_SIZE, FIRST_SIZE))

    def forward(self, style: Tensor, shares: Shares | None = None) -> Tensor:
        scaled = modulate(self.constant, self.modulation, style, shares)
        return F.leaky_relu(self.conv(scaled) + self.spatial_bias, 0.2)


class LayoutPrior(nn.Module):
    """The lower layers, 4×4 to 32×32: where everything in a face lies, before any colour."""

    def __init__(self) -> None:
        super().__init__()
        self.first = FirstConv()
        self.layers = build_layers(0, NUM_LAYOUT_LAYERS)

    def forward(self, styles: Tensor, shares: Shares | None = None) -> Tensor:
        """``(B, 10, 512)``, a style for each modulation, to the geometry ``(B, 512, 32, 32)``.

        With shares, ``(B, R, 10, 512)``: each region of the canvas has styles of its own (compare StyleMapGAN, arXiv
        2104.14754, and local style edits in general: what is far from a region hardly feels its style).
        """
        first, *others = styles.unbind(-2)
        features = self.first(first, shares)
        for i, layer in enumerate(self.layers):
            features = layer(features, others[3 * i : 3 * i + 3], shares)
        return features

    def modulations(self) -> list[nn.Linear]:
        """The layers from a style to the scales of channels, in the order of the styles."""
        return [module for module in self.modules() if isinstance(module, nn.Linear)]


class StylePrior(nn.Module):
    """The upper layers, 64×64 to 512×512: they paint skin, hair and light over the geometry of a feature tensor."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = build_layers(NUM_LAYOUT_LAYERS, len(LAYER_CHANNELS))
        self.rgb_modulation = nn.Linear(STYLE_DIM, LAYER_CHANNELS[-1])
        self.rgb = nn.Conv2d(LAYER_CHANNELS[-1], 3, 1)

    def forward(self, features: Tensor, style: Tensor) -> Tensor:
        """Paint a face.

        Args:
            features: ``(B, 512, 32, 32)``, the generator's own or those of a head trained to make them.
            style: ``(B, 512)`` appearance style.

        Returns:
            ``(B, 3, 512, 512)`` RGB in about [-1, 1], not clipped.
        """
        for layer in self.layers:
            features = layer(features, (style,) * 3)
        return self.rgb(features * self.rgb_modulation(style)[:, :, None, None])
