"""The discriminator of stage II, on geometry features instead of pictures: it sees what the prior will paint from.

Source: paper, section 3.3 (conditional, multi-scale patches, feature matching after pix2pixHD), hinge loss after SAGAN.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm


class GeometryDiscriminator(nn.Module):
    """Is this standardised 512×32×32 tensor a generator's own, given the merged map of the sketch?"""

    def __init__(self, map_channels: int = 64, width: int = 128) -> None:
        super().__init__()
        self.condition = spectral_norm(nn.Conv2d(map_channels, width, 2, stride=2))
        self.geometry = spectral_norm(nn.Conv2d(512, width, 1))
        self.stages = nn.ModuleList(
            [
                spectral_norm(nn.Conv2d(2 * width, width, 3, padding=1)),
                spectral_norm(nn.Conv2d(width, 2 * width, 4, stride=2, padding=1)),
                spectral_norm(nn.Conv2d(2 * width, 3 * width, 4, stride=2, padding=1)),
            ]
        )
        self.scores = nn.ModuleList(
            [spectral_norm(nn.Conv2d(channels, 1, 3, padding=1)) for channels in (width, 2 * width, 3 * width)]
        )

    def forward(self, geometry: Tensor, merged: Tensor) -> tuple[list[Tensor], list[Tensor]]:
        """Patch scores at 32×32, 16×16 and 8×8, and the features that they were made from.

        Args:
            geometry: ``(B, 512, 32, 32)`` standardised.
            merged: ``(B, C, 64, 64)``.
        """
        x = F.leaky_relu(torch.cat([self.geometry(geometry), self.condition(merged)], dim=1), 0.2)
        features, scores = [], []
        for stage, score in zip(self.stages, self.scores, strict=True):
            x = F.leaky_relu(stage(x), 0.2)
            features.append(x)
            scores.append(score(x))
        return scores, features
