from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from deepfacedrawing import shipped
from deepfacedrawing.photo import convert, worker
from deepfacedrawing.photo.convert import sketch_photo
from deepfacedrawing.photo_sketch import PhotoSketch
from deepfacedrawing.rendering import UserError
from deepfacedrawing.training.classes import CLASSES
from tests.photo.conftest import FACE, put_on_wall

EXIF_ORIENTATION = 0x0112
FEATURES = {"left_eye", "right_eye", "left_iris", "right_iris", "left_brow", "right_brow", "nose", "mouth_outer", "jaw"}


@pytest.fixture(scope="module")
def sketch() -> PhotoSketch:
    return sketch_photo(FACE)


def points_of(sketch: PhotoSketch, *tags: str) -> NDArray[np.float64]:
    return np.array([point[:2] for stroke in sketch.strokes if stroke.tag in tags for point in stroke.points])


def test_a_photo_becomes_the_strokes_of_a_face(sketch: PhotoSketch) -> None:
    assert sketch.photo.shape == (512, 512, 3)
    assert sketch.num_faces == 1
    tags = {stroke.tag for stroke in sketch.strokes}
    assert tags >= FEATURES | {"hair_outline", "hair_strand"}
    assert 40 < len(sketch.strokes) <= 250
    everything = points_of(sketch, *tags)
    assert everything.min() >= 0
    assert everything.max() <= 511
    np.testing.assert_allclose(points_of(sketch, "left_eye").mean(axis=0), (192, 241), atol=10)
    np.testing.assert_allclose(points_of(sketch, "right_eye").mean(axis=0), (320, 241), atol=10)


def test_long_hair_is_outlined_beside_the_face(sketch: PhotoSketch) -> None:
    outline = points_of(sketch, "hair_outline")
    assert outline[:, 1].min() < 60
    assert outline[:, 0].min() < 110
    assert outline[:, 0].max() > 400
    assert outline[:, 1].max() > 400


def test_exif_orientation_is_followed(face: NDArray[np.uint8], sketch: PhotoSketch, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[EXIF_ORIENTATION] = 6  # to be turned by a quarter to the right
    turned = np.rot90(face)
    Image.fromarray(turned).save(tmp_path / "phone.jpg", exif=exif, quality=95)
    again = sketch_photo(tmp_path / "phone.jpg")
    assert np.abs(again.photo.astype(int) - sketch.photo).mean() < 6


@pytest.mark.parametrize("mode", ["L", "CMYK", "P", "RGBA", "I;16"])
def test_photos_of_any_mode_are_read(face: NDArray[np.uint8], tmp_path: Path, mode: str) -> None:
    grey = cv2.cvtColor(face, cv2.COLOR_RGB2GRAY).astype(np.uint16) * 257
    image = Image.fromarray(grey) if mode == "I;16" else Image.fromarray(face).convert(mode)
    path = tmp_path / f"photo.{'tif' if mode == 'CMYK' else 'png'}"
    image.save(path)
    assert {stroke.tag for stroke in sketch_photo(path).strokes} >= FEATURES


def test_a_given_parsing_is_used() -> None:
    bald = sketch_photo(FACE, lambda rgb: np.full(rgb.shape[:2], CLASSES["skin"], np.uint8))
    assert not {"hair_outline", "hair_strand"} & {stroke.tag for stroke in bald.strokes}


def test_a_photo_without_a_face_says_so(tmp_path: Path) -> None:
    Image.new("RGB", (400, 300), "teal").save(tmp_path / "wall.png")
    with pytest.raises(UserError, match=r"No face was found in .*wall\.png"):
        sketch_photo(tmp_path / "wall.png")


@pytest.mark.parametrize(
    ("write", "message"),
    [
        (lambda path: None, "There is no file"),
        (lambda path: path.write_bytes(b"no picture"), "Cannot read"),
        (lambda path: path.write_bytes(FACE.read_bytes()[:5000]), "Cannot read"),
        (lambda path: Image.new("1", (9000, 8000)).save(path, "PNG"), "50 megapixels"),
    ],
)
def test_unreadable_photos_are_named(tmp_path: Path, write: Callable[[Path], Any], message: str) -> None:
    path = tmp_path / "photo.webp"
    write(path)
    with pytest.raises(UserError, match=message):
        sketch_photo(path)


@pytest.mark.parametrize("module", ["ai_edge_litert", "skimage"])
def test_a_missing_package_is_told_with_the_command(monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    for name in [name for name in sys.modules if name.startswith((module, "deepfacedrawing.training.photocopy"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, "deepfacedrawing.training.lines", raising=False)

    class Absent:
        def find_spec(self, name: str, *_: object) -> None:
            if name.partition(".")[0] == module:
                raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    monkeypatch.setattr(sys, "meta_path", [Absent(), *sys.meta_path])
    with pytest.raises(UserError, match=r'pip install "deepfacedrawing\[photo\]"'):
        sketch_photo(FACE)


@pytest.mark.parametrize("name", ["face_landmarker.task", "face_parts.npz"])
def test_a_missing_model_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    found = convert.find_param
    wanted = tmp_path / "elsewhere" / "deepfacedrawing" / "shipped.py"

    def find(asked: str) -> Path:
        if asked != name:
            return found(asked)
        monkeypatch.setattr(shipped, "__file__", str(wanted))
        return found(asked)

    monkeypatch.setattr(convert, "find_param", find)
    with pytest.raises(UserError, match=f"{name} is missing"):
        sketch_photo(FACE)


def test_the_conversion_loads_neither_torch_nor_qt() -> None:
    code = (
        "import sys; from pathlib import Path; from deepfacedrawing.photo.convert import sketch_photo;"
        f"sketch_photo(Path({str(FACE)!r})); print([m for m in ('torch', 'PyQt5') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_process_of_its_own_gives_the_same_sketch(face: NDArray[np.uint8], tmp_path: Path) -> None:
    path = tmp_path / "tilted.png"
    Image.fromarray(put_on_wall(face, (400, 300, 0.7, 20), size=(800, 600))).save(path)
    here, there = sketch_photo(path), worker.sketch_photo_apart(path)
    np.testing.assert_array_equal(here.photo, there.photo)
    assert here.strokes == there.strokes


def test_errors_cross_the_process_border(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There is no file"):
        worker.sketch_photo_apart(tmp_path / "nothing.jpg")


def crash(_path: Path) -> PhotoSketch:
    os.abort()


def stumble(_path: Path) -> PhotoSketch:
    raise ZeroDivisionError("oh")


def hang(_path: Path) -> PhotoSketch:
    while True:
        pass


@pytest.mark.parametrize(
    ("work", "timeout", "message"),
    [
        (crash, 60, "ended unexpectedly"),
        (stumble, 60, r"failed \(ZeroDivisionError: oh\)"),
        (hang, 0.2, "longer than 0.2 seconds"),
    ],
)
def test_what_goes_wrong_there_harms_nobody_here(
    work: Callable[[Path], PhotoSketch], timeout: float, message: str
) -> None:
    with pytest.raises(UserError, match=message):
        worker.run_apart(work, Path("me.jpg"), timeout)
