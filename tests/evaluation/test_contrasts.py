"""Contrast pairs: what counts as honoured, and what as only there."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from deepfacedrawing.evaluation.contrasts import (
    Contrast,
    changed_region,
    compare,
    judge_partial,
    load_contrasts,
    sharpness,
)
from deepfacedrawing.evaluation.readings import READINGS, SeenFace
from deepfacedrawing.rendering import UserError
from deepfacedrawing.training import landmarks as mesh
from deepfacedrawing.training.classes import CLASSES
from deepfacedrawing.ui.project_file import read_sketch
from deepfacedrawing.ui.sketch import rasterise

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks" / "contrasts"
OPENS = Contrast("mouth opens", "a", "b", "mouth_opening", 0.1, 0.25)
PAPER = np.full((512, 512), 255, np.uint8)


def make_points() -> NDArray[np.float32]:
    """Landmarks of which only those that the readings look at lie where they belong."""
    points = np.full((478, 2), (256, 300), np.float32)
    for upper, lower, x in (
        (mesh.LEFT_EYE_UPPER, mesh.LEFT_EYE_LOWER, 192),
        (mesh.RIGHT_EYE_UPPER, mesh.RIGHT_EYE_LOWER, 320),
    ):
        across = np.linspace(-30, 30, 9)
        points[list(upper)] = np.stack((x + across, 241 - 10 * np.cos(across / 30 * np.pi / 2)), axis=1)
        points[list(lower)] = np.stack((x + across, 241 + 10 * np.cos(across / 30 * np.pi / 2)), axis=1)
    points[list(mesh.LEFT_BROW_UPPER + mesh.LEFT_BROW_LOWER)] = (192, 205)
    points[list(mesh.RIGHT_BROW_UPPER + mesh.RIGHT_BROW_LOWER)] = (320, 205)
    lips = (
        (mesh.OUTER_LIP_UPPER, -14),
        (mesh.OUTER_LIP_LOWER, 14),
        (mesh.INNER_LIP_UPPER, 0),
        (mesh.INNER_LIP_LOWER, 0),
    )
    for line, height in lips:
        across = np.linspace(-50, 50, 11)
        points[list(line)] = np.stack((256 + across, 380 + height * np.cos(across / 50 * np.pi / 2)), axis=1)
    points[list(mesh.NOSE_BOTTOM)] = np.stack((np.linspace(236, 276, 5), np.full(5, 335)), axis=1)
    angle = np.linspace(np.pi, 0, len(mesh.JAW))
    points[list(mesh.JAW)] = np.stack((256 + 140 * np.cos(angle), 280 + 195 * np.sin(angle)), axis=1)
    points[[50, 280]] = (170, 300), (342, 300)
    points[[129, 358]] = (214, 320), (298, 320)
    return points


def make_face() -> SeenFace:
    """A grey face under hair, all skin but for brows, eyes, nose and lips."""
    labels = np.zeros((512, 512), np.uint8)
    labels[20:490, 100:412] = CLASSES["skin"]
    labels[20:100, 100:412] = CLASSES["hair"]
    for name, rows, columns in (
        ("left_brow", (200, 210), (150, 234)),
        ("right_brow", (200, 210), (278, 362)),
        ("left_eye", (231, 251), (162, 222)),
        ("right_eye", (231, 251), (290, 350)),
        ("nose", (240, 340), (216, 296)),
        ("upper_lip", (368, 380), (206, 306)),
        ("lower_lip", (380, 392), (206, 306)),
    ):
        labels[slice(*rows), slice(*columns)] = CLASSES[name]
    return SeenFace(np.full((512, 512, 3), 150, np.uint8), make_points(), labels)


def relabel(face: SeenFace, name: str, rows: slice, columns: slice = slice(100, 412)) -> SeenFace:
    labels = face.labels.copy()
    labels[rows, columns] = CLASSES[name]
    return replace(face, labels=labels)


def move(face: SeenFace, indices: tuple[int, ...], by: tuple[float, float]) -> SeenFace:
    points = face.points.copy()
    points[list(indices)] += by
    return replace(face, points=points)


def darken(face: SeenFace, rows: slice) -> SeenFace:
    rgb = face.rgb.copy()
    rgb[rows] = 60
    return replace(face, rgb=rgb)


LEFT_BROW = mesh.LEFT_BROW_UPPER + mesh.LEFT_BROW_LOWER
# What is done to the face, and which reading it raises.
CHANGES = {
    "mouth_opening": lambda face: move(face, (14, 17), (0, 20)),
    "smile": lambda face: move(face, (61, 291), (0, -10)),
    "eye_opening": lambda face: move(face, (159, 386), (0, -6)),
    "eye_size": lambda face: move(face, mesh.LEFT_EYE_UPPER[1:-1] + mesh.RIGHT_EYE_UPPER[1:-1], (0, -6)),
    "nose_width": lambda face: move(face, (129,), (-8, 0)),
    "jaw_width": lambda face: move(face, (172,), (-12, 0)),
    "brow_thickness": lambda face: relabel(face, "left_brow", slice(196, 214), slice(150, 234)),
    "brow_asymmetry": lambda face: move(face, LEFT_BROW, (0, -10)),
    "glasses": lambda face: relabel(face, "glasses", slice(215, 270), slice(150, 362)),
    "hat": lambda face: relabel(face, "hat", slice(0, 120)),
    "ears": lambda face: relabel(face, "left_ear", slice(230, 300), slice(80, 100)),
    "hair_above": lambda face: relabel(face, "hair", slice(100, 150)),
    "hair_below": lambda face: relabel(face, "hair", slice(400, 500), slice(60, 100)),
    "forehead": lambda face: relabel(face, "skin", slice(60, 100)),
    "parting": lambda face: relabel(face, "skin", slice(60, 100), slice(300, 412)),
    "beard": lambda face: darken(face, slice(395, 512)),
    "moustache": lambda face: darken(face, slice(336, 370)),
}


def draw(*boxes: tuple[int, int, int, int]) -> NDArray[np.uint8]:
    """Outlines of boxes (top, bottom, left, right)."""
    sketch = PAPER.copy()
    for top, bottom, left, right in boxes:
        sketch[top:bottom, left:right] = 0
        sketch[top + 3 : bottom - 3, left + 3 : right - 3] = 255
    return sketch


def paint(value: int, box: tuple[slice, slice] | None = None) -> NDArray[np.uint8]:
    picture = np.full((512, 512, 3), 100, np.uint8)
    picture[box or ...] = value
    return picture


@pytest.mark.parametrize("name", READINGS)
def test_a_reading_rises_with_what_it_reads(name: str) -> None:
    face = make_face()
    assert READINGS[name](CHANGES[name](face)) > READINGS[name](face) + 0.01


def test_the_region_holds_what_changed_lines_enclose_and_nothing_far_off() -> None:
    both, hat = (40, 60, 200, 300), (350, 420, 200, 330)
    region = changed_region(draw(both), draw(both, hat))
    assert region[352, 202]
    assert region[385, 265]
    assert not region[50, 250]
    assert not region[385, 380]


def test_equal_drawings_have_no_changed_region() -> None:
    assert not changed_region(draw((40, 60, 200, 300)), draw((40, 60, 200, 300))).any()


def test_an_opened_mouth_is_honoured_and_a_shut_one_is_not() -> None:
    face = make_face()
    sketches, pictures = (PAPER, draw((360, 400, 200, 312))), (paint(100), paint(100))
    opened = compare(OPENS, sketches, pictures, (face, move(face, (14,), (0, 20))))
    assert opened.effect == pytest.approx(20 / 128)
    assert opened.is_honoured
    assert not compare(OPENS, sketches, pictures, (face, face)).is_honoured
    closes = replace(OPENS, least=-0.1)
    assert compare(closes, sketches, pictures, (move(face, (14,), (0, 20)), face)).is_honoured
    assert not compare(closes, sketches, pictures, (face, move(face, (14,), (0, 20)))).is_honoured


def test_a_face_that_is_lost_is_not_honoured() -> None:
    outcome = compare(OPENS, (PAPER, PAPER), (paint(100), paint(200)), (make_face(), None))
    assert not outcome.is_honoured


def test_a_change_by_the_lines_is_only_there_and_one_of_everything_is_not() -> None:
    sketches, face = (PAPER, draw((360, 400, 200, 312))), make_face()
    there = compare(OPENS, sketches, (paint(100), paint(160, (slice(350, 410), slice(190, 322)))), (face, face))
    assert there.inside > 30
    assert there.is_only_there
    everywhere = compare(OPENS, sketches, (paint(100), paint(160)), (face, face))
    assert everywhere.locality == pytest.approx(1)
    assert not everywhere.is_only_there


def test_a_face_that_does_not_change_is_not_only_there() -> None:
    face = make_face()
    outcome = compare(OPENS, (PAPER, draw((360, 400, 200, 312))), (paint(100), paint(100)), (face, face))
    assert not outcome.is_only_there


def test_only_landmarks_away_from_the_changed_lines_count_as_moved_elsewhere() -> None:
    sketches, face = (PAPER, draw((340, 420, 180, 332))), make_face()
    mouth = compare(OPENS, sketches, (paint(100), paint(100)), (face, move(face, (14,), (0, 20))))
    assert mouth.moved_elsewhere == 0
    eyes = compare(OPENS, sketches, (paint(100), paint(100)), (face, move(face, mesh.LEFT_EYE_UPPER, (0, 20))))
    assert eyes.moved_elsewhere > 0


def test_a_partial_drawing_must_become_a_whole_sharp_face() -> None:
    face = make_face()
    speckled = np.random.default_rng(0).integers(0, 255, (512, 512, 3), np.uint8)
    usual = sharpness(speckled)
    assert judge_partial("one_eye", speckled, face, usual).is_whole
    assert not judge_partial("one_eye", speckled, None, usual).is_whole
    assert not judge_partial("one_eye", face.rgb, face, usual).is_whole
    noseless = relabel(face, "skin", slice(240, 340), slice(216, 296))
    assert judge_partial("one_eye", speckled, noseless, usual).missing == ("nose",)


def test_the_drawings_of_the_table_are_there_and_each_pair_differs() -> None:
    table = load_contrasts(FOLDER / "contrasts.json")
    sketches = {name: rasterise(read_sketch(FOLDER / f"{name}.svg")) for name in table.drawings}
    for contrast in table.contrasts:
        share = changed_region(sketches[contrast.first], sketches[contrast.second]).mean()
        assert 0.005 < share < 0.75, contrast.name


@pytest.mark.parametrize("change", [{"reading": "beauty"}, {"least": 0}, {"first": None, "least": "much"}])
def test_a_bad_table_is_refused(change: dict[str, object], tmp_path: Path) -> None:
    row = {"name": "n", "first": "a", "second": "b", "reading": "smile", "least": 0.1, "drawn": None}
    path = tmp_path / "contrasts.json"
    path.write_text(json.dumps({"contrasts": [row | change], "partial": []}))
    with pytest.raises(UserError, match=r"contrasts\.json"):
        load_contrasts(path)
