"""The short version of the benchmark of isolation: a light engine comes to harm while one draws in the real window."""

from __future__ import annotations

import importlib
import json
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from deepfacedrawing.engine import patience
from tests.ui.fake_renderer import FakeRenderer

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
COUNT = 6

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="looks into /proc and stops processes")


@pytest.fixture
def inside(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The benchmark's window, with less time between the harms and until a hang is noticed."""
    monkeypatch.syspath_prepend(BENCHMARKS)
    module = importlib.import_module("isolation_window")
    kinds = [module.KILLED, module.KILLED_AGAIN, module.STOPPED, *list(module.HARMS)[: COUNT - 3]]
    monkeypatch.setattr(module, "plan_kinds", lambda count, chance: kinds[:count])
    monkeypatch.setattr(module, "BETWEEN_S", (0.05, 0.2))
    monkeypatch.setattr(module, "AGAIN_S", (0.05, 0.2))
    monkeypatch.setattr(patience, "LEAST_FACE", 1.0)
    return module


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The benchmark itself."""
    monkeypatch.syspath_prepend(BENCHMARKS)
    return importlib.import_module("isolation")


def read_report(text: str) -> dict[str, Any]:
    """What a run told, as the benchmark puts it together."""
    told = dict(json.loads(line) for line in text.splitlines())
    return told | {"closings": {"at work": 0.1}, "left": [], "unexpected": 0}


def test_no_stroke_is_lost_and_the_engine_comes_back_whatever_happens_to_it(
    inside: ModuleType, outside: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert inside.run(tmp_path, partial(inside.harm_and_draw, tmp_path, COUNT, 1), FakeRenderer) == 0
    report = read_report(capsys.readouterr().out)
    assert len(report["cases"]) == COUNT
    assert report["drawn"]["strokes"] > COUNT
    assert outside.find_broken(report) == []
    ended = [case for case in report["cases"] if case["kind"] != "no memory left"]  # that one may live on
    assert len({pid for case in ended for pid in case["engines"]}) == len(ended)
    assert inside.list_engines() == []
    text = outside.format_report(report)
    assert all(f"| {case['kind']} | 1 |" in text for case in report["cases"])
    assert f"| all | {COUNT} |" in text


def test_a_broken_promise_is_named(outside: ModuleType) -> None:
    well = {"kind": "SIGKILL", "noticed": 0.5, "back": 4.0, "lost": 0, "engines": [7], "dead": 0}
    drawn = {"lost": 0}
    report = {"cases": [well], "drawn": drawn, "closings": {"at work": 0.5}, "left": [], "unexpected": 0}
    assert outside.find_broken(report) == []
    for change in ({"back": None}, {"back": 5.6}, {"lost": 1}, {"engines": [7, 8]}, {"engines": []}, {"dead": 1}):
        (told,) = outside.find_broken({**report, "cases": [well | change]})
        assert told.startswith("harm 1, SIGKILL: ")
    for change in ({"closings": {"at work": 2.1}}, {"left": [7]}, {"drawn": {"lost": 2}}, {"unexpected": 1}):
        assert len(outside.find_broken(report | change)) == 1


@pytest.mark.usefixtures("inside")
def test_the_pen_sees_what_is_missing() -> None:
    pen = importlib.import_module("isolation_pen")
    stroke = pen.Stroke("pen", 3.0, ((1.0, 2.0, 1.0, 0.0), (3.0, 4.0, 1.0, 8.0)))
    assert pen.is_drawn([(1.0, 2.0), (3.001, 4.0)], stroke)
    assert not pen.is_drawn([(1.0, 2.0)], stroke)
    assert not pen.is_drawn([(1.0, 2.0), (3.0, 4.1)], stroke)
