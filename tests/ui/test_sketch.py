"""Strokes, their pixels, and the .dfd file."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from deepfacedrawing.rendering import UserError
from deepfacedrawing.ui.sketch import RenderSettings, Sketch, Stroke, rasterise, read_sketch, write_sketch

DOT = Stroke("pen", 6.0, ((100.0, 120.0, 1.0, 0.0),))
WAVE = Stroke(
    "pen", 3.0, tuple((20.0 + 4 * i, 256 + 60 * np.sin(i / 6).item(), (i % 50) / 49, 5.0 * i) for i in range(110))
)
ERASED = Stroke("eraser", 8.0, ((200.0, 180.0, 1.0, 0.0), (210.0, 330.0, 1.0, 30.0)))


def test_a_blank_sketch_is_paper() -> None:
    raster = rasterise(Sketch())
    assert raster.shape == (512, 512)
    assert raster.dtype == np.uint8
    assert (raster == 255).all()


def test_one_point_is_a_dot_of_the_pens_size() -> None:
    ink = 255 - rasterise(Sketch((DOT,))).astype(float)
    rows, columns = np.nonzero(ink)
    assert ink.sum() / 255 == pytest.approx(np.pi * 3**2, rel=0.05)
    assert (rows.mean() + 0.5, columns.mean() + 0.5) == pytest.approx((120, 100), abs=0.3)


def test_pressure_makes_a_stroke_wider() -> None:
    def ink(pressure: float) -> float:
        points = tuple((x, 100.0, pressure, 0.0) for x in (50.0, 150.0, 250.0))
        return (255 - rasterise(Sketch((Stroke("pen", 8.0, points),))).astype(float)).sum() / 255

    assert ink(1.0) == pytest.approx(2 * ink(0.5), rel=0.1)
    assert ink(0.0) > 0


def test_the_curve_goes_through_its_points_and_does_not_overshoot() -> None:
    points = ((50.0, 50.0, 1.0, 0.0), (52.0, 50.0, 1.0, 1.0), (250.0, 50.0, 1.0, 2.0), (250.0, 250.0, 1.0, 3.0))
    raster = rasterise(Sketch((Stroke("pen", 3.0, points),)))
    assert all(raster[int(y), int(x)] < 60 for x, y, _, _ in points)
    rows, columns = np.nonzero(raster < 200)
    assert rows.min() >= 20
    assert columns.min() >= 40
    assert columns.max() <= 290


def test_the_eraser_makes_paper_again() -> None:
    line = Stroke("pen", 2.0, ((100.0, 256.0, 1.0, 0.0), (300.0, 256.0, 1.0, 9.0)))
    raster = rasterise(Sketch((line, ERASED)))
    assert raster[256, 150] < 60
    assert raster[256, 205] == 255


def test_strokes_outside_the_canvas_are_clipped() -> None:
    outside = Stroke("pen", 5.0, ((-400.0, -300.0, 1.0, 0.0), (900.0, 800.0, 1.0, 1.0)))
    assert (rasterise(Sketch((outside,))) < 128).any()


def test_the_background_lies_under_the_strokes_and_is_not_changed() -> None:
    background = np.full((512, 512), 200, np.uint8)
    raster = rasterise(Sketch((DOT,), background))
    assert raster[0, 0] == 200
    assert raster[120, 100] == 0
    assert (background == 200).all()


def test_a_larger_scale_paints_the_same_drawing_with_finer_pixels() -> None:
    background = np.full((512, 512), 255, np.uint8)
    background[300:340, 300:340] = 90
    sketch = Sketch((DOT, Stroke("pen", 2.5, ((60.0, 60.0, 1.0, 0.0), (400.0, 211.0, 0.7, 9.0)))), background)
    small, large = rasterise(sketch), rasterise(sketch, 2)
    assert large.shape == (1024, 1024)
    halved = large.reshape(512, 2, 512, 2).mean((1, 3))
    assert np.abs(halved - small).mean() < 0.5


def test_strokes_are_painted_sharp_at_a_larger_scale() -> None:
    sketch = Sketch((DOT, Stroke("pen", 2.5, ((60.0, 60.0, 1.0, 0.0), (400.0, 211.0, 0.7, 9.0)))))
    painted, magnified = rasterise(sketch, 2), np.kron(rasterise(sketch), np.ones((2, 2), np.uint8))
    soft = [np.count_nonzero((picture > 8) & (picture < 247)) for picture in (painted, magnified)]
    assert soft[0] < 0.6 * soft[1]


def test_rasterise_works_without_an_application() -> None:
    code = (
        "from deepfacedrawing.ui.sketch import *; import sys\n"
        "assert rasterise(Sketch((Stroke('pen', 3.0, ((9.0, 9.0, 1.0, 0.0), (90.0, 90.0, 1.0, 0.0))),))).min() == 0\n"
        "assert 'torch' not in sys.modules"
    )
    subprocess.run(
        [sys.executable, "-c", code], check=True, env={"QT_QPA_PLATFORM": "none", "PYTHONPATH": ":".join(sys.path)}
    )


def test_a_file_brings_everything_back(tmp_path: Path) -> None:
    background = np.random.default_rng(0).integers(0, 256, (512, 512), np.uint8)
    settings = RenderSettings({"nose": 0.25}, "feminine", 42, {"hair_tone": -0.75})
    sketch = Sketch((DOT, WAVE, ERASED), background, settings)
    write_sketch(tmp_path / "a.dfd", sketch)
    again = read_sketch(tmp_path / "a.dfd")
    assert again.strokes == sketch.strokes
    assert again.render == settings
    assert np.array_equal(rasterise(again), rasterise(sketch))
    assert [path.name for path in tmp_path.iterdir()] == ["a.dfd"]


def test_a_file_from_before_the_controls_has_them_in_the_middle(tmp_path: Path) -> None:
    (tmp_path / "a.dfd").write_text(json.dumps(_content(render={"appearance": "fair"})))
    settings = read_sketch(tmp_path / "a.dfd").render
    assert settings is not None
    assert set(settings.controls.values()) == {0.0}


def test_a_file_without_settings_has_none(tmp_path: Path) -> None:
    write_sketch(tmp_path / "a.dfd", Sketch((DOT,)))
    assert read_sketch(tmp_path / "a.dfd").render is None


def _content(**changes: object) -> dict[str, object]:
    stroke = {"tool": "pen", "width": 3.0, "points": [[1, 2, 1, 0]]}
    return {"format": "deepfacedrawing-sketch", "version": 1, "strokes": [stroke], **changes}


def _stroke(**changes: object) -> dict[str, object]:
    return _content(strokes=[{"tool": "pen", "width": 3.0, "points": [[1, 2, 1, 0]], **changes}])


BAD: dict[str, str | bytes] = {
    "empty": "",
    "not json": "strokes",
    "not text": b"\xff\xfe\x00\x01\xd8",
    "a list": "[]",
    "deep": "[" * 100_000,
    "long number": json.dumps(_stroke()).replace("3.0", "9" * 5000),
    "foreign": json.dumps({"shapes": []}),
    "newer": json.dumps(_content(version=2)),
    "true version": json.dumps(_content(version=True)),
    "no strokes": json.dumps(_content(strokes=None)),
    "too many": json.dumps(_content(strokes=[0] * 20_001)),
    "no object": json.dumps(_content(strokes=[3])),
    "tool": json.dumps(_stroke(tool="axe")),
    "tool list": json.dumps(_stroke(tool=["pen"])),
    "width 0": json.dumps(_stroke(width=0)),
    "width text": json.dumps(_stroke(width="3")),
    "no points": json.dumps(_stroke(points=[])),
    "short point": json.dumps(_stroke(points=[[1, 2, 1]])),
    "nan": json.dumps(_stroke(points=[[float("nan"), 2, 1, 0]])),
    "infinite": json.dumps(_stroke()).replace("[[1,", "[[1e999,"),
    "far": json.dumps(_stroke(points=[[1e7, 2, 1, 0]])),
    "pressure": json.dumps(_stroke(points=[[1, 2, 1.5, 0]])),
    "negative pressure": json.dumps(_stroke(points=[[1, 2, -0.5, 0]])),
    "bool point": json.dumps(_stroke(points=[[True, 2, 1, 0]])),
    "background": json.dumps(_content(background="AAAA")),
    "background number": json.dumps(_content(background=5)),
    "settings": json.dumps(_content(render=[])),
    "component": json.dumps(_content(render={"refinement": {"ear": 1}})),
    "refinement": json.dumps(_content(render={"refinement": {"nose": 2}})),
    "controls": json.dumps(_content(render={"controls": [1]})),
    "control": json.dumps(_content(render={"controls": {"mood": 1}})),
    "control range": json.dumps(_content(render={"controls": {"light": -1.5}})),
    "control text": json.dumps(_content(render={"controls": {"light": "1"}})),
    "group": json.dumps(_content(render={"group": "cats"})),
    "group list": json.dumps(_content(render={"group": []})),
    "appearance": json.dumps(_content(render={"appearance": 1.5})),
    "appearance number": json.dumps(_content(render={"appearance": -1})),
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD.keys())
def test_bad_files_are_refused_by_name(tmp_path: Path, content: str | bytes) -> None:
    path = tmp_path / "bad.dfd"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(UserError, match=r"bad\.dfd") as caught:
        read_sketch(path)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300 + len(str(path))


def test_a_missing_file_a_folder_and_a_huge_file_are_refused(tmp_path: Path) -> None:
    huge = tmp_path / "huge.dfd"
    with huge.open("wb") as file:
        file.truncate(20_000_001)
    for path in (tmp_path / "none.dfd", tmp_path, huge):
        with pytest.raises(UserError, match=path.name):
            read_sketch(path)


def test_a_failed_save_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "taken.dfd"
    target.mkdir()
    with pytest.raises(UserError, match=r"taken\.dfd"):
        write_sketch(target, Sketch((DOT,)))
    with pytest.raises(UserError, match="no-such-folder"):
        write_sketch(tmp_path / "no-such-folder" / "a.dfd", Sketch())
    assert [path.name for path in tmp_path.iterdir()] == ["taken.dfd"]
