"""The manifold of a component: its bank of latents, and locally linear projection onto it.

Source: paper, section 3.1, after locally linear embedding (Roweis and Saul, 2000).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor

NUM_NEIGHBOURS = 10
# Relative to the trace of the local Gram matrix; keeps duplicates and K > rank from blowing the weights up.
REGULARISATION = 1e-3


@dataclass(frozen=True)
class FeatureBank:
    """Latents of the training samples of one component.

    ``latents``: ``(N, D)`` float32. ``rows``: ``(N,)`` int64, the row of each in the whole bank, so that
    a group's neighbours can be named.
    """

    latents: Tensor
    rows: Tensor

    @classmethod
    def whole(cls, latents: Tensor) -> FeatureBank:
        """The bank of all samples."""
        return cls(latents, torch.arange(latents.shape[0], device=latents.device))


class Projection(NamedTuple):
    """``latent`` (B, D); ``neighbours`` (B, K) rows of the whole bank, nearest first; ``weights`` (B, K), of sum 1."""

    latent: Tensor
    neighbours: Tensor
    weights: Tensor


def project(
    latent: Tensor, bank: FeatureBank, num_neighbours: int = NUM_NEIGHBOURS, excluded: Tensor | None = None
) -> Projection:
    """Replace latents by the best affine combination of their nearest bank samples.

    The weights minimise ‖f − Σ w_k f_k‖² + λ‖w‖² with Σ w_k = 1.

    Args:
        latent: ``(B, D)`` float32.
        bank: the bank to project on; K is at most its size (less one where rows are excluded).
        num_neighbours: K.
        excluded: ``(B,)`` row of the whole bank that is no neighbour of that latent (its own, in training); −1: none.

    Raises:
        ValueError: the bank is empty, holds only what is excluded, or is of another latent size.
    """
    smallest = 1 if excluded is None else 2
    if bank.latents.shape[0] < smallest or bank.latents.shape[1] != latent.shape[1]:
        expected = f"(N ≥ {smallest}, {latent.shape[1]})"
        raise ValueError(f"expected a bank of {expected} latents, got {tuple(bank.latents.shape)}")
    distances = torch.cdist(latent, bank.latents)
    if excluded is not None:
        distances = distances.masked_fill(bank.rows[None] == excluded[:, None], torch.inf)
    k = min(num_neighbours, bank.latents.shape[0] - smallest + 1)
    chosen = distances.topk(k, largest=False).indices  # (B, K)
    samples = bank.latents[chosen]  # (B, K, D)
    weights = local_weights(latent, samples)
    projected = torch.einsum("bk,bkd->bd", weights, samples)
    return Projection(projected, bank.rows[chosen], weights)


def local_weights(latent: Tensor, samples: Tensor) -> Tensor:
    """Affine weights of neighbours.

    Args:
        latent: ``(B, D)``.
        samples: ``(B, K, D)``.

    Returns:
        ``(B, K)``, each row summing to 1.
    """
    offsets = samples - latent[:, None]
    gram = offsets @ offsets.mT  # (B, K, K)
    trace = gram.diagonal(dim1=-2, dim2=-1).sum(-1)
    ridge = REGULARISATION * trace / gram.shape[-1] + torch.finfo(gram.dtype).tiny ** 0.5
    gram = gram + ridge[:, None, None] * torch.eye(gram.shape[-1], device=gram.device, dtype=gram.dtype)
    solved = torch.linalg.solve(gram, torch.ones_like(gram[..., :1])).squeeze(-1)
    return solved / solved.sum(-1, keepdim=True)
