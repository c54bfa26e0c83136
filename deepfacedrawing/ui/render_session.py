"""Between the window and the engine: one request in flight, the newest state next, never a queue."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace

from PyQt5.QtCore import QObject, pyqtSignal

from deepfacedrawing.fitting import find_left_out, fit_request
from deepfacedrawing.rendering import Renderer, RendererDied, RenderRequest, RenderResult, UserError
from deepfacedrawing.ui.aside import Aside
from deepfacedrawing.ui.errors import describe

log = logging.getLogger(__name__)

MAX_DEATHS = 3
# Times in a row that a renderer may fail in ways that nobody foresaw, as for want of memory, until a new one is loaded.
MAX_FAILURES = 2
BACK_OFF_S = 0.2
LEFT_OUT = UserError(
    "The drawing asks for an appearance, a group or samples that this model does not have; they are left out."
)
CLOSED = "The window is being closed."
# Together they keep close() under two seconds, whatever the engine does.
FINISH_S = 0.7
KILL_S = 1.0


class RenderSession(QObject):
    """Loads a renderer on a thread of its own and renders the newest request there.

    Signals, delivered on the thread of their receivers: ``loaded(RendererInfo)``; ``rendered(RenderResult, seconds
    since what it shows came to be, RenderRequest)``; ``failed(UserError, str)``, and what more there is to tell or "";
    ``busy_changed(bool)``, also true while loading.
    """

    loaded = pyqtSignal(object)
    rendered = pyqtSignal(object, float, object)
    failed = pyqtSignal(object, str)
    busy_changed = pyqtSignal(bool)

    def __init__(self, load_renderer: Callable[[], Renderer], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._load_renderer = load_renderer
        self._next_loader: Callable[[], Renderer] | None = None
        self._left_out: tuple[str, ...] = ()
        self._renderer: Renderer | None = None
        self._pending: tuple[RenderRequest, float] | None = None
        self._aside: deque[Aside] = deque()
        self._closing, self._is_busy, self._is_rendering = False, True, False
        self._failures = 0  # of this renderer, one after the other
        self._wake = threading.Condition()
        self._thread = threading.Thread(target=self._work, name="render-session", daemon=True)

    @property
    def is_busy(self) -> bool:
        """Whether it still loads, or a request waits or is being rendered."""
        with self._wake:
            return self._is_busy

    @property
    def is_rendering(self) -> bool:
        """Whether a request is under way; another one would wait for it."""
        with self._wake:
            return self._is_rendering

    def start(self) -> None:
        """Begins to load the renderer."""
        self._thread.start()

    def submit(self, request: RenderRequest, changed: float | None = None) -> None:
        """Renders this next; a request that still waits is dropped, as its state is out of date.

        ``changed``: the performance counter when what it shows came to be; by default the present.
        """
        with self._wake:
            self._pending, self._is_busy = (request, changed or time.perf_counter()), True
            self._wake.notify_all()

    def withdraw(self) -> bool:
        """Drops a request that still waits, as a newer one is to come; whether there was one."""
        with self._wake:
            waited, self._pending = self._pending is not None, None
        return waited

    def use(self, load_renderer: Callable[[], Renderer]) -> None:
        """Loads another renderer in the place of this one, after what is under way; ``loaded`` tells that it is there.

        Where that fails, which ``failed`` tells, the next request loads the old one again.
        """
        with self._wake:
            self._next_loader, self._is_busy = load_renderer, True
            self._wake.notify_all()

    def render_aside(self, request: RenderRequest) -> RenderResult:
        """Renders for a thread that waits, whenever nothing that is drawn does; where a renderer dies, with a new one.

        Raises:
            UserError: the renderer's own.
            RendererDied: each of a few renderers died of it, or the session is closed.
        """
        future: Future[RenderResult] = Future()
        with self._wake:
            if self._closing:
                raise RendererDied(CLOSED)
            self._aside.append(Aside(request, future))
            self._wake.notify_all()
        return future.result()

    def close(self) -> None:
        """Ends the thread and the renderer, in under two seconds; no signals follow. Safe to call twice."""
        with self._wake:
            self._closing = True
            self._wake.notify_all()
            while self._aside:
                self._aside.popleft().future.set_exception(RendererDied(CLOSED))
        if not self._thread.is_alive():
            return
        self._thread.join(FINISH_S)
        renderer = self._renderer
        if self._thread.is_alive() and renderer is not None:
            # The engine hangs or is slow: closing it from here ends the render that the thread waits for.
            threading.Thread(target=renderer.close, name="close-renderer", daemon=True).start()
            self._thread.join(KILL_S)

    def _work(self) -> None:
        self._emit(self.busy_changed, True)
        self._serve()
        while self._wait_for_request():
            if self._next_loader is not None:
                self._exchange()
            elif self._pending is None:
                self._serve_aside()
            else:
                self._emit(self.busy_changed, True)
                self._serve()
        self._drop_renderer()

    def _wait_for_request(self) -> bool:
        """Blocks until there is a request; False when closing."""
        with self._wake:
            self._is_rendering = False
            if self._pending is None and self._next_loader is None:
                self._is_busy = False
                self._emit(self.busy_changed, False)
            self._wake.wait_for(lambda: self._closing or self._aside or self._pending or self._next_loader)
            return not self._closing

    def _exchange(self) -> None:
        self._emit(self.busy_changed, True)
        self._drop_renderer()
        with self._wake:
            old, new, self._next_loader = self._load_renderer, self._next_loader, None
            self._load_renderer = new or old
        try:
            is_loaded = self._ensure_renderer()
        except RendererDied as error:  # perhaps it is too large for this machine; the old one was not
            is_loaded = False
            self._tell_failed_load(error)
        if not is_loaded:
            with self._wake:
                self._load_renderer, self._pending = old, None

    def _serve(self) -> None:
        """Renders the newest request, if there is one; where the renderer dies, with a new one, a few times."""
        current: tuple[RenderRequest, float] | None = None
        for death in range(1, MAX_DEATHS + 1):
            try:
                is_loaded = not self._closing and self._ensure_renderer()
                with self._wake:  # only now, as what was asked for while it loaded is newer
                    current, self._pending, self._is_rendering = self._pending or current, None, is_loaded
                if is_loaded and current is not None:
                    self._render(*current)
                return
            except RendererDied as error:
                if self._closing:
                    return
                log.warning("the renderer died", exc_info=True)
                with self._wake:
                    self._is_rendering = False
                self._drop_renderer()
                self._announce_death(death, describe(error))

    def _serve_aside(self) -> None:
        """Renders the oldest request of a thread that waits, and lets the errors be its own."""
        with self._wake:
            if not self._aside:
                return
            job = self._aside.popleft()
        try:
            if not self._ensure_renderer() or self._renderer is None:
                job.future.set_exception(RendererDied("There is no engine."))
                return
            job.future.set_result(self._renderer.render(fit_request(job.request, self._renderer.info)))
        except RendererDied as error:
            log.warning("the renderer died", exc_info=True)
            self._drop_renderer()
            self._announce_death(job.deaths + 1, describe(error))
            self._try_again(job, error)
        except Exception as error:
            job.future.set_exception(error)

    def _try_again(self, job: Aside, error: RendererDied) -> None:
        """Lets a request wait for a new renderer, unless it has cost a few of them already."""
        with self._wake:
            if self._closing or job.deaths + 1 == MAX_DEATHS:
                job.future.set_exception(error)
            else:
                self._aside.appendleft(replace(job, deaths=job.deaths + 1))

    def _render(self, request: RenderRequest, submitted: float) -> None:
        if self._renderer is None:
            return
        try:
            fitting = fit_request(request, self._renderer.info)
            result = self._renderer.render(fitting)
        except RendererDied:
            raise
        except UserError as error:
            self._emit(self.failed, error, describe(error))
        except Exception as error:
            log.exception("rendering failed")
            failure = UserError("The face could not be rendered ({error}); press F5 to try again.", error=error)
            self._emit(self.failed, failure, describe(error))
            self._note_failure()
        else:
            self._failures = 0
            result = self._note_left_out(result, find_left_out(request, fitting))
            self._emit(self.rendered, result, time.perf_counter() - submitted, request)

    def _note_failure(self) -> None:
        self._failures += 1
        if self._failures == MAX_FAILURES:
            self._drop_renderer()

    def _note_left_out(self, result: RenderResult, left_out: tuple[str, ...]) -> RenderResult:
        """Tells what the model cannot do for the drawing, once as long as it stays the same."""
        is_new, self._left_out = bool(left_out) and left_out != self._left_out, left_out
        return replace(result, notice=LEFT_OUT) if is_new and result.notice is None else result

    def _announce_death(self, death: int, details: str) -> None:
        if death == MAX_DEATHS:
            failure = UserError("The engine keeps stopping; your drawing is safe. Press F5 to try again.")
            self._emit(self.failed, failure, details)
            return
        failure = UserError("The engine stopped; it is being started again. Your drawing is safe.")
        self._emit(self.failed, failure, details)
        with self._wake:
            self._wake.wait_for(lambda: self._closing, timeout=BACK_OFF_S * (2 ** (death - 1) - 1))

    def _ensure_renderer(self) -> bool:
        """Loads the renderer where there is none; False if that failed.

        Raises:
            RendererDied: it died meanwhile; the next one may live.
        """
        if self._renderer is not None:
            return True
        try:
            self._renderer, self._failures = self._load_renderer(), 0
        except RendererDied:
            raise
        except UserError as error:
            self._emit(self.failed, error, describe(error))
        except Exception as error:
            self._tell_failed_load(error)
        else:
            self._emit(self.loaded, self._renderer.info)
        return self._renderer is not None

    def _tell_failed_load(self, error: Exception) -> None:
        log.exception("loading failed")
        failure = UserError("The model could not be loaded ({error}); press F5 to try again.", error=error)
        self._emit(self.failed, failure, describe(error))

    def _drop_renderer(self) -> None:
        renderer, self._renderer = self._renderer, None
        if renderer is None:
            return
        try:
            renderer.close()
        except Exception:
            log.exception("closing the renderer failed")

    def _emit(self, signal: object, *values: object) -> None:
        if not self._closing:
            signal.emit(*values)  # type: ignore[attr-defined]
