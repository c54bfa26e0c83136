"""The engine on a tiny model, from files: pictures in, pictures out, and nothing done twice."""

from __future__ import annotations

import hashlib
import os
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from deepfacedrawing import shipped
from deepfacedrawing.components import COMPONENT_NAMES, PAPER
from deepfacedrawing.engine import bank_sketches, face_engine
from deepfacedrawing.engine.backends import torch_networks
from deepfacedrawing.engine.checkpoint import BANK_NAME, Bank, save_bank
from deepfacedrawing.engine.face_engine import FaceEngine, find_model, load_engine
from deepfacedrawing.engine.models.folded_prior import FoldedPrior
from deepfacedrawing.engine.worker import start_engine
from deepfacedrawing.rendering import CONTROL_NAMES, RendererDied, RenderRequest, UserError
from tests.tiny import (
    NUM_FEMININE,
    NUM_SAMPLES,
    build_tiny_bank,
    build_tiny_model,
    build_tiny_palette,
    draw_sketch,
    save_tiny_model,
)

BLANK = np.full((512, 512), PAPER, np.uint8)
REQUEST = RenderRequest(draw_sketch())


def test_a_sketch_becomes_a_face(engine: FaceEngine) -> None:
    result = engine.render(REQUEST)
    assert (result.face.shape, result.face.dtype) == ((512, 512, 3), np.uint8)
    assert result.face.std() > 10
    assert result.shadow is not None
    assert (result.shadow.shape, result.shadow.dtype) == ((512, 512), np.uint8)
    assert tuple(result.neighbours) == tuple(result.distances) == COMPONENT_NAMES
    assert all(len(set(rows)) == 10 and max(rows) < NUM_SAMPLES for rows in result.neighbours.values())
    assert all(distance > 0 for distance in result.distances.values())
    assert {"encode", "project", "map", "synthesise", "shadow", "total"} == set(result.timings)


def test_the_face_is_that_of_the_paper_in_one_forward(engine: FaceEngine) -> None:
    sketch = torch.from_numpy(draw_sketch())[None, None].float() / 127.5 - 1
    with torch.inference_mode():
        face = build_tiny_model()(
            sketch, engine.banks.groups["all"], REQUEST.refinement, engine.palette.style("neutral")
        )
    expected = ((face[0].clamp(-1, 1) + 1) * 127.5).permute(1, 2, 0).numpy()
    # what is behind the latents may run in bfloat16
    tolerance = 1 if engine.networks.name.endswith("float32") else 8
    assert np.abs(engine.render(REQUEST).face - expected).mean() < tolerance


def test_the_same_request_gives_the_same_bytes_and_runs_nothing_but_the_synthesis(
    engine: FaceEngine, calls: list[str]
) -> None:
    first = engine.render(REQUEST)
    calls.clear()
    again = engine.render(REQUEST)
    assert np.array_equal(first.face, again.face)
    assert first.shadow is not None
    assert again.shadow is not None
    assert np.array_equal(first.shadow, again.shadow)
    assert calls == []
    assert set(again.timings) == {"synthesise", "shadow", "total"}


def test_the_order_of_requests_leaves_no_trace(engine: FaceEngine) -> None:
    first = engine.render(REQUEST).face
    engine.render(RenderRequest(BLANK, {"mouth": 1.0}, "masculine", "deep-black"))
    assert np.array_equal(engine.render(REQUEST).face, first)


def test_a_slider_runs_only_its_own_feature_decoder(engine: FaceEngine, calls: list[str]) -> None:
    engine.render(REQUEST)
    calls.clear()
    timings = engine.render(replace(REQUEST, refinement={"nose": 0.9}, shadow=False)).timings
    assert calls == ["feature_decoders nose"]
    assert set(timings) == {"map", "synthesise", "total"}


def test_an_appearance_runs_neither_encoders_nor_decoders(engine: FaceEngine, calls: list[str]) -> None:
    face = engine.render(REQUEST).face
    calls.clear()
    changed = engine.render(replace(REQUEST, appearance="pale-blond", shadow=False))
    assert calls == []
    assert set(changed.timings) == {"synthesise", "total"}
    assert np.abs(changed.face.astype(int) - face).mean() > 1


