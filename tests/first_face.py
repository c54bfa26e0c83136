"""Opens the window on a sketch as a user does, and closes it once the face is there: ``first_face.py SKETCH FACE``."""

from __future__ import annotations

import sys

from PyQt5.QtCore import QTimer

from deepfacedrawing.cli import build_parser
from deepfacedrawing.commands.app import open_window
from deepfacedrawing.ui.images import write_png
from deepfacedrawing.ui.main_window import MainWindow

EVERY_MS, PATIENCE_MS = 20, 120_000


def main(sketch: str, target: str) -> int:
    """Returns the window's exit code; the face is written to ``target``."""

    def on_shown(window: MainWindow) -> None:
        def look() -> None:
            if window.workspace.face_view.face is not None and not window.live_face.is_busy:
                timer.stop()
                write_png(target, window.workspace.face_view.face)
                window.close()

        def give_up() -> None:
            window.close()

        timer = QTimer(window)
        timer.timeout.connect(look)
        timer.start(EVERY_MS)
        QTimer.singleShot(PATIENCE_MS, give_up)

    return open_window(build_parser().parse_args(["app", sketch]), asks=False, on_shown=on_shown)


# The engine's process imports this module again, and must not run it.
if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
