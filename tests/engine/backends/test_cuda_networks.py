"""The networks of graphics cards: on the processor in half precision, and on a card where there is one."""

from __future__ import annotations

import gc
import logging
import multiprocessing
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
import torch
from torch import Tensor

from deepfacedrawing.components import COMPONENT_NAMES
from deepfacedrawing.engine import face_engine
from deepfacedrawing.engine.backends.cuda_networks import CudaNetworks
from deepfacedrawing.engine.backends.graphs import Graphs
from deepfacedrawing.engine.backends.networks import build_networks
from deepfacedrawing.engine.backends.torch_networks import TorchNetworks, exact_convolutions
from deepfacedrawing.engine.checkpoint import Bank
from deepfacedrawing.engine.drawing_latents import DrawingLatents
from deepfacedrawing.engine.face_engine import FaceEngine, load_engine
from deepfacedrawing.engine.fallback import is_out_of_memory
from deepfacedrawing.engine.models.face_drawing import DeepFaceDrawing, ModelConfig
from deepfacedrawing.engine.models.synthesis import TranslationSynthesisConfig
from deepfacedrawing.engine.palette import NO_PALETTE
from deepfacedrawing.engine.stopwatch import Stopwatch
from deepfacedrawing.rendering import RenderRequest
from tests.eager_graphs import CPU, build_graphed
from tests.published import NARROW
from tests.tiny import TINY, build_tiny_bank, build_tiny_model, build_tiny_palette, draw_sketch

EXACT = replace(TINY, full_precision=True)
PLAIN = replace(TINY, synthesis=TranslationSynthesisConfig(width=4, num_blocks=1))
REQUEST = RenderRequest(draw_sketch())
CHANGES = (
    REQUEST,
    replace(REQUEST, sketch=draw_sketch(80)),
    replace(REQUEST, refinement={"nose": 0.9}),
    replace(REQUEST, appearance="deep-black"),
    replace(REQUEST, group="masculine", pins={"mouth": 3}),
    replace(REQUEST, toward=RenderRequest(draw_sketch(30)), morph=dict.fromkeys(COMPONENT_NAMES, 0.5)),
    REQUEST,
)
on_card = pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA here")
CARD = torch.device("cuda")


@pytest.mark.parametrize("config", [TINY, EXACT, PLAIN], ids=["half", "exact", "without a prior"])
def test_they_paint_what_torch_paints_in_float32(config: ModelConfig) -> None:
    reference, graphed = (
        TorchNetworks(build_tiny_model(replace(config, full_precision=True)), CPU),
        build_graphed(build_tiny_model(config)),
    )
    torch.manual_seed(1)
    crop = torch.randint(0, 256, (1, 1, 192, 192), dtype=torch.uint8)
    merged, latents, style = torch.randn(1, 4, 64, 64), torch.randn(1, 5, 16), torch.randn(1, 512)
    with torch.inference_mode():
        torch.testing.assert_close(graphed.encode("mouth", crop), reference.encode("mouth", crop))
        faces = [n.paint(n.lay_out(merged, latents), style).astype(int) for n in (reference, graphed)]
    assert graphed.name.endswith("float32" if config.full_precision else "float16")
    assert faces[0].std() > 10
    assert np.abs(faces[0] - faces[1]).mean() < (0.1 if config.full_precision else 0.5)


def test_results_are_not_overwritten_by_the_next_call() -> None:
    networks = build_graphed(build_tiny_model())
    geometry = torch.randn(1, 512, 32, 32, dtype=torch.float16)
    with torch.inference_mode():
        kept = networks.map("nose", torch.ones(1, 16))
        before = kept.clone()
        assert not torch.equal(networks.map("nose", torch.zeros(1, 16)), before)
        face = networks.paint(geometry, torch.zeros(1, 512))
        pixels = face.copy()
        assert not np.array_equal(networks.paint(geometry, torch.ones(1, 512)), pixels)
    assert torch.equal(kept, before)
    assert np.array_equal(face, pixels)


