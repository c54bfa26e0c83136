"""``deepfacedrawing render`` of many sketches: folders, engines side by side, going on where it ended."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from deepfacedrawing.cli import main
from deepfacedrawing.commands import render_many
from deepfacedrawing.commands.import_original import show_bytes
from deepfacedrawing.commands.progress import show_progress
from deepfacedrawing.commands.render_many import Place, choose_places
from tests.fake_engine import FakeEngine
from tests.tiny import draw_sketch, save_tiny_model


@pytest.fixture
def album(tmp_path: Path) -> Path:
    """Three sketches, one of them in a folder below, and a file that is none."""
    folder = tmp_path / "album"
    (folder / "deep").mkdir(parents=True)
    for name, width in (("a.png", 40), ("b.png", 60), ("deep/a.png", 80)):
        Image.fromarray(draw_sketch(width)).save(folder / name)
    (folder / "notes.txt").write_text("none")
    return folder


def list_files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_folder_is_rendered_as_it_lies(
    engine: FakeEngine, album: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["render", str(album), "-o", str(tmp_path / "out")]) == 0
    assert list_files(tmp_path / "out") == ["a.png", "b.png", "deep/a.png"]
    assert len(capsys.readouterr().out.splitlines()) == 3
    assert engine.num_closed == 1


def test_faces_below_a_folder_are_not_taken_for_its_sketches(engine: FakeEngine, album: Path) -> None:
    for _ in range(2):
        assert main(["render", str(album), "-o", str(album / "faces")]) == 0
    assert list_files(album / "faces") == ["a.png", "b.png", "deep/a.png"]
    assert len(engine.requests) == 6


def test_a_folder_without_sketches_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["render", str(tmp_path), "-o", str(tmp_path / "out")]) == 2
    assert f"There is no sketch in {tmp_path}" in capsys.readouterr().err


def test_what_is_done_and_newer_is_left_out(
    engine: FakeEngine, album: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["render", str(album), "-o", str(tmp_path / "out"), "--resume"]
    assert main(words) == 0
    (tmp_path / "out" / "b.png").unlink()
    later = (tmp_path / "out" / "a.png").stat().st_mtime + 10
    os.utime(album / "a.png", (later, later))
    assert main(words) == 0
    assert len(engine.requests) == 3 + 2
    assert "1 of 3 are done" in capsys.readouterr().err


def test_one_bad_sketch_does_not_stop_the_others(
    engine: FakeEngine, album: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (album / "a.png").write_bytes(b"no picture")
    assert main(["render", str(album), "-o", str(tmp_path / "out")]) == 2
    assert list_files(tmp_path / "out") == ["b.png", "deep/a.png"]
    told = capsys.readouterr().err
    assert f"Cannot read {album / 'a.png'} as a picture" in told
    assert "1 of 3 sketches failed" in told


def test_engines_side_by_side_paint_what_one_paints(album: Path, tmp_path: Path) -> None:
    model = save_tiny_model(tmp_path)
    for count in (1, 2):
        words = ["--model", str(model), "--device", "cpu", "--engines", str(count)]
        assert main(["render", str(album), "-o", str(tmp_path / f"out{count}"), *words]) == 0
    for name in list_files(tmp_path / "out1"):
        one, other = (np.asarray(Image.open(tmp_path / f"out{count}" / name)).astype(int) for count in (1, 2))
        assert np.abs(one - other).mean() < 0.5


def test_an_engine_that_cannot_load_ends_the_others(
    album: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--model", str(tmp_path / "none.safetensors"), "--engines", "2", "--device", "cpu"]
    assert main(["render", str(album), "-o", str(tmp_path / "out"), *words]) == 2
    assert "There is no model file" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("sketches", "device", "cards", "asked", "places"),
    [
        (1, "auto", 4, None, [Place("auto", 4)]),
        (100, "cpu", 4, None, [Place("cpu", 1)] * 4),
        (20, "cpu", 0, None, [Place("cpu", 2)] * 2),
        (20, "auto", 0, 3, [Place("auto", 1)] * 3),
        (100, "auto", 2, None, [Place("cuda", 4, 0), Place("cuda", 4, 1)]),
        (100, "auto", 2, 3, [Place("cuda", 4, 0), Place("cuda", 4, 1), Place("cuda", 4, 0)]),
    ],
)
def test_places_are_as_many_as_are_worth_it(
    monkeypatch: pytest.MonkeyPatch, sketches: int, device: str, cards: int, asked: int | None, places: list[Place]
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    monkeypatch.setattr(render_many, "count_cards", lambda: cards)
    assert choose_places(sketches, device, asked) == places


def test_no_engine_at_all_is_refused(
    write_sketch: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["render", str(write_sketch()), "-o", str(tmp_path / "x.png"), "--engines", "0"]) == 2
    assert "one engine at least" in capsys.readouterr().err


def test_progress_is_a_bar_that_ends(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    show_progress(1, 2, "faces")
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    for done in (0, 10**9, 2 * 10**9):
        show_bytes(done, 2 * 10**9)
    first, second, last = capsys.readouterr().err.split("\r")[1:]
    assert "#" not in first
    assert second == f"[{'#' * 20}{' ' * 20}] 1.00 of 2.00 GB"
    assert last == f"[{'#' * 40}] 2.00 of 2.00 GB\n"
    show_progress(3, 4, "faces")
    assert capsys.readouterr().err == f"\r[{'#' * 30}{' ' * 10}] 3 of 4 faces"
