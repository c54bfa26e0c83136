"""How far apart are two sets of pictures? KID and FID on features.

KID (Bińkowski et al. 2018, arXiv 1801.01401): squared maximum mean discrepancy with the polynomial kernel of degree 3
that torch-fidelity uses. FID (Heusel et al. 2017, arXiv 1706.08500). Pictures of the same name, a face and the photo
that was sketched for it, are never compared with each other: that would count likeness as believability.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NUM_SUBSETS = 100


@dataclass(frozen=True)
class PictureSet:
    """``features``: (N, 2048) float32. ``names``: what each picture shows; two of one name are not independent."""

    features: NDArray[np.float32]
    names: Sequence[str]


def polynomial_kernel(a: NDArray[np.floating], b: NDArray[np.floating]) -> NDArray[np.float64]:
    """``(x·y / dimensions + 1)³`` of all pairs of rows."""
    return (a.astype(np.float64) @ b.astype(np.float64).T / a.shape[1] + 1) ** 3


def kid(a: PictureSet, b: PictureSet) -> tuple[float, float] | None:
    """Unbiased KID and its standard error; None for too few pictures.

    The value is over all pictures. The error is the spread over ``NUM_SUBSETS`` random halves of the names, which
    estimates that of the whole (delete-half jackknife).
    """
    names = sorted({*a.names, *b.names})
    rng = np.random.default_rng(0)
    halves = [rng.permutation(len(names)) < len(names) // 2 for _ in range(NUM_SUBSETS)]
    choices = np.stack([np.ones(len(names), bool), *halves])
    place = {name: index for index, name in enumerate(names)}
    in_a, in_b = (choices[:, [place[name] for name in x.names]].astype(np.float64) for x in (a, b))
    within_a, within_b = _mean_kernels(a, a, in_a, in_a), _mean_kernels(b, b, in_b, in_b)
    values = within_a + within_b - 2 * _mean_kernels(a, b, in_a, in_b)
    if not np.isfinite(values[0]):
        return None
    halves_known = values[1:][np.isfinite(values[1:])]
    return float(values[0]), float(halves_known.std()) if len(halves_known) else float("inf")


def _mean_kernels(
    a: PictureSet, b: PictureSet, in_a: NDArray[np.float64], in_b: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Mean kernel over the pairs of different names, (C,), for C choices (C, N) and (C, M) of pictures."""
    apart = (np.array(a.names)[:, None] != np.array(b.names)[None]).astype(np.float64)
    kernel = polynomial_kernel(a.features, b.features) * apart
    with np.errstate(invalid="ignore"):
        return ((in_a @ kernel) * in_b).sum(1) / ((in_a @ apart) * in_b).sum(1)


def fid(a: NDArray[np.floating], b: NDArray[np.floating]) -> float | None:
    """Fréchet distance of the normal distributions of two (N, D) sets; None for fewer than two rows.

    It is biased upwards for few pictures: compare only figures of equally many.
    """
    if min(len(a), len(b)) < 2:
        return None
    means = [x.mean(0, dtype=np.float64) for x in (a, b)]
    roots = [(x - m) / (len(x) - 1) ** 0.5 for x, m in zip((a, b), means, strict=True)]
    # With C = RᵀR for both sets, the trace of (C₁C₂)^½ is the sum of the singular values of R₁R₂ᵀ.
    overlap = np.linalg.svd(roots[0] @ roots[1].T, compute_uv=False).sum()
    return float(np.square(means[0] - means[1]).sum() + sum(np.square(r).sum() for r in roots) - 2 * overlap)
