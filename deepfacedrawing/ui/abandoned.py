"""Drawings that windows left behind when they went without closing."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from deepfacedrawing.ui.disk import find_parts, remove
from deepfacedrawing.ui.journal import is_empty, read_origin
from deepfacedrawing.ui.locks import LOCK_SUFFIX, build_lock, data_folder, is_held_elsewhere

log = logging.getLogger(__name__)

SUFFIX = ".journal"


def recovery_folder() -> Path:
    """Where the journals lie."""
    return data_folder() / "recovery"


def lock_path(path: Path) -> Path:
    """Where the lock of the window lies that keeps a journal."""
    return path.with_name(path.name + LOCK_SUFFIX)


@dataclass(frozen=True)
class Abandoned:
    """A drawing whose window is gone.

    ``origin``: the file that it was opened from or saved to last; None for a new one. ``modified``: seconds since 1970.
    """

    path: Path
    origin: Path | None
    modified: float

    def remove(self) -> None:
        """Throws it away."""
        for path in (self.path, lock_path(self.path), *find_parts(self.path)):
            remove(path)


def find_abandoned(folder: Path | None = None) -> list[Abandoned]:
    """All of them, newest first; what is left of windows that had nothing to lose goes."""
    folder = recovery_folder() if folder is None else folder
    names = (path.name for ending in (SUFFIX, SUFFIX + LOCK_SUFFIX) for path in folder.glob(f"*{ending}"))
    found = [_look_at(folder / name) for name in {name.removesuffix(LOCK_SUFFIX) for name in names}]
    return sorted(filter(None, found), key=lambda abandoned: abandoned.modified, reverse=True)


def _look_at(path: Path) -> Abandoned | None:
    lock = build_lock(lock_path(path))
    if is_held_elsewhere(lock, 0):
        return None
    lock.unlock()
    try:
        if not is_empty(path):
            return Abandoned(path, read_origin(path), path.stat().st_mtime)
    except OSError:  # a lock whose drawing was saved, or that is gone in the meantime
        return None
    Abandoned(path, None, 0.0).remove()
    return None
