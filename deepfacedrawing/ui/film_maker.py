"""Makes films on a thread of its own, so that one can go on drawing."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from PyQt5.QtCore import QObject, pyqtSignal

from deepfacedrawing.rendering import RendererDied, UserError
from deepfacedrawing.ui.animation import write_animation
from deepfacedrawing.ui.errors import describe
from deepfacedrawing.ui.film import Film, Render, render_frames
from deepfacedrawing.ui.metadata import Provenance

log = logging.getLogger(__name__)

CLOSE_S = 2.0


class FilmMaker(QObject):
    """Renders and writes one film at a time.

    Args:
        render: called on this object's thread; blocks until the face is there.

    Signals, delivered on the thread of their receivers: ``progressed(frames done, frames in all)``, and at the end one
    of ``finished(Path)``, ``failed(UserError, str)``, with what more there is to tell
    or "", and ``cancelled()``.
    """

    progressed = pyqtSignal(int, int)
    finished = pyqtSignal(object)
    failed = pyqtSignal(object, str)
    cancelled = pyqtSignal()

    def __init__(self, render: Render, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._render = render
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._is_running = self._is_closed = False

    @property
    def is_running(self) -> bool:
        """Whether a film is being made."""
        return self._is_running

    def start(self, film: Film, path: Path, provenance: Provenance) -> None:
        """Begins to make a film, in the format that the suffix of ``path`` says.

        Raises:
            UserError: one is being made.
        """
        if self._is_running:
            raise UserError("A film is being made already; wait until it is done, or cancel it.")
        self._join()  # the last one has said how it ended, and is about to
        self._stop.clear()
        self._is_running = True
        arguments = (film, path, provenance)
        self._thread = threading.Thread(target=self._work, args=arguments, name="film-maker", daemon=True)
        self._thread.start()

    def cancel(self) -> None:
        """Ends the film after the frame that is being rendered; nothing is left of it."""
        self._stop.set()

    def close(self) -> None:
        """Cancels and waits for the end, two seconds at most; no signals follow. Safe to call twice."""
        self._is_closed = True
        self.cancel()
        self._join()

    def _join(self) -> None:
        if self._thread is not None:
            self._thread.join(CLOSE_S)

    def _work(self, film: Film, path: Path, provenance: Provenance) -> None:
        frames = render_frames(film, self._render)
        try:
            done = write_animation(
                path, frames, film.fps, provenance, lambda count: self._on_frame(count, film), self._stop.is_set
            )
        except UserError as error:
            self._end(self.failed, error, describe(error))
        except RendererDied as error:
            log.warning("the renderer died", exc_info=True)
            failure = UserError("The engine stopped while the film was made; try again.")
            self._end(self.failed, failure, describe(error))
        except Exception as error:
            log.exception("making a film failed")
            failure = UserError("The film could not be made ({error}); try again.", error=error)
            self._end(self.failed, failure, describe(error))
        else:
            self._end(self.finished, path) if done else self._end(self.cancelled)

    def _on_frame(self, count: int, film: Film) -> None:
        self._emit(self.progressed, count, film.num_frames)

    def _end(self, signal: object, *values: object) -> None:
        self._is_running = False
        self._emit(signal, *values)

    def _emit(self, signal: object, *values: object) -> None:
        if not self._is_closed:
            signal.emit(*values)  # type: ignore[attr-defined]
