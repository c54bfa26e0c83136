"""The banks by group, ready on the device, and what a request may ask of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from deepfacedrawing.components import Component
from deepfacedrawing.engine.checkpoint import Bank
from deepfacedrawing.engine.manifold import PAPER, FeatureBank, ManifoldConfig, project
from deepfacedrawing.rendering import RenderRequest, UserError, find_group


@dataclass(frozen=True)
class GroupedBanks:
    """``groups``: group → component → its bank, "all" first. ``empty``: group → component → the ``(1, D)`` latent of
    what is not drawn yet. ``scales``: component → typical distance of a sample from its projection on the others.
    """

    groups: Mapping[str, Mapping[str, FeatureBank]]
    empty: Mapping[str, Mapping[str, Tensor]]
    scales: Mapping[str, float]

    @classmethod
    def build(cls, bank: Bank, device: torch.device, manifold: ManifoldConfig = PAPER) -> GroupedBanks:
        """Those of the groups that have members; a data set without attributes leaves a group empty."""
        all_rows = torch.arange(len(next(iter(bank.latents.values()))))
        rows = {"all": all_rows} | {n: all_rows[members] for n, members in bank.groups.items() if members.any()}
        groups = {
            group: {n: FeatureBank(x[chosen].to(device), chosen.to(device)) for n, x in bank.latents.items()}
            for group, chosen in rows.items()
        }
        empty = {
            group: {n: project(b.latents.mean(0, keepdim=True), b, manifold).latent for n, b in banks.items()}
            for group, banks in groups.items()
        }
        return cls(groups, empty, bank.scales)

    @property
    def size(self) -> int:
        """How many samples the whole bank of a component has."""
        return len(next(iter(self.groups["all"].values())).rows)

    def latents(self, name: str, rows: list[int]) -> Tensor:
        """The ``(K, D)`` latents of rows of the whole bank of a component."""
        return self.groups["all"][name].latents[rows]

    def check(self, request: RenderRequest, components: tuple[Component, ...]) -> None:
        """Whether the request's group and pins exist here.

        Raises:
            UserError: one of them does not.
        """
        if not find_group(request.group, self.groups):
            raise UserError(
                "This model has no group {name!r}; choose from {names}.",
                name=request.group,
                names=", ".join(self.groups),
            )
        for component in components:
            pin = request.pins.get(component.name)
            if isinstance(pin, int) and pin >= self.size:
                raise UserError(
                    "The {name} is pinned to sample {pin}, but this model has {count}; unpin it.",
                    name=component.name,
                    pin=pin,
                    count=self.size,
                )
            if isinstance(pin, bytes) and len(pin) != component.size**2:
                raise UserError(
                    "The {name} is pinned to a drawing of another size than this model's; unpin it.",
                    name=component.name,
                )
