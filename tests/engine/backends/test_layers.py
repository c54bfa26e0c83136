"""Each kind of layer as a graph computes what the torch module does."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import nn

from deepfacedrawing.engine.backends.layers import build_plain
from deepfacedrawing.engine.backends.openvino_networks import Compiled
from deepfacedrawing.engine.models.autoencoder import build_encoder, build_feature_decoder
from deepfacedrawing.engine.models.blocks import Down, ResidualBlock, Up
from tests.tiny import TINY_CODER, give_contrast

PICTURE = (1, 4, 16, 16)
LAYERS: tuple[tuple[Callable[[], nn.Module], tuple[int, ...]], ...] = (
    (lambda: nn.Conv2d(4, 6, 3, stride=2, padding=1), PICTURE),
    (lambda: nn.Conv2d(4, 4, 3, padding=1, groups=4, bias=False), PICTURE),
    (lambda: nn.Conv2d(4, 4, 7, padding=3, padding_mode="reflect"), PICTURE),
    (lambda: nn.ConvTranspose2d(4, 3, 3, stride=2, padding=1, output_padding=1), PICTURE),
    (lambda: nn.BatchNorm2d(4), PICTURE),
    (lambda: nn.BatchNorm2d(4, track_running_stats=False), PICTURE),
    (lambda: nn.InstanceNorm2d(4, affine=True), PICTURE),
    (lambda: nn.Sequential(nn.Linear(8, 5), nn.LayerNorm(5), nn.GELU(), nn.Linear(5, 3, bias=False)), (1, 8)),
    (lambda: nn.Sequential(nn.LeakyReLU(0.1), nn.Tanh(), nn.ReLU(), nn.Identity()), PICTURE),
    (lambda: Down(4, 6, "batch", 0.2), PICTURE),
    (lambda: Up(4, 6, "instance", 1.0), PICTURE),
    (lambda: ResidualBlock(4, "batch", "reflect"), PICTURE),
    (lambda: build_encoder(64, TINY_CODER), (1, 1, 64, 64)),
    (lambda: build_feature_decoder(64, 32, TINY_CODER), (1, TINY_CODER.latent_dim)),
)


@pytest.mark.parametrize(("build", "shape"), LAYERS)
def test_the_graph_computes_what_the_module_does(build: Callable[[], nn.Module], shape: tuple[int, ...]) -> None:
    torch.manual_seed(0)
    module = build().eval().requires_grad_(False)
    give_contrast(module)
    for norm in (part for part in module.modules() if isinstance(part, (nn.BatchNorm2d, nn.InstanceNorm2d))):
        norm.weight.uniform_(0.5, 2)
        norm.bias.uniform_(-1, 1)
        if norm.running_mean is not None and norm.running_var is not None:
            norm.running_mean.uniform_(-1, 1)
            norm.running_var.uniform_(0.5, 2)
    x = torch.randn(shape)
    graph = Compiled(build_plain(module, shape), "f32")
    np.testing.assert_allclose(np.asarray(graph(x), np.float32), module(x).numpy(), rtol=1e-3, atol=1e-4)


def test_a_layer_without_a_counterpart_is_named() -> None:
    with pytest.raises(ValueError, match="got Dropout"):
        build_plain(nn.Sequential(nn.Dropout()), (1, 4))
