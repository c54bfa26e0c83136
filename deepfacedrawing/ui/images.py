"""Pictures in and out of the window and the command line; the Pillow part needs no Qt."""

from __future__ import annotations

import io
import os
import stat
import warnings
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from deepfacedrawing.components import CANVAS_SIZE, PAPER
from deepfacedrawing.rendering import UserError
from deepfacedrawing.ui.disk import write_atomically

if TYPE_CHECKING:
    from PyQt5.QtGui import QImage

MAX_PIXELS = 50_000_000
TILE = 1024
# Pictures many times as large as the canvas are first reduced by whole numbers, to so many times its size.
REDUCING_GAP = 4.0
ORIENTATION = 0x0112
# What begins a scan of a JPEG; usual are ten of them.
SCAN, MAX_SCANS = b"\xff\xda", 100
TURNS: dict[object, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# Only formats that Pillow decodes by itself: its EPS reader, say, would start another program.
FORMATS = ("PNG", "JPEG", "BMP", "GIF", "TIFF", "WEBP", "PPM", "TGA")
SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".pgm", ".ppm", ".pbm", ".tga")
# Runs alone, no longer matches: a face takes a fifth of the time and 2 % more bytes, a drawing fewer of both.
PNG_OPTIONS = {"compress_type": zlib.Z_RLE}
# Lines of a faint pencil are darkened by this at most, so that the grain of the paper stays invisible.
MAX_GAIN = 2.5


def read_sketch_image(path: str | Path) -> NDArray[np.uint8]:
    """A picture of a drawing as a sketch, fitted to the canvas without stretching.

    Any mode and size; transparent parts are paper; light lines on dark ground are inverted; the paper becomes
    255 and faint lines are darkened gently.

    Returns:
        (512, 512) uint8, ink 0, paper 255.

    Raises:
        UserError: the file is missing, is no picture, is damaged, or has more than 50 megapixels.
    """
    return _letterbox(_normalise(_fit(_read(path, _to_grey))))


def read_photo(path: str | Path) -> NDArray[np.uint8]:
    """A photo the right way up: turned as its EXIF data says, transparent parts over white.

    Returns:
        (H, W, 3) uint8 RGB, at its full size.

    Raises:
        UserError: as ``read_sketch_image``.
    """
    return np.asarray(_read(path, _to_colour))


class _BoundedFile(io.BufferedReader):
    """Reads no more than is there: a file may say of a part that it has gigabytes, and Pillow would ask for them."""

    def read(self, size: int | None = -1, /) -> bytes:
        left = max(0, os.fstat(self.fileno()).st_size - self.tell())
        return super().read(left if size is None or size < 0 else min(size, left))


def _read(path: str | Path, convert: Callable[[Image.Image], Image.Image]) -> Image.Image:
    """An upright picture of a known mode from a file of any of ``FORMATS``."""
    path = Path(path)
    check_file(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of damage there is one sentence to tell, or nothing to see
            with _BoundedFile(io.FileIO(path)) as file, Image.open(file, formats=FORMATS) as image:
                _check_size(path, image.size)
                _check_scans(path, image)
                return _turn(convert(image), image.getexif().get(ORIENTATION))
    except UserError:
        raise
    except FileNotFoundError as error:
        raise UserError("There is no file {path}; check the name.", path=path) from error
    except Image.DecompressionBombError as error:
        raise UserError("The picture {path} has more than 50 megapixels; reduce it first.", path=path) from error
    except Exception as error:  # Pillow's readers raise nearly anything on damaged files.
        raise UserError(
            "Cannot read {path} as a picture; open a PNG, JPEG, WebP, TIFF, BMP or GIF file.", path=path
        ) from error


def check_file(path: Path) -> None:
    """What is neither a file nor missing is not opened: a pipe or a device would be waited for without end.

    Raises:
        UserError: it is one of these.
    """
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):  # whoever opens it says why
        return
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise UserError("{path} is no file but a pipe or a device; choose a file.", path=path)


def _check_size(path: Path, size: tuple[int, int]) -> None:
    if size[0] * size[1] > MAX_PIXELS:
        raise UserError(
            "The picture {path} has {width} x {height} pixels; reduce it to 50 megapixels or less.",
            path=path,
            width=size[0],
            height=size[1],
        )


def _check_scans(path: Path, image: Image.Image) -> None:
    """A JPEG may be painted over and over again, all of it each time; ``ValueError`` where that has no end."""
    if image.info.get("progressive") and path.read_bytes().count(SCAN) > MAX_SCANS:
        raise ValueError("too many scans")


def _turn(image: Image.Image, orientation: object) -> Image.Image:
    """As ``ImageOps.exif_transpose``, after the picture has become smaller than it was in the file."""
    method = TURNS.get(orientation)
    return image if method is None else image.transpose(method)


def _tiles(image: Image.Image) -> Iterator[tuple[tuple[int, int], Image.Image]]:
    """A picture piece by piece, each with its corner: converted one by one, they take little memory beside it."""
    for top in range(0, image.height, TILE):
        for left in range(0, image.width, TILE):
            box = left, top, min(left + TILE, image.width), min(top + TILE, image.height)
            yield (left, top), image.crop(box)


def _is_deep(image: Image.Image) -> bool:
    return image.mode.startswith("I") or image.mode == "F"


