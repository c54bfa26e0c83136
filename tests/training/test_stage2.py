"""Single steps of stage II on tiny networks, and what its mappers start from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from deepfacedrawing.engine.models.synthesis import PriorSynthesis
from deepfacedrawing.training.latents import LatentBatches
from deepfacedrawing.training.loop import build_fabric
from deepfacedrawing.training.lpips import Lpips
from deepfacedrawing.training.mappers import fit_mappers
from deepfacedrawing.training.stage2 import SynthesisConfig, SynthesisLearner
from tests.tiny import build_tiny_model


@pytest.fixture
def learner(tmp_path: Path) -> SynthesisLearner:
    torch.manual_seed(0)
    config = SynthesisConfig(tmp_path, tmp_path, tmp_path, adversarial_from=0, steps=10)
    model = build_tiny_model()
    model.feature_decoders.requires_grad_(True)
    model.synthesis.geometry.requires_grad_(True)  # pyright: ignore[reportCallIssue, reportAttributeAccessIssue]
    return SynthesisLearner(config, model, build_fabric("cpu", 1, "32-true"))


def test_stage_two_trains_discriminator_feature_decoders_and_batch_norms(
    learner: SynthesisLearner, batches: LatentBatches
) -> None:
    # without the dense loss only the discriminator's gradient is left
    learner.weights = torch.zeros_like(learner.weights)
    before = {name: weight.clone() for name, weight in learner.discriminator.state_dict().items()}
    running = {n: b.clone() for n, b in learner.mapped.named_buffers() if n.endswith("running_mean")}
    values = learner.step(5, *batches.draw(np.random.default_rng(0), 2))
    assert values["l1"] == 0
    assert values.keys() == {"l1", "l2", "d", "adversarial", "matching"}
    for name, weight in learner.mapped.named_parameters():
        if name.startswith("feature_decoders") and name.endswith("linear.weight"):
            assert weight.grad is not None
            assert weight.grad.abs().max() > 0
    after = learner.discriminator.state_dict()
    assert all(not torch.equal(after[name], weight) for name, weight in before.items() if name.endswith("original"))
    assert all(parameter.requires_grad for parameter in learner.discriminator.parameters())
    buffers = dict(learner.mapped.named_buffers())
    assert running
    assert all(not torch.equal(buffers[name], value) for name, value in running.items())


def test_the_painted_face_teaches_the_head_every_few_steps(learner: SynthesisLearner, batches: LatentBatches) -> None:
    learner.weights = torch.zeros_like(learner.weights)
    learner.config = replace(learner.config, adversarial_from=100, perceptual_every=2)
    learner.lpips = Lpips().requires_grad_(False)
    with torch.no_grad():
        for head in learner.lpips.heads:
            head.weight.abs_()  # pyright: ignore[reportCallIssue, reportAttributeAccessIssue]
    batch = batches.draw(np.random.default_rng(0), 2)
    assert "lpips" not in learner.step(5, *batch)
    assert learner.step(6, *batch)["lpips"] > 0
    gradients = [weight.grad for name, weight in learner.mapped.named_parameters() if ".head.body" in name]
    assert gradients
    assert all(gradient is not None and gradient.abs().max() > 0 for gradient in gradients[-2:])


def test_mappers_are_fitted_to_styles_before_pictures(batches: LatentBatches) -> None:
    model = build_tiny_model()
    assert isinstance(model.synthesis, PriorSynthesis)
    geometry = model.synthesis.geometry
    geometry.mapper.requires_grad_(True)
    latents, styles = batches.held_out(3, 0.0)
    layout = {name: weight.clone() for name, weight in geometry.layout.state_dict().items()}

    def error() -> float:
        with torch.no_grad():
            return float((geometry.mapper(latents) - styles[:, :, None]).square().mean())

    before = error()
    fit_mappers(model, batches, num_steps=30, seed=0)
    assert error() < 0.95 * before
    assert all(torch.equal(weight, layout[name]) for name, weight in geometry.layout.state_dict().items())
