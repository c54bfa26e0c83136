"""Waiting for what the event loop or another thread brings about; never for a time."""

from __future__ import annotations

from collections.abc import Callable

from PyQt5.QtCore import QEventLoop, QTimer

WAIT_MS = 5000


def wait_until(condition: Callable[[], bool]) -> None:
    """Runs the event loop until something holds; fails after a few seconds."""
    if condition():
        return
    loop, deadline, check = QEventLoop(), QTimer(), QTimer()
    deadline.setSingleShot(True)
    deadline.timeout.connect(loop.quit)
    check.timeout.connect(lambda: loop.quit() if condition() else None)
    deadline.start(WAIT_MS)
    check.start(2)
    loop.exec_()
    assert condition(), "waited in vain"
