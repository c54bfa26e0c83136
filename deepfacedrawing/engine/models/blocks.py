"""The blocks that encoders, decoders and generators are made of."""

from __future__ import annotations

from typing import Literal, TypeVar

from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_weights

Padding = Literal["zeros", "reflect"]
Norm = Literal["batch", "batch_statistics", "instance"]


def build_norm(kind: Norm, channels: int) -> nn.Module:
    """A normalisation: running statistics, those of the batch at hand, or those of each picture."""
    if kind == "instance":
        return nn.InstanceNorm2d(channels, affine=True)
    return nn.BatchNorm2d(channels, track_running_stats=kind == "batch")


Layer = TypeVar("Layer", nn.Linear, nn.Conv2d)


def start_at_zero(layer: Layer) -> Layer:
    """The layer with no weights yet: what it adds to starts as it is."""
    nn.init.zeros_(layer.weight)
    if layer.bias is not None:
        nn.init.zeros_(layer.bias)
    return layer


class ResidualBlock(nn.Module):
    """``x + norm(conv(relu(norm(conv(x)))))``; nothing behind the sum."""

    def __init__(self, channels: int, norm: Norm, padding: Padding) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, channels, 3, padding=1, padding_mode=padding),
            build_norm(norm, channels),
            nn.ReLU(inplace=True),
            nn.Conv2d(channels, channels, 3, padding=1, padding_mode=padding),
            build_norm(norm, channels),
        )

    def forward(self, x: Tensor) -> Tensor:
        return x + self.body(x)


class Down(nn.Sequential):
    """Strided 4×4 convolution, norm, leaky ReLU (slope 1 is the identity, as in the published networks)."""

    def __init__(self, in_channels: int, out_channels: int, norm: Norm, slope: float) -> None:
        super().__init__(
            nn.Conv2d(in_channels, out_channels, 4, stride=2, padding=1),
            build_norm(norm, out_channels),
            nn.LeakyReLU(slope),
        )


class Up(nn.Sequential):
    """Transposed 4×4 convolution of stride 2, norm, leaky ReLU."""

    def __init__(self, in_channels: int, out_channels: int, norm: Norm, slope: float) -> None:
        super().__init__(
            nn.ConvTranspose2d(in_channels, out_channels, 4, stride=2, padding=1),
            build_norm(norm, out_channels),
            nn.LeakyReLU(slope),
        )


def fold_norms(module: nn.Module) -> None:
    """Fold each batch norm with running statistics into the convolution before it, in place; eval mode only."""
    for sequence in [m for m in module.modules() if isinstance(m, nn.Sequential)]:
        for i in range(len(sequence) - 1):
            conv, norm = sequence[i], sequence[i + 1]
            is_conv = isinstance(conv, (nn.Conv2d, nn.ConvTranspose2d))
            if not (is_conv and isinstance(norm, nn.BatchNorm2d)):
                continue
            if norm.running_mean is not None and norm.running_var is not None:
                statistics = norm.running_mean, norm.running_var, norm.eps, norm.weight, norm.bias
                is_transposed = isinstance(conv, nn.ConvTranspose2d)
                conv.weight, conv.bias = fuse_conv_bn_weights(conv.weight, conv.bias, *statistics, is_transposed)
                sequence[i + 1] = nn.Identity()
