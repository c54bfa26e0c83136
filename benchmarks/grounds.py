"""Where ``crashes.py`` kills the window: usual, full and read-only folders, of the drawing or of the program."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

TMPFS_BYTES = 2 * 2**20
LIMIT_BYTES = 24 * 1024
FILLER = "filler"
PATIENCE_S = 5


@dataclass
class Ground:
    """One place: ``spoil`` makes its disk full or read-only, ``mend`` takes that back.

    ``keeps_strokes``: whether the journal lies on a sound disk, so that no stroke may be lost. ``limit``: bytes that
    the window may write to a file; 0 for any. ``is_lasting``: spoilt from the start, as no disk
    becomes read-only while a lock is open on it.
    """

    name: str
    root: Path
    keeps_strokes: bool = True
    limit: int = 0
    is_lasting: bool = False
    spoil: Callable[[], None] = field(default=lambda: None)
    mend: Callable[[], None] = field(default=lambda: None)
    release: Callable[[], None] = field(default=lambda: None)

    @property
    def document(self) -> Path:
        """The drawing's file."""
        return self.root / "drawings" / "face.svg"

    @property
    def data(self) -> Path:
        """The program's own folder, with its settings."""
        return self.root / "program"


def build_grounds(root: Path) -> tuple[list[Ground], list[str]]:
    """Those that this machine can make, and why others are left out."""
    grounds, reasons = [Ground("usual folder", root / "usual")], list[str]()
    for where, folder, keeps in (("drawing", "drawings", True), ("recovery", "program", False)):
        for kind, build in (("full disk", _build_full), ("read-only folder", _build_read_only)):
            place = root / f"{kind} {where}".replace(" ", "-")
            try:
                grounds.append(build(Ground(f"{kind} for the {where}", place, keeps), place / folder))
            except (OSError, subprocess.CalledProcessError):
                reasons.append(f"{kind} for the {where}: needs the right to mount a tmpfs")
    grounds.append(Ground("files may not grow", root / "limit", False, LIMIT_BYTES))
    for ground in grounds:
        for folder in (ground.document.parent, ground.data):
            folder.mkdir(parents=True, exist_ok=True)
    return grounds, reasons


def limit_files(limit: int) -> None:
    """In the window's process: no file of it may have more bytes, as if the disk were full; 0 for any number."""
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))


def _build_full(ground: Ground, folder: Path) -> Ground:
    _mount(folder)
    ground.spoil, ground.mend = partial(_fill, folder), partial((folder / FILLER).unlink, missing_ok=True)
    ground.release = partial(_unmount, folder)
    return ground


def _build_read_only(ground: Ground, folder: Path) -> Ground:
    if os.geteuid() != 0 and ground.keeps_strokes:  # who is not root respects the permissions
        folder.mkdir(parents=True)
        ground.spoil, ground.mend = partial(folder.chmod, 0o555), partial(folder.chmod, 0o755)
        return ground
    _mount(folder)
    ground.is_lasting = not ground.keeps_strokes
    ground.spoil, ground.mend = partial(_remount, folder, "ro"), partial(_remount, folder, "rw")
    ground.release = partial(_unmount, folder)
    return ground


def _mount(folder: Path) -> None:
    if shutil.which("mount") is None:
        raise FileNotFoundError("mount")
    folder.mkdir(parents=True, exist_ok=True)
    _run("mount", "-t", "tmpfs", "-o", f"size={TMPFS_BYTES}", "crashes", str(folder))


def _unmount(folder: Path) -> None:
    _run("umount", str(folder))


def _remount(folder: Path, mode: str) -> None:
    """Again and again: a file that is just being written keeps the system from it."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            _run("mount", "-o", f"remount,{mode}", str(folder))
            return
        except subprocess.CalledProcessError:
            if time.monotonic() > deadline:
                raise


def _fill(folder: Path) -> None:
    with (folder / FILLER).open("ab", buffering=0) as file:
        for size in (65536, 1):
            try:
                while file.write(bytes(size)):
                    pass
            except OSError:
                continue


def _run(*words: str) -> None:
    subprocess.run(words, check=True, stderr=subprocess.DEVNULL)
