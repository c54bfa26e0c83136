"""``app``: the window, with the engine in its own process."""

from __future__ import annotations

import argparse
import os
import sys
from functools import partial
from pathlib import Path
from typing import Any

from deepfacedrawing.commands.options import add_engine_options
from deepfacedrawing.model_files import remembered_model
from deepfacedrawing.rendering import UserError


def add_parsers(commands: Any) -> None:
    """Adds ``app``."""
    parser = commands.add_parser("app", help="open the window", description="Opens the window.")
    parser.add_argument("sketch", nargs="?", type=Path, metavar="SKETCH", help="a sketch to open")
    add_engine_options(parser)
    parser.set_defaults(run=run)


def has_display() -> bool:
    """Whether a window can be opened: on Linux, Qt ends the process where there is no display."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in names)


def run(arguments: argparse.Namespace) -> int:
    """Opens the window; returns when it is closed.

    Raises:
        UserError: there is no display, or no such sketch.
    """
    if not has_display():
        raise UserError("There is no display to open a window on; use: deepfacedrawing render SKETCH -o FACE.png")
    if arguments.sketch is not None and not arguments.sketch.is_file():
        raise UserError(f"There is no sketch {arguments.sketch}; check the name.")

    return open_window(arguments)


def open_window(arguments: argparse.Namespace, **options: Any) -> int:
    """The window over an engine, which starts first; ``options`` are those of ``ui.app.main``."""
    from deepfacedrawing.engine.head_start import HeadStart
    from deepfacedrawing.engine.worker import start_engine

    model = arguments.model or remembered_model()
    load_renderer = HeadStart(partial(start_engine, model, arguments.device))

    from deepfacedrawing.photo.worker import sketch_photo_apart
    from deepfacedrawing.ui.app import main

    load_model = partial(start_engine, device=arguments.device)
    return main(load_renderer, arguments.sketch, sketch_photo=sketch_photo_apart, load_model=load_model, **options)
