"""Image synthesis (IS): the merged feature map to a face. Source: paper, section 3.3.

Two kinds: a trained head in front of a pretrained generative prior (after GLEAN, arXiv 2012.00739, and GFP-GAN, arXiv
2101.04061), which the bundled model uses, and the paper's own generator in the manner of pix2pixHD (arXiv 1711.11585).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn

from deepfacedrawing.engine.models.blocks import Padding, ResidualBlock, build_norm
from deepfacedrawing.engine.models.prior import StylePrior

GEOMETRY_SHAPE = (512, 32, 32)


@dataclass(frozen=True)
class PriorSynthesisConfig:
    """Head widths: after each of the two halvings, and the number of residual blocks behind them."""

    channels: tuple[int, int] = (96, 192)
    num_blocks: int = 4


@dataclass(frozen=True)
class TranslationSynthesisConfig:
    """The paper's generator: ``width`` channels doubled ``num_downs`` times, ``num_blocks`` residual blocks."""

    width: int = 56
    num_downs: int = 4
    num_blocks: int = 9
    padding: Padding = "reflect"


class GeometryHead(nn.Module):
    """The merged map to the prior's feature tensor at 32×32: shape, hair style and expression of the face."""

    geometry_mean: Tensor
    geometry_std: Tensor

    def __init__(self, map_channels: int, config: PriorSynthesisConfig) -> None:
        super().__init__()
        first, second = config.channels
        self.body = nn.Sequential(
            nn.Conv2d(map_channels, first, 3, stride=2, padding=1),
            build_norm("batch", first),
            nn.ReLU(inplace=True),
            nn.Conv2d(first, second, 3, stride=2, padding=1),
            build_norm("batch", second),
            nn.ReLU(inplace=True),
            *(ResidualBlock(second, "batch", "zeros") for _ in range(config.num_blocks)),
            nn.ReLU(inplace=True),
            nn.Conv2d(second, GEOMETRY_SHAPE[0], 1),
        )
        self.register_buffer("geometry_mean", torch.zeros(1, *GEOMETRY_SHAPE))
        self.register_buffer("geometry_std", torch.ones(1, GEOMETRY_SHAPE[0], 1, 1))

    def standardised(self, merged: Tensor) -> Tensor:
        """``(B, C, 128, 128)`` to the standardised ``(B, 512, 32, 32)`` that the losses see."""
        return self.body(merged)

    def forward(self, merged: Tensor) -> Tensor:
        """``(B, C, 128, 128)`` to geometry features ``(B, 512, 32, 32)`` in the prior's own scale."""
        return self.body(merged) * self.geometry_std + self.geometry_mean


class PriorSynthesis(nn.Module):
    """Head, then prior; the appearance style paints."""

    def __init__(self, map_channels: int, config: PriorSynthesisConfig) -> None:
        super().__init__()
        self.head = GeometryHead(map_channels, config)
        self.prior = StylePrior()

    def forward(self, merged: Tensor, style: Tensor) -> Tensor:
        """``(B, C, 128, 128)`` and ``(B, 512)`` to ``(B, 3, 512, 512)`` RGB in about [-1, 1]."""
        return self.prior(self.head(merged), style)


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

    def forward(self, merged: Tensor, style: Tensor) -> Tensor:
        """``(B, C, H, W)`` to ``(B, 3, H, W)`` RGB in [-1, 1]."""
        return self.body(merged)