def _to_grey(image: Image.Image) -> Image.Image:
    """Any mode → "L", transparent parts over white."""
    grey = Image.new("L", image.size)
    if _is_deep(image):
        return _deepen(image, grey)
    if not image.has_transparency_data:
        for corner, tile in _tiles(image):
            grey.paste(tile.convert("RGB").convert("L"), corner)
        return grey
    alpha = Image.new("L", image.size)
    for corner, tile in _tiles(image):
        rgba = tile.convert("RGBA")
        alpha.paste(rgba.getchannel("A"), corner)
        grey.paste(_over_white(rgba).convert("L"), corner)
    # White ink on a transparent ground would vanish on white paper: there the coverage is the drawing.
    is_flat = _spread(grey) < 8 < _spread(alpha)
    return ImageOps.invert(alpha) if is_flat else grey


def _to_colour(image: Image.Image) -> Image.Image:
    """Any mode → "RGB", transparent parts over white."""
    if _is_deep(image):
        return _to_grey(image).convert("RGB")
    colour = Image.new("RGB", image.size)
    for corner, tile in _tiles(image):
        seen = _over_white(tile.convert("RGBA")) if image.has_transparency_data else tile
        colour.paste(seen.convert("RGB"), corner)
    return colour


def _over_white(rgba: Image.Image) -> Image.Image:
    return Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba)


def _spread(grey: Image.Image) -> int:
    low, high = grey.getextrema()
    return int(high) - int(low)  # type: ignore[arg-type]  # of one channel they are numbers


def _deepen(image: Image.Image, grey: Image.Image) -> Image.Image:
    """16-bit, 32-bit or float samples → "L" by the range that they most likely use."""
    peak = max(float(_samples(tile).max(initial=0.0)) for _, tile in _tiles(image))
    white = 1.0 if peak <= 1.0 else 255.0 if peak <= 255.0 else 65535.0 if peak <= 65535.0 else peak
    for corner, tile in _tiles(image):
        values = np.clip(_samples(tile) * (255.0 / white) + 0.5, 0, 255)
        grey.paste(Image.fromarray(values.astype(np.uint8)), corner)
    return grey


def _samples(image: Image.Image) -> NDArray[np.float64]:
    return np.nan_to_num(np.asarray(image).astype(np.float64))


def _fit(grey: Image.Image) -> NDArray[np.uint8]:
    """The largest picture of the same proportions that fits on the canvas."""
    scale = CANVAS_SIZE / max(grey.size)
    width, height = (max(1, round(side * scale)) for side in grey.size)
    return np.asarray(grey.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=REDUCING_GAP))


def _normalise(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Ink towards 0 on paper at 255, whichever way round it was drawn."""
    values = grey.astype(np.float32)
    if _is_dark_ground(values):
        values = 255.0 - values
    paper, ink = float(np.median(values)), float(np.percentile(values, 0.5))
    gain = min(MAX_GAIN, 255.0 / max(paper - ink, 1.0))
    return np.clip(255.0 + (values - paper) * gain + 0.5, 0, 255).astype(np.uint8)


def _is_dark_ground(values: NDArray[np.float32]) -> bool:
    """Whether the ground is dark: the median says so; where that is a mid grey, the border does."""
    median = float(np.median(values))
    if 64 <= median <= 192:
        border = np.concatenate([values[0], values[-1], values[:, 0], values[:, -1]])
        median = float(np.median(border))
    return median < 128


def _letterbox(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    canvas = np.full((CANVAS_SIZE, CANVAS_SIZE), PAPER, np.uint8)
    height, width = grey.shape
    top, left = (CANVAS_SIZE - height) // 2, (CANVAS_SIZE - width) // 2
    canvas[top : top + height, left : left + width] = grey
    return canvas


def enlarge(array: NDArray[np.uint8], factor: int) -> NDArray[np.uint8]:
    """A (H, W) or (H, W, 3) uint8 picture, ``factor`` times as large, by Lanczos; the same one for 1."""
    if factor == 1:
        return array
    height, width = array.shape[:2]
    large = Image.fromarray(array).resize((width * factor, height * factor), Image.Resampling.LANCZOS)
    return np.asarray(large)


def encode_png(array: NDArray[np.uint8]) -> bytes:
    """A (H, W) grey or (H, W, 3) RGB uint8 array as the bytes of a PNG file."""
    buffer = io.BytesIO()
    Image.fromarray(array).save(buffer, "PNG", **PNG_OPTIONS)
    return buffer.getvalue()


def write_png(path: str | Path, array: NDArray[np.uint8]) -> None:
    """Writes a (H, W) grey or (H, W, 3) RGB uint8 array; the file is whole or not there.

    Raises:
        UserError: the file cannot be written.
    """
    write_atomically(path, encode_png(array))


def to_qimage(array: NDArray[np.uint8]) -> QImage:
    """A QImage that owns its pixels, from (H, W) grey or (H, W, 3) RGB uint8.

    Raises:
        ValueError: another shape or dtype.
    """
    from PyQt5.QtGui import QImage

    grey = array.ndim == 2
    if array.dtype != np.uint8 or not (grey or (array.ndim == 3 and array.shape[2] == 3)):
        raise ValueError(f"expected (H, W) or (H, W, 3) uint8, got {array.shape} {array.dtype}")
    data = np.ascontiguousarray(array)
    height, width = data.shape[:2]
    pixels = data.tobytes()
    kind = QImage.Format.Format_Grayscale8 if grey else QImage.Format.Format_RGB888
    # The QImage only borrows these bytes; copy() gives it its own.
    return QImage(pixels, width, height, data.strides[0], kind).copy()


def to_array(image: QImage) -> NDArray[np.uint8]:
    """The (H, W) uint8 pixels of a Grayscale8 QImage, as a copy."""
    bits = image.constBits()
    if bits is None:
        raise ValueError("expected an image with pixels, got a null QImage")
    rows = np.frombuffer(bits.asstring(image.sizeInBytes()), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width()].copy()
