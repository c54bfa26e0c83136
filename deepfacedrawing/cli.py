"""The command line: the parser, and what an error looks like. Each command is a module of ``commands``."""

from __future__ import annotations

import argparse
import io
import os
import sys
import traceback
from collections.abc import Sequence

from deepfacedrawing import __version__
from deepfacedrawing.commands import app, doctor, export_onnx, import_original, render, sketch, training
from deepfacedrawing.plain_text import make_plain
from deepfacedrawing.rendering import UserError

MAX_MESSAGE = 5000
INTERNAL_ERROR, BAD_INPUT, INTERRUPTED, BROKEN_PIPE = 1, 2, 130, 141


def build_parser() -> argparse.ArgumentParser:
    """The parser of the whole command line; ``run`` of its result is the command's function."""
    parser = argparse.ArgumentParser(
        prog="deepfacedrawing", description="Draw a rough face, watch a photo-real one follow the pen."
    )
    parser.add_argument("--version", action="version", version=f"deepfacedrawing {__version__}")
    parser.add_argument("--debug", action="store_true", help="show where an error came from")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in (app, render, sketch, import_original, export_onnx, doctor, training):
        command.add_parsers(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command.

    Args:
        argv: the words after the program's name; None for those of the process.

    Returns:
        The exit code: 0, 1 for an internal error, 2 for bad input, 130 when interrupted.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    debug = "--debug" in words
    if isinstance(sys.stdout, io.TextIOWrapper):  # a file may have a name that is no text
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        try:
            return _run([word for word in words if word != "--debug"])
        finally:
            # Here, not at exit, so that a closed pipe is seen while we can still be quiet about it.
            sys.stdout.flush()
    except UserError as error:
        return _report(str(error), BAD_INPUT, debug)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has left; what is still buffered must not fail again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except Exception as error:
        hint = "" if debug else " (run again with --debug to see where)"
        return _report(f"{type(error).__name__}: {error}".split("\n", 1)[0] + hint, INTERNAL_ERROR, debug)


def _run(words: list[str]) -> int:
    if words and words[0] in training.COMMANDS:
        return training.forward(words)
    arguments = build_parser().parse_args(words)
    return arguments.run(arguments)


def _report(message: str, code: int, debug: bool) -> int:
    if debug:
        traceback.print_exc()
    print(f"deepfacedrawing: error: {make_plain(message, MAX_MESSAGE)}", file=sys.stderr)
    return code
