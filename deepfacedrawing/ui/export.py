"""Pictures to give away: the face, the sketch, or both side by side, labelled with what made them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from deepfacedrawing.components import CANVAS_SIZE
from deepfacedrawing.rendering import UserError
from deepfacedrawing.ui.disk import write_atomically
from deepfacedrawing.ui.images import PNG_OPTIONS, enlarge
from deepfacedrawing.ui.metadata import (
    Label,
    Provenance,
    build_exif,
    build_png_info,
    build_xmp,
    label_face,
    label_sketch,
)
from deepfacedrawing.ui.sketch import Sketch, rasterise

CONTENTS = ("face", "sketch", "both")
SIZES = (CANVAS_SIZE, 2 * CANVAS_SIZE)
SUFFIXES = (".png", ".jpg", ".webp")
# Suffix → name of the format in Pillow.
SUFFIX_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
QUALITY = 95
NO_FACE = "There is no face yet; draw something or press F5 first."
ONE_FACE = "Synthetic face, generated from a sketch; no such person exists."
BOTH = "A sketch (left) and the synthetic face that was generated from it (right); no such person exists."


@dataclass(frozen=True)
class ExportPlan:
    """What to write: ``what`` of ``CONTENTS`` and ``size`` of ``SIZES``, the height in pixels.

    Raises:
        UserError: either is none of these.
    """

    what: str = "face"
    size: int = CANVAS_SIZE

    def __post_init__(self) -> None:
        if self.what not in CONTENTS:
            raise UserError(
                "There is no picture of {what!r}; choose from {names}.", what=self.what, names=", ".join(CONTENTS)
            )
        if self.size not in SIZES:
            raise UserError("A picture cannot be {count} pixels high; choose from 512 and 1024.", count=self.size)


@dataclass(frozen=True)
class ExportChoice:
    """What the user chose last: a plan, and a suffix of ``SUFFIXES``, which says the format.

    Raises:
        UserError: any of these is out of its range.
    """

    what: str = "face"
    size: int = CANVAS_SIZE
    suffix: str = ".png"

    def __post_init__(self) -> None:
        ExportPlan(self.what, self.size)
        if self.suffix not in SUFFIXES:
            raise UserError(
                "There is no picture in {suffix!r}; choose from {names}.", suffix=self.suffix, names=", ".join(SUFFIXES)
            )

    @property
    def plan(self) -> ExportPlan:
        """What to write, whatever the format."""
        return ExportPlan(self.what, self.size)


def export_picture(
    path: str | Path, face: NDArray[np.uint8] | None, sketch: Sketch, plan: ExportPlan, provenance: Provenance
) -> None:
    """Writes a PNG, JPEG or WebP file, by the suffix of ``path``; it is whole or not there.

    Args:
        face: (512, 512, 3) uint8 RGB; None where there is none, which is enough for the sketch alone.

    Raises:
        UserError: the suffix is another one, there is no face to write, or the file cannot be written.
    """
    kind = SUFFIX_FORMATS.get(Path(path).suffix.lower())
    if kind is None:
        raise UserError("Cannot export {path}; choose a name that ends in .png, .jpg or .webp.", path=path)
    picture = compose_picture(face, sketch, plan)
    write_atomically(path, encode_picture(picture, kind, label_picture(sketch, plan, provenance)))


def compose_picture(face: NDArray[np.uint8] | None, sketch: Sketch, plan: ExportPlan) -> NDArray[np.uint8]:
    """The pixels of a plan: (size, size) grey for a sketch, (size, size, 3) for a face, (size, 2·size, 3) for both.

    Raises:
        UserError: there is no face, and the plan needs one.
    """
    scale = plan.size // CANVAS_SIZE
    if plan.what == "sketch":
        return rasterise(sketch, scale)
    if face is None:
        raise UserError(NO_FACE)
    large = enlarge(face, scale)
    return large if plan.what == "face" else side_by_side(rasterise(sketch, scale), large)


def side_by_side(sketch: NDArray[np.uint8], face: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A (S, S) sketch on the left and a (S, S, 3) face on the right: (S, 2·S, 3) uint8 RGB."""
    return np.concatenate([np.repeat(sketch[..., None], 3, axis=2), face], axis=1)


def label_picture(sketch: Sketch, plan: ExportPlan, provenance: Provenance) -> Label:
    """What the picture of a plan says about itself."""
    if plan.what == "sketch":
        return label_sketch(provenance, sketch.background is not None)
    return label_face(provenance, ONE_FACE if plan.what == "face" else BOTH)


def encode_picture(picture: NDArray[np.uint8], kind: str, label: Label) -> bytes:
    """A (H, W) grey or (H, W, 3) RGB uint8 picture as a file of the format ``kind``, labelled, stated to be sRGB."""
    options: dict[str, Any] = {"xmp": build_xmp(label), "exif": build_exif(label), "quality": QUALITY}
    if kind == "PNG":
        options = {"pnginfo": build_png_info(label), **PNG_OPTIONS}
    elif kind == "JPEG":
        options |= {"subsampling": 0, "optimize": True}  # 4:4:4
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, kind, **options)
    return buffer.getvalue()
