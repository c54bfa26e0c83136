"""Component embedding (CE) and feature mapping (FM): crop → latent → crop, and latent → feature map.

Source: paper, sections 3.1 and 3.2, figure 3; layer tables in its supplement.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from torch import Tensor, nn

from deepfacedrawing.engine.models.blocks import Down, Norm, Padding, ResidualBlock, Up


@dataclass(frozen=True)
class CoderConfig:
    """Widths of the encoders and of both kinds of decoder.

    Each entry of ``encoder_channels`` is one halving. A decoder starts with ``*_bottleneck`` channels and takes as many
    entries of its ``*_channels`` as it has doublings. ``slope`` is that of the leaky ReLU behind each of them.
    """

    latent_dim: int = 128
    encoder_channels: tuple[int, ...] = (24, 48, 96, 64)
    sketch_bottleneck: int = 32
    sketch_channels: tuple[int, ...] = (64, 48, 32, 16)
    feature_bottleneck: int = 64
    feature_channels: tuple[int, ...] = (128, 96, 64)
    map_channels: int = 64
    last_kernel: int = 3
    slope: float = 0.2
    padding: Padding = "zeros"
    feature_norm: Norm = "batch"


class Encoder(nn.Module):
    """One component's crop to its latent."""

    def __init__(self, size: int, config: CoderConfig) -> None:
        super().__init__()
        channels = config.encoder_channels
        layers: list[nn.Module] = [Down(1, channels[0], "batch", config.slope)]
        for before, after in pairwise(channels):
            layers += [ResidualBlock(before, "batch", config.padding), Down(before, after, "batch", config.slope)]
        layers.append(ResidualBlock(channels[-1], "batch", config.padding))
        self.body = nn.Sequential(*layers)
        self.linear = nn.Linear(channels[-1] * (size >> len(channels)) ** 2, config.latent_dim)

    def forward(self, crop: Tensor) -> Tensor:
        """``(B, 1, S, S)`` float in [-1, 1], paper 1, to ``(B, D)``."""
        return self.linear(self.body(crop).flatten(1))


class Decoder(nn.Module):
    """One component's latent to a picture-like map."""

    def __init__(
        self,
        bottleneck: tuple[int, int],
        size: int,
        channels: tuple[int, ...],
        out_channels: int,
        config: CoderConfig,
        norm: Norm = "batch",
    ) -> None:
        super().__init__()
        self.bottleneck = (bottleneck[0], bottleneck[1], bottleneck[1])
        num_doublings = (size // bottleneck[1]).bit_length() - 1
        if bottleneck[1] << num_doublings != size or num_doublings > len(channels):
            got = f"a bottleneck of {bottleneck[1]} and {len(channels)} widths"
            raise ValueError(f"expected widths for {num_doublings} doublings to a size of {size}, got {got}")
        channels = (bottleneck[0], *channels[:num_doublings])
        self.linear = nn.Linear(config.latent_dim, bottleneck[0] * bottleneck[1] ** 2)
        layers: list[nn.Module] = [ResidualBlock(channels[0], norm, config.padding)]
        for before, after in pairwise(channels):
            layers += [Up(before, after, norm, config.slope), ResidualBlock(after, norm, config.padding)]
        kernel = config.last_kernel
        last = nn.Conv2d(channels[-1], out_channels, kernel, padding=kernel // 2, padding_mode=config.padding)
        self.body = nn.Sequential(*layers, last)

    def forward(self, latent: Tensor) -> Tensor:
        """``(B, D)`` to ``(B, C, size, size)``."""
        return self.body(self.linear(latent).unflatten(1, self.bottleneck))


def build_encoder(size: int, config: CoderConfig) -> Encoder:
    """The encoder for crops of ``size`` pixels (after their reduction)."""
    return Encoder(size, config)


def build_sketch_decoder(size: int, config: CoderConfig) -> Decoder:
    """Latent to the crop that it was made from, ``(B, 1, size, size)``; trained in stage I."""
    bottleneck = (config.sketch_bottleneck, size >> len(config.encoder_channels))
    return Decoder(bottleneck, size, config.sketch_channels, 1, config)


def build_feature_decoder(size: int, map_size: int, config: CoderConfig) -> Decoder:
    """Latent to its feature map, ``(B, map_channels, map_size, map_size)``; trained in stage II."""
    bottleneck = (config.feature_bottleneck, size >> len(config.encoder_channels))
    return Decoder(bottleneck, map_size, config.feature_channels, config.map_channels, config, config.feature_norm)
