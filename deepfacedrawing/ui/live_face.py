"""The face that follows the drawing: what is asked of the engine, and when."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from PyQt5.QtCore import QObject, QTimer

from deepfacedrawing.rendering import Renderer, RenderRequest
from deepfacedrawing.ui.render_session import RenderSession

# Milliseconds without a change after which the pen rests: the whole face follows its drafts.
REST_MS = 40


class LiveFace(QObject):
    """Submits a request whenever what is to be seen has changed; results are signals of ``session``.

    Args:
        load_renderer: called on a thread of its own, again whenever the renderer died.
        build_request: the request for what is on the desk now, given whether to compute the shadow and which component
            is browsed.
    """

    def __init__(
        self,
        load_renderer: Callable[[], Renderer],
        build_request: Callable[[bool, str], RenderRequest],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.session = RenderSession(load_renderer, self)
        self.session.loaded.connect(lambda _: self.update())
        self._build_request = build_request
        self._last: RenderRequest | None = None
        self._is_live = self._shadow = True
        self._changed: float | None = None  # when what is to be seen changed while the engine was at work
        self._has_failed = False
        self._browsed = ""
        self._morph: RenderRequest | None = None
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)  # pyright: ignore[reportCallIssue]
        self._rest.timeout.connect(self.update)
        self.session.rendered.connect(self._on_rendered)
        self.session.failed.connect(self._on_failed)
        self.session.busy_changed.connect(self._on_busy)

    @property
    def is_morphing(self) -> bool:
        """Whether what is shown is not the desk."""
        return self._morph is not None

    @property
    def is_busy(self) -> bool:
        """Whether another face is still to come."""
        return self.session.is_busy or self._changed is not None or self._rest.isActive()

    @property
    def wants_shadow(self) -> bool:
        """Whether the shadow is asked for."""
        return self._shadow

    def set_live(self, on: bool) -> None:
        """Renders while one draws, or only on ``render_now``."""
        self._is_live = on
        self.update()

    def set_shadow(self, on: bool) -> None:
        """Whether to ask for the shadow."""
        self._shadow = on
        self.update()

    def set_browsed(self, component: str) -> None:
        """The component whose neighbours are shown; "" for none."""
        self._browsed = component
        self.update()

    def set_morph(self, request: RenderRequest | None) -> None:
        """What to show in the place of the desk while morphing; None: the desk again."""
        self._morph = request
        self.update()

    def request(self) -> RenderRequest:
        """For what is to be seen now."""
        return self._morph or self._build_request(self._shadow, self._browsed)

    def follow(self) -> None:
        """As ``update``, with drafts as long as one change comes after the other."""
        self._rest.start()
        self._render_change()

    def update(self) -> None:
        """Renders if rendering is live and something changed; after the face that is just being made."""
        self._rest.stop()
        self._render_change()

    def _render_change(self) -> None:
        changed, self._changed = self._changed, None
        if self._is_live and self.session.is_rendering:
            self._changed = time.perf_counter()
            if self.session.withdraw():
                self._last = None
        elif self._is_live:
            request = replace(self.request(), draft=True) if self._rest.isActive() else self.request()
            if not request.is_same(self._last):
                self._submit(request, changed)

    def use(self, load_renderer: Callable[[], Renderer]) -> None:
        """Goes on with another renderer as soon as it is loaded; see ``RenderSession.use``."""
        self._last = None
        self.session.use(load_renderer)

    def render_now(self) -> None:
        """Renders, live or not, changed or not."""
        self._submit(self.request())

    def _submit(self, request: RenderRequest, changed: float | None = None) -> None:
        self._last, self._changed = request, None
        self.session.submit(request, changed)

    def _on_rendered(self) -> None:
        self._has_failed = False

    def _on_failed(self) -> None:
        self._last, self._has_failed = None, True

    def _on_busy(self, busy: bool) -> None:
        """Goes on with what changed meanwhile; where the engine gave up, the next change tries again."""
        if not busy and self._has_failed:
            self._changed = None
        elif not busy and self._changed is not None:
            self._render_change()
