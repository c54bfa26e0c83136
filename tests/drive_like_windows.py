"""Imports every module of the program and drives its main ways where no call is to be had that Windows lacks.

``python -m tests.drive_like_windows FOLDER``; prints what was done, a line each.
"""

from __future__ import annotations

import os
import sys

# The first of all that is imported, also in the engine's process.
from tests import like_windows  # isort: skip

import importlib
import pkgutil
from dataclasses import replace
from pathlib import Path

import deepfacedrawing
from deepfacedrawing.rendering import RendererDied, RenderRequest, RenderResult

EVERY_MS, PATIENCE_MS = 20, 60_000


def tell(what: str) -> None:
    sys.stdout.write(what + "\n")


def import_all() -> None:
    names = [module.name for module in pkgutil.walk_packages(deepfacedrawing.__path__, "deepfacedrawing.")]
    for name in names:
        if not name.endswith("__main__"):
            importlib.import_module(name)
    tell(f"{len(names)} modules")


def check_hidden() -> None:
    """That this test would see something."""
    seen = importlib.import_module("deepfacedrawing.engine.worker").__dict__
    assert not hasattr(seen["os"], "setpriority")
    assert not hasattr(seen["os"], "fork")
    assert not hasattr(seen["signal"], "SIGKILL")
    assert seen["sys"].platform == "win32"


class GentleEngine:
    """A renderer in the engine's process, whose faces tell the priority that was asked of Windows."""

    def __init__(self) -> None:
        from tests.ui.fake_renderer import FakeRenderer

        self._engine = FakeRenderer()
        self.info = self._engine.info

    def render(self, request: RenderRequest) -> RenderResult:
        result = self._engine.render(request)
        return replace(result, face=result.face * 0 + (like_windows.Kernel.priority or 0) // 256)

    def close(self) -> None:
        self._engine.close()


def kill_an_engine() -> None:
    import numpy as np

    from deepfacedrawing.engine.worker import BELOW_NORMAL, EngineProcess

    request = RenderRequest(np.full((512, 512), 255, np.uint8), shadow=False)
    engine = EngineProcess(GentleEngine)
    assert engine.render(request).face.max() == BELOW_NORMAL // 256
    os.kill(engine.pid or 0, like_windows.signal.SIGTERM)
    try:
        engine.render(request)
    except RendererDied:
        tell("engine ended")
    engine.close()


def render_a_file(folder: Path, sketch: Path) -> None:
    from deepfacedrawing.cli import main
    from tests.tiny import save_tiny_model

    model = save_tiny_model(folder)
    for target in (folder / "face.png", folder / "Gesichter ä"):
        assert main(["render", str(sketch), "-o", str(target), "--model", str(model), "--shadow"]) == 0
    assert main(["render", str(folder / "aux.svg"), "-o", str(folder / "out.png"), "--model", str(model)]) == 2
    tell("face rendered")


def use_the_window(folder: Path) -> None:
    from PyQt5.QtCore import QTimer

    from deepfacedrawing.engine.worker import EngineProcess
    from deepfacedrawing.ui.app import main
    from deepfacedrawing.ui.main_window import MainWindow
    from deepfacedrawing.ui.recovery import recovery_folder
    from tests.ui.conftest import LINE, OTHER, draw

    kept: list[int] = []

    def on_shown(window: MainWindow) -> None:
        def close() -> None:
            window.close()

        def save() -> None:
            if kept and not window.live_face.is_busy and window.workspace.face_view.face is not None:
                timer.stop()
                window.files.save_to(folder / "Zeichnung ä.svg")
                window.files.save_to(folder / "Zeichnung ä.svg")
                draw(window.workspace.canvas, *OTHER)
                window.files.save()
                close()

        timer = QTimer(window)
        timer.timeout.connect(save)
        timer.start(EVERY_MS)
        window.recovery.kept.connect(lambda: kept.append(len(list(recovery_folder().iterdir()))))
        draw(window.workspace.canvas, *LINE)
        QTimer.singleShot(PATIENCE_MS, close)

    assert main(lambda: EngineProcess(GentleEngine), asks=False, on_shown=on_shown) == 0
    assert kept[0] > 0
    assert not list(recovery_folder().iterdir())
    tell("drawing kept, saved and closed")


def main(folder: Path) -> None:
    check_hidden()
    import_all()
    kill_an_engine()
    use_the_window(folder)
    render_a_file(folder, folder / "Zeichnung ä.svg")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
