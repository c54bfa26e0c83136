"""Photo start: a portrait photo becomes an editable sketch, worked out on a thread of its own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from PyQt5.QtCore import QObject, pyqtSignal

from deepfacedrawing.photo_sketch import PhotoSketch
from deepfacedrawing.rendering import UserError
from deepfacedrawing.ui.errors import describe
from deepfacedrawing.ui.sketch import Stroke

log = logging.getLogger(__name__)

SketchPhoto = Callable[[Path], PhotoSketch]
FINISH_S = 0.2


class PhotoStart(QObject):
    """Turns one photo at a time into a sketch; the newest photo wins.

    Signals: ``sketched(PhotoSketch)``; ``failed(UserError, str)``, with what more there is to tell or "";
    ``busy_changed(bool)``.
    """

    sketched = pyqtSignal(object)
    failed = pyqtSignal(object, str)
    busy_changed = pyqtSignal(bool)
    # From the working thread to our own: the photo's number, its sketch or what went wrong, and more about that.
    _worked = pyqtSignal(int, object, str)

    def __init__(self, sketch_photo: SketchPhoto, parent: QObject | None = None) -> None:
        """``sketch_photo``: called on another thread, may take seconds; raises ``UserError``."""
        super().__init__(parent)
        self._sketch_photo = sketch_photo
        self._number = 0
        self._thread: threading.Thread | None = None
        self._worked.connect(self._on_worked)

    @property
    def is_busy(self) -> bool:
        """Whether a photo is being turned into a sketch."""
        return self._thread is not None

    def start(self, path: Path) -> None:
        """Begins with a photo; what an earlier one becomes is no longer told."""
        was_busy = self.is_busy
        self._number += 1
        self._thread = threading.Thread(target=self._work, args=(path, self._number), name="photo", daemon=True)
        self._thread.start()
        if not was_busy:
            self.busy_changed.emit(True)

    def cancel(self) -> None:
        """Forgets the photo under way; its work ends by itself."""
        if self.is_busy:
            self._forget()
            self.busy_changed.emit(False)

    def close(self) -> None:
        """No signals follow; the work ends by itself or with the program. Safe to call twice."""
        thread = self._thread
        self._forget()
        if thread is not None:
            thread.join(FINISH_S)

    def _forget(self) -> None:
        self._number += 1
        self._thread = None

    def _work(self, path: Path, number: int) -> None:
        try:
            self._tell(number, self._sketch_photo(path))
        except UserError as error:
            self._tell(number, error, describe(error))
        except Exception as error:
            log.exception("sketching a photo failed")
            failure = UserError(
                "The photo {path} could not be sketched ({error}); try another one.", path=path, error=error
            )
            self._tell(number, failure, describe(error))

    def _tell(self, number: int, outcome: PhotoSketch | UserError, details: str = "") -> None:
        # Nobody waits for a photo that is out of date, and when closed there may be nobody left to tell.
        if number == self._number:
            self._worked.emit(number, outcome, details)

    def _on_worked(self, number: int, outcome: PhotoSketch | UserError, details: str) -> None:
        if number != self._number:
            return
        self._thread = None
        self.busy_changed.emit(False)
        if isinstance(outcome, UserError):
            self.failed.emit(outcome, details)
        else:
            self.sketched.emit(outcome)


def to_strokes(sketch: PhotoSketch) -> tuple[Stroke, ...]:
    """The strokes of a traced photo as pen strokes of a document."""
    return tuple(Stroke("pen", stroke.width, stroke.points) for stroke in sketch.strokes)
