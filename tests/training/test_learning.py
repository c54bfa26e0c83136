"""The trainable parts learn: two pictures by heart, in few steps, on tiny networks."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from deepfacedrawing.components import BUNDLED_COMPONENTS, crop
from deepfacedrawing.engine.models.autoencoder import CoderConfig, build_encoder, build_sketch_decoder
from deepfacedrawing.training import losses
from deepfacedrawing.training.bank import normalise_latents
from deepfacedrawing.training.discriminator import GeometryDiscriminator
from deepfacedrawing.training.sketches import simulate_sketch
from deepfacedrawing.training.stage1 import ComponentAutoencoders, reconstruction_loss
from deepfacedrawing.training.stage2 import MappedGeometry
from tests.tiny import LATENT_DIM, TINY, build_tiny_model, draw_face_lines

MOUTH = BUNDLED_COMPONENTS[3]


def test_an_auto_encoder_learns_two_mouths_by_heart() -> None:
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    sketches = [simulate_sketch(draw_face_lines(wider), rng, 0.0)[1] for wider in (0.0, 25.0)]
    crops = torch.from_numpy(np.stack([crop(sketch, MOUTH, BUNDLED_COMPONENTS) for sketch in sketches]))[:, None]
    crops = F.avg_pool2d(crops.float() / 127.5 - 1, 2)
    config = CoderConfig(8, (8, 12, 16, 16), sketch_bottleneck=16, sketch_channels=(16, 12, 12, 8))
    encoder, decoder = build_encoder(96, config), build_sketch_decoder(96, config)
    optimizer = torch.optim.AdamW([*encoder.parameters(), *decoder.parameters()], 1e-2)
    history = []
    decoded = crops
    for _ in range(100):
        decoded = decoder(encoder(crops))
        loss = reconstruction_loss(decoded, crops)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    assert history[-1] < 0.1 * history[0]
    # each is closer to its own sketch than to the other
    own, other = ((decoded - target).square().mean((1, 2, 3)) for target in (crops, crops.flip(0)))
    assert (own < 0.3 * other).all()


def test_the_coders_cut_the_sketch_as_the_model_does() -> None:
    model = build_tiny_model()
    sketch = torch.randn(2, 1, 512, 512, generator=torch.Generator().manual_seed(0)).clamp(-1, 1)
    coders = ComponentAutoencoders(model)
    expected = model.crop(sketch)
    decoded = coders(sketch)
    for name, part in coders.crops(sketch).items():
        assert torch.equal(part, expected[name])
        assert decoded[name].shape == part.shape


def test_feature_decoders_and_head_learn_two_geometries_by_heart() -> None:
    torch.manual_seed(0)
    mapped = MappedGeometry(build_tiny_model().requires_grad_(True)).train()
    latents, target = torch.randn(2, 5, LATENT_DIM), torch.randn(2, 512, 1, 1).expand(2, 512, 32, 32)
    weights = losses.inner_face_weights(TINY.components, 32)
    optimizer = torch.optim.AdamW(mapped.parameters(), 3e-2)
    history = []
    for _ in range(60):
        loss = losses.geometry_loss(mapped(latents)[0], target, weights)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    assert history[-1] < 0.25 * history[0]


@pytest.mark.parametrize("term", ["adversarial", "matching"])
def test_the_discriminators_gradient_reaches_the_feature_decoders(term: str) -> None:
    torch.manual_seed(0)
    mapped = MappedGeometry(build_tiny_model().requires_grad_(True)).train()
    discriminator = GeometryDiscriminator(map_channels=4, width=8).requires_grad_(False)
    predicted, merged = mapped(torch.randn(2, 5, LATENT_DIM))
    scores, features = discriminator(predicted, merged.detach())
    with torch.no_grad():
        _, real = discriminator(torch.randn_like(predicted), merged)
    loss = losses.adversarial_loss(scores) if term == "adversarial" else losses.matching_loss(real, features)
    loss.backward()
    gradients = {
        name.split(".")[1]: parameter.grad
        for name, parameter in mapped.named_parameters()
        if name.startswith("feature_decoders") and name.endswith("linear.weight")
    }
    for component in TINY.components:
        gradient = gradients[component.name]
        assert gradient is not None
        assert gradient.abs().max() > 0


def test_normalised_latents_have_mean_0_and_spread_1_and_decode_to_the_same_sketches() -> None:
    model = build_tiny_model()
    crops = model.crop(torch.rand(6, 1, 512, 512) * 2 - 1)
    before = model.encode(crops)
    sketches = {name: model.sketch_decoders[name](latent) for name, latent in before.items()}
    normalise_latents(model, torch.stack([before[c.name] for c in BUNDLED_COMPONENTS], dim=1))
    for name, latent in model.encode(crops).items():
        assert latent.mean(0).abs().max() < 1e-3
        assert latent.square().mean().sqrt() == pytest.approx(1, abs=1e-3)
        torch.testing.assert_close(model.sketch_decoders[name](latent), sketches[name], rtol=1e-3, atol=1e-3)
