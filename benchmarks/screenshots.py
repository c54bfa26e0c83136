"""Makes the pictures of the window that the README shows, with the real engine.

    python benchmarks/screenshots.py [--sketch samples/careful_woman.svg] [--size 1400 900] [--to docs]

Needs a display, for example ``xvfb-run -s "-screen 0 1600x1000x24"``. Writes ``window.png``, light, and
``window-dark.png``. The user's own settings are neither read nor changed.
"""

from __future__ import annotations

import argparse
import io
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image
from PyQt5.QtCore import QBuffer, QIODevice, QObject, QSettings, QTimer
from PyQt5.QtWidgets import QApplication

from deepfacedrawing.engine.worker import start_engine
from deepfacedrawing.ui.app import main as run_app
from deepfacedrawing.ui.main_window import MainWindow
from deepfacedrawing.ui.settings import WindowSettings
from deepfacedrawing.ui.style import apply_style

# Nothing is under way for so long: the picture is whole.
QUIET_MS = 400
# Levels of brightness that become one.
COARSE = 3

Step = Callable[[], object]


class Script(QObject):
    """Does one step after another, each once the face of the one before is shown, and closes the window."""

    def __init__(self, window: MainWindow, steps: Sequence[Step]) -> None:
        super().__init__(window)
        self._window = window
        self._steps = list(steps)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self._go_on)
        window.live_face.session.rendered.connect(lambda *_: self._quiet.start())  # the first once the model is loaded

    def _go_on(self) -> None:
        if self._window.live_face.is_busy:
            return
        if self._steps:
            self._steps.pop(0)()
            self._quiet.start()
        else:
            self._window.close()


def list_steps(window: MainWindow, sketch: Path, folder: Path) -> list[Step]:
    """A few edits for the history, the light picture; the samples, the dark picture."""
    sliders = window.controls.sliders
    return [
        partial(window.files.open_path, sketch),
        partial(sliders.slider("all").setValue, 20),
        partial(window.controls.appearance_sliders.slider("light").setValue, 30),
        partial(choose_appearance, window, "fair-brown"),
        partial(sliders.slider("remainder").setValue, 60),
        partial(sliders.slider("mouth").setValue, 75),
        partial(save_picture, window, folder / "window.png"),
        partial(show_theme, "dark"),
        partial(window.panel.show_tab, "samples"),
        partial(save_picture, window, folder / "window-dark.png"),
    ]


def save_picture(window: MainWindow, path: Path) -> None:
    """The window as a PNG; each pixel is off by one level at most, which nobody sees and saves a third."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    window.grab().save(buffer, "PNG")
    picture = Image.open(io.BytesIO(bytes(buffer.data()))).convert("RGB")
    pixels = np.asarray(picture, np.uint16)
    Image.fromarray(((pixels + COARSE // 2) // COARSE * COARSE).astype(np.uint8)).save(path, optimize=True)
    print(f"{path}: {picture.width} × {picture.height}, {path.stat().st_size // 1024} kB")


def choose_appearance(window: MainWindow, name: str) -> None:
    """Clicks on the palette, which the model fills."""
    window.controls.palette_view.button(name).click()


def show_theme(name: str) -> None:
    """``light`` or ``dark``, and not back to the system's when the window is activated."""
    WindowSettings().theme = name
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_style(application, name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sketch", type=Path, default=Path("samples/careful_woman.svg"))
    parser.add_argument("--size", type=int, nargs=2, default=(1400, 900), metavar=("WIDTH", "HEIGHT"))
    parser.add_argument("--to", type=Path, default=Path("docs"), metavar="FOLDER")
    parser.add_argument("--model", type=Path)
    options = parser.parse_args()

    def begin(window: MainWindow) -> None:
        show_theme("light")
        window.resize(*options.size)
        Script(window, list_steps(window, options.sketch, options.to))

    with tempfile.TemporaryDirectory() as settings:
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, settings)
        run_app(partial(start_engine, options.model), asks=False, on_shown=begin)


if __name__ == "__main__":
    main()
