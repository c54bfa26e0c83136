"""The appearances of a model: named styles, random ones, and controls that move them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor

from deepfacedrawing.engine.models.prior import STYLE_DIM
from deepfacedrawing.rendering import DEFAULT_APPEARANCE, UserError


@dataclass(frozen=True)
class Palette:
    """Appearance styles; none, where the synthesis does not separate the appearance.

    ``styles``: name → ``(512,)``, the default first. ``swatches``: name → ``#rrggbb``, a look at what it paints.
    ``mean`` (512,) and ``axes`` (A, 512): random appearances are ``mean + normal(A) @ axes``.
    ``directions``: control → ``(512,)``, what is added to a style where that control is at 1; older files have none.
    """

    styles: Mapping[str, Tensor]
    swatches: Mapping[str, str]
    mean: Tensor
    axes: Tensor
    directions: Mapping[str, Tensor] = field(default_factory=dict)

    def style(self, appearance: str | int, controls: Mapping[str, float] | None = None) -> Tensor:
        """The ``(1, 512)`` style of a name or of a seed, moved by the controls, name → −1…1.

        Raises:
            UserError: an unknown name, or a control that is moved and has no direction here.
        """
        style = self._still_style(appearance)
        for name, amount in (controls or {}).items():
            if amount and name not in self.directions:
                raise UserError("This model has no control {name}; set it to 0, or use a model that has it.", name=name)
            if amount:
                style = style + amount * self.directions[name]
        return style

    def _still_style(self, appearance: str | int) -> Tensor:
        if not self.styles:
            if appearance != DEFAULT_APPEARANCE:
                raise UserError(
                    "This model has no appearances to choose from, so not {name!r} either; "
                    "leave the appearance out, or use another model.",
                    name=appearance,
                )
            return self.mean[None]
        if isinstance(appearance, str):
            if appearance not in self.styles:
                names = ", ".join(self.styles)
                raise UserError(
                    "There is no appearance {name!r}; choose a whole number or one of: {names}.",
                    name=appearance,
                    names=names,
                )
            return self.styles[appearance][None]
        random = torch.randn(1, len(self.axes), generator=torch.Generator().manual_seed(appearance % 2**63))
        return self.mean[None] + random.clamp(-2, 2) @ self.axes


NO_PALETTE = Palette({}, {}, torch.zeros(STYLE_DIM), torch.zeros(0, STYLE_DIM))
