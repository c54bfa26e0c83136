"""The project file: what comes back, what other programs see and change, what is refused."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from PyQt5.QtCore import QPointF, QRectF
from PyQt5.QtGui import QColor, QImage, QPainter
from PyQt5.QtSvg import QSvgRenderer

from deepfacedrawing.rendering import UserError
from deepfacedrawing.ui.images import to_array
from deepfacedrawing.ui.ink import Run, _curve
from deepfacedrawing.ui.project_file import encode_sketch, read_sketch, read_sketch_file, write_sketch
from deepfacedrawing.ui.sketch import RenderSettings, Sketch, Stroke, rasterise
from deepfacedrawing.ui.stroke_paths import smooth_curves

SAMPLES = Path(__file__).parents[2] / "samples"
DOT = Stroke("pen", 6.0, ((100.1, 120.7, 0.4, 0.0),))
WAVE = Stroke(
    "pen", 3.0, tuple((20.0 + 4 * i, 256 + 60 * np.sin(i / 6).item(), (i % 50) / 49, 5.0 * i) for i in range(110))
)
ERASED = Stroke("eraser", 8.0, ((200.0, 180.0, 1.0, 0.0), (210.0, 330.0, 0.3, 30.0)))
OUTSIDE = Stroke("pen", 5.0, ((-400.0, -300.0, 1.0, 0.0), (900.0, 1e-7, 1.0, 1.0)))
STILL = Stroke("pen", 5.0, ((30.0, 40.0, 0.5, 0.0), (30.0, 40.0, 0.7, 9.0), (30.0, 40.0, 0.9, 18.0)))
PINS = {"nose": 17, "left_eye": np.random.default_rng(1).integers(0, 256, 128 * 128, np.uint8).tobytes()}


def save(folder: Path, text: str, name: str = "a.svg") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def encoded(*strokes: Stroke, render: RenderSettings | None = None) -> str:
    return encode_sketch(Sketch(strokes, render=render)).decode()


def test_a_file_brings_everything_back(tmp_path: Path) -> None:
    background = np.random.default_rng(0).integers(0, 256, (512, 512), np.uint8)
    settings = RenderSettings({"nose": 0.25}, "feminine", 42, {"hair_tone": -0.75}, PINS)
    sketch = Sketch((DOT, WAVE, ERASED, OUTSIDE, STILL), background, settings)
    write_sketch(tmp_path / "a.svg", sketch)
    again = read_sketch_file(tmp_path / "a.svg")
    assert again.is_project
    assert again.sketch.strokes == sketch.strokes
    assert again.sketch.render == settings
    assert again.sketch.background is not None
    assert np.array_equal(again.sketch.background, background)
    assert np.array_equal(rasterise(again.sketch), rasterise(sketch))
    assert [path.name for path in tmp_path.iterdir()] == ["a.svg"]


@pytest.mark.parametrize("appearance", ["honey", "7", 'a "quoted" <name> & more', 7, 0])
def test_an_appearance_stays_a_name_or_a_number(tmp_path: Path, appearance: str | int) -> None:
    render = RenderSettings(appearance=appearance)
    assert read_sketch(save(tmp_path, encoded(render=render))).render == render


def test_random_strokes_come_back_to_the_last_bit(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    strokes = []
    for count in (1, 2, 3, 50, 1000):
        values = rng.normal((256, 256, 0.5, 500), (200, 200, 0.2, 100), (count, 4))
        points = ((x, y, min(max(p, 0.0), 1.0), abs(t)) for x, y, p, t in values.tolist())
        strokes.append(Stroke("pen", float(rng.uniform(0.1, 99)), tuple(points)))
    assert read_sketch(save(tmp_path, encoded(*strokes))).strokes == tuple(strokes)


def test_a_blank_sketch_and_one_without_settings_are_files_too(tmp_path: Path) -> None:
    again = read_sketch_file(save(tmp_path, encoded()))
    assert again.is_project
    assert again.sketch.is_blank
    assert again.sketch.render is None


def test_another_program_shows_what_we_show(tmp_path: Path) -> None:
    sketch = read_sketch(SAMPLES / "careful_woman.svg")
    background = np.full((512, 512), 255, np.uint8)
    background[480:] = 128
    flat = tuple(Stroke(s.tool, s.width, tuple((x, y, 1.0, t) for x, y, _, t in s.points)) for s in sketch.strokes)
    sketch = Sketch((*flat, DOT, ERASED), background)
    image = QImage(512, 512, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    painter = QPainter(image)
    QSvgRenderer(encode_sketch(sketch)).render(painter, QRectF(0, 0, 512, 512))
    painter.end()
    shown = to_array(image.convertToFormat(QImage.Format.Format_Grayscale8)).astype(float)
    difference = np.abs(shown - rasterise(sketch))
    assert difference.mean() < 1.0
    assert (difference > 128).mean() < 0.001
    assert shown[120, 100] < 50  # the dot
    assert abs(shown[500, 256] - 128) < 2


def test_the_curves_in_the_file_are_those_of_the_ink() -> None:
    points = WAVE.points[:40]
    path = _curve(points, Run(0, 39, 3.0))
    elements = [path.elementAt(i) for i in range(path.elementCount())]
    curves = smooth_curves(np.array([complex(*point[:2]) for point in points]))
    assert np.allclose([QPointF(e.x, e.y).x() + 1j * e.y for e in elements[1:]], curves[:, 1:].ravel())


def test_a_drawing_that_was_moved_elsewhere_keeps_its_pressure(tmp_path: Path) -> None:
    text = encoded(WAVE).replace("<g ", '<g transform="translate(10,-5)" ')
    (stroke,) = read_sketch(save(tmp_path, text)).strokes
    assert stroke.width == WAVE.width
    assert [point[2:] for point in stroke.points] == [point[2:] for point in WAVE.points]
    assert np.allclose([p[:2] for p in stroke.points], [(p[0] + 10, p[1] - 5) for p in WAVE.points])


def test_a_drawing_that_was_scaled_elsewhere_has_scaled_pens(tmp_path: Path) -> None:
    text = encoded(WAVE).replace("<g ", '<g transform="scale(0.5)" ')
    (stroke,) = read_sketch(save(tmp_path, text)).strokes
    assert stroke.width == pytest.approx(1.5, rel=0.02)
    assert stroke.points[-1][0] == pytest.approx(WAVE.points[-1][0] / 2)


def test_a_pen_made_thicker_elsewhere_is_thicker(tmp_path: Path) -> None:
    text = re.sub(r'stroke-width="[^"]*"', 'style="stroke-width:3"', encoded(DOT))
    (stroke,) = read_sketch(save(tmp_path, text)).strokes
    assert stroke.width == pytest.approx(3 / 2.4 * 6.0)


def test_a_path_with_points_added_elsewhere_keeps_its_shape(tmp_path: Path) -> None:
    text = re.sub(r' d="[^"]*"', ' d="m 10,20 c 30,0 30,60 60,60 l 100,0"', encoded(WAVE))
    (stroke,) = read_sketch(save(tmp_path, text)).strokes
    places = np.array([point[:2] for point in stroke.points])
    assert tuple(places[0]) == (10, 20)
    assert tuple(places[-1]) == (170, 80)
    assert np.hypot(*np.diff(places, axis=0).T).max() <= 3.01
    pressures, times = {p[2] for p in stroke.points}, [p[3] for p in stroke.points]
    assert len(pressures) == 1
    assert times == sorted(times)
    assert times[-1] == WAVE.points[-1][3]


def test_a_handle_bent_elsewhere_bends_the_stroke(tmp_path: Path) -> None:
    line = Stroke("pen", 4.0, ((100.0, 100.0, 1.0, 0.0), (200.0, 100.0, 0.5, 10.0)))
    text = re.sub(r' d="[^"]*"', ' d="M100,100C100,200 200,200 200,100"', encoded(line))
    (stroke,) = read_sketch(save(tmp_path, text)).strokes
    assert max(point[1] for point in stroke.points) == pytest.approx(175, abs=1)
    assert (stroke.points[0][2], stroke.points[-1][2]) == (1.0, 0.5)


def test_shapes_added_elsewhere_become_strokes_in_their_place(tmp_path: Path) -> None:
    circle = '<circle cx="300" cy="300" r="50" stroke="#000" stroke-width="4"/>'
    text = encoded(DOT, ERASED).replace("\n<path", f"\n{circle}<path", 2).replace(f"{circle}<path", "<path", 1)
    strokes = read_sketch(save(tmp_path, text)).strokes
    assert [stroke.tool for stroke in strokes] == ["pen", "pen", "eraser"]
    assert strokes[1].width == 4.0
    assert len(strokes[1].points) > 100


def test_what_was_deleted_or_hidden_elsewhere_is_gone(tmp_path: Path) -> None:
    text = encoded(DOT, WAVE).replace("<path", '<path display="none"', 1)
    assert read_sketch(save(tmp_path, text)).strokes == (WAVE,)


VALID = encoded(Stroke("pen", 3.0, ((1.0, 2.0, 1.0, 0.0), (9.0, 9.0, 0.5, 5.0))), render=RenderSettings(pins=PINS))
BAD = {
    "newer": (' version="1"', ' version="2"'),
    "version text": (' version="1"', ' version="one"'),
    "no version": (' version="1"', ""),
    "tool": ('dfd:tool="pen"', 'dfd:tool="axe"'),
    "width 0": ('dfd:width="3"', 'dfd:width="0"'),
    "width text": ('dfd:width="3"', 'dfd:width="wide"'),
    "width nan": ('dfd:width="3"', 'dfd:width="nan"'),
    "pressure": ('dfd:pressure="1 ', 'dfd:pressure="1.5 '),
    "negative pressure": ('dfd:pressure="1 ', 'dfd:pressure="-1 '),
    "pressure text": ('dfd:pressure="1 ', 'dfd:pressure="hard '),
    "pressure nan": ('dfd:pressure="1 ', 'dfd:pressure="nan '),
    "time": ('dfd:time="0 ', 'dfd:time="-1 '),
    "infinite time": ('dfd:time="0 ', 'dfd:time="1e999 '),
    "nan place": ('d="M1,2', 'd="Mnan,2'),
    "odd places": ('d="M1,2', 'd="M1,2,3'),
    "no place": ('d="M1,2', 'd="'),
    "component": ('name="nose"', 'name="ear"'),
    "refinement": ('refinement="0.5"', 'refinement="1.5"'),
    "refinement nan": ('refinement="0.5"', 'refinement="nan"'),
    "refinement text": ('refinement="0.5"', 'refinement="much"'),
    "control": ('name="warmth"', 'name="mood"'),
    "control range": ('value="0.0"', 'value="-2"'),
    "group": ('group="all"', 'group="cats"'),
    "seed": ('appearance="neutral"', 'seed="-1"'),
    "large seed": ('appearance="neutral"', 'seed="2147483648"'),
    "sample": ('sample="17"', 'sample="1.5"'),
    "crop": ('crop="iVBOR', 'crop="xVBOR'),
    "crop size": ('name="left_eye"', 'name="mouth"'),
    "crop of nothing": ('name="left_eye"', 'name="ear"'),
}


@pytest.mark.parametrize(("old", "new"), BAD.values(), ids=BAD.keys())
def test_files_edited_by_hand_are_refused_by_name(tmp_path: Path, old: str, new: str) -> None:
    assert old in VALID
    with pytest.raises(UserError, match=r"bad\.svg cannot be opened: ") as caught:
        read_sketch(save(tmp_path, VALID.replace(old, new), "bad.svg"))
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300 + len(str(tmp_path))


def test_a_newer_version_says_to_update(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="update the program"):
        read_sketch(save(tmp_path, VALID.replace(' version="1"', ' version="2"')))


@pytest.mark.parametrize(
    ("href", "problem"),
    [
        ("file:///etc/passwd", "no PNG picture inside the file"),
        ("http://localhost/a.png", "no PNG picture inside the file"),
        ("data:image/png;base64,AAAA", "is no PNG picture"),
        ("data:image/png;base64,!", "is no PNG picture"),
        ("", "no PNG picture inside the file"),
    ],
)
def test_a_background_is_read_from_the_file_alone(tmp_path: Path, href: str, problem: str) -> None:
    text = encode_sketch(Sketch(background=np.zeros((512, 512), np.uint8))).decode()
    with pytest.raises(UserError, match=problem):
        read_sketch(save(tmp_path, re.sub(r'href="data[^"]*"', f'href="{href}"', text)))


def test_a_background_wrapped_into_lines_and_of_another_mode_is_read(tmp_path: Path) -> None:
    text = encode_sketch(Sketch(background=np.full((512, 512), 77, np.uint8))).decode()
    wrapped = re.sub(r"(base64,.{20})", r"\1&#10;  ", text)
    background = read_sketch(save(tmp_path, wrapped)).background
    assert background is not None
    assert (background == 77).all()


def test_linked_pictures_are_not_looked_at(tmp_path: Path) -> None:
    text = encoded(DOT).replace("<g ", '<image xlink:href="file:///etc/passwd" width="512" height="512"/><g ')
    assert read_sketch(save(tmp_path, text)).background is None


def test_the_file_is_well_formed_and_says_how_large_it_is() -> None:
    root = ET.fromstring(encoded(DOT, WAVE))
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("512", "512", "0 0 512 512")


def test_a_missing_file_a_folder_and_a_huge_file_are_refused(tmp_path: Path) -> None:
    huge = tmp_path / "huge.svg"
    with huge.open("wb") as file:
        file.truncate(40_000_001)
    for path in (tmp_path / "none.svg", tmp_path, huge):
        with pytest.raises(UserError, match=path.name):
            read_sketch(path)


def test_a_failed_save_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "taken.svg"
    target.mkdir()
    with pytest.raises(UserError, match=r"taken\.svg"):
        write_sketch(target, Sketch((DOT,)))
    with pytest.raises(UserError, match="no-such-folder"):
        write_sketch(tmp_path / "no-such-folder" / "a.svg", Sketch())
    assert [path.name for path in tmp_path.iterdir()] == ["taken.svg"]


def test_a_sketch_that_could_not_be_opened_again_is_not_saved(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="20000 strokes"):
        write_sketch(tmp_path / "a.svg", Sketch((DOT,) * 20_001))
    write_sketch(tmp_path / "a.svg", Sketch((DOT,) * 20_000))
    assert len(read_sketch(tmp_path / "a.svg").strokes) == 20_000
