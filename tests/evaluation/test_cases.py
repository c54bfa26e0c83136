from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from deepfacedrawing.evaluation import cases
from deepfacedrawing.evaluation.cases import SourceStyles, find_sketches, photo_cases, sketch_case
from deepfacedrawing.evaluation.photos import Photo
from deepfacedrawing.rendering import UserError
from tests.tiny import draw_face_lines

LEVELS = (0.0, 0.67)


def build_photo(name: str) -> Photo:
    return Photo(Path(f"{name}.png"), None, draw_face_lines(), None, None, None)


def test_a_photos_sketches_follow_from_its_name_alone() -> None:
    first, again, other = (
        list(photo_cases(build_photo(name), LEVELS, 7, {"a": "feminine"}, {"a": "middle third"})) for name in "aab"
    )
    assert [case.roughness for case in first] == list(LEVELS)
    for one, same in zip(first, again, strict=True):
        np.testing.assert_array_equal(one.sketch, same.sketch)
        np.testing.assert_array_equal(one.drawn, same.drawn)
    assert (first[1].sketch != other[1].sketch).any()
    assert (first[0].sketch != first[1].sketch).any()
    assert (first[0].group, first[0].tone, first[0].style) == ("feminine", "middle third", 7)
    assert other[0].group is None


def test_a_sketch_is_read_as_the_program_reads_it(write_sketch: Callable[..., Path]) -> None:
    for name in ("a.svg", "b.png"):
        case = sketch_case(write_sketch(name))
        assert case.sketch.shape == (512, 512)
        assert case.sketch.min() < 64
        assert case.source is None
        assert isinstance(case.style, int)


def test_sketches_are_picked_evenly(write_sketch: Callable[..., Path], tmp_path: Path) -> None:
    for name in "abcdef":
        write_sketch(f"{name}.svg")
    (tmp_path / "notes.txt").touch()
    assert [path.stem for path in find_sketches(tmp_path, 3)] == ["a", "c", "e"]
    assert len(find_sketches(tmp_path)) == 6


def test_a_folder_without_sketches_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="holds no sketches"):
        find_sketches(tmp_path)


class FakeFrontalStyles:
    def __init__(self, generator: object) -> None:
        self.generator = generator

    def style(self, seed: int) -> np.ndarray | None:
        return None if seed == 5 else np.full(512, seed, np.float32)


def test_a_generated_photo_is_rendered_in_its_own_style(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases, "load_generator", lambda wheel: None)
    monkeypatch.setattr(cases, "FrontalStyles", FakeFrontalStyles)
    styles = SourceStyles(Path("a.whl"))
    np.testing.assert_array_equal(styles.style("msg_000003"), np.full(512, 3))
    assert isinstance(styles.style("my_photo"), int)
    assert isinstance(styles.style("msg_000005"), int)
    assert isinstance(SourceStyles(None).style("msg_000003"), int)
    assert styles.style("my_photo") == styles.style("my_photo") != styles.style("another")
