"""Opening a file by what is in it, whatever its name says: our sketches, other programs' drawings, pictures."""

from __future__ import annotations

from pathlib import Path

from deepfacedrawing.ui.images import check_file, read_sketch_image
from deepfacedrawing.ui.project_file import SUFFIX, SketchFile, read_sketch_file
from deepfacedrawing.ui.sketch import Sketch

PICTURE_BEGINNINGS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF", b"P4", b"P5", b"P6")
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
UTF8_MARK = b"\xef\xbb\xbf"


def open_drawing(path: str | Path) -> SketchFile:
    """Reads a drawing or a picture of one; a picture becomes the background of an empty sketch.

    Raises:
        UserError: the file cannot be opened; names file and problem.
    """
    path = Path(path)
    check_file(path)
    if _is_svg(path):
        return read_sketch_file(path)
    return SketchFile(Sketch(background=read_sketch_image(path)), is_project=False)


def _is_svg(path: Path) -> bool:
    named_so = path.suffix.lower() == SUFFIX
    try:
        with path.open("rb") as file:
            head = file.read(1024)
    except OSError:  # the reader that is asked says why
        return named_so
    if head.startswith(UTF16_MARKS) or head.removeprefix(UTF8_MARK).lstrip().startswith(b"<"):
        return True
    return named_so and not head.startswith(PICTURE_BEGINNINGS)
