"""A large bank's samples of one component, or a group of them: found by the index, taken from the disk."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from deepfacedrawing.engine.bank_index import ComponentIndex, import_faiss
from deepfacedrawing.engine.finite import is_usable
from deepfacedrawing.engine.manifold import Neighbours
from deepfacedrawing.rendering import UserError

# Samples that the index finds for each neighbour; which of them are the nearest, their own numbers say.
CANDIDATES = 4
# Measured: of a million samples, every hundredth takes about two and a half times as many lists.
FARTHER = 1 / 5
# Of a larger part, looking among all and leaving out strangers is faster than asking of each sample if it belongs.
RARE = 1 / 4


class IndexedBank:
    """A ``manifold.SampleBank`` of which only neighbours are ever read.

    ``latents``: ``(N, D)`` of all samples, mapped. ``members``: ``(N,)`` bool, those that belong; None for all.
    ``middle``: their mean, ``(1, D)``.
    """

    def __init__(
        self,
        latents: Tensor,
        index: ComponentIndex,
        middle: Tensor,
        device: torch.device,
        members: Tensor | None = None,
    ) -> None:
        self.latents, self.index, self.device = latents, index, device
        self._middle = middle.to(device)
        size = len(latents) if members is None else int(members.sum())
        self._shape = size, latents.shape[1]
        self._members = members
        self._bits = None if members is None else np.packbits(members.numpy(), bitorder="little")
        self._share = max(1, size) / len(latents)
        # Neighbours of a part of the samples lie farther off, though not in as many more lists as there are fewer.
        self._probes = min(index.lists.nlist, round(index.probes / self._share**FARTHER))

    @property
    def shape(self) -> tuple[int, int]:
        """How many samples belong, and D."""
        return self._shape

    def middle(self) -> Tensor:
        """See ``SampleBank``."""
        return self._middle

    def take(self, rows: list[int]) -> Tensor:
        """The ``(K, D)`` float32 latents of samples, counted among all.

        Raises:
            UserError: one of them holds NaN, infinite or far too large values.
        """
        return self._read(torch.tensor(rows)).to(self.device)

    def nearest(self, latent: Tensor, k: int, excluded: Tensor | None = None) -> Neighbours:
        """See ``SampleBank``; now and then another sample stands in for one that is hardly nearer.

        Raises:
            UserError: the index names samples that are not there, or one of them holds values that are no numbers.
        """
        query = latent.detach().float().cpu()
        own = torch.full((len(query),), -1) if excluded is None else excluded.cpu()
        is_rare = self._share < RARE
        count = round((CANDIDATES * k + (excluded is not None)) / (1 if is_rare else self._share))
        distances, found, samples = self._compare(query, own, count, self._probes, is_rare)
        short = distances.isfinite().sum(1) < k  # too few of what is there belong
        if short.any():
            everywhere = self._compare(query[short], own[short], count, self.index.lists.nlist, True)
            distances[short], found[short], samples[short] = everywhere
        best = distances.topk(k, largest=False).indices
        chosen = samples.gather(1, best[..., None].expand(-1, -1, samples.shape[2]))
        return Neighbours(found.gather(1, best).to(self.device), chosen.to(self.device))

    def _compare(
        self, query: Tensor, excluded: Tensor, count: int, probes: int, only_members: bool
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Distances (B, C), rows (B, C) and samples (B, C, D) of what the index finds in so many lists."""
        faiss = import_faiss()
        selector = faiss.IDSelectorBitmap(self._bits) if only_members and self._bits is not None else None
        parameters = faiss.SearchParametersIVF(nprobe=probes, sel=selector)
        _, rows = self.index.lists.search(self.index.code.encode(query).numpy(), count, params=parameters)
        found = torch.from_numpy(rows)
        if int(found.max()) >= len(self.latents):
            raise UserError("The bank's index is damaged; make it again with: deepfacedrawing bank index")
        places = found.clamp(min=0).flatten()
        samples = self._read(places).unflatten(0, found.shape)
        left_out = (found < 0) | (found == excluded[:, None])
        if self._members is not None:
            left_out |= ~self._members.index_select(0, places).unflatten(0, found.shape)
        distances = (samples - query[:, None]).norm(dim=2)
        return distances.masked_fill(left_out, torch.inf), found, samples

    def _read(self, rows: Tensor) -> Tensor:
        # Not by brackets, which start threads: where others keep the cores busy, that takes longer than the search.
        latents = self.latents.index_select(0, rows).float()
        if not is_usable(latents):  # nobody has read them all when the bank was opened
            row = next(row for row, latent in zip(rows.tolist(), latents, strict=True) if not is_usable(latent))
            raise UserError(
                "The bank's sample {row} holds NaN, infinite or far too large values; get the bank's file again.",
                row=row,
            )
        return latents