def test_a_stroke_on_the_mouth_encodes_the_mouth_only(engine: FaceEngine, calls: list[str]) -> None:
    engine.render(REQUEST)
    calls.clear()
    engine.render(replace(REQUEST, sketch=draw_sketch(mouth_width=80), shadow=False))
    assert calls == ["encoders mouth", "feature_decoders mouth"]


def test_a_groups_projection_starts_from_the_kept_latents(engine: FaceEngine, calls: list[str]) -> None:
    engine.render(REQUEST)
    calls.clear()
    result = engine.render(replace(REQUEST, group="masculine", shadow=False))
    assert not any(name.startswith("encoders") for name in calls)
    assert all(row >= NUM_FEMININE for rows in result.neighbours.values() for row in rows)


def test_refinement_moves_the_face_to_the_manifold(engine: FaceEngine) -> None:
    as_drawn, half, refined = (
        engine.render(RenderRequest(draw_sketch(), dict.fromkeys(COMPONENT_NAMES, amount), shadow=False))
        for amount in (0.0, 0.5, 1.0)
    )
    assert np.abs(as_drawn.face.astype(int) - refined.face).mean() > 1
    assert as_drawn.distances == half.distances == refined.distances
    assert as_drawn.neighbours == refined.neighbours


def test_what_is_not_drawn_yet_is_the_middle_of_the_bank(engine: FaceEngine, calls: list[str]) -> None:
    blank = engine.render(RenderRequest(BLANK, dict.fromkeys(COMPONENT_NAMES, 0.0)))
    assert not any(name.startswith("encoders") for name in calls)
    assert max(blank.distances.values()) < 0.2
    feminine = engine.render(RenderRequest(BLANK, dict.fromkeys(COMPONENT_NAMES, 0.0), "feminine", shadow=False))
    assert not np.array_equal(blank.face, feminine.face)
    assert all(row < NUM_FEMININE for rows in feminine.neighbours.values() for row in rows)


def test_the_shadow_is_the_neighbours_and_is_made_only_when_asked_for(engine: FaceEngine, calls: list[str]) -> None:
    assert engine.render(replace(REQUEST, shadow=False)).shadow is None
    assert not any(name.startswith("sketch_decoders") for name in calls)
    shadow = engine.render(REQUEST).shadow
    assert shadow is not None
    assert shadow.min() < 255
    assert calls[-5:] == [f"sketch_decoders {name}" for name in COMPONENT_NAMES]


def test_decoded_neighbours_are_kept_within_bounds(engine: FaceEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bank_sketches, "MAX_DECODED", 10)
    unbounded = engine.render(REQUEST).shadow
    for width in (30, 40, 50, 70, 80):
        engine.render(RenderRequest(draw_sketch(width)))
    assert all(len(decoded) <= 20 for decoded in engine.sketches.decoded.values())
    again = engine.render(REQUEST).shadow
    assert unbounded is not None
    assert again is not None
    assert np.array_equal(unbounded, again)


def test_a_number_is_an_appearance_of_its_own(engine: FaceEngine) -> None:
    one, two, again = (engine.render(RenderRequest(draw_sketch(), appearance=n, shadow=False)).face for n in (1, 2, 1))
    assert np.array_equal(one, again)
    assert np.abs(one.astype(int) - two).mean() > 1


def test_a_control_paints_anew_and_runs_no_other_network(engine: FaceEngine, calls: list[str]) -> None:
    face = engine.render(REQUEST).face
    calls.clear()
    darker, warmer = (replace(REQUEST, controls=moved, shadow=False) for moved in ({"skin_tone": -1}, {"warmth": 1}))
    one, other = engine.render(darker), engine.render(warmer)
    assert calls == []
    assert set(one.timings) == {"synthesise", "total"}
    assert np.abs(one.face.astype(int) - face).mean() > 1
    assert np.abs(one.face.astype(int) - other.face).mean() > 1
    assert np.array_equal(engine.render(REQUEST).face, face)


