"""The face, beside the canvas and zoomed with it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QSize, Qt
from PyQt5.QtGui import QImage, QPaintEvent
from PyQt5.QtWidgets import QSizePolicy, QWidget

from deepfacedrawing.components import CANVAS_SIZE
from deepfacedrawing.ui.images import to_qimage
from deepfacedrawing.ui.navigator import Navigator
from deepfacedrawing.ui.page import GRABBING, PAGE, begin_painting, paint_border


class FaceView(QWidget):
    """Shows the newest face, or a hint until there is one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._face: NDArray[np.uint8] | None = None
        self._image = QImage()
        self.navigator = Navigator(self, rotates=False)
        self.navigator.viewport_changed.connect(lambda _: self.update())
        self.navigator.grabbing_changed.connect(self._on_grabbing)
        self.setAccessibleName(self.tr("Face"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setMinimumSize(256, 256)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def face(self) -> NDArray[np.uint8] | None:
        """What is shown: (512, 512, 3) uint8 RGB."""
        return self._face

    def set_face(self, face: NDArray[np.uint8]) -> None:
        """Shows a (512, 512, 3) uint8 RGB face."""
        self._face = face
        self._image = to_qimage(face)
        self.update()

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        painter = begin_painting(self)
        if self._face is None:
            hint = self.tr("Draw on the left:\nthe face appears here as you go.")
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), hint)
            return
        painter.setTransform(self.navigator.transform())
        painter.drawImage(PAGE, self._image)
        paint_border(painter, self)

    def sizeHint(self) -> QSize:
        return QSize(CANVAS_SIZE, CANVAS_SIZE)

    def _on_grabbing(self, state: str) -> None:
        self.setCursor(GRABBING.get(state, Qt.CursorShape.ArrowCursor))
