"""Canvas and window look as they did when somebody last looked at them; ``--update-snapshots`` writes them anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from PyQt5.QtGui import QFont, QFontInfo, QImage
from PyQt5.QtWidgets import QApplication, QLabel, QWidget

from deepfacedrawing.ui.canvas import Canvas
from deepfacedrawing.ui.images import to_qimage
from deepfacedrawing.ui.main_window import MainWindow
from deepfacedrawing.ui.pen import PenSettings
from deepfacedrawing.ui.sketch import Sketch, Stroke
from deepfacedrawing.ui.style import apply_style
from deepfacedrawing.ui.viewport import Viewport
from tests.ui.conftest import draw, wait_idle, wait_until
from tests.ui.fake_renderer import paint_shadow

SNAPSHOTS = Path(__file__).resolve().parents[1] / "snapshots" / "ui"
# Of 255. The canvas has no text: only the rounding of other processors may differ.
CANVAS_MEAN, CANVAS_MAX = 0.05, 8
# The window is compared at an eighth of its size: strictly where the font of the snapshots is installed; where it is
# not, everything lies a little beside its place (measured with other fonts: a mean of 0.2 to 7; the themes: 132).
FAMILY, FONT_PX, SHRINK = "DejaVu Sans", 12, 8
WINDOW_MEAN, WINDOW_MAX, OTHER_FONT_MEAN = 1.0, 60, 12.0
JAW = tuple((130.0 + 8 * place, 300.0 + 9 * place - 0.28 * place * place, 1.0, 9.0 * place) for place in range(33))
LASHES = ((165.0, 215.0, 0.3, 0.0), (190.0, 205.0, 1.0, 30.0), (220.0, 214.0, 0.3, 60.0))
ERASED = ((240.0, 340.0, 1.0, 0.0), (280.0, 400.0, 1.0, 40.0))


@pytest.fixture
def canvas(application: QApplication) -> Iterator[Canvas]:
    """With ink of two widths and an erased gap over everything that can lie under it, zoomed and turned."""
    apply_style(application, "light")
    canvas = Canvas()
    canvas.resize(600, 520)
    strokes = (Stroke("pen", 3.0, JAW), Stroke("pen", 7.0, LASHES), Stroke("eraser", 12.0, ERASED))
    canvas.set_sketch(Sketch(strokes))
    canvas.set_shadow(paint_shadow())
    rows, columns = np.mgrid[0:300, 0:400]
    reference = np.stack([rows * 0.8, columns * 0.6, np.full_like(rows, 160)], axis=2).astype(np.uint8)
    canvas.set_reference(to_qimage(reference))
    canvas.set_guides(frozenset({"guides"}))
    canvas.set_pen(PenSettings(mirror=True))
    middle = canvas.navigator.to_canvas(canvas.rect().center())
    canvas.navigator.set_viewport(Viewport(rotation=15.0).zoomed(1.1, middle))
    canvas.show()
    yield canvas
    canvas.close()
    canvas.deleteLater()


@pytest.fixture
def has_font(application: QApplication) -> Iterator[bool]:
    """Shows everything in the font of the snapshots; whether that is installed."""
    before, font = application.font(), QFont(FAMILY)
    font.setPixelSize(FONT_PX)
    application.setFont(font)
    yield QFontInfo(font).family() == FAMILY
    application.setFont(before)
    apply_style(application, "light")


def grab(widget: QWidget) -> NDArray[np.uint8]:
    """(H, W, 3) uint8 RGB, as it is painted now."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    data = image.constBits()
    assert data is not None
    rows = np.frombuffer(data.asstring(image.sizeInBytes()), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3)


def compare(
    picture: NDArray[np.uint8], name: str, request: pytest.FixtureRequest, shrink: int = 1
) -> NDArray[np.float64]:
    """The differences, |picture − snapshot|, of both made smaller; the snapshot is written first where asked for."""
    path = SNAPSHOTS / name
    if request.config.getoption("--update-snapshots"):
        path.parent.mkdir(exist_ok=True)
        Image.fromarray(picture).save(path, optimize=True)
    with Image.open(path) as golden:
        expected = np.asarray(golden.convert("RGB"))
    assert picture.shape == expected.shape
    size = picture.shape[1] // shrink, picture.shape[0] // shrink
    small, golden_small = (cv2.resize(one, size, interpolation=cv2.INTER_AREA) for one in (picture, expected))
    return np.abs(np.subtract(small, golden_small, dtype=np.float64))


def test_the_canvas_looks_as_ever(canvas: Canvas, request: pytest.FixtureRequest) -> None:
    differences = compare(grab(canvas), "canvas.png", request)
    assert differences.mean() <= CANVAS_MEAN
    assert differences.max() <= CANVAS_MAX


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_window_looks_as_ever(
    application: QApplication, has_font: bool, window: MainWindow, theme: str, request: pytest.FixtureRequest
) -> None:
    apply_style(application, theme)
    window.resize(1280, 860)
    for points in (JAW, LASHES, ERASED):
        draw(window.workspace.canvas, *((x, y) for x, y, _, _ in points))
        wait_idle(window)
    window.controls.palette_view.button("amber").click()
    wait_idle(window)
    window.controls.sliders.slider("nose").setValue(85)
    labels = window.status.findChildren(QLabel)
    wait_until(lambda: any("Ready" in label.text() for label in labels))
    window.status.show_latency(0.05)
    differences = compare(grab(window), f"window-{theme}.png", request, SHRINK)
    if has_font:
        assert differences.mean() <= WINDOW_MEAN
        assert differences.max() <= WINDOW_MAX
    else:
        assert differences.mean() <= OTHER_FONT_MEAN
