"""Both backends make the same faces, and the right one is chosen."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from deepfacedrawing.engine.backends import openvino_networks
from deepfacedrawing.engine.backends.layers import build_plain
from deepfacedrawing.engine.backends.networks import build_networks
from deepfacedrawing.engine.backends.openvino_networks import Compiled, OpenVinoNetworks
from deepfacedrawing.engine.backends.torch_networks import TorchNetworks
from deepfacedrawing.engine.face_engine import FaceEngine
from deepfacedrawing.engine.models.prior import ModulatedSeparableConv
from deepfacedrawing.engine.models.synthesis import TranslationSynthesisConfig
from deepfacedrawing.rendering import RenderRequest, UserError
from tests.tiny import TINY, build_tiny_model, draw_sketch

CPU = torch.device("cpu")
REQUEST = RenderRequest(draw_sketch())
OTHER = replace(REQUEST, sketch=draw_sketch(80), appearance="deep-black", refinement={"nose": 0.9})
EXACT = replace(TINY, full_precision=True)
PLAIN = replace(EXACT, synthesis=TranslationSynthesisConfig(width=4, num_blocks=1))


def fail(*_: Any) -> None:
    raise RuntimeError("no such instruction")


@pytest.mark.parametrize("request_", [REQUEST, OTHER], ids=["one", "other"])
def test_the_backends_make_the_same_face(load: Callable[[str], FaceEngine], request_: RenderRequest) -> None:
    one, other = (load(backend).render(request_) for backend in ("torch", "openvino"))
    # what is behind the latents may run in bfloat16 in both
    tolerance = 0.5 if load("torch").networks.name.endswith("float32") else 8
    assert np.abs(one.face.astype(int) - other.face).mean() < tolerance
    assert one.neighbours == other.neighbours
    assert one.distances == pytest.approx(other.distances, rel=1e-3)


def test_in_full_precision_the_backends_differ_by_less_than_a_step() -> None:
    """Steps are of 255; spatial biases vary too much here to be taken as their means."""
    reference, compiled = TorchNetworks(build_tiny_model(EXACT), CPU), OpenVinoNetworks(build_tiny_model(EXACT))
    torch.manual_seed(1)
    merged, latents, style = torch.randn(1, 4, 64, 64), torch.randn(1, 5, 16), torch.randn(1, 512)
    with torch.inference_mode():
        faces = [n.paint(n.lay_out(merged, latents), style).astype(int) for n in (reference, compiled)]
    assert faces[0].std() > 10
    assert np.abs(faces[0] - faces[1]).mean() < 0.1


def test_a_spatial_bias_that_hardly_varies_counts_as_its_mean() -> None:
    models = [build_tiny_model(EXACT) for _ in range(2)]
    for prior in (model.synthesis.get_submodule("prior") for model in models):
        for conv in (part for part in prior.modules() if isinstance(part, ModulatedSeparableConv)):
            conv.spatial_bias.mul_(0.01).add_(0.5)
    geometry, style = torch.randn(1, 512, 32, 32), torch.randn(1, 512)
    with torch.inference_mode():
        faces = [
            n.paint(geometry, style).astype(int) for n in (TorchNetworks(models[0], CPU), OpenVinoNetworks(models[1]))
        ]
    assert faces[0].std() > 10
    assert np.abs(faces[0] - faces[1]).mean() < 0.5


def test_results_are_not_overwritten_by_the_next_call() -> None:
    networks = OpenVinoNetworks(build_tiny_model())
    first, second = torch.randn(2, 1, 16)
    kept = networks.map("nose", first)
    before = kept.clone()
    assert not torch.equal(networks.map("nose", second), before)
    assert torch.equal(kept, before)
    geometry = torch.randn(1, 512, 32, 32)
    face = networks.paint(geometry, torch.zeros(1, 512))
    pixels = face.copy()
    assert not np.array_equal(networks.paint(geometry, torch.ones(1, 512)), pixels)
    assert np.array_equal(face, pixels)


def test_openvino_is_chosen_on_a_processor() -> None:
    assert isinstance(build_networks(build_tiny_model(), CPU), OpenVinoNetworks)
    assert isinstance(build_networks(build_tiny_model(), CPU, "torch"), TorchNetworks)
    card = torch.device("cuda")
    with pytest.raises(UserError, match="--device cpu"):
        build_networks(build_tiny_model(), card, "openvino")


def test_a_generator_without_a_prior_is_compiled_too() -> None:
    reference, compiled = TorchNetworks(build_tiny_model(PLAIN), CPU), OpenVinoNetworks(build_tiny_model(PLAIN))
    torch.manual_seed(1)
    merged, latents, style = torch.randn(1, 4, 64, 64), torch.randn(1, 5, 16), torch.randn(1, 512)
    with torch.inference_mode():
        faces = [n.paint(n.lay_out(merged, latents), style).astype(int) for n in (reference, compiled)]
    assert faces[0].std() > 10
    assert np.abs(faces[0] - faces[1]).mean() < 0.1


def test_where_openvino_fails_torch_takes_over(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(openvino_networks, "OpenVinoNetworks", fail)
    with caplog.at_level(logging.WARNING):
        assert isinstance(build_networks(build_tiny_model(), CPU), TorchNetworks)
    assert "no such instruction" in caplog.text
    with pytest.raises(UserError, match="no such instruction"):
        build_networks(build_tiny_model(), CPU, "openvino")


def test_where_openvino_is_not_installed_torch_takes_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, openvino_networks.__name__, None)
    assert isinstance(build_networks(build_tiny_model(), CPU), TorchNetworks)
    with pytest.raises(UserError, match="pip install openvino"):
        build_networks(build_tiny_model(), CPU, "openvino")


def test_nobody_is_told_that_the_program_runs() -> None:
    code = "import sys, deepfacedrawing.engine.backends.openvino_networks; print(sys.modules['openvino_telemetry'])"
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, check=True)
    assert done.stdout.strip() == "None"


def test_graphs_run_on_as_many_threads_as_torch_was_told_to(monkeypatch: pytest.MonkeyPatch) -> None:
    library = openvino_networks.share_library()
    asked: list[dict[str, Any]] = []

    class Recorder:
        def compile_model(self, graph: Any, device: str, settings: dict[str, Any]) -> Any:
            asked.append(settings)
            return library.compile_model(graph, device, settings)

    monkeypatch.setattr(openvino_networks, "share_library", Recorder)
    monkeypatch.setattr(torch, "get_num_threads", lambda: 5)
    Compiled(build_plain(torch.nn.Linear(2, 2), (1, 2)), "f32").compile()
    assert [settings["INFERENCE_NUM_THREADS"] for settings in asked] == [5]
