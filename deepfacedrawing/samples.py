"""The sample sketches that ship with the program."""

from __future__ import annotations

from pathlib import Path


def find_samples() -> tuple[Path, ...]:
    """Those in the installed package, or in ``./samples`` of a checkout, by name; none where they are gone."""
    package = Path(__file__).resolve().parent
    for folder in (package / "samples", package.parent / "samples"):
        if found := sorted(folder.glob("*.svg")):
            return tuple(found)
    return ()
