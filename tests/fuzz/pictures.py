"""Small pictures of every kind that is read, and the words of their formats."""

from __future__ import annotations

import io
from collections.abc import Iterator
from random import Random
from typing import Any

import numpy as np
from PIL import Image

from tests.fuzz.mutation import PNG_MARK, change, mend_png

TOKENS = (
    *(b"IHDR", b"IDAT", b"IEND", b"PLTE", b"tRNS", b"iCCP", b"eXIf", b"zTXt", b"iTXt", b"acTL", b"fcTL", b"gAMA"),
    *(b"\xff\xd8", b"\xff\xe0", b"\xff\xe1", b"\xff\xc0", b"\xff\xc2", b"\xff\xda", b"\xff\xdd", b"\xff\xd9"),
    *(b"Exif\0\0", b"II*\0", b"MM\0*", b"GIF89a", b"BM", b"RIFF", b"WEBP", b"VP8X", b"VP8L", b"ANIM", b"ALPH"),
    *(b"P1\n", b"P5\n", b"P6\n", b"Pf\n", b"65535\n", b"TRUEVISION-XFILE.\0", b"ICC_PROFILE\0", b"\x01\x12\x00\x03"),
)


def build_pictures() -> list[bytes]:
    """One of each kind."""
    return list(_pictures())


def _pictures() -> Iterator[bytes]:
    grey = np.full((40, 60), 240, np.uint8)
    grey[10:13, 5:50] = 10
    picture = Image.fromarray(grey)
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "a drawing"
    clear = Image.merge("LA", (picture, picture))
    clear.info["transparency"] = 3
    deep = Image.fromarray(grey.astype(np.uint16) * 257)
    real = Image.fromarray(grey.astype(np.float32) / 255)
    kinds: tuple[tuple[Image.Image, str, dict[str, Any]], ...] = (
        (picture, "PNG", {"exif": exif}),
        (picture.convert("RGBA"), "PNG", {}),
        (picture.convert("P"), "PNG", {"transparency": 3}),
        (picture.convert("1"), "PNG", {}),
        (clear, "PNG", {}),
        (deep, "PNG", {}),
        (picture, "JPEG", {"exif": exif}),
        (picture.convert("RGB"), "JPEG", {"progressive": True}),
        (picture.convert("CMYK"), "JPEG", {}),
        (picture, "BMP", {}),
        (picture.convert("P"), "BMP", {}),
        (picture.convert("P"), "GIF", {"save_all": True, "append_images": [picture.convert("P").rotate(9)]}),
        *((picture, "TIFF", {"compression": name, "exif": exif}) for name in ("raw", "tiff_lzw", "packbits", "jpeg")),
        (deep, "TIFF", {"compression": "tiff_deflate"}),
        (real, "TIFF", {}),
        (picture.convert("1"), "TIFF", {"compression": "group4"}),
        (picture.convert("RGB"), "WEBP", {"exif": exif}),
        (picture.convert("RGBA"), "WEBP", {"lossless": True}),
        (picture.convert("RGB"), "WEBP", {"save_all": True, "append_images": [picture.convert("RGB").rotate(9)]}),
        (picture, "PPM", {}),
        (picture.convert("1"), "PPM", {}),
        (deep, "PPM", {}),
        (picture, "TGA", {"compression": "tga_rle"}),
        (picture.convert("RGBA"), "TGA", {}),
    )
    for image, kind, options in kinds:
        buffer = io.BytesIO()
        image.save(buffer, kind, **options)
        yield buffer.getvalue()
    yield b"P2\n2 2\n255\n0 9 255 255\n"
    yield b"Pf\n2 2\n-1.0\n" + np.array([0, 1, np.nan, 9], "<f4").tobytes()


def change_picture(data: bytes, rng: Random, others: list[bytes]) -> bytes:
    """Some of them with their checksums mended, so that what is behind them is reached."""
    changed = change(data, rng, TOKENS, others)
    return mend_png(changed) if changed.startswith(PNG_MARK) and rng.random() < 0.8 else changed
