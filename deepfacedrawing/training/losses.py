"""Losses of stage II."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from deepfacedrawing.components import CANVAS_SIZE, Component

# How much more a geometry cell counts where a window of the inner face lies.
INNER_FACE_WEIGHT = 3.0


def inner_face_weights(components: tuple[Component, ...], size: int) -> Tensor:
    """``(1, 1, size, size)`` weights with mean 1: more on eyes, nose and mouth."""
    weights = torch.ones(1, 1, size, size)
    scale = CANVAS_SIZE // size
    for c in components:
        if c.name != "remainder":
            weights[..., c.y // scale : (c.y + c.size) // scale, c.x // scale : (c.x + c.size) // scale] = (
                INNER_FACE_WEIGHT
            )
    return weights / weights.mean()


def geometry_loss(predicted: Tensor, target: Tensor, weights: Tensor) -> Tensor:
    """Weighted L1 of standardised geometry features."""
    return F.l1_loss(predicted * weights, target * weights)


def squared_loss(predicted: Tensor, target: Tensor, weights: Tensor) -> Tensor:
    """Weighted squared error: it feels the strong, rare features that L1, which follows the median, neglects."""
    return ((predicted - target).square() * weights).mean()


def discriminator_loss(real: list[Tensor], fake: list[Tensor]) -> Tensor:
    """Hinge loss over all scales."""
    losses = [F.relu(1 - r).mean() + F.relu(1 + f).mean() for r, f in zip(real, fake, strict=True)]
    return torch.stack(losses).mean()


def adversarial_loss(fake: list[Tensor]) -> Tensor:
    """The generator's side of the hinge loss."""
    return -torch.stack([f.mean() for f in fake]).mean()


def matching_loss(real: list[Tensor], fake: list[Tensor]) -> Tensor:
    """L1 between the discriminator's features of real and fake."""
    return torch.stack([F.l1_loss(f, r.detach()) for r, f in zip(real, fake, strict=True)]).mean()
