"""The run of an hour, for some seconds; and what it takes for a broken promise."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.tiny import save_tiny_model

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture
def soak(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(BENCHMARKS)
    return importlib.import_module("soak")


def test_somebody_uses_the_window_for_some_seconds(tmp_path: Path) -> None:
    page, data = tmp_path / "page.md", tmp_path / "record.json"
    page.write_text("before\n<!-- soak figures: begin -->\nold\n<!-- soak figures: end -->\nafter\n")
    words = ["--minutes", "0.15", "--model", str(save_tiny_model(tmp_path)), "--page", str(page), "--json", str(data)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, str(BENCHMARKS / "soak.py"), *words, "--out", str(tmp_path / "pictures")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    record = json.loads(data.read_text())
    assert record["complaints"] == []
    assert record["faces"] > 5
    assert sum(record["done"].values()) > 0
    assert record["looks"][-1][1][0] > 20  # MiB of the window
    assert record["looks"][-1][2][0] > 20
    assert done.stdout.strip() in page.read_text()
    assert "old" not in page.read_text()
    assert (tmp_path / "pictures" / "00.png").stat().st_size > 1000


def record_run(soak: ModuleType, growth: float = 1.0, slowing: float = 1.0, complaints: tuple[str, ...] = ()) -> object:
    """Thirty minutes that end with so much more memory and so much slower faces."""
    looks, probes = [], []
    for second in range(0, 1805, 5):
        part = second / 1800
        window = soak.Holdings(200 * (growth if part > 0.8 else 1.0), 20, 7)
        looks.append(soak.Look(second / 60, window, soak.Holdings(900.0, 9, 30)))
        if second % 60 == 0:
            probes.append(soak.Probe(second / 60, 0.1 * (slowing if part > 0.8 else 1.0), 0.01))
    return soak.Record(30.0, looks, probes, list(complaints), {"draw": 9}, 100)


def test_a_quiet_run_keeps_everything(soak: ModuleType) -> None:
    text, is_kept = soak.describe(record_run(soak))
    assert is_kept
    assert "| memory of the window, MiB | 200 | 200 | 1.000 × | 1.05 × |" in text
    assert "9 × draw" in text


@pytest.mark.parametrize(
    ("what", "value"), [("growth", 1.06), ("slowing", 1.25), ("complaints", ("Qt: something is wrong",))]
)
def test_what_is_not_kept_is_told(what: str, value: object, soak: ModuleType) -> None:
    text, is_kept = soak.describe(record_run(soak, **{what: value}))  # pyright: ignore[reportArgumentType]
    assert not is_kept
    if what == "complaints":
        assert "- Qt: something is wrong\n" in text


def test_a_run_that_ended_early_is_no_success(soak: ModuleType) -> None:
    record = record_run(soak)
    record.looks = record.looks[:10]  # pyright: ignore[reportAttributeAccessIssue]
    assert soak.describe(record)[1] is False
