from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from deepfacedrawing.evaluation.photos import PhotoCabinet, find_photos, read_photo
from deepfacedrawing.evaluation.tools import Tools
from deepfacedrawing.rendering import UserError
from tests.evaluation.fakes import FakeFeatureNet, FakeLandmarker, FakeParser, build_tools


def test_a_photo_is_measured_once_and_known_the_same_after(photos: Path, tmp_path: Path) -> None:
    landmarker = FakeLandmarker()
    tools = Tools(landmarker, FakeParser(), FakeFeatureNet())
    path = find_photos(photos)[0]
    first = PhotoCabinet(tmp_path / "cache", tools, "a").source(path)
    again = PhotoCabinet(tmp_path / "cache", tools, "a").source(path)
    assert landmarker.num_calls == 1
    assert first.drawing is not None
    assert again.drawing is not None
    np.testing.assert_array_equal(first.drawing.points, again.drawing.points)
    assert first.landmarks is not None
    np.testing.assert_array_equal(first.landmarks, again.landmarks)
    assert first.tone == again.tone
    assert first.identity is None


def test_other_helper_files_or_another_content_are_measured_anew(photos: Path, tmp_path: Path) -> None:
    landmarker = FakeLandmarker()
    tools = Tools(landmarker, FakeParser())
    path = find_photos(photos)[0]
    for label in ("a", "b"):
        PhotoCabinet(tmp_path / "cache", tools, label).source(path)
    assert landmarker.num_calls == 2
    Image.fromarray(np.full((512, 512, 3), 7, np.uint8)).save(path)
    assert PhotoCabinet(tmp_path / "cache", tools, "b").source(path).landmarks is None
    assert landmarker.num_calls == 3


def test_a_photo_without_a_face_has_features_only(photos: Path, tmp_path: Path) -> None:
    photo = PhotoCabinet(tmp_path / "cache", build_tools(), "").source(photos / "msg_200090.png")
    assert photo.features is not None
    assert (photo.landmarks, photo.drawing, photo.identity, photo.tone) == (None,) * 4


def test_large_photos_are_reduced_and_oblong_ones_refused(tmp_path: Path) -> None:
    Image.fromarray(np.full((1024, 1024, 3), 9, np.uint8)).save(tmp_path / "large.png")
    assert read_photo(tmp_path / "large.png").shape == (512, 512, 3)
    Image.fromarray(np.full((512, 400, 3), 9, np.uint8)).save(tmp_path / "oblong.png")
    with pytest.raises(UserError, match="not square"):
        read_photo(tmp_path / "oblong.png")
    (tmp_path / "none.png").write_bytes(b"none")
    with pytest.raises(UserError, match="cannot be read"):
        read_photo(tmp_path / "none.png")


def test_a_folder_without_pictures_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="holds no pictures"):
        find_photos(tmp_path)
