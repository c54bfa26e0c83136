"""The manifold of a component: its bank of latents, and locally linear projection onto it.

Source: paper, section 3.1, after locally linear embedding (Roweis and Saul, 2000).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

import torch
from torch import Tensor

from deepfacedrawing.engine.elimination import eliminate

# Relative to the trace of the local Gram matrix; keeps duplicates and K > rank from blowing the weights up.
REGULARISATION = 1e-3
# The weight of the equation Σx = 0 in the published model's least squares.
RELATIVE_PULL = 10.0
# Pairs of samples whose distance is known at one time.
COMPARED_AT_ONCE = 2**25


@dataclass(frozen=True)
class ManifoldConfig:
    """How latents are projected: the paper's way, if nothing else is said.

    ``num_neighbours``: K. ``solve``: what the weights minimise; see ``affine_weights`` and ``relative_weights``.
    ``blank``: the latent of a component that is not drawn yet, the middle of the bank or what the encoder makes of it.
    """

    num_neighbours: int = 10
    solve: Literal["affine", "relative"] = "affine"
    blank: Literal["middle", "encoded"] = "middle"

    def __post_init__(self) -> None:
        if self.num_neighbours < 1 or self.solve not in SOLVERS or self.blank not in ("middle", "encoded"):
            raise ValueError(f"expected K ≥ 1 neighbours and known ways, got {self}")


def affine_weights(latent: Tensor, samples: Tensor) -> Tensor:
    """Weights of neighbours that minimise ‖f − Σ w_k f_k‖² + λ‖w‖² with Σ w_k = 1.

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
    # The library's solver looks whether it succeeded, and would wait for a graphics card.
    solve = torch.linalg.solve if gram.device.type == "cpu" else eliminate
    solved = solve(gram, torch.ones_like(gram[..., :1])).squeeze(-1)
    return solved / solved.sum(-1, keepdim=True)


def relative_weights(latent: Tensor, samples: Tensor) -> Tensor:
    """The published model's weights: w_k of k > 1 minimise ‖f − f_1 − Σ w_k (f_k − f_1)‖² + 100 (Σ w_k)², w_1 the rest.

    Of several such weights, as where samples are the same, the smallest ones. Shapes as in ``affine_weights``; float64,
    as neighbours that are nearly alike get weights that are large and cancel.
    """
    offsets = (samples[:, 1:] - samples[:, :1].double()).mT  # (B, D, K - 1)
    target = (latent - samples[:, 0].double())[..., None]  # (B, D, 1)
    system = torch.cat([offsets, torch.full_like(offsets[:, :1], RELATIVE_PULL)], dim=1)
    target = torch.cat([target, torch.zeros_like(target[:, :1])], dim=1)
    solve = solve_smallest if system.device.type == "cpu" else solve_normally
    others = solve(system, target).squeeze(-1)
    return torch.cat([1 - others.sum(-1, keepdim=True), others], dim=-1)


def solve_smallest(system: Tensor, target: Tensor) -> Tensor:
    """The least squares' smallest solution, ``(B, D, K)`` and ``(B, D, 1)`` to ``(B, K, 1)``."""
    return torch.linalg.pinv(system) @ target


def solve_normally(system: Tensor, target: Tensor) -> Tensor:
    """The same by the normal equations, as ``pinv`` waits for a graphics card; the last row weighs far more than the
    others, and does not count for what keeps duplicates apart.
    """
    gram = system.mT @ system
    ridge = 1e-10 * system[:, :-1].square().sum((-1, -2)) + 1e-12
    identity = torch.eye(gram.shape[-1], device=gram.device, dtype=gram.dtype)
    return eliminate(gram + ridge[:, None, None] * identity, system.mT @ target)


SOLVERS = {"affine": affine_weights, "relative": relative_weights}
PAPER = ManifoldConfig()


class Neighbours(NamedTuple):
    """``rows`` (B, K) int64 of the whole bank, nearest first; ``samples`` (B, K, D) float32, their latents."""

    rows: Tensor
    samples: Tensor


