"""Image synthesis (IS): the merged feature map to a face. Source: paper, section 3.3.

Two kinds: trained parts in front of and between the layers of a pretrained generative prior (after pSp, GLEAN, arXiv
2012.00739, and GFP-GAN, arXiv 2101.04061), which the bundled model uses, and the paper's own generator in the manner
of pix2pixHD (arXiv 1711.11585).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from deepfacedrawing.components import CANVAS_SIZE, PASTE_ORDER, Component
from deepfacedrawing.engine.models.autoencoder import CoderConfig
from deepfacedrawing.engine.models.blocks import Padding, ResidualBlock, build_norm, start_at_zero
from deepfacedrawing.engine.models.prior import LAYOUT_SIZES, NUM_LAYOUT_STYLES, STYLE_DIM, LayoutPrior, StylePrior

GEOMETRY_CHANNELS = 512
# Softness of the regions' borders, in canvas pixels.
BORDER_SIGMA = 24


@dataclass(frozen=True)
class PriorSynthesisConfig:
    """Widths: of the style mappers' hidden layers, and of the head with its number of residual blocks."""

    mapper_dim: int = 128
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
    """Latents to the styles that lay out one region of the face.

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
        """``(B, D)`` to ``(B, 10, 512)``."""
        styles = self.body(latents).unflatten(1, (NUM_LAYOUT_STYLES, STYLE_DIM))
        return self.linear(latents)[:, None] + styles

    @torch.no_grad()
    def transform(self, matrix: Tensor, mean: Tensor) -> None:
        """Let the mapper answer with ``mean + matrix @ (style - mean)`` from now on; (512, 512) and (512,)."""
        last = self.body[-1]
        assert isinstance(last, nn.Linear)
        self.linear.weight.copy_(matrix @ self.linear.weight)
        self.linear.bias.copy_(mean + matrix @ (self.linear.bias - mean))
        for parameter in (last.weight, last.bias):
            parameter.copy_((matrix @ parameter.reshape(NUM_LAYOUT_STYLES, STYLE_DIM, -1)).reshape(parameter.shape))


class RegionMappers(nn.Module):
    """One mapper a component: a window's styles follow from its own latent and the remainder's, and from no other.

    So a stroke in one window leaves the rest of the face alone; the remainder speaks for the whole. One thing is
    settled between the eyes: what a read-out says of them, whether there are glasses, is the mean of what it says of
    each, lest there be one lens. ``shared_read`` and ``shared_move`` are that read-out and the direction that moves it;
    zeros leave the eyes alone.
    """

    shared_read: Tensor
    shared_move: Tensor

    def __init__(self, components: tuple[Component, ...], latent_dim: int, hidden: int) -> None:
        super().__init__()
        self.inputs = mapper_inputs(components)
        self.eyes = [i for i, c in enumerate(components) if c.name.endswith("_eye")]
        self.register_buffer("shared_read", torch.zeros(STYLE_DIM))
        self.register_buffer("shared_move", torch.zeros(STYLE_DIM))
        self.mappers = nn.ModuleList(StyleMapper(len(rows) * latent_dim, hidden) for rows in self.inputs)

    def forward(self, latents: Tensor) -> Tensor:
        """``(B, 5, D)`` to ``(B, 5, 10, 512)``."""
        # By slices: a list of rows would be sent to a graphics card each time, and that be waited for.
        seen = (torch.cat([latents[:, row] for row in rows], dim=1) for rows in self.inputs)
        styles = [mapper(part) for mapper, part in zip(self.mappers, seen, strict=True)]
        if self.eyes:
            left, right = self.eyes
            apart = 0.5 * ((styles[right] - styles[left]) @ self.shared_read)[..., None] * self.shared_move
            styles[left], styles[right] = styles[left] + apart, styles[right] - apart
        return torch.stack(styles, dim=1)

    def linears(self) -> list[nn.Linear]:
        """The linear part of each mapper."""
        return [mapper.linear for mapper in self.mappers if isinstance(mapper, StyleMapper)]


def mapper_inputs(components: tuple[Component, ...]) -> list[list[int]]:
    """Which components' latents each component's mapper sees."""
    names = [c.name for c in components]
    remainder = names.index("remainder")
    return [sorted({i, remainder}) for i in range(len(names))]


def region_shares(components: tuple[Component, ...], size: int) -> Tensor:
    """How much each component's style counts at each cell of a ``size``×``size`` layout: ``(5, size, size)``."""
    with torch.device("cpu"):  # also where the network around it is only sketched out
        return F.avg_pool2d(soft_windows(components), CANVAS_SIZE // size)[:, 0]


@cache
def soft_windows(components: tuple[Component, ...]) -> Tensor:
    """The same for each pixel of the canvas, ``(5, 1, 512, 512)``: windows as they are pasted, with soft borders."""
    owners = np.zeros((CANVAS_SIZE, CANVAS_SIZE), int)
    for index, window in sorted(enumerate(components), key=lambda item: PASTE_ORDER.index(item[1].name)):
        owners[window.y : window.y + window.pasted_rows, window.x : window.x + window.size] = index
    masks = torch.from_numpy(np.stack([owners == i for i in range(len(components))])).float()
    # A Gaussian of ``reach`` cells to each side, beyond the border the cell at the border, as a matrix (512, 512).
    places, reach = torch.arange(CANVAS_SIZE), 3 * BORDER_SIGMA
    sources = torch.arange(-reach, CANVAS_SIZE + reach)
    distances = places[:, None] - sources
    taps = torch.exp(-0.5 * (distances / BORDER_SIGMA).square()) * (distances.abs() <= reach)
    taps = taps / taps.sum(1, keepdim=True)
    blur = torch.zeros(CANVAS_SIZE, CANVAS_SIZE).index_add_(1, sources.clamp(0, CANVAS_SIZE - 1), taps)
    return (blur @ masks @ blur.T)[:, None]


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
    """The prior's feature tensor at 32×32: the mappers' layout, corrected by the head; the part that is trained."""

    mean: Tensor
    std: Tensor

    def __init__(self, components: tuple[Component, ...], coder: CoderConfig, config: PriorSynthesisConfig) -> None:
        super().__init__()
        self.mapper = RegionMappers(components, coder.latent_dim, config.mapper_dim)
        self.layout = LayoutPrior()
        for size in LAYOUT_SIZES:
            self.register_buffer(f"shares_{size}", region_shares(components, size), persistent=False)
        self.head = GeometryHead(coder.map_channels, config)
        self.register_buffer("mean", torch.zeros(1, GEOMETRY_CHANNELS, 1, 1))
        self.register_buffer("std", torch.ones(1, GEOMETRY_CHANNELS, 1, 1))

    def standardise(self, geometry: Tensor) -> Tensor:
        """The prior's own scale to that of the losses: mean 0 and spread 1 in each channel."""
        return (geometry - self.mean) / self.std

    def unstandardise(self, geometry: Tensor) -> Tensor:
        """The inverse of ``standardise``."""
        return geometry * self.std + self.mean

    def lay_out(self, styles: Tensor) -> Tensor:
        """Styles of the components, ``(B, 5, 10, 512)``, to the standardised layout ``(B, 512, 32, 32)``."""
        shares = {size: self.get_buffer(f"shares_{size}") for size in LAYOUT_SIZES}
        return self.standardise(self.layout(styles, shares))

    def standardised(self, merged: Tensor, latents: Tensor) -> Tensor:
        """``(B, C, 64, 64)`` and ``(B, 5, D)`` to the standardised ``(B, 512, 32, 32)``."""
        layout = self.lay_out(self.mapper(latents))
        return layout + self.head(merged, layout)

    def forward(self, merged: Tensor, latents: Tensor) -> Tensor:
        """The same in the prior's own scale."""
        return self.unstandardise(self.standardised(merged, latents))


class PriorSynthesis(nn.Module):
    """Geometry from the sketch, painted by the upper prior in the appearance's style."""

    def __init__(self, components: tuple[Component, ...], coder: CoderConfig, config: PriorSynthesisConfig) -> None:
        super().__init__()
        self.geometry = GeometrySynthesis(components, coder, config)
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
