"""Losses, the discriminator, and the statistics that targets are standardised with."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from deepfacedrawing.components import BUNDLED_COMPONENTS
from deepfacedrawing.engine.models.prior import NUM_LAYOUT_STYLES, LayoutPrior
from deepfacedrawing.training import losses
from deepfacedrawing.training.discriminator import GeometryDiscriminator
from deepfacedrawing.training.latents import geometry_statistics
from deepfacedrawing.training.stage1 import reconstruction_loss
from tests.tiny import give_contrast


def test_the_inner_face_counts_thrice_and_the_whole_once_on_average() -> None:
    weights = losses.inner_face_weights(BUNDLED_COMPONENTS, 32)
    assert weights.mean() == pytest.approx(1.0)
    # rows 160, 320 (eyes, mouth) and column 16 (hair) of the canvas
    assert weights[0, 0, 10, 12] == pytest.approx(3 * weights[0, 0, 10, 1])
    assert weights[0, 0, 20, 15] == weights[0, 0, 10, 12]
    torch.testing.assert_close(weights, weights.flip(-1))


def test_the_geometry_loss_is_the_weighted_mean_distance() -> None:
    weights = losses.inner_face_weights(BUNDLED_COMPONENTS, 32)
    target = torch.zeros(2, 3, 32, 32)
    assert losses.geometry_loss(target, target, weights) == 0
    assert losses.geometry_loss(target - 2, target, weights) == pytest.approx(2.0)
    eye, hair = target.clone(), target.clone()
    eye[..., 10, 12], hair[..., 10, 1] = 1, 1
    ratio = losses.geometry_loss(eye, target, weights) / losses.geometry_loss(hair, target, weights)
    assert ratio == pytest.approx(losses.INNER_FACE_WEIGHT)


def test_the_hinge_asks_no_more_of_what_is_told_apart() -> None:
    far, near = torch.full((2, 1, 4, 4), 3.0), torch.full((2, 1, 4, 4), 0.5)
    assert losses.discriminator_loss([far, far], [-far, -far]) == 0
    assert losses.discriminator_loss([near], [-near]) == pytest.approx(1.0)
    assert losses.discriminator_loss([far, near], [-far, -near]) == pytest.approx(0.5)
    assert losses.adversarial_loss([far, near]) == pytest.approx(-1.75)


def test_matching_compares_all_scales_and_spares_the_real_side() -> None:
    real = [torch.zeros(1, 2, 4, 4, requires_grad=True), torch.zeros(1, 2, 2, 2, requires_grad=True)]
    fake = [torch.ones(1, 2, 4, 4, requires_grad=True), torch.full((1, 2, 2, 2), 3.0, requires_grad=True)]
    loss = losses.matching_loss(real, fake)
    assert loss.item() == pytest.approx(2.0)
    loss.backward()
    assert all(part.grad is None for part in real)
    assert all(part.grad is not None and part.grad.abs().sum() > 0 for part in fake)


def test_a_line_a_little_off_costs_less_than_one_that_is_missing() -> None:
    clean = torch.ones(1, 1, 32, 32)
    shifted, missing = clean.clone(), clean.clone()
    clean[..., 16, :], shifted[..., 17, :] = -1, -1
    assert reconstruction_loss(clean, clean) == 0
    assert reconstruction_loss(shifted, clean) < 0.8 * reconstruction_loss(missing, clean)


def test_geometry_statistics_are_those_of_numpy() -> None:
    layout = LayoutPrior()
    give_contrast(layout)
    styles = np.random.default_rng(0).standard_normal((70, 512)).astype(np.float32)
    with torch.no_grad():
        geometry = layout(torch.from_numpy(styles)[:, None].expand(-1, NUM_LAYOUT_STYLES, -1)).numpy()
    mean, std = geometry_statistics(layout, styles)
    exact = geometry.astype(np.float64)
    np.testing.assert_allclose(mean.numpy(), exact.mean((0, 2, 3), keepdims=True), rtol=1e-3, atol=1e-3)
    expected = np.sqrt(exact.var(0).mean((1, 2)))[None, :, None, None]
    np.testing.assert_allclose(std.numpy(), expected, rtol=1e-2, atol=1e-3)


def test_the_discriminator_learns_to_tell_two_tensors_apart() -> None:
    torch.manual_seed(0)
    discriminator = GeometryDiscriminator(map_channels=4, width=8)
    optimizer = torch.optim.AdamW(discriminator.parameters(), 2e-3, betas=(0.5, 0.99))
    real, fake, merged = torch.randn(1, 512, 32, 32), torch.randn(1, 512, 32, 32), torch.randn(1, 4, 64, 64)
    history = []
    for _ in range(60):
        loss = losses.discriminator_loss(discriminator(real, merged)[0], discriminator(fake, merged)[0])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    assert history[-1] < 0.3 * history[0]
    for of_real, of_fake in zip(discriminator(real, merged)[0], discriminator(fake, merged)[0], strict=True):
        assert of_real.mean() > of_fake.mean() + 0.5


def test_the_discriminator_looks_at_the_sketch_as_well() -> None:
    torch.manual_seed(0)
    discriminator = GeometryDiscriminator(map_channels=4, width=8).eval()
    geometry, merged = torch.randn(1, 512, 32, 32), torch.randn(1, 4, 64, 64)
    scores, features = discriminator(geometry, merged)
    others, _ = discriminator(geometry, -merged)
    assert [tuple(score.shape) for score in scores] == [(1, 1, 32, 32), (1, 1, 16, 16), (1, 1, 8, 8)]
    assert [feature.shape[1] for feature in features] == [8, 16, 24]
    assert all((a - b).abs().max() > 1e-4 for a, b in zip(scores, others, strict=True))