class SampleBank(Protocol):
    """What latents are projected on: N samples of D numbers, wherever they are kept."""

    @property
    def shape(self) -> tuple[int, int]:
        """N and D."""
        ...

    def nearest(self, latent: Tensor, k: int, excluded: Tensor | None = None) -> Neighbours:
        """The K ≤ N nearest samples of ``(B, D)`` latents; see ``project`` for those that are excluded."""
        ...

    def take(self, rows: list[int]) -> Tensor:
        """The ``(K, D)`` float32 latents of samples, counted within this bank."""
        ...

    def middle(self) -> Tensor:
        """The mean of all samples, ``(1, D)`` float32."""
        ...


@dataclass(frozen=True)
class FeatureBank:
    """Latents of the training samples of one component, all in memory; a ``SampleBank`` that looks at each of them.

    ``latents``: ``(N, D)`` float32. ``rows``: ``(N,)`` int64, the row of each in the whole bank, so that
    a group's neighbours can be named.
    """

    latents: Tensor
    rows: Tensor

    @classmethod
    def whole(cls, latents: Tensor) -> FeatureBank:
        """The bank of all samples."""
        return cls(latents, torch.arange(latents.shape[0], device=latents.device))

    @property
    def shape(self) -> tuple[int, int]:
        """N and D."""
        return self.latents.shape[0], self.latents.shape[1]

    def nearest(self, latent: Tensor, k: int, excluded: Tensor | None = None) -> Neighbours:
        """See ``SampleBank``."""
        # By differences: by norms and products, the cancellation would swap neighbours that are about as near.
        distances = torch.cdist(latent, self.latents, compute_mode="donot_use_mm_for_euclid_dist")
        if excluded is not None:
            distances = distances.masked_fill(self.rows[None] == excluded[:, None], torch.inf)
        chosen = distances.topk(k, largest=False).indices  # (B, K)
        return Neighbours(self.rows[chosen], self.latents[chosen])

    def take(self, rows: list[int]) -> Tensor:
        """See ``SampleBank``."""
        return self.latents[rows]

    def middle(self) -> Tensor:
        """See ``SampleBank``."""
        return self.latents.mean(0, keepdim=True)


class Projection(NamedTuple):
    """``latent`` (B, D); ``neighbours`` (B, K) rows of the whole bank, nearest first; ``weights`` (B, K), of sum 1."""

    latent: Tensor
    neighbours: Tensor
    weights: Tensor


def project(
    latent: Tensor, bank: SampleBank, manifold: ManifoldConfig = PAPER, excluded: Tensor | None = None
) -> Projection:
    """Replace latents by the best affine combination of their nearest bank samples.

    Args:
        latent: ``(B, D)`` float32.
        bank: the bank to project on; K is at most its size (less one where rows are excluded).
        manifold: K, and what the weights minimise.
        excluded: ``(B,)`` row of the whole bank that is no neighbour of that latent (its own, in training); −1: none.

    Raises:
        ValueError: the bank is empty, holds only what is excluded, or is of another latent size.
    """
    smallest = 1 if excluded is None else 2
    if bank.shape[0] < smallest or bank.shape[1] != latent.shape[1]:
        raise ValueError(f"expected a bank of (N ≥ {smallest}, {latent.shape[1]}) latents, got {bank.shape}")
    k = min(manifold.num_neighbours, bank.shape[0] - smallest + 1)
    neighbours, samples = bank.nearest(latent, k, excluded)
    weights = SOLVERS[manifold.solve](latent, samples)
    projected = torch.einsum("bk,bkd->bd", weights, samples.to(weights.dtype))
    return Projection(projected.to(latent.dtype), neighbours, weights.to(latent.dtype))


def typical_distance(latents: Tensor, manifold: ManifoldConfig = PAPER, num_rows: int | None = None) -> float:
    """Median distance of ``(N, D)`` bank samples from their projection on the rest; N ≥ 2.

    ``num_rows``: of that many random samples, the same ones each time; None for all.
    """
    bank = FeatureBank.whole(latents)
    chosen = torch.randperm(len(latents), generator=torch.Generator().manual_seed(0))[:num_rows]
    parts = chosen.split(max(1, COMPARED_AT_ONCE // len(latents)))
    offsets = [project(latents[part], bank, manifold, excluded=part).latent - latents[part] for part in parts]
    return float(torch.cat(offsets).norm(dim=1).median())