def test_a_style_is_folded_only_when_it_changes(torch_engine: FaceEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    folded: list[object] = []

    def fold(*parts: Any) -> FoldedPrior:
        folded.append(parts)
        return FoldedPrior(*parts)

    monkeypatch.setattr(torch_networks, "FoldedPrior", fold)
    for controls in ({"light": 0.5}, {"light": 0.5}, {"light": 0.25}):
        torch_engine.render(replace(REQUEST, controls=controls))
        torch_engine.render(replace(REQUEST, controls=controls, refinement={"nose": 0.9}))
    assert len(folded) == 2


def test_an_unknown_appearance_is_told_and_the_next_request_works(engine: FaceEngine) -> None:
    with pytest.raises(UserError, match="'green'"):
        engine.render(replace(REQUEST, appearance="green"))
    assert engine.render(REQUEST).face.any()


def test_it_says_what_it_is(engine: FaceEngine, model_path: Path) -> None:
    assert engine.info.model == "model"
    assert engine.info.device.startswith("CPU")
    assert engine.info.groups == ("all", "feminine", "masculine")
    assert engine.info.appearances == build_tiny_palette().swatches
    assert engine.info.controls == CONTROL_NAMES
    assert engine.info.bank_size == NUM_SAMPLES
    assert engine.info.checksum == hashlib.sha256(model_path.read_bytes()).hexdigest()


def test_a_group_without_members_is_not_offered() -> None:
    bank = build_tiny_bank()
    nobody = torch.zeros(NUM_SAMPLES, dtype=torch.bool)
    engine = FaceEngine(
        build_tiny_model(),
        build_tiny_palette(),
        Bank(bank.latents, {"feminine": nobody, "masculine": ~nobody}, bank.scales),
        torch.device("cpu"),
        "model",
    )
    assert engine.info.groups == ("all", "masculine")
    with pytest.raises(UserError, match="no group 'feminine'; choose from all, masculine"):
        engine.render(replace(REQUEST, group="feminine"))


def test_a_folder_stands_for_the_model_in_it(model_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths: list[Path] = []

    def stop(path: Path) -> Any:
        paths.append(path)
        raise UserError("seen")

    monkeypatch.setattr(face_engine, "load_model", stop)
    for given in (model_path, model_path.parent):
        with pytest.raises(UserError, match="seen"):
            load_engine(given, "cpu")
    assert paths == [model_path, model_path]


def test_a_model_without_its_bank_is_told(tmp_path: Path) -> None:
    path = save_tiny_model(tmp_path)
    (tmp_path / BANK_NAME).unlink()
    with pytest.raises(UserError, match=r"bank\.safetensors"):
        load_engine(path, "cpu")
    other = build_tiny_bank()
    save_bank(tmp_path / BANK_NAME, replace(other, latents={n: x[:, :4] for n, x in other.latents.items()}))
    with pytest.raises(UserError, match="does not go with the model"):
        load_engine(path, "cpu")


@pytest.mark.parametrize(("device", "message"), [("tpu", "no device 'tpu'"), ("cuda", "CUDA is not available")])
def test_a_device_that_is_not_there_is_told(model_path: Path, device: str, message: str) -> None:
    if device == "cuda" and torch.cuda.is_available():
        pytest.skip("CUDA is available here")
    with pytest.raises(UserError, match=message):
        load_engine(model_path, device)


@pytest.mark.parametrize("place", ["param", "deepfacedrawing/param"])
def test_the_bundled_model_is_found_in_a_checkout_and_in_a_package(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shipped, "__file__", str(tmp_path / "deepfacedrawing" / "shipped.py"))
    with pytest.raises(UserError, match="--model"):
        find_model()
    model = tmp_path / place / "model.safetensors"
    model.parent.mkdir(parents=True)
    model.touch()
    assert find_model() == model


def test_a_killed_engine_is_told_and_a_new_one_gives_the_same_bytes(model_path: Path) -> None:
    with_process = start_engine(model_path, "cpu")
    try:
        face = with_process.render(REQUEST).face
        assert with_process.pid is not None
        os.kill(with_process.pid, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
        with pytest.raises(RendererDied):
            with_process.render(REQUEST)
    finally:
        with_process.close()
    new = start_engine(model_path, "cpu")
    try:
        assert np.array_equal(new.render(REQUEST).face, face)
        with pytest.raises(UserError, match="'green'"):
            new.render(replace(REQUEST, appearance="green"))
    finally:
        new.close()