def test_a_new_appearance_records_nothing(load: Callable[[str], FaceEngine]) -> None:
    engine = load("graphs")
    engine.render(REQUEST)
    recorded = set(graphs_of(engine))
    for number in range(3):
        engine.render(replace(REQUEST, appearance=number, sketch=draw_sketch(50 + number)))
    assert set(graphs_of(engine)) == recorded


def test_an_engine_that_is_dropped_is_gone_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without waiting for the garbage collector: a card's memory may be needed for the next one."""
    monkeypatch.setattr(face_engine, "build_networks", lambda model, *_: build_graphed(model))
    engine = FaceEngine(build_tiny_model(), build_tiny_palette(), build_tiny_bank(), CPU, "tiny")
    engine.render(CHANGES[4])
    parts = [weakref.ref(part) for part in (engine.networks, engine.networks.runner, engine.model)]
    gc.disable()
    try:
        del engine
        assert [part() for part in parts] == [None] * 3
    finally:
        gc.enable()


def test_convolutions_are_exact_only_while_they_are_asked_to_be() -> None:
    settings: Any = torch.backends.cudnn.conv  # pyright: ignore[reportAttributeAccessIssue]
    before = settings.fp32_precision
    with exact_convolutions():
        assert settings.fp32_precision == "ieee"
    assert settings.fp32_precision == before


def graphs_of(engine: FaceEngine) -> dict[object, object]:
    """What its runner has recorded; None where that failed."""
    return cast(Graphs, engine.networks.runner)._graphs  # pyright: ignore[reportReturnType]


@pytest.fixture(scope="module")
def card(model_path: Path) -> Iterator[FaceEngine]:
    engine = load_engine(model_path, "cuda")
    yield engine
    engine.close()


