"""Projection onto the manifold, against references in float64."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from deepfacedrawing.engine import manifold
from deepfacedrawing.engine.elimination import eliminate
from deepfacedrawing.engine.manifold import (
    REGULARISATION,
    FeatureBank,
    ManifoldConfig,
    affine_weights,
    project,
    typical_distance,
)

D = 16
RELATIVE = ManifoldConfig(15, "relative")


@pytest.fixture(params=["processor", "card"], autouse=True)
def solver(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Every test with what solves the systems on a processor, and with what does on a graphics card."""
    if request.param == "card":
        monkeypatch.setattr(torch.linalg, "solve", eliminate)
        monkeypatch.setattr(manifold, "solve_smallest", manifold.solve_normally)
    return request.param


@pytest.fixture
def bank() -> FeatureBank:
    return FeatureBank.whole(torch.randn(60, D, generator=torch.Generator().manual_seed(0)))


@pytest.fixture
def latents() -> Tensor:
    return torch.randn(7, D, generator=torch.Generator().manual_seed(1))


def solve_in_float64(latent: Tensor, samples: Tensor) -> np.ndarray:
    """The regularised affine least-squares problem by its Lagrangian, one latent at a time."""
    offsets = samples.double().numpy() - latent.double().numpy()
    gram = offsets @ offsets.T
    k = len(gram)
    system = np.zeros((k + 1, k + 1))
    system[:k, :k] = gram + REGULARISATION * np.trace(gram) / k * np.eye(k)
    system[k, :k] = system[:k, k] = 1
    return np.linalg.solve(system, np.r_[np.zeros(k), 1])[:k]


def test_weights_equal_an_independent_float64_solve(bank: FeatureBank, latents: Tensor) -> None:
    samples = bank.latents[:50].reshape(5, 10, D)
    weights = affine_weights(latents[:5], samples)
    expected = np.stack([solve_in_float64(a, b) for a, b in zip(latents, samples, strict=False)])
    np.testing.assert_allclose(weights.numpy(), expected, atol=1e-4)


def test_no_other_affine_weights_fit_better(bank: FeatureBank, latents: Tensor) -> None:
    samples = bank.latents[:10][None].double()
    latent = latents[:1].double()
    weights = affine_weights(latent, samples)

    def cost(candidate: Tensor) -> float:
        offsets = samples[0] - latent
        ridge = REGULARISATION * offsets.square().sum() / 10
        return float((candidate @ offsets).square().sum() + ridge * candidate.square().sum())

    best = cost(weights)
    for seed in range(20):
        change = torch.randn(1, 10, generator=torch.Generator().manual_seed(seed), dtype=torch.float64) * 0.01
        assert cost(weights + change - change.mean()) > best


def test_neighbours_are_the_nearest_first(bank: FeatureBank, latents: Tensor) -> None:
    distances = np.linalg.norm(latents.double().numpy()[:, None] - bank.latents.double().numpy()[None], axis=2)
    expected = np.argsort(distances, axis=1)[:, :10]
    np.testing.assert_array_equal(project(latents, bank).neighbours.numpy(), expected)


def test_the_projection_is_the_weighted_sum_of_the_named_rows(bank: FeatureBank, latents: Tensor) -> None:
    projection = project(latents, bank)
    expected = (projection.weights[..., None] * bank.latents[projection.neighbours]).sum(1)
    torch.testing.assert_close(projection.latent, expected)
    torch.testing.assert_close(projection.weights.sum(1), torch.ones(7))


def test_a_bank_sample_projects_nearly_onto_itself(bank: FeatureBank) -> None:
    projection = project(bank.latents[:5], bank)
    assert projection.neighbours[:, 0].tolist() == [0, 1, 2, 3, 4]
    assert (projection.latent - bank.latents[:5]).norm(dim=1).max() < 0.05 * bank.latents.norm(dim=1).mean()


def test_a_batch_equals_one_by_one(bank: FeatureBank, latents: Tensor) -> None:
    together = project(latents, bank)
    alone = [project(latent[None], bank) for latent in latents]
    torch.testing.assert_close(together.latent, torch.cat([p.latent for p in alone]), atol=1e-5, rtol=1e-5)
    assert together.neighbours.tolist() == [p.neighbours[0].tolist() for p in alone]


@pytest.mark.parametrize("distance", [0.0, 1e-6, 1.0, 1e3])
def test_a_bank_of_duplicates_does_not_blow_up(distance: float) -> None:
    sample = torch.randn(1, D, generator=torch.Generator().manual_seed(2))
    projection = project(sample + distance, FeatureBank.whole(sample.repeat(12, 1)))
    torch.testing.assert_close(projection.latent, sample, atol=1e-3, rtol=1e-3)
    torch.testing.assert_close(projection.weights, torch.full((1, 10), 0.1), atol=1e-3, rtol=1e-3)


def test_duplicates_among_others_share_their_weight(bank: FeatureBank, latents: Tensor) -> None:
    doubled = FeatureBank.whole(torch.cat([bank.latents[:5], bank.latents[:5]]))
    weights = project(latents, doubled).weights
    assert weights.abs().max() < 3
    once = project(latents, FeatureBank.whole(bank.latents[:5])).latent
    torch.testing.assert_close(project(latents, doubled).latent, once, atol=0.05, rtol=0.05)


def test_more_neighbours_than_dimensions_do_not_blow_up() -> None:
    generator = torch.Generator().manual_seed(3)
    plane = FeatureBank.whole(torch.randn(40, 2, generator=generator) @ torch.randn(2, D, generator=generator))
    projection = project(torch.randn(20, D, generator=generator), plane, ManifoldConfig(num_neighbours=20))
    assert projection.weights.abs().max() < 3
    torch.testing.assert_close(projection.weights.sum(1), torch.ones(20))


