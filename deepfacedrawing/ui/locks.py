"""Locks among the windows of one user: held by a living process or void, however it ended."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

from PyQt5.QtCore import QLockFile, QStandardPaths, QSysInfo

LOCK_SUFFIX = ".lock"
# Another window may look for a moment whether a lock is void.
PATIENCE_MS = 100
# A living window names itself in its lock long before this.
NAMELESS_MS = 1000


def data_folder() -> Path:
    """Where the program's own files lie: in the folder that the system gives it for its data."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation))


def build_lock(path: Path) -> QLockFile:
    """A lock that is not taken yet; only the end of its process makes it void, never its age."""
    lock = QLockFile(str(path))
    lock.setStaleLockTime(0)
    return lock


def is_held_elsewhere(lock: QLockFile, patience_ms: int = PATIENCE_MS) -> bool:
    """Takes a lock, unless a living window holds it. Where the disk takes no locks it stays open, as for everybody."""
    if lock.isLocked() or lock.tryLock(patience_ms) or lock.error() != QLockFile.LockError.LockFailedError:
        return False
    if not _is_void(lock):
        return True
    lock.removeStaleLockFile()
    lock.tryLock(0)
    return False


def _is_void(lock: QLockFile) -> bool:
    """Whether its process is gone. Qt sees that too, but to act on it needs to write to a disk that may be full."""
    is_known, pid, host, _ = lock.getLockInfo()
    if not is_known:  # a process was ended just before it said who it is
        lock.setStaleLockTime(NAMELESS_MS)
        is_void = lock.tryLock(0)
        lock.setStaleLockTime(0)
        lock.unlock()
        return is_void
    if sys.platform == "win32" or host != QSysInfo.machineHostName():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


class FileClaims:
    """The files that one window works on, so that no other one saves over them.

    The locks lie in the program's own folder, named after the files' real places: folders that cannot be written work
    too, no lock is left beside a drawing, and two names of one file are the same.

    Args:
        folder: where the locks lie; None for the user's own.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = data_folder() / "open" if folder is None else folder
        self._locks: dict[str, QLockFile] = {}

    def claim(self, path: Path) -> bool:
        """Whether the file is this window's now; False where it is open in another one."""
        key = _key(path)
        if key not in self._locks:
            lock = build_lock(self._folder / (key + LOCK_SUFFIX))
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
            except OSError:
                return True  # nobody can claim anything here
            if is_held_elsewhere(lock):
                return False
            self._locks[key] = lock
        return True

    def keep_only(self, path: Path | None) -> None:
        """Lets go of all files but this one."""
        kept = None if path is None else _key(path)
        for key in [key for key in self._locks if key != kept]:
            self._locks.pop(key).unlock()

    def tidy(self) -> None:
        """Removes the locks of windows that were killed."""
        for path in self._folder.glob(f"*{LOCK_SUFFIX}"):
            lock = build_lock(path)
            if path.name.removesuffix(LOCK_SUFFIX) not in self._locks and lock.tryLock(0):
                lock.unlock()


def _key(path: Path) -> str:
    place = os.path.normcase(os.path.realpath(path))
    return hashlib.sha256(os.fsencode(place)).hexdigest()[:32]
