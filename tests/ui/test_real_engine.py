"""The real window with the real engine in its own process."""

from __future__ import annotations

import multiprocessing

from PyQt5.QtCore import QTimer

from deepfacedrawing.engine.worker import start_engine
from deepfacedrawing.ui.app import main
from deepfacedrawing.ui.main_window import MainWindow
from tests.ui.conftest import LINE, draw

PATIENCE_MS = 120_000


def test_a_face_follows_the_pen_and_a_killed_engine_comes_back() -> None:
    seen: list[str] = []

    def on_shown(window: MainWindow) -> None:
        def close() -> None:
            window.close()

        def draw_a_line() -> None:
            seen.append("face")
            draw(window.workspace.canvas, *LINE)

        def kill_the_engine() -> None:
            seen.append("face of a line")
            (engine,) = multiprocessing.active_children()
            engine.kill()
            QTimer.singleShot(100, lambda: draw(window.workspace.canvas, (256.0, 400.0)))

        def draw_a_dot() -> None:
            seen.append("face of a new engine")
            assert len(window.document.sketch.strokes) == 2
            draw(window.workspace.canvas, (300.0, 410.0))

        steps = iter((draw_a_line, kill_the_engine, draw_a_dot))

        def on_idle(busy: bool) -> None:
            if not busy and window.workspace.face_view.face is not None:
                QTimer.singleShot(0, next(steps, close))

        QTimer.singleShot(PATIENCE_MS, close)
        window.live_face.session.busy_changed.connect(on_idle)

    assert main(start_engine, asks=False, on_shown=on_shown) == 0
    assert seen == ["face", "face of a line", "face of a new engine"]