@on_card
def test_on_a_card_everything_is_recorded_and_nothing_is_told(
    model_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        engine = load_engine(model_path, "cuda")
        for request in CHANGES:
            engine.render(request)
    assert isinstance(engine.networks, CudaNetworks)
    assert caplog.records == []
    assert all(graph is not None for graph in graphs_of(engine).values())
    assert torch.cuda.current_stream() == torch.cuda.default_stream()


@on_card
@pytest.mark.parametrize("turn", range(len(CHANGES)))
def test_on_a_card_faces_are_those_of_the_processor(
    turn: int, card: FaceEngine, load: Callable[[str], FaceEngine]
) -> None:
    ours, theirs = card.render(CHANGES[turn]), load("graphs").render(CHANGES[turn])
    assert ours.neighbours == theirs.neighbours
    assert ours.distances == pytest.approx(theirs.distances, rel=1e-2)
    assert np.abs(ours.face.astype(int) - theirs.face).mean() < 1
    assert ours.shadow is not None
    assert theirs.shadow is not None
    assert np.abs(ours.shadow.astype(int) - theirs.shadow).mean() < 1
    assert {"synthesise", "shadow", "total"} <= set(ours.timings)
    assert all(seconds >= 0 for seconds in ours.timings.values())


@on_card
def test_on_a_card_the_order_of_requests_leaves_no_trace(card: FaceEngine) -> None:
    card.close()
    first = [card.render(request).face for request in CHANGES]
    again = [card.render(request).face for request in reversed(CHANGES)][::-1]
    assert all(np.array_equal(one, other) for one, other in zip(first, again, strict=True))
    assert np.array_equal(first[0], first[-1])


@on_card
def test_on_a_card_a_face_is_waited_for_and_nothing_else(card: FaceEngine) -> None:
    """PyTorch raises at every other place where the processor would wait."""
    card.render(REQUEST)
    networks = card.networks
    drawing = DrawingLatents(card.model, card.banks, CARD, networks)
    torch.cuda.set_sync_debug_mode("error")
    try:
        with torch.inference_mode():
            refined = drawing.refine(replace(REQUEST, sketch=draw_sketch(70)), Stopwatch(CARD))
            maps = {name: networks.map(name, latent.tensor) for name, latent in refined.items()}
            stacked = torch.stack([latent.tensor for latent in refined.values()], dim=1)
            networks.lay_out(card.model.merge(maps), stacked)
            card.sketches.shadow(drawing.projections)
    finally:
        torch.cuda.set_sync_debug_mode("default")


@on_card
def test_on_a_card_a_model_without_a_prior_is_recorded_too() -> None:
    generator = torch.Generator().manual_seed(2)
    dim = NARROW.coder.latent_dim
    bank = {c.name: torch.randn(40, dim, generator=generator) for c in NARROW.components}
    request, faces = RenderRequest(draw_sketch(), shadow=True), []
    for device in (CARD, CPU):
        model = DeepFaceDrawing(replace(NARROW, full_precision=device == CPU)).eval().requires_grad_(False)
        torch.manual_seed(0)
        for parameter in model.parameters():
            parameter.copy_(torch.randn(parameter.shape) / max(1, parameter[0].numel()) ** 0.5)
        engine = FaceEngine(
            model, NO_PALETTE, Bank(bank, {}, dict.fromkeys(bank, 1.0)), device, "narrow", backend="auto"
        )
        faces.append([engine.render(request).face.astype(int) for _ in range(2)])
    assert all(np.array_equal(*pair) for pair in faces)
    assert np.abs(faces[0][0] - faces[1][0]).mean() < 4


def run_apart(work: Callable[..., None], *given: object) -> None:
    """In a process of its own: what a failed recording leaves behind may spoil others."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as processes:
        processes.submit(work, *given).result()


def break_off_a_recording() -> None:
    def wait(x: Tensor) -> tuple[Tensor, ...]:
        return (x * x.sum().item(),)

    runner, one = Graphs(CARD), torch.ones(4, device=CARD)
    assert runner.run("before", lambda x: (x + 1,), one)[0].tolist() == [2] * 4
    assert runner.run("wait", wait, one)[0].tolist() == [4] * 4
    assert [graph is None for graph in runner._graphs.values()] == [False, True]
    assert torch.cuda.current_stream() == torch.cuda.default_stream()
    assert runner.run("before", lambda x: (x + 1,), 2 * one)[0].tolist() == [3] * 4
    assert runner.run("after", lambda x: (x + 3,), one)[0].tolist() == [4] * 4


def fill_the_card(while_recording: bool) -> None:
    def fill(x: Tensor) -> tuple[Tensor, ...]:
        if torch.cuda.is_current_stream_capturing() or not while_recording:
            x = x + torch.empty(2**48, dtype=torch.uint8, device=CARD)[:4]
        return (x + 1,)

    with pytest.raises(RuntimeError) as caught:
        Graphs(CARD).run("fill", fill, torch.ones(4, device=CARD))
    assert is_out_of_memory(caught.value)
    assert torch.cuda.current_stream() == torch.cuda.default_stream()
    assert float(torch.ones(2, device=CARD).sum()) == 2


@on_card
def test_on_a_card_what_cannot_be_recorded_is_called_and_the_rest_goes_on() -> None:
    run_apart(break_off_a_recording)


@on_card
@pytest.mark.parametrize("while_recording", [False, True])
def test_on_a_card_without_enough_memory_that_is_said(while_recording: bool) -> None:
    run_apart(fill_the_card, while_recording)


@on_card
def test_on_a_card_the_bundled_model_takes_less_than_a_gigabyte() -> None:
    torch.cuda.empty_cache()
    torch.cuda.reset_peak_memory_stats()
    before = torch.cuda.memory_reserved()
    engine = load_engine(device="cuda")
    for width in (30, 50, 70):
        engine.render(RenderRequest(draw_sketch(width)))
    assert torch.cuda.max_memory_reserved() - before < 2**30


@on_card
def test_on_a_card_graphs_are_chosen() -> None:
    model = build_tiny_model().to(CARD)
    assert isinstance(build_networks(model, CARD), CudaNetworks)
    assert isinstance(build_networks(build_tiny_model().to(CARD), CARD, "torch"), TorchNetworks)
