"""``sketch``: a portrait photo to an editable sketch, file to file, without a window."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from deepfacedrawing.rendering import UserError


def add_parsers(commands: Any) -> None:
    """Adds ``sketch``."""
    parser = commands.add_parser(
        "sketch",
        help="turn a portrait photo into a sketch",
        description="Finds the face of a portrait photo, aligns it to the canvas and draws its lines as pen strokes.",
    )
    parser.add_argument("photo", type=Path, metavar="PHOTO", help="a picture of any size with a face in it")
    parser.add_argument(
        "-o", "--out", required=True, type=Path, metavar="OUT", help="the sketch file to write, NAME.svg"
    )
    parser.add_argument("--aligned", type=Path, metavar="PNG", help="also write the aligned photo")
    parser.add_argument(
        "--parsing", type=Path, metavar="FILE", help="BiSeNet face parsing weights, 79999_iter.pth, for finer borders"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Writes the sketch, and the aligned photo where asked for; each is whole or not there.

    Raises:
        UserError: a bad option, an unreadable photo, no face in it, or no permission to write.
    """
    if arguments.out.suffix.lower() != ".svg":
        raise UserError(f"Sketches are written as .svg files; give {arguments.out.name} that ending.")

    from deepfacedrawing.photo.convert import sketch_photo
    from deepfacedrawing.ui.images import write_png
    from deepfacedrawing.ui.photo_start import to_strokes
    from deepfacedrawing.ui.project_file import write_sketch
    from deepfacedrawing.ui.sketch import Sketch

    parse = None
    if arguments.parsing is not None:
        from deepfacedrawing.training.parsing import FaceParser

        parse = FaceParser(arguments.parsing).parse
    sketch = sketch_photo(arguments.photo, parse)
    write_sketch(arguments.out, Sketch(to_strokes(sketch)))
    if arguments.aligned is not None:
        write_png(arguments.aligned, sketch.photo)
    others = f"; the main one of {sketch.num_faces} faces" if sketch.num_faces > 1 else ""
    print(f"{arguments.photo} -> {arguments.out} ({len(sketch.strokes)} strokes{others})")
    return 0
