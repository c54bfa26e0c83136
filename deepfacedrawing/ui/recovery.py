"""What is drawn and not yet saved, kept on disk while it changes, so that a crash loses a second at most."""

from __future__ import annotations

import errno
import logging
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PyQt5.QtCore import QLockFile, QObject, QStandardPaths, QTimer, pyqtSignal

from deepfacedrawing.rendering import UserError
from deepfacedrawing.ui.edits import Document
from deepfacedrawing.ui.images import write_atomically
from deepfacedrawing.ui.project_file import SUFFIX, encode_sketch, read_origin, read_sketch
from deepfacedrawing.ui.reasons import REASONS, find_reason
from deepfacedrawing.ui.sketch import RenderSettings, Stroke
from deepfacedrawing.ui.stroke_paths import encode_stroke

log = logging.getLogger(__name__)

# Together with the writing this stays under a second.
DELAY_MS = 600
LOCK_SUFFIX = ".lock"


def recovery_folder() -> Path:
    """Where recovery files lie: in the folder that the system gives the program for its data."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
    return Path(place) / "recovery"


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
        for path in (self.path, _lock_path(self.path), *self.path.parent.glob(f".{self.path.name}.*.part")):
            _remove(path)


def find_abandoned(folder: Path | None = None) -> list[Abandoned]:
    """The drawings that windows left behind when they went without closing, newest first."""
    folder = recovery_folder() if folder is None else folder
    found = []
    files = (path.name for ending in (SUFFIX, SUFFIX + LOCK_SUFFIX) for path in folder.glob(f"*{ending}"))
    for path in {folder / name.removesuffix(LOCK_SUFFIX) for name in files}:
        lock = _lock(path)
        if lock.tryLock(0):  # nobody holds it; where its process died, Qt takes it over
            lock.unlock()
            try:
                found.append(Abandoned(path, read_origin(path), path.stat().st_mtime))
            except OSError:  # a lock whose drawing was saved, or that is gone in the meantime
                continue
    return sorted(found, key=lambda abandoned: abandoned.modified, reverse=True)


class Recovery(QObject):
    """Keeps the unsaved changes of one window in a file of its own.

    Signals: ``kept()``, a state is on the disk; ``failed(UserError)``, once until it works again.

    Args:
        get_document: what is on the desk; called on the window's thread.
        folder: where to write; None for the user's own.
    """

    kept = pyqtSignal()
    failed = pyqtSignal(object)
    _written = pyqtSignal(object)

    def __init__(
        self, get_document: Callable[[], Document], folder: Path | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._get_document = get_document
        self._path = (recovery_folder() if folder is None else folder) / f"{uuid.uuid4().hex}{SUFFIX}"
        self._lock = _lock(self._path)
        self._mutex, self._discards = threading.Lock(), 0
        self._thread: threading.Thread | None = None
        self._texts: dict[int, tuple[Stroke, str]] = {}
        self._has_failed = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY_MS)
        self._timer.timeout.connect(self._start)
        self._written.connect(self._on_written)

    def note_change(self) -> None:
        """Something changed that is not saved: it is on the disk within a second, however much follows."""
        if not self._timer.isActive():
            self._timer.start()

    def discard(self) -> None:
        """All is saved, or not wanted: nothing is kept until the next change."""
        self._timer.stop()
        with self._mutex:
            self._discards += 1  # what is being written just now goes when it is done
            _remove(self._path)

    def close(self) -> None:
        """The window closes as it should: leaves nothing behind. Safe to call twice."""
        self.discard()
        if self._thread is not None:
            self._thread.join()
        self._lock.unlock()

    def adopt(self, abandoned: Abandoned) -> Document:
        """Takes over a drawing, which this window keeps from now on until it is saved or discarded.

        Raises:
            UserError: it cannot be read, or another window was faster.
        """
        lock = _lock(abandoned.path)
        if not lock.tryLock(0):
            raise UserError("Another window has recovered this drawing already; look there.")
        try:
            sketch = read_sketch(abandoned.path)
        except UserError:
            lock.unlock()
            raise
        self.close()
        self._path, self._lock = abandoned.path, lock
        return Document(sketch, sketch.render or RenderSettings(), abandoned.origin)

    def _start(self) -> None:
        """Writes the newest state on a thread of its own, so that the pen is never held up."""
        if self._thread is not None and self._thread.is_alive():
            self._timer.start()
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self._on_written(_explain(find_reason(error)))
            return
        if not self._lock.isLocked() and not self._lock.tryLock(0):
            self._on_written(_explain(REASONS[errno.EACCES]))
            return
        state = self._get_document(), self._path, self._discards
        self._thread = threading.Thread(target=self._write, args=state, name="recovery", daemon=True)
        self._thread.start()

    def _write(self, document: Document, path: Path, discards: int) -> None:
        problem = self._try_to_write(document, path)
        with self._mutex:
            if discards != self._discards:
                _remove(path)
        self._written.emit(problem)

    def _try_to_write(self, document: Document, path: Path) -> UserError | None:
        """What went wrong, if anything: it must be told, as the user relies on this file."""
        sketch = replace(document.sketch, render=document.settings)
        try:
            write_atomically(path, encode_sketch(sketch, document.path, self._encode(sketch.strokes)))
        except UserError as error:
            cause = error.__cause__
            return _explain(find_reason(cause)) if isinstance(cause, OSError) else error
        except Exception as error:
            log.exception("writing the recovery file failed")
            return _explain(str(error))
        return None

    def _encode(self, strokes: tuple[Stroke, ...]) -> list[str]:
        """Their texts; those of strokes that were there the last time are not made again."""
        known = self._texts  # holds the strokes too, so that no other one can have the same id
        self._texts = {id(s): known.get(id(s)) or (s, encode_stroke(s)) for s in strokes}
        return [self._texts[id(stroke)][1] for stroke in strokes]

    def _on_written(self, problem: UserError | None) -> None:
        if problem is not None and not self._has_failed:
            self.failed.emit(problem)
        self._has_failed = problem is not None
        if problem is None:
            self.kept.emit()


def _explain(reason: UserError | str) -> UserError:
    return UserError(
        "Unsaved changes cannot be kept for recovery ({reason}); save the drawing yourself.", reason=reason
    )


def _lock_path(path: Path) -> Path:
    return path.with_name(path.name + LOCK_SUFFIX)


def _lock(path: Path) -> QLockFile:
    """The lock of the window that owns a recovery file; only the end of its process makes it void, never its age."""
    lock = QLockFile(str(_lock_path(path)))
    lock.setStaleLockTime(0)
    return lock


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        log.warning("cannot remove %s", path, exc_info=True)