def test_more_neighbours_than_samples_takes_all_samples(bank: FeatureBank, latents: Tensor) -> None:
    few = FeatureBank.whole(bank.latents[:3])
    projection = project(latents, few)
    assert projection.weights.shape == (7, 3)
    assert {tuple(sorted(row)) for row in projection.neighbours.tolist()} == {(0, 1, 2)}


def test_a_groups_neighbours_are_rows_of_the_whole_bank(bank: FeatureBank, latents: Tensor) -> None:
    rows = torch.arange(1, 60, 2)
    projection = project(latents, FeatureBank(bank.latents[rows], rows))
    assert (projection.neighbours % 2 == 1).all()
    expected = (projection.weights[..., None] * bank.latents[projection.neighbours]).sum(1)
    torch.testing.assert_close(projection.latent, expected)


def test_an_excluded_row_is_no_neighbour(bank: FeatureBank) -> None:
    own = torch.tensor([0, 1, -1])
    neighbours = project(bank.latents[:3], bank, excluded=own).neighbours
    assert 0 not in neighbours[0]
    assert 1 not in neighbours[1]
    assert neighbours[2, 0] == 2


def test_an_excluded_row_is_no_neighbour_of_a_small_bank_either(bank: FeatureBank) -> None:
    few = FeatureBank.whole(bank.latents[:4])
    neighbours = project(few.latents, few, excluded=torch.arange(4)).neighbours
    assert neighbours.shape == (4, 3)
    assert all(row not in own for row, own in enumerate(neighbours.tolist()))


@pytest.mark.parametrize("shape", [(0, D), (5, D + 1)])
def test_an_empty_or_foreign_bank_is_an_error(shape: tuple[int, int], latents: Tensor) -> None:
    with pytest.raises(ValueError, match=r"expected a bank"):
        project(latents, FeatureBank.whole(torch.zeros(shape)))


def test_a_bank_with_nothing_but_the_excluded_row_is_an_error(bank: FeatureBank) -> None:
    with pytest.raises(ValueError, match=r"expected a bank"):
        project(bank.latents[:1], FeatureBank.whole(bank.latents[:1]), excluded=torch.tensor([0]))


def solve_relatively(latent: Tensor, samples: Tensor) -> np.ndarray:
    """The least squares of the published model as it is written down, in float64, one latent at a time."""
    target, first, others = latent.double().numpy(), samples[0].double().numpy(), samples[1:].double().numpy()
    system = np.vstack([(others - first).T, np.full(len(others), 10.0)])
    solved = np.linalg.lstsq(system, np.append(target - first, 0.0), rcond=None)[0]
    return np.append(1 - solved.sum(), solved)


@pytest.mark.parametrize("scale", [1e-2, 1.0, 22.6])
def test_relative_projections_equal_an_independent_float64_solve(scale: float) -> None:
    generator = torch.Generator().manual_seed(5)
    rows = scale * torch.randn(300, 512, generator=generator)
    latents = rows[:8] + 0.3 * scale * torch.randn(8, 512, generator=generator)
    projection = project(latents, FeatureBank.whole(rows), RELATIVE)
    for i, latent in enumerate(latents):
        order = (rows.double() - latent.double()).square().sum(1).argsort()[:15]
        assert projection.neighbours[i].tolist() == order.tolist()
        weights = solve_relatively(latent, rows[order])
        np.testing.assert_allclose(projection.weights[i].numpy(), weights, atol=1e-5)
        expected = weights @ rows[order].double().numpy()
        difference = np.linalg.norm(projection.latent[i].double().numpy() - expected)
        assert difference <= 1e-5 * np.linalg.norm(expected)


def test_relative_weights_of_neighbours_that_are_nearly_alike_are_those_of_float64(latents: Tensor) -> None:
    generator = torch.Generator().manual_seed(6)
    rows = 5 + 1e-3 * torch.randn(15, D, generator=generator)
    projection = project(latents, FeatureBank.whole(rows), RELATIVE)
    for i, latent in enumerate(latents):
        expected = solve_relatively(latent, rows[projection.neighbours[i]]) @ rows[projection.neighbours[i]].numpy()
        difference = np.linalg.norm(projection.latent[i].numpy() - expected)
        assert difference <= 1e-4 * np.linalg.norm(expected)


def test_relative_weights_of_a_bank_of_duplicates_or_of_one_sample(latents: Tensor) -> None:
    sample = torch.randn(1, D, generator=torch.Generator().manual_seed(2))
    for size in (1, 12):
        projection = project(latents, FeatureBank.whole(sample.repeat(size, 1)), RELATIVE)
        torch.testing.assert_close(projection.latent, sample.expand(7, -1))
        assert projection.weights.abs().max() <= 1


@pytest.mark.parametrize("change", [{"num_neighbours": 0}, {"solve": "guess"}, {"blank": "black"}])
def test_an_unknown_way_to_project_is_an_error(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="expected K"):
        ManifoldConfig(**change)


def test_a_typical_sample_lies_off_the_rest(bank: FeatureBank) -> None:
    assert typical_distance(torch.eye(6)) == pytest.approx((1 + 1 / 5) ** 0.5, rel=1e-3)
    assert typical_distance(bank.latents, num_rows=30) == pytest.approx(typical_distance(bank.latents), rel=0.2)
    assert typical_distance(bank.latents, num_rows=30) == typical_distance(bank.latents, num_rows=30)
