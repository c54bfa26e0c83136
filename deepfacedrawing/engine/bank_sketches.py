"""Bank samples as sketches: what the shadow is made of, and what one browses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from deepfacedrawing.components import Component
from deepfacedrawing.engine.backends.runner import Runner, Tensors
from deepfacedrawing.engine.finite import check_finite
from deepfacedrawing.engine.grouped_banks import GroupedBanks
from deepfacedrawing.engine.manifold import FeatureBank, Projection
from deepfacedrawing.engine.models.face_drawing import DeepFaceDrawing
from deepfacedrawing.engine.shadow import blend_neighbours, clear_haze, compose_shadow

# Decoded samples kept per component.
MAX_DECODED = 256
# Pixels decoded at once: more takes memory and saves no time.
DECODED_AT_ONCE = 2**20


class BankSketches:
    """Decodes bank samples, each once as long as it is kept."""

    def __init__(self, model: DeepFaceDrawing, banks: GroupedBanks, runner: Runner) -> None:
        self.model, self.banks, self.runner = model, banks, runner
        self._sizes = {c.name: c.size // c.crop_reduction for c in model.config.components}
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self.decoded: dict[str, dict[int, Tensor]] = {c.name: {} for c in self.model.config.components}
        # Component → the projection whose neighbours were asked for last, and their ink.
        self.inks: dict[str, tuple[Projection, Tensor]] = {}
        # Component and pictures that were asked for last: most of them are asked for again.
        self.browsed: tuple[str, dict[int, NDArray[np.uint8]]] = "", {}

    def shadow(self, projections: Mapping[str, Projection]) -> Tensor:
        """The neighbours over each other, ``(512, 512)`` uint8 on the device, 255 where there is none."""
        for name, projection in projections.items():
            if name not in self.inks or self.inks[name][0] is not projection:
                self.inks[name] = projection, self._ink(name, projection)
        names, components = tuple(projections), self.model.config.components

        def compose(*inks: Tensor) -> Tensors:
            return (compose_shadow(dict(zip(names, inks, strict=True)), components),)

        return self.runner.run(("shadow", *names), compose, *(self.inks[name][1] for name in names))[0]

    def pictures(self, component: Component, rows: Sequence[int]) -> dict[int, NDArray[np.uint8]]:
        """Row → its sketch in the component's window, ``(S, S)`` uint8, ink 0, paper 255."""
        name, known = self.browsed
        known = known if name == component.name else {}
        missing = [row for row in rows if row not in known]
        if missing:
            known = known | dict(zip(missing, self._paint(component, missing), strict=True))
        pictures = {row: known[row] for row in rows}
        self.browsed = component.name, pictures
        return pictures

    def _ink(self, name: str, projection: Projection) -> Tensor:
        """``(1, s, s)`` ink of a component's neighbours in 0…1."""
        weights, rows = projection.weights[0], projection.neighbours[0]
        bank, decoder = self.banks.groups["all"][name], self.model.sketch_decoders[name]
        if not self.runner.records or not isinstance(bank, FeatureBank):
            is_seen = weights > 0
            return blend_neighbours(self._decode(name, rows[is_seen].tolist()), weights[is_seen])

        latents, dtype = bank.latents, next(decoder.parameters()).dtype

        def decode_all(rows: Tensor, weights: Tensor) -> Tensors:  # sooner done than asking which of them are known
            decoded = decoder(latents[rows].to(dtype)).float()
            return (blend_neighbours(decoded.nan_to_num(1.0), weights),)  # looking at numbers cannot be recorded

        return self.runner.run(("ink", name), decode_all, rows, weights)[0]

    def _paint(self, component: Component, rows: Sequence[int]) -> NDArray[np.uint8]:
        ink = clear_haze((1 - self._decode(component.name, rows).clamp(-1, 1)) / 2)
        ink = F.interpolate(ink, size=(component.size, component.size), mode="bilinear", align_corners=False)
        pictures = (255 - ink[:, 0] * 255).round().to(torch.uint8).cpu().numpy()
        pictures.flags.writeable = False  # kept here while others look at them
        return pictures

    def _decode(self, name: str, rows: Sequence[int]) -> Tensor:
        """``(K, 1, s, s)`` in about [-1, 1], paper 1.

        Raises:
            FloatingPointError: a number of theirs is NaN or infinite.
        """
        decoded = self.decoded[name]
        missing = [row for row in rows if row not in decoded]
        if missing:
            if len(decoded) > MAX_DECODED:
                decoded.clear()
                missing = list(rows)
            latents = self.banks.latents(name, missing)
            decoder = self.model.sketch_decoders[name]
            at_once = max(1, DECODED_AT_ONCE // self._sizes[name] ** 2)
            parts = latents.to(next(decoder.parameters()).dtype).split(at_once)
            sketches = torch.cat([decoder(part).float() for part in parts])
            check_finite(f"{name}.sketch", sketches)
            decoded |= dict(zip(missing, sketches, strict=True))
        return torch.stack([decoded[row] for row in rows])
