"""Small systems of equations without a library that looks at their values: for ONNX, and for graphics cards."""

from __future__ import annotations

import torch
from torch import Tensor


def eliminate(matrix: Tensor, right: Tensor) -> Tensor:
    """Solve positive definite systems by Gauss and Jordan's elimination, which needs no pivots there.

    Nothing waits for the device: four small operations a row, which a CUDA graph can hold.

    Args:
        matrix: ``(…, K, K)``.
        right: ``(…, K, 1)``.

    Returns:
        ``(…, K, 1)``
    """
    size = matrix.shape[-1]
    rows = torch.cat([matrix, right], dim=-1)
    others = 1 - torch.eye(size, device=matrix.device, dtype=matrix.dtype)
    for i in range(size):
        factors = rows[..., i : i + 1] / rows[..., i : i + 1, i : i + 1] * others[:, i : i + 1]
        rows = rows - factors * rows[..., i : i + 1, :]
    return rows[..., size:] / rows.diagonal(dim1=-2, dim2=-1)[..., None]
