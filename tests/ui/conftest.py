"""Every window test runs on a fake renderer; Qt's warnings, lost exceptions and leaked threads fail it."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PyQt5.QtCore import (
    QMessageLogContext,
    QPointF,
    QSettings,
    Qt,
    QtMsgType,
    qInstallMessageHandler,
)
from PyQt5.QtGui import QMouseEvent
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import QApplication, QWidget

from deepfacedrawing.rendering import RenderRequest
from deepfacedrawing.ui.app import build_application
from deepfacedrawing.ui.canvas import Canvas
from deepfacedrawing.ui.main_window import MainWindow
from deepfacedrawing.ui.project_file import write_sketch
from deepfacedrawing.ui.sketch import Sketch, Stroke
from tests.ui.fake_photos import FakePhotos
from tests.ui.fake_renderer import FakeLoader
from tests.ui.recovering import Desk
from tests.ui.svg_strokes import Open, open_strokes
from tests.ui.waiting import wait_until

LINE = ((100.0, 100.0), (150.0, 160.0), (220.0, 180.0), (300.0, 150.0))
OTHER = ((200.0, 300.0), (260.0, 330.0), (320.0, 300.0))
NOSE_LINE = ((256.0, 250.0), (250.0, 300.0), (262.0, 320.0))
# Said by the platform, not by us: the font of a bare machine, the runtime folder of a container.
HARMLESS = ("XDG_RUNTIME_DIR", "QFontDatabase", "This plugin does not support propagateSizeHints")


@pytest.fixture(scope="session")
def application() -> QApplication:
    return build_application()


@pytest.fixture(autouse=True)
def no_complaints(application: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fails the test on Qt messages, on exceptions in slots and on threads that stay."""
    complaints: list[str] = []

    def on_message(kind: QtMsgType, _context: QMessageLogContext, text: str | None) -> None:
        if not any(word in (text or "") for word in HARMLESS):
            complaints.append(f"Qt: {text}")

    monkeypatch.setattr(sys, "excepthook", lambda kind, error, _: complaints.append(f"in a slot: {error!r}"))
    monkeypatch.setattr(threading, "excepthook", lambda args: complaints.append(f"in a thread: {args.exc_value!r}"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))  # where Qt puts the program's own files
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))
    threads_before = set(threading.enumerate())
    previous = qInstallMessageHandler(on_message)
    yield
    application.sendPostedEvents()
    qInstallMessageHandler(previous)
    leaked = [thread.name for thread in set(threading.enumerate()) - threads_before]
    assert not complaints
    assert not leaked


@pytest.fixture
def loader() -> FakeLoader:
    return FakeLoader()


@pytest.fixture
def window(application: QApplication, loader: FakeLoader) -> Iterator[MainWindow]:
    """The real window, shown, its first face rendered."""
    window = MainWindow(loader, asks=False)
    window.resize(1280, 800)
    window.pen.change(smoothing="off")  # the points are where the tests put them
    window.show()
    window.activateWindow()  # on a display without a window manager nobody else gives it the keyboard
    wait_until(window.isActiveWindow)
    wait_until(lambda: window.workspace.face_view.face is not None)
    wait_idle(window)
    yield window
    close_window(window)


@pytest.fixture
def photos() -> FakePhotos:
    return FakePhotos()


@pytest.fixture
def photo_window(application: QApplication, loader: FakeLoader, photos: FakePhotos) -> Iterator[MainWindow]:
    """The window with a fake for photos, its first face rendered."""
    window = MainWindow(loader, asks=False, sketch_photo=photos)
    show_window(window)
    yield window
    photos.gate.set()
    close_window(window)
    wait_until(lambda: all(thread.name != "photo" for thread in threading.enumerate()))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where recovery files go."""
    return tmp_path / "recovery"


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    """A document that is kept there."""
    desk = Desk(folder)
    yield desk
    desk.close()


@pytest.fixture
def strokes(tmp_path: Path) -> Open:
    """What an SVG of some content opens as, see ``open_strokes``."""
    return partial(open_strokes, tmp_path)


def show_window(window: MainWindow) -> None:
    """Shows it, and waits until its first face is rendered."""
    window.resize(1280, 800)
    window.show()
    wait_until(lambda: window.workspace.face_view.face is not None)
    wait_idle(window)


def close_window(window: MainWindow) -> None:
    """Opens all gates, closes the window and takes it off the application."""
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, 0)


def wait_idle(window: MainWindow) -> None:
    """Until everything asked for is rendered and shown."""
    wait_until(lambda: not window.live_face.is_busy)
    QApplication.sendPostedEvents()


def redness(window: MainWindow) -> int:
    """How red the middle of the canvas is shown, beside the ink."""
    canvas = window.workspace.canvas
    colour = canvas.grab().toImage().pixelColor(canvas.to_widget(256, 200).toPoint())
    return colour.red() - colour.green()


def send_mouse(widget: QWidget, kind: QMouseEvent.Type, x: float, y: float) -> None:
    """A left-button mouse event at canvas pixels (for a canvas) or widget coordinates."""
    place = widget.to_widget(x, y) if isinstance(widget, Canvas) else QPointF(x, y)
    button = Qt.MouseButton.LeftButton
    held = Qt.MouseButton.NoButton if kind == QMouseEvent.Type.MouseButtonRelease else button
    changed = Qt.MouseButton.NoButton if kind == QMouseEvent.Type.MouseMove else button
    QApplication.sendEvent(widget, QMouseEvent(kind, place, changed, held, Qt.KeyboardModifier.NoModifier))


def pen_down(canvas: Canvas, *places: tuple[float, float]) -> None:
    """Presses at the first place and moves through the others."""
    send_mouse(canvas, QMouseEvent.Type.MouseButtonPress, *places[0])
    for place in places[1:]:
        send_mouse(canvas, QMouseEvent.Type.MouseMove, *place)


def draw(canvas: Canvas, *places: tuple[float, float]) -> None:
    """A whole stroke through places in canvas pixels."""
    pen_down(canvas, *places)
    send_mouse(canvas, QMouseEvent.Type.MouseButtonRelease, *places[-1])


def click(widget: QWidget) -> None:
    """A click of the left button on its middle."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)  # type: ignore[call-overload]  # PyQt's stubs take it for a method


def press_key(window: MainWindow, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    """A shortcut of the window."""
    held = modifiers[0] if modifiers else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(window, key, held)  # type: ignore[call-overload]  # PyQt's stubs take it for a method


def last_request(loader: FakeLoader) -> RenderRequest:
    """The newest request that reached the renderer."""
    return loader.renderer.requests[-1]


def count_requests(window: MainWindow, loader: FakeLoader) -> int:
    """Requests so far, once all are answered."""
    wait_idle(window)
    return len(loader.renderer.requests)


def write_nose(folder: Path) -> tuple[Path, Sketch]:
    """Another drawing, with a nose."""
    points = tuple((x, y, 1.0, 10.0 * place) for place, (x, y) in enumerate(NOSE_LINE))
    sketch = Sketch((Stroke("pen", 4.0, points),))
    write_sketch(folder / "other.svg", sketch)
    return folder / "other.svg", sketch
