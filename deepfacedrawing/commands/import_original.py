"""``import-original``: the published parameter files to a model file for ``--model``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from deepfacedrawing.rendering import UserError

BAR_WIDTH = 40


def add_parsers(commands: Any) -> None:
    """Adds ``import-original``."""
    parser = commands.add_parser(
        "import-original",
        help="make a model file from the published parameters",
        description="Makes one model file, for --model, from the parameter files that the paper's authors published.",
    )
    parser.add_argument("params", type=Path, metavar="PARAMS", help="the folder with AE_whole and Combine in it")
    parser.add_argument(
        "-o", "--out", required=True, type=Path, metavar="OUT", help="the file to write, NAME.safetensors"
    )
    parser.add_argument(
        "--half", action="store_true", help="half the size and faster faces, which differ by a little from the original"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Writes the model; it is whole or not there.

    Raises:
        UserError: a bad option, parameter files that are missing or wrong, or no room or permission to write.
    """
    if arguments.out.suffix != ".safetensors":
        raise UserError(f"Models are written as .safetensors files; give {arguments.out.name} that ending.")

    from deepfacedrawing.engine.import_original import import_original

    progress = show_progress if sys.stderr.isatty() else None
    import_original(arguments.params, arguments.out, arguments.half, progress=progress)
    print(f"{arguments.params} -> {arguments.out} ({arguments.out.stat().st_size / 1e9:.2f} GB)")
    return 0


def show_progress(done: int, total: int) -> None:
    """Draws a bar over the one that was drawn before; ends the line with the last one."""
    filled = BAR_WIDTH * done // total
    bar = f"\r[{'#' * filled:{BAR_WIDTH}}] {done / 1e9:.2f} of {total / 1e9:.2f} GB"
    print(bar, end="\n" if done == total else "", file=sys.stderr, flush=True)
