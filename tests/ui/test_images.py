"""Pictures of drawings, in every mode, become ink 0 on paper 255."""

from __future__ import annotations

import struct
import tracemalloc
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from deepfacedrawing.rendering import UserError
from deepfacedrawing.ui.images import read_photo, read_sketch_image, to_array, to_qimage, write_png


def _drawing(height: int = 300, width: int = 300) -> NDArray[np.uint8]:
    """A black bar across the middle of white paper, a fifth of the height thick."""
    drawing = np.full((height, width), 255, np.uint8)
    drawing[2 * height // 5 : 3 * height // 5, width // 4 : 3 * width // 4] = 0
    return drawing


def _check(path: Path) -> NDArray[np.uint8]:
    sketch = read_sketch_image(path)
    assert sketch.shape == (512, 512)
    assert sketch.dtype == np.uint8
    assert sketch[256, 256] <= 10
    assert sketch[2, 2] == 255
    assert sketch[256, 20] == 255
    return sketch


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "CMYK", "I;16", "I", "F"])
@pytest.mark.parametrize("inverted", [False, True])
def test_every_mode_dark_on_light_or_light_on_dark(tmp_path: Path, mode: str, inverted: bool) -> None:
    drawing = 255 - _drawing() if inverted else _drawing()
    if mode == "I;16":
        image = Image.fromarray(drawing.astype(np.uint16) * 257)
    elif mode == "I":
        image = Image.fromarray(drawing.astype(np.int32) * 257)
    elif mode == "F":
        image = Image.fromarray(drawing.astype(np.float32) / 255)
    else:
        image = Image.fromarray(drawing).convert(mode)
    path = tmp_path / f"drawing.{'tif' if mode in ('CMYK', 'F', 'I') else 'png'}"
    image.save(path)
    _check(path)


@pytest.mark.parametrize("ink", [0, 255])
def test_transparent_parts_are_paper(tmp_path: Path, ink: int) -> None:
    rgba = np.full((300, 300, 4), ink, np.uint8)
    rgba[..., 3] = 255 - _drawing()
    Image.fromarray(rgba).save(tmp_path / "a.png")
    _check(tmp_path / "a.png")


def test_a_palette_with_a_transparent_entry(tmp_path: Path) -> None:
    image = Image.fromarray(_drawing()).convert("P")
    image.save(tmp_path / "a.gif", transparency=int(np.asarray(image)[0, 0]))
    _check(tmp_path / "a.gif")


def test_the_camera_orientation_is_obeyed(tmp_path: Path) -> None:
    sideways = np.full((100, 100), 255, np.uint8)
    sideways[:20] = 0
    exif = Image.Exif()
    exif[0x0112] = 6  # turn 90° clockwise to see it upright
    Image.fromarray(sideways).save(tmp_path / "a.jpg", exif=exif)
    sketch = read_sketch_image(tmp_path / "a.jpg")
    assert sketch[:, 460].mean() < 20
    assert sketch[:, 50].mean() > 250


def test_a_wide_picture_is_letterboxed_not_stretched(tmp_path: Path) -> None:
    Image.fromarray(255 - _drawing(100, 400)).save(tmp_path / "a.png")
    sketch = _check(tmp_path / "a.png")
    rows, columns = np.nonzero(sketch < 128)
    assert np.ptp(columns) + 1 == pytest.approx(256, abs=3)
    assert np.ptp(rows) + 1 == pytest.approx(26, abs=3)
    assert (sketch[:190] == 255).all()


def test_pencil_on_grey_paper_gets_white_paper_and_darker_lines(tmp_path: Path) -> None:
    drawing = np.where(_drawing() == 0, 140, 210).astype(np.uint8)
    Image.fromarray(drawing).save(tmp_path / "a.png")
    sketch = read_sketch_image(tmp_path / "a.png")
    assert sketch[2, 2] == 255
    assert sketch[256, 256] < 90


def test_an_empty_page_stays_empty_and_a_pixel_is_enough(tmp_path: Path) -> None:
    for name, size in (("page", (40, 30)), ("pixel", (1, 1)), ("thread", (3000, 1))):
        Image.new("L", size, 255).save(tmp_path / f"{name}.png")
        assert (read_sketch_image(tmp_path / f"{name}.png") == 255).all()


def test_huge_pictures_are_refused_without_decoding(tmp_path: Path) -> None:
    Image.new("1", (9000, 8000)).save(tmp_path / "huge.png")
    Image.new("1", (30000, 10000)).save(tmp_path / "bomb.png")
    for name in ("huge", "bomb"):
        with pytest.raises(UserError, match=rf"{name}\.png.*50 megapixels"):
            read_sketch_image(tmp_path / f"{name}.png")


def test_a_part_that_says_it_has_gigabytes_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.fromarray(_drawing()).save(path)
    data = path.read_bytes()
    place = data.index(b"IDAT") - 4
    path.write_bytes(data[:place] + struct.pack(">I", 2**32 - 1) + data[place + 4 :])
    tracemalloc.start()
    try:
        with suppress(UserError):
            read_sketch_image(path)
        assert tracemalloc.get_traced_memory()[1] < 50e6
    finally:
        tracemalloc.stop()


def test_what_is_no_picture_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("hello")
    (tmp_path / "empty.png").write_bytes(b"")
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (200, 200), np.uint8)).save(tmp_path / "whole.png")
    (tmp_path / "cut.png").write_bytes((tmp_path / "whole.png").read_bytes()[:9000])
    (tmp_path / "folder.png").mkdir()
    for name in ("text", "empty", "cut", "folder", "missing"):
        with pytest.raises(UserError, match=rf"{name}\.png"):
            read_sketch_image(tmp_path / f"{name}.png")


def test_png_and_qimage_give_the_same_pixels_back(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    for shape in ((7, 5), (7, 5, 3)):
        array = rng.integers(0, 256, shape, np.uint8)
        write_png(tmp_path / "a.png", array)
        assert np.array_equal(np.asarray(Image.open(tmp_path / "a.png")), array)
        image = to_qimage(array[:, ::-1])
        colour = image.pixelColor(0, 2)
        assert [colour.red(), colour.green(), colour.blue()] == np.broadcast_to(array[2, -1], 3).tolist()
    grey = rng.integers(0, 256, (7, 5), np.uint8)
    assert np.array_equal(to_array(to_qimage(grey)), grey)


def test_arrays_that_are_no_pictures_are_refused() -> None:
    for array in (np.zeros((4, 4, 4), np.uint8), np.zeros((4, 4))):
        with pytest.raises(ValueError, match="expected"):
            to_qimage(array)  # type: ignore[arg-type]


def test_a_png_is_whole_or_not_there(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="nowhere"):
        write_png(tmp_path / "nowhere" / "a.png", _drawing())
    assert not list(tmp_path.iterdir())


def test_a_photo_is_rgb_upright_and_on_white(tmp_path: Path) -> None:
    rgba = np.zeros((40, 60, 4), np.uint8)
    rgba[:, :30] = (200, 10, 10, 255)
    Image.fromarray(rgba).save(tmp_path / "a.png")
    photo = read_photo(tmp_path / "a.png")
    assert photo.shape == (40, 60, 3)
    assert photo[20, 10].tolist() == [200, 10, 10]
    assert photo[20, 50].tolist() == [255, 255, 255]
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(rgba[..., :3]).save(tmp_path / "b.png", exif=exif)
    assert read_photo(tmp_path / "b.png")[5, 20].tolist() == [200, 10, 10]
    assert read_photo(tmp_path / "b.png").shape == (60, 40, 3)
