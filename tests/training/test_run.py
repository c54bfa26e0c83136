"""Both stages, the bundle and the banks from the command line, on tiny networks and a handful of simple faces."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from deepfacedrawing.components import COMPONENT_NAMES
from deepfacedrawing.engine.checkpoint import BANK_NAME, load_bank, load_model
from deepfacedrawing.engine.face_engine import load_engine
from deepfacedrawing.engine.models.synthesis import PriorSynthesis
from deepfacedrawing.rendering import RenderRequest, UserError
from deepfacedrawing.training.appearance import save_palette
from deepfacedrawing.training.bundle import load_components, read_checkpoint
from deepfacedrawing.training.dataset import FaceDataset
from deepfacedrawing.training.generator import FaceGenerator
from deepfacedrawing.training.latents import LatentBatches, LatentData
from deepfacedrawing.training.loop import build_fabric
from deepfacedrawing.training.lpips import Lpips
from deepfacedrawing.training.run import add_config_options, main
from deepfacedrawing.training.stage2 import SynthesisConfig, SynthesisLearner, fit_mappers
from tests.tiny import TINY, build_tiny_model, build_tiny_palette, draw_sketch
from tests.training.conftest import NUM_FACES

PLAIN = ["--batch", "2", "--device", "cpu", "--precision", "32-true"]
WHEEL = Path("some.whl")


def train_components(dataset: Path, out: Path, *more: str) -> Path:
    main(["train", "components", "--data", str(dataset), "--out", str(out), "--workers", "0", *PLAIN, *more])
    return out / "checkpoint.pt"


def train_synthesis(dataset: Path, components: Path, out: Path, *more: str) -> Path:
    paths = ["--data", str(dataset), "--components", str(components), "--out", str(out), "--wheel", str(WHEEL)]
    few = ["--variants", "2", "--held-out", "3", "--adversarial-from", "1", "--mapper-steps", "2"]
    main(["train", "synthesis", *paths, *few, *PLAIN, *more])
    return out / "checkpoint.pt"


def read_step(checkpoint: Path) -> int:
    return torch.load(checkpoint, weights_only=True)["step"]


@pytest.mark.usefixtures("tiny_networks")
def test_stage_one_leaves_a_run_folder_and_goes_on_for_longer(dataset: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    checkpoint = train_components(dataset, out, "--steps", "3", "--sheet-every", "2")
    names = {"checkpoint.pt", "components.pt", "config.json", "log.jsonl", "sheet_000000.png", "sheet_000002.png"}
    assert {path.name for path in out.iterdir()} == names
    config = json.loads((out / "config.json").read_text())
    assert (config["steps"], config["batch"], config["data"]) == (3, 2, str(dataset))
    first = json.loads((out / "log.jsonl").read_text().splitlines()[0])
    assert first.keys() == {"step", *COMPONENT_NAMES}
    assert read_step(checkpoint) == 3
    before = read_checkpoint(checkpoint, "model")
    train_components(dataset, out, "--steps", "5", "--sheet-every", "2")
    assert read_step(checkpoint) == 5
    assert (out / "sheet_000004.png").is_file()
    after = read_checkpoint(checkpoint, "model")
    moved = {name.split(".")[1] for name in before if not torch.equal(before[name], after[name])}
    assert moved == set(COMPONENT_NAMES)


@pytest.mark.usefixtures("tiny_networks")
def test_a_finished_run_is_left_as_it_is(dataset: Path, tmp_path: Path) -> None:
    checkpoint = train_components(dataset, tmp_path / "run", "--steps", "2")
    before = read_checkpoint(checkpoint, "model")
    train_components(dataset, tmp_path / "run", "--steps", "2")
    assert read_step(checkpoint) == 2
    assert all(torch.equal(weight, before[name]) for name, weight in read_checkpoint(checkpoint, "model").items())


@pytest.mark.usefixtures("tiny_networks")
def test_no_minutes_is_no_step_but_a_checkpoint(dataset: Path, tmp_path: Path) -> None:
    assert read_step(train_components(dataset, tmp_path / "run", "--minutes", "0")) == 0


def test_two_processes_leave_one_checkpoint(dataset: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    command = [sys.executable, "-m", "deepfacedrawing", "train", "components", "--data", str(dataset)]
    command += ["--out", str(out), "--workers", "0", "--steps", "2", "--devices", "2", *PLAIN]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr
    assert read_step(out / "checkpoint.pt") == 2
    names = {"checkpoint.pt", "components.pt", "config.json", "log.jsonl", "sheet_000000.png"}
    assert {path.name for path in out.iterdir()} == names
    assert len((out / "log.jsonl").read_text().splitlines()) == 1
    assert not any(name.startswith("module.") for name in read_checkpoint(out / "checkpoint.pt", "model"))


@pytest.mark.usefixtures("tiny_networks")
def test_what_both_stages_leave_becomes_an_engine_that_renders(dataset: Path, tmp_path: Path) -> None:
    components = train_components(dataset, tmp_path / "one", "--steps", "1").with_name("components.pt")
    out = tmp_path / "two"
    synthesis = train_synthesis(dataset, components, out, "--steps", "2")
    logged = [json.loads(row) for row in (out / "log.jsonl").read_text().splitlines()]
    assert {"l1", "held_out"} <= {name for row in logged for name in row}
    assert (out / "sheet_000000.png").is_file()
    train_synthesis(dataset, components, out, "--steps", "3")
    assert read_step(synthesis) == 3
    average = read_checkpoint(synthesis, "average")
    assert average["n_averaged"] == 3
    save_palette(tmp_path / "palette.pt", build_tiny_palette())
    folder = tmp_path / "param"
    files = {"components": components, "synthesis": synthesis, "wheel": WHEEL, "palette": tmp_path / "palette.pt"}
    files |= {"data": dataset, "out": folder}
    options = [word for name, path in files.items() for word in (f"--{name}", path)]
    main(["train", "bundle", *map(str, options)])
    engine = load_engine(folder, "cpu")
    assert engine.info.groups == ("all", "feminine", "masculine")
    weights = load_model(folder / "model.safetensors")[0].synthesis.state_dict()
    shipped, trained = weights["geometry.head.entry.0.weight"], average["module.geometry.head.entry.0.weight"]
    torch.testing.assert_close(shipped, trained, atol=1e-3, rtol=1e-2)
    assert weights["geometry.mean"].abs().max() > 0
    result = engine.render(RenderRequest(draw_sketch()))
    assert result.face.shape == (512, 512, 3)
    assert all(len(rows) == 10 and max(rows) < NUM_FACES for rows in result.neighbours.values())
    main(["bank", "build", str(dataset), "--model", str(folder / "model.safetensors"), "-o", str(tmp_path / BANK_NAME)])
    assert load_bank(tmp_path / BANK_NAME, TINY).latents.keys() == set(COMPONENT_NAMES)


NOSE = COMPONENT_NAMES.index("nose")


@pytest.fixture
def batches(dataset: Path, tmp_path: Path) -> LatentBatches:
    data = LatentData(dataset, tmp_path / "latents.pt", variants=2, held_out=3, jitter=0.0, seed=0)
    return LatentBatches(build_tiny_model(), data, torch.device("cpu"))


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
    fit_mappers(model, batches, SynthesisConfig(Path(), Path(), Path(), mapper_steps=30))
    assert error() < 0.95 * before
    assert all(torch.equal(weight, layout[name]) for name, weight in geometry.layout.state_dict().items())


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


def test_training_never_draws_a_face_that_is_held_out(batches: LatentBatches, dataset: Path) -> None:
    known = torch.from_numpy(batches.targets)
    assert batches.num_training == len(FaceDataset(dataset).styles()) - 3 == len(known) - 3
    _, drawn = batches.draw(np.random.default_rng(1), 64)
    of_noses = known[:, 0, NOSE]
    rows = {int((of_noses - style).norm(dim=1).argmin()) for style in drawn[:, NOSE]}
    assert rows == set(range(len(known) - 3))
    torch.testing.assert_close(batches.held_out(10, 0.5)[1], known[-3:, 0])


def test_closed_eyes_are_drawn_and_asked_for_together(batches: LatentBatches) -> None:
    latents, styles = batches.draw(np.random.default_rng(0), 400)
    known = torch.from_numpy(batches.targets)
    is_closed = torch.tensor(
        [[(known[:, 1, eye] == face[eye]).all(1).any() for eye in batches.eyes] for face in styles]
    )
    assert (is_closed[:, 0] == is_closed[:, 1]).all()
    assert 0.03 < is_closed.float().mean() < 0.15
    faces = np.zeros((1, 5), int)
    as_drawn, _ = batches.select(faces, np.where([[True, True, False, False, False]], 2, faces), torch.zeros(1, 5))
    torch.testing.assert_close(as_drawn[0, 0], batches.sketches[0, 2, 0].float())
    assert latents.shape == (400, 5, as_drawn.shape[-1])


def test_a_component_comes_with_the_style_of_its_own_face(batches: LatentBatches) -> None:
    faces = np.array([[0, 0, 1, 2, 1], [2, 2, 2, 2, 2]])
    latents, styles = batches.select(faces, np.ones_like(faces), torch.zeros(2, 5))
    for row, component in np.ndindex(faces.shape):
        face = faces[row, component]
        torch.testing.assert_close(latents[row, component], batches.sketches[face, 1, component].float())
        np.testing.assert_array_equal(styles[row, component], batches.targets[face, 0, component])


def test_about_half_the_faces_are_whole_and_the_others_parts_of_two(batches: LatentBatches) -> None:
    _, styles = batches.draw(np.random.default_rng(0), 400)
    known = torch.from_numpy(batches.targets)
    whose = [
        [int((known[:, :, i] - style[i]).norm(dim=2).amin(1).argmin()) for i in range(style.shape[0])]
        for style in styles
    ]
    counts = np.array([len(set(face)) for face in whose])
    assert set(counts) == {1, 2}
    assert 0.3 < (counts == 2).mean() < 0.6
    left, right = np.array(whose)[:, batches.eyes].T
    assert (left == right).mean() > 0.8


def test_a_face_is_refined_without_its_own_bank_sample(batches: LatentBatches) -> None:
    faces, none = np.array([[2] * 5, [3] * 5]), torch.zeros(2, 5)
    as_drawn, _ = batches.select(faces, np.zeros_like(faces), none)
    refined, _ = batches.select(faces, np.zeros_like(faces), none + 1)
    for i, bank in enumerate(batches.banks):
        own = bank.latents[batches.bank_rows[faces[:, i]]]
        assert (refined[:, i] - own).norm(dim=1).min() > 0
        assert not torch.allclose(refined[:, i], as_drawn[:, i])


@pytest.mark.parametrize("held_out", [0, 50])
def test_holding_out_none_or_all_is_told(dataset: Path, tmp_path: Path, held_out: int) -> None:
    data = LatentData(dataset, tmp_path / "latents.pt", variants=1, held_out=held_out, jitter=0.0, seed=0)
    with pytest.raises(UserError, match="--held-out"):
        LatentBatches(build_tiny_model(), data, torch.device("cpu"))


@pytest.mark.parametrize("content", [None, b"", b"nothing", b"\x80\x02}."])
def test_a_checkpoint_that_is_none_is_told(tmp_path: Path, content: bytes | None, tiny_networks: FaceGenerator) -> None:
    path = tmp_path / "checkpoint.pt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UserError, match=r"checkpoint\.pt is no checkpoint"):
        load_components(path, WHEEL)


def test_a_checkpoint_of_another_model_is_told(tmp_path: Path, tiny_networks: FaceGenerator) -> None:
    torch.save({"model": {"head.body.0.weight": torch.zeros(1)}}, tmp_path / "checkpoint.pt")
    with pytest.raises(UserError, match="another stage or model"):
        load_components(tmp_path / "checkpoint.pt", WHEEL)


@pytest.mark.parametrize("damage", ["no index", "no shard", "foreign index", "unknown face", "no faces"])
def test_a_folder_that_is_no_data_set_is_told(dataset: Path, damage: str) -> None:
    index = dataset / "index.json"
    rows: list[dict[str, Any]] = json.loads(index.read_text())
    if damage == "no shard":
        (dataset / "lines" / "0001.npz").unlink()
    elif damage == "no index":
        index.unlink()
    else:
        rows[0] |= {"id": "nobody"} if damage == "unknown face" else {"colour": "green"}
        index.write_text(json.dumps([] if damage == "no faces" else rows))
    with pytest.raises(UserError):
        FaceDataset(dataset)


def test_a_data_set_without_styles_is_told(dataset: Path) -> None:
    (dataset / "styles.npy").unlink()
    with pytest.raises(UserError, match="data styles"):
        FaceDataset(dataset).styles()


def test_each_field_of_a_config_is_an_option() -> None:
    parser = argparse.ArgumentParser()
    add_config_options(parser, SynthesisConfig)
    given = ["--data", "a", "--out", "b", "--components", "c", "--peak-rate", "0.5", "--steps", "7"]
    config = SynthesisConfig(**vars(parser.parse_args(given)))
    expected = SynthesisConfig(Path("a"), Path("b"), Path("c"))
    assert config == replace(expected, peak_rate=0.5, steps=7)


@pytest.mark.parametrize("words", [["train"], ["train", "components"], ["data", "generate", "x", "--seeds", "5"]])
def test_incomplete_words_end_with_the_usage(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(words)
    assert caught.value.code == 2
    assert "usage: deepfacedrawing" in capsys.readouterr().err
