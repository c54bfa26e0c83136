"""How far a drawn component is from the faces that the model knows: a small mark beside its slider."""

from __future__ import annotations

from dataclasses import dataclass

from PyQt5.QtCore import QPointF, QRectF, QSize, Qt
from PyQt5.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PyQt5.QtWidgets import QSizePolicy, QWidget

from deepfacedrawing.ui.titles import component_title

SIZE, RADIUS = 13, 4.8
# Below this nothing is drawn (the mean face stands there) or it is a sample itself; no drawing comes so near.
UNTOUCHED = 0.5


@dataclass(frozen=True)
class Reach:
    """Distances up to which a component is near to the bank, and from which it is far off."""

    near: float
    far: float


# A drawn line is never as near as the bank's own samples are to each other, and each component differs. Measured with
# the bundled weights: nearly nine of ten components that are drawn in their place are near; of those that stand 25
# pixels off, are turned or are no face at all, three of four are not, and two of five are far.
REACHES = {
    "left_eye": Reach(2.3, 2.6),
    "right_eye": Reach(2.3, 2.6),
    "nose": Reach(2.45, 2.8),
    "mouth": Reach(1.75, 2.1),
    "remainder": Reach(1.1, 1.3),
}
# In the middle of their range of lightness, to stand out from light and from dark ground.
COLOURS = {"near": "#2c9a6b", "off": "#c98a1b", "far": "#d5513f"}


def judge(component: str, distance: float | None) -> str:
    """``unknown``, ``untouched``, ``near``, ``off`` or ``far``, for a distance as the engine reports it."""
    if distance is None:
        return "unknown"
    if distance < UNTOUCHED:
        return "untouched"
    reach = REACHES[component]
    return "near" if distance <= reach.near else "far" if distance > reach.far else "off"


class FaithfulnessMark(QWidget):
    """A disc where the component is near to real faces, half a disc some way off, a triangle where it is far."""

    def __init__(self, component: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._component, self._level = component, ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_distance(None)

    @property
    def level(self) -> str:
        """What ``judge`` says of the distance that is shown."""
        return self._level

    def set_distance(self, distance: float | None) -> None:
        """Shows a distance in units of the bank's median; None where there is no face yet."""
        level = judge(self._component, distance)
        if level == self._level:
            return
        self._level = level
        text = self._describe(level)
        self.setToolTip(text)
        self.setAccessibleName(f"{component_title(self._component)}: {text}")
        self.update()

    def _describe(self, level: str) -> str:
        return {
            "unknown": self.tr("There is no face yet to compare with."),
            "untouched": self.tr("Nothing of your own to compare: not drawn yet, or a sample stands here."),
            "near": self.tr("Near to the faces that the model knows: it is followed closely."),
            "off": self.tr(
                "Some way off the faces that the model knows: move the slider to the right if it looks odd."
            ),
            "far": self.tr("Far from the faces that the model knows: look at its place and size, or refine it."),
        }[level]

    def sizeHint(self) -> QSize:
        return QSize(SIZE, SIZE)

    def paintEvent(self, a0: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = QPointF(self.width() / 2, self.height() / 2)
        if self._level in COLOURS:
            colour = QColor(COLOURS[self._level])
            painter.setPen(QPen(colour, 1.6))
            self._paint_level(painter, centre, colour)
        elif self._level == "untouched":
            quiet = self.palette().color(self.foregroundRole())
            quiet.setAlpha(110)
            painter.setPen(QPen(quiet, 1.2))
            painter.drawEllipse(centre, RADIUS / 2, RADIUS / 2)

    def _paint_level(self, painter: QPainter, centre: QPointF, colour: QColor) -> None:
        if self._level == "far":
            corners = [centre + QPointF(x, y) * RADIUS for x, y in ((0, -1.05), (1.15, 0.9), (-1.15, 0.9))]
            painter.drawPolygon(QPolygonF(corners))
            return
        if self._level == "near":
            painter.setBrush(colour)
        painter.drawEllipse(centre, RADIUS, RADIUS)
        if self._level == "off":
            painter.setBrush(colour)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawPie(QRectF(centre.x() - RADIUS, centre.y() - RADIUS, 2 * RADIUS, 2 * RADIUS), 0, -180 * 16)
