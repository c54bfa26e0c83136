"""Where the files lie that ship with the program."""

from __future__ import annotations

from pathlib import Path


def shipped_folders(name: str) -> tuple[Path, Path]:
    """Where ``param`` or ``samples`` may be: in the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent
    return package / name, package.parent / name
