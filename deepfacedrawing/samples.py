"""The sample sketches that ship with the program."""

from __future__ import annotations

from pathlib import Path

from deepfacedrawing.shipped import shipped_folders


def find_samples() -> tuple[Path, ...]:
    """Those in the installed package, or in ``./samples`` of a checkout, by name; none where they are gone."""
    for folder in shipped_folders("samples"):
        if found := sorted(folder.glob("*.svg")):
            return tuple(found)
    return ()
