"""The benchmark of sameness tells faces apart, and what is not the same from what is."""

from __future__ import annotations

import importlib
import json
import sys
from itertools import combinations
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from deepfacedrawing.rendering import RenderRequest
from tests.tiny import draw_sketch

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
PAGE = "before\n<!-- differences: begin -->\nold\n<!-- differences: end -->\nafter\n"


class Here:
    """Stands in for a process: the same, in this one."""

    def __call__(self, function: Any, *arguments: Any) -> Any:
        return function(*arguments)

    def close(self) -> None:
        return


class Libraries:
    """Each paints the sketch, all but the reference a little lighter, and still lighter with one thread."""

    lighter = 0

    def load(self, key: str, model: Path, folder: Path, sketches: list[Any], threads: int = 0) -> str:
        self.lighter = 0 if key == "torch-float32" else 2 * threads + 1
        return key

    def paint(self, requests: list[RenderRequest]) -> list[NDArray[np.uint8]]:
        return [np.repeat(r.sketch[..., None] // 2 + np.uint8(self.lighter), 3, axis=2) for r in requests]


@pytest.fixture
def same_face(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The benchmark with two sketches, in this process."""
    monkeypatch.syspath_prepend(BENCHMARKS)
    module, libraries = importlib.import_module("same_face"), Libraries()
    monkeypatch.setattr(module, "read_sketches", lambda: [draw_sketch(), draw_sketch(80)])
    monkeypatch.setattr(module, "Served", Here)
    for name in ("load", "paint"):
        monkeypatch.setattr(module, name, getattr(libraries, name))
    return module


def test_it_says_how_far_each_is_from_the_reference_and_from_itself(
    same_face: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, page = tmp_path / "report.json", tmp_path / "page.md"
    page.write_text(PAGE)
    words = ["--model", str(tmp_path / "none.safetensors"), "--only", "openvino-float32", "--sketches", "1"]
    monkeypatch.setattr(sys, "argv", ["same_face.py", *words, "--json", str(data), "--page", str(page)])
    same_face.main()
    report = json.loads(data.read_text())
    reference, other = report["rows"]
    assert report["faces"] == same_face.ASKED_AGAIN
    assert [reference["what"], other["what"]] == ["torch-float32", "openvino-float32"]
    for row, apart in ((reference, 0), (other, 1)):
        assert row["mean"] == row["furthest"] == row["rare"] == row["largest"] == apart
        assert row["later"] == row["elsewhere"] == row["after_drafts"] == 0
        assert row["one_thread"] == 2 * apart
    assert page.read_text().startswith("before\n<!-- differences: begin -->\n")
    assert "| openvino-float32 | same bytes | same bytes | up to 2 apart | same bytes |" in page.read_text()


def test_the_settings_differ_and_every_library_is_known(same_face: ModuleType) -> None:
    requests = same_face.vary(draw_sketch())
    assert len(requests) == same_face.ASKED_AGAIN
    assert not any(one.is_same(other) for one, other in combinations(requests, 2))
    assert set(same_face.KEYS) <= set(importlib.import_module("runtime_networks").RUNTIMES)


def test_faces_that_are_not_the_same_are_told(same_face: ModuleType) -> None:
    face = np.full((512, 512, 3), 100, np.uint8)
    other = face.copy()
    other[:2, :, 0] = 90
    other[0, 0, 0] = 160
    count = same_face.count_apart(face, other)
    assert (count[0], count[10], count[60]) == (512 * 512 * 3 - 1024, 1023, 1)
    assert same_face.mean_of(count) == pytest.approx(np.abs(face.astype(int) - other).mean())
    assert same_face.find_largest([face, face], [face, other]) == 60
    numbers = {"mean": 0.5, "furthest": 0.7, "rare": 3, "largest": 60}
    row = same_face.Row("it", **numbers, later=0, elsewhere=2, one_thread=1, after_drafts=0)
    tables = same_face.format_tables("machine", [row], {"onnxruntime-file": ["onnxruntime"]})
    assert "| it | 0.50 | 0.70 | 3 | 60 |" in tables
    assert "| it | same bytes | up to 2 apart | up to 1 apart | same bytes |" in tables
    assert "Not measured: onnxruntime-file; needs onnxruntime." in tables
