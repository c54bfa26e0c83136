"""Small pictures are sharp on every screen."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt5.QtGui import QImage
from PyQt5.QtWidgets import QApplication

from deepfacedrawing.ui.images import to_array
from deepfacedrawing.ui.thumbnails import build_thumbnail


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_a_thumbnail_has_the_pixels_of_its_screen(application: QApplication, ratio: float) -> None:
    pixmap = build_thumbnail(np.full((192, 192), 255, np.uint8), 58, ratio)
    assert (pixmap.width(), pixmap.height(), pixmap.devicePixelRatioF()) == (58 * ratio, 58 * ratio, ratio)


def test_thin_lines_survive_being_made_small(application: QApplication) -> None:
    pixels = np.full((512, 512), 255, np.uint8)
    pixels[:, 255:257] = 0
    small = to_array(build_thumbnail(pixels, 58, 1.0).toImage().convertToFormat(QImage.Format.Format_Grayscale8))
    assert (small.min(axis=1) < 230).all()


def test_a_face_keeps_its_colours(application: QApplication) -> None:
    face = np.zeros((512, 512, 3), np.uint8)
    face[:] = (200, 100, 50)
    assert build_thumbnail(face, 104, 1.0).toImage().pixelColor(50, 50).getRgb() == (200, 100, 50, 255)
