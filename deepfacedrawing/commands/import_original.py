"""``import-original``: the published parameter files to a model file for ``--model``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from deepfacedrawing.commands.progress import show_progress
from deepfacedrawing.rendering import UserError


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

    import_original(arguments.params, arguments.out, arguments.half, progress=show_bytes)
    print(f"{arguments.params} -> {arguments.out} ({arguments.out.stat().st_size / 1e9:.2f} GB)")
    return 0


def show_bytes(done: int, total: int) -> None:
    """The progress of so many bytes."""
    show_progress(done / 1e9, total / 1e9, "GB")
