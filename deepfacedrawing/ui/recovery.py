"""What is drawn and not yet saved, on disk from the moment that it is drawn, so that a crash takes none of it."""

from __future__ import annotations

import errno
import logging
import threading
import uuid
from collections.abc import Callable
from pathlib import Path

from PyQt5.QtCore import QLockFile, QObject, QTimer, pyqtSignal

from deepfacedrawing.rendering import UserError
from deepfacedrawing.ui.abandoned import SUFFIX, Abandoned, lock_path, recovery_folder
from deepfacedrawing.ui.edits import Document
from deepfacedrawing.ui.journal import Journal, read_journal
from deepfacedrawing.ui.locks import build_lock, is_held_elsewhere
from deepfacedrawing.ui.reasons import find_reason
from deepfacedrawing.ui.sketch import Sketch

log = logging.getLogger(__name__)

# How soon settings are kept, and how soon everything would outlive a power cut; with the writing, under a second.
DELAY_MS = 600


class Recovery(QObject):
    """Keeps the unsaved changes of one window in a journal of its own.

    A stroke, or taking one back, is handed at once to a thread that appends it; the pen never waits. Settings, of which
    a slider makes many, follow within a second, and so does the disk's word that it would keep all of it without power.

    Signals: ``kept()``, a state is on the disk; ``failed(UserError)``, once until it works again, which
    ``mended(UserError)`` says, of that error.

    Args:
        get_document: what is on the desk; called on the window's thread.
        folder: where to write; None for the user's own.
    """

    kept = pyqtSignal()
    failed = pyqtSignal(object)
    mended = pyqtSignal(object)
    _written = pyqtSignal(object)
    _synced = pyqtSignal(object)

    def __init__(
        self, get_document: Callable[[], Document], folder: Path | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._get_document = get_document
        path = (recovery_folder() if folder is None else folder) / f"{uuid.uuid4().hex}{SUFFIX}"
        self._journal, self._lock = Journal(path), build_lock(lock_path(path))
        self._sketch: Sketch | None = None
        self._mutex = threading.Lock()  # holds what follows together
        self._pending: Document | None = None
        self._is_writing = self._is_unwanted = False
        self._problem: UserError | None = None
        self._writer: threading.Thread | None = None
        self._syncer: threading.Thread | None = None
        self._told: UserError | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY_MS)
        self._timer.timeout.connect(self._settle)
        self._written.connect(self._on_written)
        self._synced.connect(self._on_synced)

    def note_change(self) -> None:
        """Something changed that is not saved: a drawing is written now, anything else within a second."""
        sketch, before = self._get_document().sketch, self._sketch
        if sketch is not before:
            self._sketch = sketch
            self._hand_over()
        if not self._timer.isActive():
            self._timer.start()

    def discard(self) -> None:
        """All is saved, or not wanted: nothing is kept until the next change."""
        self._timer.stop()
        self._sketch = None
        with self._mutex:
            self._pending, self._is_unwanted = None, self._is_writing
            if not self._is_writing:
                self._journal.clear()

    def close(self) -> None:
        """The window closes as it should: leaves nothing behind. Safe to call twice."""
        self.discard()
        for thread in (self._writer, self._syncer):
            if thread is not None:
                thread.join()
        self._journal.clear()
        self._lock.unlock()

    def adopt(self, abandoned: Abandoned) -> Document:
        """Takes over a drawing, which this window keeps from now on until it is saved or discarded.

        Raises:
            UserError: it cannot be read, or another window was faster.
        """
        lock = build_lock(lock_path(abandoned.path))
        if is_held_elsewhere(lock):
            raise UserError("Another window has recovered this drawing already; look there.")
        try:
            document = read_journal(abandoned.path)
        except UserError:
            lock.unlock()
            raise
        self.close()
        self._journal, self._lock = Journal(abandoned.path), lock
        return document

    # Writing, on a thread that lives as long as there is something to write

    def _hand_over(self) -> None:
        with self._mutex:
            self._pending = self._get_document()
            if self._is_writing:
                return
            self._is_writing = True
        self._writer = threading.Thread(target=self._write, name="recovery", daemon=True)
        self._writer.start()

    def _write(self) -> None:
        while (document := self._take()) is not None:
            self._problem = _try(lambda: self._record(document))
            self._written.emit(self._problem)

    def _take(self) -> Document | None:
        """The newest state that waits; None ends the thread."""
        with self._mutex:
            if self._is_unwanted:
                self._journal.clear()
                self._is_unwanted = False
            document, self._pending = self._pending, None
            self._is_writing = document is not None
            return document

    def _record(self, document: Document) -> None:
        path = self._journal.path
        path.parent.mkdir(parents=True, exist_ok=True)
        if not self._lock.isLocked() and not self._lock.tryLock(0):
            is_full = self._lock.error() == QLockFile.LockError.UnknownError
            code = errno.ENOSPC if is_full else errno.EACCES
            raise OSError(code, "")
        self._journal.record(document)

    # Settling, on another thread, as a disk may take its time to say that it is done

    def _settle(self) -> None:
        if self._syncer is not None and self._syncer.is_alive():
            self._timer.start()
            return
        self._hand_over()
        self._syncer = threading.Thread(target=self._sync, args=(self._writer,), name="recovery", daemon=True)
        self._syncer.start()

    def _sync(self, writer: threading.Thread) -> None:
        writer.join()
        self._synced.emit(self._problem or _try(self._journal.sync))

    def _on_written(self, problem: UserError | None) -> None:
        self._tell(problem) if problem is not None else self.kept.emit()

    def _on_synced(self, problem: UserError | None) -> None:
        if problem is not None:
            self._tell(problem)
        elif self._told is not None:
            told, self._told = self._told, None
            self.mended.emit(told)

    def _tell(self, problem: UserError) -> None:
        if self._told is None:
            self._told = problem
            self.failed.emit(problem)


def _try(work: Callable[[], None]) -> UserError | None:
    """What went wrong, if anything: it must be told, as the user relies on this file."""
    try:
        work()
    except OSError as error:
        return _explain(find_reason(error))
    except UserError as error:
        cause = error.__cause__
        return _explain(find_reason(cause)) if isinstance(cause, OSError) else error
    except Exception as error:
        log.exception("writing the journal failed")
        return _explain(str(error))
    return None


def _explain(reason: UserError | str) -> UserError:
    return UserError(
        "Unsaved changes cannot be kept for recovery ({reason}); save the drawing yourself.", reason=reason
    )
