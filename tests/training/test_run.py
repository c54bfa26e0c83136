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

import pytest
import torch

from deepfacedrawing.components import COMPONENT_NAMES
from deepfacedrawing.engine.checkpoint import BANK_NAME, load_bank, load_model
from deepfacedrawing.engine.face_engine import load_engine
from deepfacedrawing.rendering import RenderRequest, UserError
from deepfacedrawing.training.appearance import save_palette
from deepfacedrawing.training.bundle import load_components, read_checkpoint
from deepfacedrawing.training.dataset import FaceDataset
from deepfacedrawing.training.generator import FaceGenerator
from deepfacedrawing.training.run import add_config_options, main
from deepfacedrawing.training.stage2 import SynthesisConfig
from tests.tiny import TINY, build_tiny_palette, draw_sketch
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
