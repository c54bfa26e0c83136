"""Options that several commands share."""

from __future__ import annotations

import argparse
from pathlib import Path

DEVICES = ("auto", "cpu", "cuda")


def add_engine_options(parser: argparse.ArgumentParser) -> None:
    """Adds ``--model`` and ``--device``."""
    parser.add_argument("--model", type=Path, metavar="PATH", help="a model of your own (default: the bundled one)")
    parser.add_argument("--device", choices=DEVICES, default="auto", help="where to compute (default: %(default)s)")
