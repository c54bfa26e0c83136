"""Things to draw by, painted in canvas pixels and never part of the drawing: windows, an average face, the axis."""

from __future__ import annotations

from PyQt5.QtCore import QPointF, QRectF, Qt
from PyQt5.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QTransform

from deepfacedrawing.components import CANVAS_SIZE, Component
from deepfacedrawing.ui.titles import component_title

BLUE, ROSE = QColor(59, 99, 209), QColor(190, 80, 110)
LABEL_PIXELS = 10

# The picture's left half of a face as the training faces lie: eye centres at (192, 241) and (320, 241). Each line is
# a start and cubic segments of two handles and an end; the other half is its mirror image.
HALF_FACE: tuple[tuple[tuple[float, float], ...], ...] = (
    ((256, 92), (192, 92), (140, 124), (128, 196), (122, 238), (124, 286), (134, 332)),
    ((134, 332), (142, 384), (186, 456), (256, 466)),
    ((160, 244), (172, 226), (206, 224), (222, 246), (206, 256), (176, 256), (160, 244)),
    (
        (192, 230),
        (200, 231),
        (203, 238),
        (203, 241),
        (203, 251),
        (181, 251),
        (181, 241),
        (181, 238),
        (184, 231),
        (192, 230),
    ),
    ((150, 218), (170, 198), (204, 198), (226, 210)),
    (
        (240, 244),
        (240, 268),
        (236, 290),
        (230, 304),
        (222, 316),
        (228, 328),
        (240, 322),
        (246, 328),
        (250, 331),
        (256, 331),
    ),
    ((206, 378), (222, 370), (240, 362), (249, 364), (252, 366), (254, 367), (256, 367)),
    ((206, 378), (226, 379), (240, 380), (256, 380)),
    ((206, 378), (220, 396), (240, 404), (256, 404)),
    ((124, 250), (108, 240), (104, 268), (110, 294), (114, 312), (122, 322), (130, 318)),
)


def paint_windows(painter: QPainter, components: tuple[Component, ...]) -> None:
    """The windows of the components that are cut out, dashed, with their names."""
    font = QFont(painter.font())
    font.setPixelSize(LABEL_PIXELS)
    painter.setFont(font)
    pen = QPen(BLUE, 1.2, Qt.PenStyle.DashLine)
    pen.setCosmetic(True)
    painter.setPen(pen)
    for component in components:
        if component.name == "remainder":
            continue
        box = QRectF(component.x, component.y, component.size, component.size)
        painter.drawRect(box)
        painter.drawText(box.adjusted(4, 2, 0, 0), int(Qt.AlignmentFlag.AlignLeft), component_title(component.name))


def paint_average_face(painter: QPainter) -> None:
    """A face of usual proportions, in soft lines."""
    pen = QPen(QColor(BLUE.red(), BLUE.green(), BLUE.blue(), 110), 2.0)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    half = _half_face()
    painter.drawPath(half)
    painter.drawPath(QTransform(-1, 0, 0, 1, CANVAS_SIZE, 0).map(half))


def paint_axis(painter: QPainter) -> None:
    """The line that strokes are mirrored at."""
    pen = QPen(ROSE, 1.2, Qt.PenStyle.DashDotLine)
    pen.setCosmetic(True)
    painter.setPen(pen)
    painter.drawLine(QPointF(CANVAS_SIZE / 2, 0), QPointF(CANVAS_SIZE / 2, CANVAS_SIZE))


def _half_face() -> QPainterPath:
    path = QPainterPath()
    for start, *rest in HALF_FACE:
        path.moveTo(*start)
        for i in range(0, len(rest), 3):
            path.cubicTo(*(QPointF(*place) for place in rest[i : i + 3]))
    return path
