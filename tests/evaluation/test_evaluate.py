from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from deepfacedrawing.evaluation import protocol
from deepfacedrawing.evaluation.evaluate import Plan, evaluate
from deepfacedrawing.evaluation.gallery import Gallery, choose_shown
from deepfacedrawing.evaluation.report import write_report
from deepfacedrawing.evaluation.run import print_summary
from deepfacedrawing.evaluation.tools import Tools
from deepfacedrawing.rendering import UserError
from deepfacedrawing.training import lines
from deepfacedrawing.training.line_drawing import LineDrawing
from tests.evaluation.conftest import NUM_PHOTOS
from tests.evaluation.fakes import FakeLandmarker, FakeSubject, build_tools
from tests.tiny import draw_face_lines

LEVELS, REFINEMENTS = (0.0, 1.0), (0.0, 1.0)


def run(out: Path, plan: Plan, tools: Tools | None = None, subject: FakeSubject | None = None) -> dict[str, Any]:
    """Evaluate the fake subject and write its report; returns what the report says."""
    gallery = Gallery(out)
    results: dict[str, Any] = {"about": {"model": "fake"}}
    results |= evaluate(subject or FakeSubject(), plan, tools or build_tools(), gallery, out / "cache", "")
    write_report(out, results, gallery.rows)
    return json.loads((out / "report.json").read_text())


@pytest.fixture(autouse=True)
def simple_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """A face's lines without tracing them, which takes most of a second."""

    def trace(rgb: np.ndarray, landmarks: np.ndarray, labels: np.ndarray) -> LineDrawing:
        return draw_face_lines(wider=float(rgb[:, :8].mean()) / 25)

    monkeypatch.setattr(lines, "extract_lines", trace)
    monkeypatch.setattr(protocol, "extract_lines", trace)


@pytest.fixture
def plan(photos: Path) -> Plan:
    return Plan(photos, refinements=REFINEMENTS, roughness=LEVELS, shown=6, spread_sketches=2)


def rows_of(report: dict[str, Any], by: str, refinement: float = 0.0) -> list[dict[str, Any]]:
    return [row for row in report["rows"] if row["by"] == by and row["refinement"] == refinement]


def test_every_measure_is_taken_at_every_refinement_and_roughness(plan: Plan, tmp_path: Path) -> None:
    report = run(tmp_path / "out", plan)
    assert report["absent"] == {}
    photos = report["photos"]
    assert len(photos["faces"]) == NUM_PHOTOS * len(LEVELS) * len(REFINEMENTS)
    measures = {"found", "lpips", "landmarks", "landmarks_jaw", "identity", "again", "again_mouth", "again_missing"}
    measures |= {"kid", "kid_error", "fid", "variety"}
    for by, count in (("all", 1), ("roughness", 2), ("tone", 3)):
        rows = rows_of(photos, by, 1.0)
        assert len(rows) == count
        for row in rows:
            assert measures - (set() if by != "tone" else {"kid", "kid_error", "fid"}) <= row.keys()
            assert row["found"] == 1
    assert [row["faces"] for row in rows_of(photos, "tone")] == [6, 6, 6]
    assert rows_of(photos, "group") == []
    assert {"landmarks_of_two_photos", "again_of_the_photo", "lpips_of_two_photos"} <= photos["scale"].keys()
    assert [row["colour"] > 5 for row in photos["spread"]] == [True, True]


def test_figures_are_those_of_the_faces(plan: Plan, tmp_path: Path) -> None:
    photos = run(tmp_path / "out", plan)["photos"]
    (row,) = [row for row in rows_of(photos, "roughness", 1.0) if row["of"] == 1.0]
    own = [face for face in photos["faces"] if (face["roughness"], face["refinement"]) == (1.0, 1.0)]
    for name in ("landmarks", "lpips", "again_nose"):
        # A sketch may leave the nose out.
        assert row[name] == pytest.approx(np.mean([face[name] for face in own if name in face]), rel=1e-3)


