"""Elimination without pivots, beside the library's solver."""

from __future__ import annotations

import pytest
import torch

from deepfacedrawing.engine.elimination import eliminate


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
@pytest.mark.parametrize("size", [1, 2, 10, 15])
def test_positive_definite_systems_are_solved(size: int, scale: float) -> None:
    generator = torch.Generator().manual_seed(size)
    factors = torch.randn(5, size, size + 3, generator=generator)
    matrix, right = factors @ factors.mT * scale, torch.randn(5, size, 1, generator=generator)
    expected = torch.linalg.solve(matrix.double(), right.double())
    torch.testing.assert_close(eliminate(matrix, right).double(), expected, rtol=1e-3, atol=1e-4 / scale)


def test_it_is_exact_where_the_numbers_are() -> None:
    matrix, right = torch.tensor([[4.0, 2.0], [2.0, 5.0]]), torch.tensor([[8.0], [8.0]])
    assert eliminate(matrix, right).tolist() == [[1.5], [1.0]]
