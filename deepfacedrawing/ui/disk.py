"""Files that are whole or not there, whatever happens while they are written."""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from deepfacedrawing.rendering import UserError
from deepfacedrawing.ui.reasons import find_reason
from deepfacedrawing.ui.svg_xml import MAX_FILE_BYTES

log = logging.getLogger(__name__)

PART, NONE = ".part", "none"
# What nobody has written to for so long belongs to a process that was killed.
STRAY_S = 600


def write_atomically(path: str | Path, data: bytes) -> None:
    """Writes a file beside its place and moves it there, so that no failure leaves half a file.

    Raises:
        UserError: the file cannot be written.
    """
    with replacing(path) as part:
        part.write_bytes(data)


@contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """A name beside ``path`` to write a file to: moved there at the end, removed where anything fails before.

    The file keeps the permissions of the one it replaces; one that may not be written is not replaced. It is on the
    disk before it takes the name, and has the name for good at the end. What a killed process left beside it goes.

    Raises:
        UserError: the file cannot be written.
    """
    target = Path(os.path.realpath(path))
    part = target.with_name(f".{target.name}.{os.getpid()}{PART}")
    with saying_why_unwritten(path):
        if target.exists() and not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        try:
            yield part
            if target.exists():
                shutil.copymode(target, part)
            with part.open("rb+") as file:
                os.fsync(file.fileno())
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    sync_folder(target.parent)
    _remove_strays(target)


@contextmanager
def saying_why_unwritten(path: str | Path) -> Iterator[None]:
    """Turns what the system says against writing to ``path`` into a ``UserError``."""
    try:
        yield
    except OSError as error:
        raise UserError(
            "Cannot write {path} ({reason}); choose another folder or name.", path=path, reason=find_reason(error)
        ) from error


def sync_folder(folder: Path) -> None:
    """Sees to it that a power cut takes no new name from a folder, on systems that open folders as files."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def checksum(data: bytes) -> str:
    """Tells two contents of a file apart."""
    return hashlib.sha256(data).hexdigest()


def read_checksum(path: Path) -> str:
    """That of a file's content as it is now; "" where it cannot be read, ``NONE`` where that is too large to draw."""
    try:
        if not path.is_file():  # nobody may ever write to a pipe
            return ""
        return NONE if path.stat().st_size > MAX_FILE_BYTES else checksum(path.read_bytes())
    except OSError:
        return ""


def remove(path: Path) -> None:
    """Removes a file, if it is there and can be."""
    try:
        if path.exists():  # on a read-only disk even what is not there cannot be removed
            path.unlink()
    except OSError:
        log.warning("cannot remove %s", path, exc_info=True)


def find_parts(target: Path) -> list[Path]:
    """What was begun to be written in the place of a file, by processes that may be gone."""
    pattern = re.compile(re.escape(f".{target.name}.") + "[0-9]+" + re.escape(PART))
    return [path for path in target.parent.iterdir() if pattern.fullmatch(path.name)]


def _remove_strays(target: Path) -> None:
    with suppress(OSError):
        for part in find_parts(target):
            if part.is_file() and part.stat().st_mtime < time.time() - STRAY_S:
                remove(part)