def test_the_same_inputs_give_the_same_report(plan: Plan, tmp_path: Path) -> None:
    run(tmp_path / "one", plan)
    run(tmp_path / "two", plan)
    run(tmp_path / "one", plan)  # with what is known of the photos
    for name in ("report.json", "report.html"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_groups_come_from_the_attributes(plan: Plan, tmp_path: Path) -> None:
    rows = [{"file": f"msg_{200000 + i}.png", "masculine": 100 * (i > 5)} for i in range(NUM_PHOTOS)]
    (tmp_path / "rows.json").write_text(json.dumps(rows))
    photos = run(tmp_path / "out", replace(plan, attributes=tmp_path / "rows.json"))["photos"]
    assert {row["of"]: row["faces"] for row in rows_of(photos, "group")} == {"feminine": 12, "masculine": 6}


def test_the_floor_stands_beside_the_figures(plan: Plan, photos: Path, tmp_path: Path) -> None:
    floor = tmp_path / "floor"
    floor.mkdir()
    rng = np.random.default_rng(0)
    for i in range(2 * NUM_PHOTOS * len(LEVELS)):
        picture = np.full((512, 512, 3), rng.integers(0, 90), np.uint8)
        Image.fromarray(picture).save(floor / f"{i}.png")
    (row,) = rows_of(run(tmp_path / "out", replace(plan, floor=floor))["photos"], "all")
    assert row["kid_ratio"] == pytest.approx(row["kid"] / row["kid_floor"], rel=1e-3)
    assert row["fid_floor"] > 0


def test_a_floor_that_is_as_good_as_the_photos_gives_no_ratio(plan: Plan, photos: Path, tmp_path: Path) -> None:
    (row,) = rows_of(run(tmp_path / "out", replace(plan, floor=photos, reference=photos))["photos"], "all")
    assert row["kid_floor"] == pytest.approx(0, abs=1e-6)
    assert "kid_ratio" not in row


def test_other_reference_photos_make_the_sketched_ones_the_floor(plan: Plan, tmp_path: Path) -> None:
    reference = tmp_path / "reference"
    reference.mkdir()
    for i in range(12):
        Image.fromarray(np.full((512, 512, 3), 20 * i, np.uint8)).save(reference / f"{i}.png")
    (row,) = rows_of(run(tmp_path / "out", replace(plan, reference=reference))["photos"], "all")
    assert row["kid_floor"] > 0


def test_sketches_are_measured_without_a_source(
    write_sketch: Callable[..., Path], photos: Path, tmp_path: Path
) -> None:
    folder = write_sketch("a.svg").parent
    write_sketch("b.png")
    plan = Plan(sketches=folder, reference=photos, refinements=(0.5,), shown=2)
    report = run(tmp_path / "out", plan)
    assert "photos" not in report
    (row,) = rows_of(report["sketches"], "all", 0.5)
    assert row["faces"] == 2
    assert {"found", "again", "variety"} <= row.keys()
    assert not {"lpips", "landmarks", "identity"} & row.keys()


def test_a_face_that_is_not_found_counts_as_such(plan: Plan, tmp_path: Path) -> None:
    class Blind(FakeSubject):
        def render(self, sketch: np.ndarray, refinement: float, style: Any) -> np.ndarray:
            face = super().render(sketch, refinement, style)
            return face * np.uint8(refinement > 0)

    photos = run(tmp_path / "out", plan, subject=Blind())["photos"]
    found = {refinement: rows_of(photos, "all", refinement)[0] for refinement in REFINEMENTS}
    assert found[0.0]["found"] == 0
    assert "landmarks" not in found[0.0]
    assert found[1.0]["found"] == 1


def test_measures_without_a_tool_are_absent_and_said_to_be(write_sketch: Callable[..., Path], tmp_path: Path) -> None:
    plan = Plan(sketches=write_sketch().parent, refinements=(1.0,))
    report = run(tmp_path / "out", plan, Tools(landmarker=FakeLandmarker()))
    assert report["absent"].keys() == {"sketch again", "KID and FID", "LPIPS", "identity distance"}
    (row,) = rows_of(report["sketches"], "all", 1.0)
    assert "found" in row
    assert not {"again", "kid", "lpips"} & row.keys()
    page = (tmp_path / "out" / "report.html").read_text()
    assert "Not measured: LPIPS; needs --lpips." in page


def test_the_page_shows_pictures_that_exist_and_say_what_they_are(plan: Plan, tmp_path: Path) -> None:
    run(tmp_path / "out", plan)
    page = (tmp_path / "out" / "report.html").read_text()
    pictures = re.findall(r'<img src="([^"]+)" alt="([^"]+)"', page)
    # three rows of photo, sketch and two faces
    assert len(pictures) == 12
    assert all((tmp_path / "out" / file).is_file() for file, _ in pictures)
    assert all(alt for _, alt in pictures)
    assert "<script" not in page
    assert str(tmp_path) not in page + (tmp_path / "out" / "report.json").read_text()


def test_the_summary_names_refinements_and_measures(
    plan: Plan, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    print_summary(run(tmp_path / "out", plan))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "photos"
    assert {"refinement", "KID", "landmarks"} <= set(lines[1].split())
    assert len(lines) == 2 + len(REFINEMENTS) * (1 + len(LEVELS))


def test_photos_that_cannot_be_sketched_are_told(plan: Plan, photos: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="--landmarks and --parsing"):
        run(tmp_path / "out", plan, Tools(landmarker=FakeLandmarker()))
    for path in photos.glob("msg_20000*"):
        path.unlink()
    with pytest.raises(UserError, match="No face was found"):
        run(tmp_path / "out", plan)
    with pytest.raises(UserError, match="nothing to evaluate"):
        run(tmp_path / "out", Plan())


def test_what_is_shown_covers_sources_and_levels() -> None:
    shown = choose_shown(5, (0.0, 0.5, 1.0), 5)
    assert {source for source, _ in shown} == set(range(5))
    assert {level for _, level in shown} == {0, 1, 2}
    assert len(choose_shown(2, (0.0, 0.5), 99)) == 4
