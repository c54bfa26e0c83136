"""The five components of a face and their windows on the canvas: one table per model.

Left and right are as seen in the picture. Arrays are indexed ``[..., row, column]``; a window is a
square of ``size`` pixels whose upper left corner is ``(x, y)``. Source: paper, section 3.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

CANVAS_SIZE = 512
PAPER = 255
INK = 0


@dataclass(frozen=True)
class Component:
    """A component's window.

    ``pasted_rows``: rows of its feature map, in canvas pixels from the top, that are pasted over what
    lies below. ``crop_reduction``: by how much its crop is reduced (by area) before the encoder.
    """

    name: str
    x: int
    y: int
    size: int
    pasted_rows: int
    crop_reduction: int = 1

    @property
    def box(self) -> tuple[slice, slice]:
        """Rows and columns of the window on the canvas."""
        return slice(self.y, self.y + self.size), slice(self.x, self.x + self.size)


# In the order of the sliders and of every array with one row a component.
BUNDLED_COMPONENTS: tuple[Component, ...] = (
    Component("left_eye", 128, 160, 128, pasted_rows=128, crop_reduction=2),
    Component("right_eye", 256, 160, 128, pasted_rows=128, crop_reduction=2),
    Component("nose", 176, 232, 160, pasted_rows=120, crop_reduction=2),
    Component("mouth", 160, 304, 192, pasted_rows=192, crop_reduction=2),
    Component("remainder", 0, 0, 512, pasted_rows=512, crop_reduction=4),
)
COMPONENT_NAMES = tuple(component.name for component in BUNDLED_COMPONENTS)

# From the lowest layer to the uppermost: windows overlap, the later one wins.
PASTE_ORDER = ("remainder", "mouth", "nose", "left_eye", "right_eye")


def crop(sketch: Any, component: Component, components: tuple[Component, ...]) -> Any:
    """The component's part of a sketch, as a copy; the remainder has the other windows blanked.

    Args:
        sketch: ``(..., 512, 512)`` array or tensor, uint8 with ink 0 and paper 255, or float in
            [-1, 1] with paper 1.
        component: the one to cut out.
        components: the whole table, which says what the remainder leaves out.

    Returns:
        ``(..., S, S)`` of the same kind; never a view of ``sketch``.
    """
    rows, columns = component.box
    part = sketch[..., rows, columns]
    part = part.copy() if isinstance(part, np.ndarray) else part.clone()
    if component.name == "remainder":
        paper = PAPER if isinstance(part, np.ndarray) and part.dtype == np.uint8 else 1
        for other in components:
            if other.name != "remainder":
                part[(..., *other.box)] = paper
    return part


def paste(feature_maps: dict[str, Any], components: tuple[Component, ...], stride: int) -> Any:
    """One feature map of the canvas from those of the components, in ``PASTE_ORDER``.

    Args:
        feature_maps: name to ``(B, C, S/stride, S/stride)`` tensor.
        components: the table that the maps were made with.
        stride: canvas pixels per cell of a feature map.

    Returns:
        ``(B, C, 512/stride, 512/stride)``, a new tensor.
    """
    table = {component.name: component for component in components}
    merged = feature_maps["remainder"].clone()
    for name in PASTE_ORDER[1:]:
        window = table[name]
        rows, y, x = window.pasted_rows // stride, window.y // stride, window.x // stride
        merged[..., y : y + rows, x : x + window.size // stride] = feature_maps[name][..., :rows, :]
    return merged
