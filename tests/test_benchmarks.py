"""Benchmarks run, say everything that their page has, and leave the rest of that page alone."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest
import torch

from deepfacedrawing.engine import painting
from deepfacedrawing.engine.bank_index import find_index
from deepfacedrawing.engine.checkpoint import BANK_NAME
from tests.published import NARROW
from tests.tiny import draw_sketch, save_tiny_model

ON_CARD = pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA here")
BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The benchmark with small networks and matrices."""
    monkeypatch.syspath_prepend(BENCHMARKS)
    module = importlib.import_module("engine")
    monkeypatch.setattr(module, "ORIGINAL", NARROW)
    monkeypatch.setattr(module, "ORIGINAL_BANK", 40)
    monkeypatch.setattr(module, "WARM_UPS", 1)
    monkeypatch.setattr(module, "read_sketches", lambda: [draw_sketch(), draw_sketch(80)])
    machine = importlib.import_module("machine")
    monkeypatch.setattr(machine, "MATRIX", 64)
    monkeypatch.setattr(machine, "COPIED", 2**16)
    monkeypatch.setattr(machine, "CARD_MATRIX", 64)
    monkeypatch.setattr(machine, "CARD_COPIED", 2**16)
    return module


@pytest.mark.parametrize(
    ("device", "mark", "extra"),
    [
        ("cpu", "measured", []),
        pytest.param("cuda", "measured on CUDA", ["published network, this engine, half precision"], marks=ON_CARD),
    ],
)
def test_the_benchmark_of_the_engine_runs(
    device: str,
    mark: str,
    extra: list[str],
    engine: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    page, data = tmp_path / "page.md", tmp_path / "report.json"
    page.write_text(f"before\n<!-- {mark}: begin -->\nold\n<!-- {mark}: end -->\nafter\n")
    model = save_tiny_model(tmp_path)
    words = ["--device", device, "--model", str(model), "--repeats", "1", "--json", str(data), "--page", str(page)]
    monkeypatch.setattr(sys, "argv", ["engine.py", *words])
    engine.main()
    report = json.loads(data.read_text())
    rows = {row["what"]: row for row in report["rows"]}
    assert list(rows) == [
        "published network, eagerly",
        "published network, this engine",
        *extra,
        "whole new sketch",
        "stroke in one component",
        "slider",
        "appearance",
    ]
    assert rows["published network, eagerly"]["ratio"] == 1.0
    assert all(row["median"] > 0 and row["gmacs"] > 0 and row["limit"] > 0 for row in rows.values())
    assert rows["stroke in one component"]["gmacs"] < rows["whole new sketch"]["gmacs"]
    assert report["faces a second, from files to files"] > 0
    text = page.read_text()
    assert text.startswith(f"before\n<!-- {mark}: begin -->\n")
    assert text.endswith(f"<!-- {mark}: end -->\nafter\n")
    assert "old" not in text
    assert "| whole new sketch |" in text
    assert "| whole new sketch |" in capsys.readouterr().out


def test_the_tables_of_a_card_stand_beside_those_of_a_processor(engine: ModuleType, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "<!-- measured: begin -->\none\n<!-- measured: end -->\n"
        "<!-- measured on CUDA: begin -->\ntwo\n<!-- measured on CUDA: end -->\n"
    )
    engine.rewrite(page, "measured on CUDA", "three\n")
    assert [line for line in page.read_text().splitlines() if not line.startswith("<")] == ["one", "three"]


@pytest.mark.parametrize(("value", "text"), [(5378.94, "5378.9"), (10.0, "10.0"), (1.234, "1.23"), (0.05, "0.05")])
def test_small_numbers_have_two_decimals(engine: ModuleType, value: float, text: str) -> None:
    assert engine.format_number(value) == text


def test_the_benchmark_of_drafts_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.syspath_prepend(BENCHMARKS)
    module = importlib.import_module("drafts")
    monkeypatch.setattr(module, "STEPS", 2)
    monkeypatch.setattr(painting, "QUICK", 0.0)
    few_lines = next(path for path in module.find_samples() if path.stem == "few_lines")
    monkeypatch.setattr(module, "find_samples", lambda: (few_lines,))
    page, sheet = tmp_path / "page.md", tmp_path / "sheet.png"
    page.write_text("before\n<!-- drafts: begin -->\nold\n<!-- drafts: end -->\nafter\n")
    words = ["--model", str(save_tiny_model(tmp_path)), "--strokes", "2", "--sheet", str(sheet), "--page", str(page)]
    monkeypatch.setattr(sys, "argv", ["drafts.py", *words])
    module.main()
    text = page.read_text()
    assert "| steps drawn | 4 |" in text
    assert "old" not in text
    assert sheet.stat().st_size > 1000
    assert "when the pen rests" in capsys.readouterr().out


@pytest.fixture
def banks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """The benchmark with a small model, in this process."""
    monkeypatch.syspath_prepend(BENCHMARKS)
    module = importlib.import_module("banks")
    model = save_tiny_model(tmp_path)
    monkeypatch.setattr(module, "find_model", lambda: model)
    monkeypatch.setattr(module, "EXACT_ROWS", 100)
    monkeypatch.setattr(module, "in_new_process", lambda work, *given: work(*given))
    return module


def test_the_benchmark_of_banks_runs_and_takes_the_files_that_are_there(
    banks: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page, folder = tmp_path / "page.md", tmp_path / "large"
    page.write_text("before\n<!-- banks: begin -->\nold\n<!-- banks: end -->\nafter\n")
    words = ["--rows", "3000", "--folder", str(folder), "--exact", "--page", str(page)]
    monkeypatch.setattr(sys, "argv", ["banks.py", *words])
    banks.main()
    content = find_index(folder / BANK_NAME).read_bytes()
    text = page.read_text()
    assert text.startswith("before\n<!-- banks: begin -->\n")
    assert text.endswith("<!-- banks: end -->\nafter\n")
    assert "3,000 samples of five components" in text
    rows = [line.split(" | ") for line in text.splitlines() if line.startswith(("| index", "| each sample"))]
    assert [row[0] for row in rows] == ["| index", "| each sample", *4 * ["| index"], *4 * ["| each sample"]]
    assert all(row[-1] == "1.000 |" for row in rows[6:])
    assert "| index | drawings | all samples |" in capsys.readouterr().out
    monkeypatch.setattr(banks, "write_index", lambda _: pytest.fail("made the index anew"))
    banks.main()
    assert find_index(folder / BANK_NAME).read_bytes() == content
