"""The face, as large as fits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QRectF, QSize, Qt
from PyQt5.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PyQt5.QtWidgets import QSizePolicy, QWidget

from deepfacedrawing.components import CANVAS_SIZE
from deepfacedrawing.ui.canvas import DESK, PAGE_BORDER, PAGE_MARGIN
from deepfacedrawing.ui.images import to_qimage

HINT = "Draw on the left:\nthe face appears here as you go."


class FaceView(QWidget):
    """Shows the newest face, or a hint until there is one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._face: NDArray[np.uint8] | None = None
        self._image = QImage()
        self.setAccessibleName("Face")
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
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), DESK)
        side = min(self.width(), self.height()) - 2 * PAGE_MARGIN
        frame = QRectF((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        if self._face is not None:
            painter.drawImage(frame, self._image)
            painter.setPen(QPen(PAGE_BORDER, 1))
            painter.drawRect(frame)
            return
        painter.setPen(QColor("#6b7280"))
        painter.drawText(frame, int(Qt.AlignmentFlag.AlignCenter), HINT)

    def sizeHint(self) -> QSize:
        return QSize(CANVAS_SIZE, CANVAS_SIZE)
