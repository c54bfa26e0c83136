"""The guidance under the strokes: sketches of the neighbours, laid over each other by weight.

Source: paper, section 4 (shadow-guided sketching), after ShadowDraw (Lee et al., 2011).
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
import torch.nn.functional as F
from torch import Tensor

from deepfacedrawing.components import CANVAS_SIZE, PASTE_ORDER, Component

MAX_WEIGHT = 0.5
# The decoders leave a faint haze on the paper; below this much ink there is none.
HAZE = 0.08
FEATHER = 12


def blend_neighbours(decoded: Tensor, weights: Tensor) -> Tensor:
    """Ink of the neighbours with positive weight.

    Args:
        decoded: ``(K, 1, S, S)`` in [-1, 1], paper 1.
        weights: ``(K,)``.

    Returns:
        ``(1, S, S)`` ink in 0…1.
    """
    ink = (1 - decoded.clamp(-1, 1)) / 2
    return clear_haze((ink * weights.clamp(0, MAX_WEIGHT)[:, None, None, None]).sum(0))


def clear_haze(ink: Tensor) -> Tensor:
    """Ink in 0…1 without what the decoders leave on bare paper."""
    return ((ink - HAZE) / (1 - HAZE)).clamp(0, 1)


def compose_shadow(inks: Mapping[str, Tensor], components: tuple[Component, ...]) -> Tensor:
    """One picture of the components' inks, windows feathered into each other.

    Args:
        inks: component → ``(1, S, S)`` ink in 0…1.
        components: the table.

    Returns:
        ``(512, 512)`` uint8, 255 where there is no shadow.
    """
    table = {component.name: component for component in components}
    canvas = torch.zeros(CANVAS_SIZE, CANVAS_SIZE, device=inks["remainder"].device)
    for name in PASTE_ORDER:
        component = table[name]
        size = (component.size, component.size)
        ink = F.interpolate(inks[name][None], size=size, mode="bilinear", align_corners=False)[0, 0]
        rows, columns = component.box
        if name == "remainder":
            canvas[rows, columns] = ink
        else:
            canvas[rows, columns] = torch.maximum(canvas[rows, columns], ink * feather(component.size, ink.device))
    return (255 - canvas * 255).round().to(torch.uint8)


def feather(size: int, device: torch.device) -> Tensor:
    """``(size, size)`` weights that fall to 0 over ``FEATHER`` pixels at the edges."""
    ramp = ((torch.arange(size, device=device) + 0.5) / FEATHER).clamp(max=1)
    ramp = torch.minimum(ramp, ramp.flip(0))
    return ramp[:, None] * ramp[None]
