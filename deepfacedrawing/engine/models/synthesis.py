"""Image synthesis (IS): the merged feature map to a face. Source: paper, section 3.3.

Two kinds: trained parts in front of and between the layers of a pretrained generative prior (after pSp, GLEAN, arXiv
2012.00739, and GFP-GAN, arXiv 2101.04061), which the bundled model uses, and the paper's own generator in the manner
of pix2pixHD (arXiv 1711.11585).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn

from deepfacedrawing.engine.models.blocks import Padding, ResidualBlock, build_norm, start_at_zero
from deepfacedrawing.engine.models.prior import NUM_LAYOUT_STYLES, STYLE_DIM, LayoutPrior, StylePrior

GEOMETRY_CHANNELS = 512


@dataclass(frozen=True)
class PriorSynthesisConfig:
    """Widths: of the style mapper's hidden layers, and of the head with its number of residual blocks."""

    mapper_dim: int = 512
    channels: int = 192
    num_blocks: int = 4


@dataclass(frozen=True)
class TranslationSynthesisConfig:
    """The paper's generator: ``width`` channels doubled ``num_downs`` times, ``num_blocks`` residual blocks."""

    width: int = 56
    num_downs: int = 4
    num_blocks: int = 9
    padding: Padding = "reflect"


class StyleMapper(nn.Module):
    """Latents to the styles of the layout: a face as a whole that agrees with all five components.

    Source: the encoder of pSp (arXiv 2008.00951) in the way it is used, one style for each modulation; a linear map,
    which can be solved for, and what a small network adds to it.
    """

    def __init__(self, in_features: int, hidden: int) -> None:
        super().__init__()
        self.linear = nn.Linear(in_features, STYLE_DIM)
        self.body = nn.Sequential(
            nn.Linear(in_features, hidden),
            nn.LayerNorm(hidden),
            nn.GELU(),
            nn.Linear(hidden, hidden),
            nn.GELU(),
            start_at_zero(nn.Linear(hidden, NUM_LAYOUT_STYLES * STYLE_DIM)),
        )

    def forward(self, latents: Tensor) -> Tensor:
        """``(B, 5, D)`` to ``(B, 10, 512)``."""
        x = latents.flatten(1)
        return self.linear(x)[:, None] + self.body(x).unflatten(1, (NUM_LAYOUT_STYLES, STYLE_DIM))


class GeometryHead(nn.Module):
    """What the lines say where they say it: the merged map's correction to the layout."""

    def __init__(self, map_channels: int, config: PriorSynthesisConfig) -> None:
        super().__init__()
        width = config.channels
        entry = nn.Conv2d(map_channels, width, 3, stride=2, padding=1)
        self.entry = nn.Sequential(entry, build_norm("batch", width))
        self.context = nn.Sequential(nn.Conv2d(GEOMETRY_CHANNELS, width, 1), build_norm("batch", width))
        self.body = nn.Sequential(
            nn.ReLU(),
            *(ResidualBlock(width, "batch", "zeros") for _ in range(config.num_blocks)),
            nn.ReLU(),
            start_at_zero(nn.Conv2d(width, GEOMETRY_CHANNELS, 1)),
        )

    def forward(self, merged: Tensor, layout: Tensor) -> Tensor:
        """``(B, C, 64, 64)`` and the standardised layout ``(B, 512, 32, 32)`` to what is to be added to it."""
        return self.body(self.entry(merged) + self.context(layout))


class GeometrySynthesis(nn.Module):
    """The prior's feature tensor at 32×32: the mapper's layout, corrected by the head; the part that is trained."""

    mean: Tensor
    std: Tensor

    def __init__(self, map_channels: int, num_latents: int, config: PriorSynthesisConfig) -> None:
        super().__init__()
        self.mapper = StyleMapper(num_latents, config.mapper_dim)
        self.layout = LayoutPrior()
        self.head = GeometryHead(map_channels, config)
        self.register_buffer("mean", torch.zeros(1, GEOMETRY_CHANNELS, 1, 1))
        self.register_buffer("std", torch.ones(1, GEOMETRY_CHANNELS, 1, 1))

    def standardise(self, geometry: Tensor) -> Tensor:
        """The prior's own scale to that of the losses: mean 0 and spread 1 in each channel."""
        return (geometry - self.mean) / self.std

    def standardised(self, merged: Tensor, latents: Tensor) -> Tensor:
        """``(B, C, 64, 64)`` and ``(B, 5, D)`` to the standardised ``(B, 512, 32, 32)``."""
        layout = self.standardise(self.layout(self.mapper(latents)))
        return layout + self.head(merged, layout)

    def forward(self, merged: Tensor, latents: Tensor) -> Tensor:
        """The same in the prior's own scale."""
        return self.standardised(merged, latents) * self.std + self.mean


class PriorSynthesis(nn.Module):
    """Geometry from the sketch, painted by the upper prior in the appearance's style."""

    def __init__(self, map_channels: int, num_latents: int, config: PriorSynthesisConfig) -> None:
        super().__init__()
        self.geometry = GeometrySynthesis(map_channels, num_latents, config)
        self.prior = StylePrior()

    def forward(self, merged: Tensor, latents: Tensor, style: Tensor) -> Tensor:
        """Paint a face.

        Args:
            merged: ``(B, C, 64, 64)``.
            latents: ``(B, 5, D)``, the refined ones that the map was made from.
            style: ``(B, 512)`` appearance.

        Returns:
            ``(B, 3, 512, 512)`` RGB in about [-1, 1].
        """
        return self.prior(self.geometry(merged, latents), style)


class TranslationSynthesis(nn.Module):
    """The paper's generator: down, residual blocks, up; appearance is not separated, the style is not looked at."""

    def __init__(self, map_channels: int, config: TranslationSynthesisConfig) -> None:
        super().__init__()
        widths = [config.width * 2**i for i in range(config.num_downs + 1)]
        layers = self._conv(map_channels, widths[0], 7, 1, config.padding)
        for before, after in pairwise(widths):
            layers += self._conv(before, after, 3, 2, "zeros")
        layers += [ResidualBlock(widths[-1], "instance", config.padding) for _ in range(config.num_blocks)]
        for before, after in zip(widths[::-1], widths[-2::-1], strict=False):
            up = nn.ConvTranspose2d(before, after, 3, stride=2, padding=1, output_padding=1)
            layers += [up, build_norm("instance", after), nn.ReLU(inplace=True)]
        last = nn.Conv2d(widths[0], 3, 7, padding=3, padding_mode=config.padding)
        self.body = nn.Sequential(*layers, last, nn.Tanh())

    @staticmethod
    def _conv(before: int, after: int, kernel: int, stride: int, padding: Padding) -> list[nn.Module]:
        conv = nn.Conv2d(before, after, kernel, stride=stride, padding=kernel // 2, padding_mode=padding)
        return [conv, build_norm("instance", after), nn.ReLU(inplace=True)]

    def forward(self, merged: Tensor, latents: Tensor, style: Tensor) -> Tensor:
        """``(B, C, H, W)`` to ``(B, 3, H, W)`` RGB in [-1, 1]; latents and style are not looked at."""
        return self.body(merged)
