"""The application: everything around the window."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType

from PyQt5.QtCore import QCoreApplication, Qt, QTimer
from PyQt5.QtGui import QGuiApplication
from PyQt5.QtWidgets import QApplication

from deepfacedrawing.rendering import Renderer
from deepfacedrawing.ui.errors import describe
from deepfacedrawing.ui.main_window import MainWindow
from deepfacedrawing.ui.model_menu import LoadModel
from deepfacedrawing.ui.photo_start import SketchPhoto
from deepfacedrawing.ui.settings import WindowSettings
from deepfacedrawing.ui.style import apply_style
from deepfacedrawing.ui.translation import install_language

log = logging.getLogger(__name__)

# Seconds that a thread which saves or loads may keep the window's waiting for the interpreter: well under a frame.
SWITCH_INTERVAL = 0.0005


def main(
    load_renderer: Callable[[], Renderer],
    sketch_path: Path | None = None,
    argv: Sequence[str] = (),
    asks: bool = True,
    on_shown: Callable[[MainWindow], None] | None = None,
    sketch_photo: SketchPhoto | None = None,
    load_model: LoadModel | None = None,
) -> int:
    """Opens the window and returns when it is closed.

    Args:
        load_renderer: makes the renderer, on a thread of its own; the window is there before it is done.
        sketch_path: a sketch or a picture to begin with.
        argv: arguments for Qt.
        asks: whether to ask before unsaved changes are lost; False for scripts.
        on_shown: called with the window once it is on the screen; for scripts.
        sketch_photo: turns a photo into a sketch, on a thread of its own; None where that is not to be had.
        load_model: makes the renderer of another model, likewise; None where there is none to choose.

    Returns:
        The exit code of the event loop.
    """
    memory = WindowSettings()
    application = build_application(argv, memory.theme)
    install_language(application, memory.language)
    window = MainWindow(load_renderer, asks, sketch_photo, load_model)
    old_hook = sys.excepthook
    sys.excepthook = _reporting_hook(window)

    def follow_system() -> None:
        """The desktop may have changed between light and dark while another program was in front."""
        apply_style(application, memory.theme)

    application.applicationStateChanged.connect(follow_system)
    old_interval = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_INTERVAL)
    try:
        window.show()
        if sketch_path is not None:
            window.files.open_path(sketch_path)
        if on_shown is not None:
            on_shown(window)
        if asks:
            QTimer.singleShot(0, lambda: window.files.offer_abandoned(window.recovery))
        return application.exec_()
    finally:
        application.applicationStateChanged.disconnect(follow_system)
        sys.excepthook = old_hook
        sys.setswitchinterval(old_interval)
        window.stop()


def build_application(argv: Sequence[str] = (), theme: str = "light") -> QApplication:
    """The one QApplication, with our style; made where there is none.

    Args:
        argv: arguments for Qt.
        theme: ``system``, ``light`` or ``dark``.
    """
    # opencv-python points this at its own copy of Qt, whose plugins ours cannot load.
    if "cv2" in os.environ.get("QT_QPA_PLATFORM_PLUGIN_PATH", ""):
        del os.environ["QT_QPA_PLATFORM_PLUGIN_PATH"]
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        # Every point of a fast pen counts.
        QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents, False)
        QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_CompressTabletEvents, False)
        QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_EnableHighDpiScaling)
        QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_UseHighDpiPixmaps)
        if sys.platform == "win32":  # its 125 and 150 % are meant; the odd numbers of an X11 screen are not
            QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
        application = QApplication(["deepfacedrawing", *argv])
    application.setApplicationName("DeepFaceDrawing")
    application.setApplicationDisplayName("")
    apply_style(application, theme)
    return application


def _reporting_hook(
    window: MainWindow,
) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """PyQt aborts on an exception in a slot unless there is a hook: the drawing must survive it."""

    def report(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
        log.error("unexpected error in the window", exc_info=(kind, error, traceback))
        text = QCoreApplication.translate("App", "Something went wrong ({error}); save your drawing and try again.")
        window.status.show_error(text.format(error=f"{kind.__name__}: {error}"), describe(error))

    return report
