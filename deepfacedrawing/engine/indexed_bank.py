"""A large bank's samples of one component, or a group of them: found by the index, taken from the disk."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from deepfacedrawing.engine.bank_index import ComponentIndex, import_faiss
from deepfacedrawing.engine.manifold import Neighbours
from deepfacedrawing.rendering import UserError

# Samples that the index finds for each neighbour; which of them are the nearest, their own numbers say.
CANDIDATES = 4
# Measured: of a million samples, every hundredth takes about four times as many lists.
FARTHER = 1 / 3


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
        self._members = None if members is None else np.packbits(members.numpy(), bitorder="little")
        # Neighbours of a part of the samples lie farther off, though not in as many more lists as there are fewer.
        self._probes = min(index.lists.nlist, round(index.probes * (len(latents) / max(1, size)) ** FARTHER))

    @property
    def shape(self) -> tuple[int, int]:
        """How many samples belong, and D."""
        return self._shape

    def middle(self) -> Tensor:
        """See ``SampleBank``."""
        return self._middle

    def take(self, rows: list[int]) -> Tensor:
        """The ``(K, D)`` float32 latents of samples, counted among all."""
        return self.latents[rows].float().to(self.device)

    def nearest(self, latent: Tensor, k: int, excluded: Tensor | None = None) -> Neighbours:
        """See ``SampleBank``; now and then another sample stands in for one that is hardly nearer.

        Raises:
            UserError: the index names samples that are not there.
        """
        query = latent.detach().float().cpu()
        own = torch.full((len(query),), -1) if excluded is None else excluded.cpu()
        count = min(CANDIDATES * k + (excluded is not None), self.shape[0])
        distances, found, samples = self._compare(query, own, count, self._probes)
        short = distances.isfinite().sum(1) < k  # those lists have too few that belong
        if short.any():
            everywhere = self._compare(query[short], own[short], count, self.index.lists.nlist)
            distances[short], found[short], samples[short] = everywhere
        best = distances.topk(k, largest=False).indices
        chosen = samples.gather(1, best[..., None].expand(-1, -1, samples.shape[2]))
        return Neighbours(found.gather(1, best).to(self.device), chosen.to(self.device))

    def _compare(self, query: Tensor, excluded: Tensor, count: int, probes: int) -> tuple[Tensor, Tensor, Tensor]:
        """Distances (B, C), rows (B, C) and samples (B, C, D) of what the index finds in so many lists."""
        faiss = import_faiss()
        members = None if self._members is None else faiss.IDSelectorBitmap(self._members)
        parameters = faiss.SearchParametersIVF(nprobe=probes, sel=members)
        _, rows = self.index.lists.search(self.index.code.encode(query).numpy(), count, params=parameters)
        found = torch.from_numpy(rows)
        if int(found.max()) >= len(self.latents):
            raise UserError("The bank's index is damaged; make it again with: deepfacedrawing bank index")
        samples = self.latents[found.clamp(min=0)].float()
        distances = (samples - query[:, None]).norm(dim=2)
        return distances.masked_fill((found < 0) | (found == excluded[:, None]), torch.inf), found, samples
