"""The benchmark of the libraries runs, names what is not installed, and tells faces apart."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from tests.tiny import draw_sketch, save_tiny_model

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture
def runtimes(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The benchmark with two sketches, asked once."""
    monkeypatch.syspath_prepend(BENCHMARKS)
    module = importlib.import_module("runtimes")
    monkeypatch.setattr(module, "read_sketches", lambda: [draw_sketch(), draw_sketch(80)])
    monkeypatch.setattr(module, "ROUNDS", 1)
    return module


@pytest.fixture
def differences(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(BENCHMARKS)
    return importlib.import_module("face_differences")


def run(module: ModuleType, monkeypatch: pytest.MonkeyPatch, folder: Path, *words: str) -> dict[str, Any]:
    """The report of a tiny model."""
    data = folder / "report.json"
    options = ["--model", str(save_tiny_model(folder)), "--repeats", "1", "--json", str(data)]
    monkeypatch.setattr(sys, "argv", ["runtimes.py", *options, *words])
    module.main()
    return json.loads(data.read_text())


def test_every_runtime_that_is_there_is_measured_and_the_others_are_named(
    runtimes: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    there = runtimes.is_there
    monkeypatch.setattr(runtimes, "is_there", lambda package: package != "nncf" and there(package))
    page, sheet = tmp_path / "page.md", tmp_path / "sheet.png"
    page.write_text("before\n<!-- runtimes: begin -->\nold\n<!-- runtimes: end -->\nafter\n")
    only = ("--only", "openvino", "openvino-int8")
    report = run(runtimes, monkeypatch, tmp_path, *only, "--page", str(page), "--sheet", str(sheet))
    reference, other = report["rows"]
    assert (reference["what"], reference["ratio"]) == ("PyTorch, float32", 1.0)
    assert reference["differences"] == {"mean": 0.0, "largest": 0.0, "psnr": None, "ssim": pytest.approx(1.0)}
    assert other["what"].startswith("OpenVINO, ")
    assert 0 < other["differences"]["mean"] < 3
    assert all(min(row["least"].values()) > 0 and len(row["medians"]) == 6 for row in report["rows"])
    assert report["absent"] == {"openvino-int8": ["nncf"]}
    text = page.read_text()
    assert text.startswith("before\n<!-- runtimes: begin -->\n")
    assert text.endswith("<!-- runtimes: end -->\nafter\n")
    assert "old" not in text
    assert "Not measured: openvino-int8; needs nncf." in text
    assert "| PyTorch, float32 |" in capsys.readouterr().out
    with Image.open(sheet) as picture:
        assert picture.size == (3 * 512, 2 * 512 + 40)


def test_onnx_files_compute_what_the_model_does(
    runtimes: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    graphs, networks = (importlib.import_module(name) for name in ("runtime_graphs", "runtime_networks"))
    path, parts = save_tiny_model(tmp_path), graphs.list_parts
    wanted = ("encode_nose", "map_nose", "lay_out")
    monkeypatch.setattr(graphs, "list_parts", lambda *given: (p for p in parts(*given) if p[0] in wanted))
    graphs.export_parts(path, tmp_path)
    model, palette, _ = graphs.load_folded(path)
    examples = {name: inputs for name, _, inputs in graphs.list_parts(model, graphs.choose_style(palette))}
    examples = {name: tuple(torch.randn_like(x) for x in inputs) for name, inputs in examples.items()}
    examples["encode_nose"] = (torch.randint(0, 256, (1, 1, 160, 160), dtype=torch.uint8),)  # reduced in front of it
    ours = networks.build_float32(graphs.load_folded(path)[0], tmp_path)
    theirs = networks.OnnxNetworks(model, tmp_path)
    for name in wanted:
        step, *component = name.split("_") if name != "lay_out" else [name]
        with torch.inference_mode():
            expected, found = (getattr(one, step)(*component, *examples[name]) for one in (ours, theirs))
        torch.testing.assert_close(found, expected.contiguous(), rtol=1e-4, atol=1e-4)


def test_a_painter_in_int8_paints_the_face_less_well(
    runtimes: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("nncf")
    report = run(runtimes, monkeypatch, tmp_path, "--only", "openvino", "openvino-int8")
    _, usual, int8 = (row["differences"] for row in report["rows"])
    assert usual["mean"] < int8["mean"] < 40


def test_what_needs_a_compiler_says_so(runtimes: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtimes.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match="needs a C"):
        run(runtimes, monkeypatch, tmp_path, "--compile")


def test_a_page_without_its_marks_is_left_alone(differences: ModuleType, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("words")
    with pytest.raises(ValueError):
        importlib.import_module("page").rewrite(page, "runtimes", "text")
    assert page.read_text() == "words"


def test_differences_are_those_of_the_faces(differences: ModuleType) -> None:
    face = np.random.default_rng(0).integers(40, 200, (64, 64, 3), np.uint8)
    other = face.copy()
    other[:32] += 2
    other[0, 0] = face[0, 0] + 20
    found = differences.compare([face, other], [face, face])
    expected = np.abs(other.astype(int) - face)
    assert found.mean == pytest.approx(expected.mean() / 2)
    assert found.largest == 20
    assert found.psnr == pytest.approx(10 * np.log10(255**2 / (np.square(expected).mean() / 2)))
    assert 0.9 < found.ssim < 1


def test_noise_is_less_like_the_face_than_another_lightness(differences: ModuleType) -> None:
    face = np.repeat(draw_sketch()[..., None] // 2, 3, axis=2)
    noise = np.random.default_rng(0).integers(0, 21, face.shape, np.uint8)
    lighter, noisy = face + np.uint8(10), face + noise
    assert differences.measure_ssim(noisy, face) < differences.measure_ssim(lighter, face) - 0.1
