"""An engine that already starts while the window is still being imported. No torch here."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future

from deepfacedrawing.rendering import Renderer


class HeadStart:
    """Calls ``load`` at once, on a thread of its own; being called, it gives that renderer, later ones are loaded anew.

    What ``load`` raises on its thread is raised by that first call.
    """

    def __init__(self, load: Callable[[], Renderer]) -> None:
        self._load = load
        self._first: Future[Renderer] | None = Future()
        threading.Thread(target=self._work, args=(self._first,), name="head-start", daemon=True).start()

    def __call__(self) -> Renderer:
        first, self._first = self._first, None
        return self._load() if first is None else first.result()

    def _work(self, first: Future[Renderer]) -> None:
        try:
            first.set_result(self._load())
        except BaseException as error:
            first.set_exception(error)
