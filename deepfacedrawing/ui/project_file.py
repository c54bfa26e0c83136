"""The project file: an SVG that any program shows as the drawing it is, with our settings in its metadata."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from deepfacedrawing.components import CANVAS_SIZE
from deepfacedrawing.rendering import UserError
from deepfacedrawing.ui.disk import write_atomically
from deepfacedrawing.ui.images import check_file
from deepfacedrawing.ui.project_settings import NAMESPACE, encode_base64_png, encode_settings
from deepfacedrawing.ui.reasons import find_reason
from deepfacedrawing.ui.sketch import Sketch
from deepfacedrawing.ui.stroke_paths import encode_stroke
from deepfacedrawing.ui.svg_xml import MAX_FILE_BYTES, SVG_NAMESPACE, BadContentError

SUFFIX = ".svg"
VERSION = 1
MAX_STROKES = 20_000
PNG_HEADER = "data:image/png;base64,"


def encode_sketch(sketch: Sketch) -> bytes:
    """The bytes of a project file.

    Raises:
        UserError: it would be too large to be opened again.
    """
    settings = "" if sketch.render is None else encode_settings(sketch.render)
    background = "" if sketch.background is None else encode_base64_png(sketch.background)
    return join_sketch(settings, background, list(map(encode_stroke, sketch.strokes)))


def join_sketch(settings: str, background: str, strokes: Sequence[str]) -> bytes:
    """The bytes of a project file from its parts.

    Args:
        settings: see ``encode_settings``; "" for none.
        background: see ``encode_base64_png``; "" for none.
        strokes: see ``encode_stroke``.

    Raises:
        UserError: it would be too large to be opened again.
    """
    side = CANVAS_SIZE
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="{SVG_NAMESPACE}" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dfd="{NAMESPACE}"'
        f' width="{side}" height="{side}" viewBox="0 0 {side} {side}">',
        f'<metadata><dfd:sketch version="{VERSION}">',
        *([settings] if settings else []),
        "</dfd:sketch></metadata>",
        f'<rect width="{side}" height="{side}" fill="#ffffff"/>',
        *([_image(background)] if background else []),
        '<g fill="none" stroke-linecap="round" stroke-linejoin="round">',
        *strokes,
        "</g>",
        "</svg>",
        "",
    ]
    data = "\n".join(parts).encode("utf-8")
    check_size(len(strokes), len(data))
    return data


def check_size(num_strokes: int, num_bytes: int) -> None:
    """Says where a project file would be too large to be opened again.

    Raises:
        UserError: it would.
    """
    if num_strokes > MAX_STROKES:
        raise UserError("The sketch has more than {limit} strokes; undo some before you save it.", limit=MAX_STROKES)
    if num_bytes > MAX_FILE_BYTES:
        raise UserError(
            "The sketch would take more than {limit} MB; undo some strokes to save it.", limit=MAX_FILE_BYTES // 10**6
        )


def _image(data: str) -> str:
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
