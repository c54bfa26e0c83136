"""The project file: an SVG that any program shows as the drawing it is, with our settings in its metadata."""

from __future__ import annotations

import os
import re
import urllib.parse
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.components import CANVAS_SIZE
from deepfacedrawing.rendering import UserError
from deepfacedrawing.ui.images import check_file, write_atomically
from deepfacedrawing.ui.origins import trust_origin
from deepfacedrawing.ui.project_settings import NAMESPACE, encode_base64_png, encode_settings
from deepfacedrawing.ui.reasons import find_reason
from deepfacedrawing.ui.sketch import Sketch
from deepfacedrawing.ui.stroke_paths import encode_stroke
from deepfacedrawing.ui.svg_xml import MAX_FILE_BYTES, SVG_NAMESPACE, BadContentError

SUFFIX = ".svg"
VERSION = 1
ORIGIN = re.compile(rb'<dfd:sketch version="[0-9]+" origin="([^"]*)"')
MAX_HEAD_BYTES = 16_384
MAX_STROKES = 20_000
PNG_HEADER = "data:image/png;base64,"


def encode_sketch(sketch: Sketch, origin: Path | None = None, strokes: Iterable[str] | None = None) -> bytes:
    """The bytes of a project file.

    Args:
        origin: the file that the drawing belongs to, where these bytes go elsewhere for the time being.
        strokes: the elements of its strokes, see ``encode_stroke``, where they are known already.

    Raises:
        UserError: it would be too large to be opened again.
    """
    if len(sketch.strokes) > MAX_STROKES:
        raise UserError("The sketch has more than {limit} strokes; undo some before you save it.", limit=MAX_STROKES)
    home = "" if origin is None else f' origin="{urllib.parse.quote(os.fsencode(origin))}"'
    side = CANVAS_SIZE
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="{SVG_NAMESPACE}" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dfd="{NAMESPACE}"'
        f' width="{side}" height="{side}" viewBox="0 0 {side} {side}">',
        f'<metadata><dfd:sketch version="{VERSION}"{home}>',
        *([] if sketch.render is None else [encode_settings(sketch.render)]),
        "</dfd:sketch></metadata>",
        f'<rect width="{side}" height="{side}" fill="#ffffff"/>',
        *([] if sketch.background is None else [_image(sketch.background)]),
        '<g fill="none" stroke-linecap="round" stroke-linejoin="round">',
        *(map(encode_stroke, sketch.strokes) if strokes is None else strokes),
        "</g>",
        "</svg>",
        "",
    ]
    data = "\n".join(parts).encode("utf-8")
    if len(data) > MAX_FILE_BYTES:
        raise UserError(
            "The sketch would take more than {limit} MB; undo some strokes to save it.", limit=MAX_FILE_BYTES // 10**6
        )
    return data


def _image(background: NDArray[np.uint8]) -> str:
    data = encode_base64_png(background)
    return f'<image width="{CANVAS_SIZE}" height="{CANVAS_SIZE}" xlink:href="{PNG_HEADER}{data}" dfd:background="1"/>'


def write_sketch(path: str | Path, sketch: Sketch) -> None:
    """Writes a project file; it is whole or not there.

    Raises:
        UserError: the file cannot be written, or would be too large to be opened again.
    """
    write_atomically(path, encode_sketch(sketch))


@dataclass(frozen=True, eq=False)
class SketchFile:
    """What an SVG file holds.

    ``is_project``: whether this program wrote it; the drawing of another one must not be saved over.
    """

    sketch: Sketch
    is_project: bool


def read_origin(path: Path) -> Path | None:
    """The file that a drawing belongs to, where it was encoded with one; see ``trust_origin``.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        found = ORIGIN.search(file.read(MAX_HEAD_BYTES))
    return None if found is None else trust_origin(Path(os.fsdecode(urllib.parse.unquote_to_bytes(found[1]))))


def read_sketch(path: str | Path) -> Sketch:
    """Reads an SVG file, see ``read_sketch_file``."""
    return read_sketch_file(path).sketch


def read_sketch_file(path: str | Path) -> SketchFile:
    """Reads a project file, or the drawing of another program as strokes.

    Raises:
        UserError: the file is missing, too large, damaged, from a newer version, or draws nothing; names file and
            problem.
    """
    path = Path(path)
    check_file(path)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError as error:
        raise UserError("There is no file {path}; check the name.", path=path) from error
    except OSError as error:
        raise UserError(
            "Cannot read {path} ({reason}); check the file and its permissions.", path=path, reason=find_reason(error)
        ) from error
    if len(data) > MAX_FILE_BYTES:
        raise UserError(
            "The file {path} is larger than {limit} MB; simplify the drawing first.",
            path=path,
            limit=MAX_FILE_BYTES // 10**6,
        )
    # Here, as the program starts without the grammar of SVG.
    from deepfacedrawing.ui.project_reader import decode_sketch

    try:
        return decode_sketch(data)
    except BadContentError as error:
        raise UserError("{path} cannot be opened: {problem}.", path=path, problem=error) from error
    except UserError as error:
        raise UserError("{path} cannot be opened: {problem}", path=path, problem=error) from error
