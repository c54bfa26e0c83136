"""The banks by group, ready on the device, and what a request may ask of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor

from deepfacedrawing.components import Component
from deepfacedrawing.engine.checkpoint import Bank
from deepfacedrawing.engine.indexed_bank import IndexedBank
from deepfacedrawing.engine.manifold import PAPER, FeatureBank, ManifoldConfig, SampleBank, project
from deepfacedrawing.rendering import RenderRequest, UserError, find_group


@dataclass(frozen=True)
class GroupedBanks:
    """``groups``: group → component → its bank, "all" first. ``scales``: component → typical distance of a sample from
    its projection on the others.
    """

    groups: Mapping[str, Mapping[str, SampleBank]]
    scales: Mapping[str, float]
    manifold: ManifoldConfig = PAPER
    _empty: dict[tuple[str, str], Tensor] = field(default_factory=dict)

    @classmethod
    def build(cls, bank: Bank, device: torch.device, manifold: ManifoldConfig = PAPER) -> GroupedBanks:
        """Those of the groups that have members; a data set without attributes leaves a group empty."""
        members: dict[str, Tensor | None] = {"all": None} | {n: m for n, m in bank.groups.items() if m.any()}
        groups = {
            group: {name: _take_bank(bank, name, group, chosen, device) for name in bank.latents}
            for group, chosen in members.items()
        }
        return cls(groups, bank.scales, manifold)

    @property
    def size(self) -> int:
        """How many samples the whole bank of a component has."""
        return next(iter(self.groups["all"].values())).shape[0]

    def empty(self, group: str, name: str) -> Tensor:
        """The ``(1, D)`` latent of a component that is not drawn yet; found once it is asked for."""
        if (group, name) not in self._empty:
            bank = self.groups[group][name]
            self._empty[group, name] = project(bank.middle(), bank, self.manifold).latent
        return self._empty[group, name]

    def latents(self, name: str, rows: list[int]) -> Tensor:
        """The ``(K, D)`` latents of rows of the whole bank of a component."""
        return self.groups["all"][name].take(rows)

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


def _take_bank(bank: Bank, name: str, group: str, members: Tensor | None, device: torch.device) -> SampleBank:
    """A component's samples that belong to a group, all of them where there are no ``(N,)`` members."""
    rows = bank.latents[name]
    if bank.index is not None:
        index = bank.index[name]
        mean = index.code.means[["all", *bank.groups].index(group)]
        return IndexedBank(rows, index, mean[None], device, members)
    chosen = torch.arange(len(rows)) if members is None else members.nonzero()[:, 0]
    return FeatureBank(rows[chosen].to(device), chosen.to(device))
