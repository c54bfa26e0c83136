"""Qt's Fusion style with a few habits and looks of our own, for what a style sheet cannot say."""

from __future__ import annotations

from PyQt5.QtCore import QPointF, QRectF, Qt
from PyQt5.QtGui import QIcon, QPainter, QPalette, QPen, QPolygonF
from PyQt5.QtWidgets import (
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QStyleOptionComboBox,
    QStyleOptionComplex,
    QWidget,
)

from deepfacedrawing.ui.icons import load_icon

CORNER, ARROW, GAP = 6.0, 4.0, 4
# Hints are asked for thousands of times while the window is built.
OWN_HINTS = {
    QStyle.StyleHint.SH_Slider_AbsoluteSetButtons: 1,  # Qt.MouseButton.LeftButton
    QStyle.StyleHint.SH_DialogButtonBox_ButtonsHaveIcons: 0,
}


class QuietFusion(QProxyStyle):
    """Fusion, but a click on a slider's groove goes there at once, the buttons of dialogs are words alone, and lists
    that drop down are as flat as buttons."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,
    ) -> int:
        answer = OWN_HINTS.get(hint)
        return super().styleHint(hint, option, widget, returnData) if answer is None else answer

    def standardIcon(
        self, standardIcon: QStyle.StandardPixmap, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> QIcon:
        if standardIcon == QStyle.StandardPixmap.SP_ToolBarHorizontalExtensionButton:
            return load_icon("more")  # Fusion's own is black in every theme
        return super().standardIcon(standardIcon, option, widget)

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex | None,
        painter: QPainter | None,
        widget: QWidget | None = None,
    ) -> None:
        if isinstance(option, QStyleOptionComboBox) and not option.editable and painter is not None:
            _draw_list(option, painter)
        else:
            super().drawComplexControl(control, option, painter, widget)

    def drawControl(
        self,
        element: QStyle.ControlElement,
        option: QStyleOption | None,
        painter: QPainter | None,
        widget: QWidget | None = None,
    ) -> None:
        if element == QStyle.ControlElement.CE_ComboBoxLabel and isinstance(option, QStyleOptionComboBox):
            part = QStyle.SubControl.SC_ComboBoxEditField
            room = self.subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, widget).width() - GAP
            option.currentText = option.fontMetrics.elidedText(option.currentText, Qt.TextElideMode.ElideRight, room)
        super().drawControl(element, option, painter, widget)


def _draw_list(option: QStyleOptionComboBox, painter: QPainter) -> None:
    """The frame of a list that drops down, and its arrow; the text is drawn by itself."""
    palette, frame = option.palette, QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5)
    focused, lit = (
        bool(option.state & state) for state in (QStyle.StateFlag.State_HasFocus, QStyle.StateFlag.State_MouseOver)
    )
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(palette.color(QPalette.ColorRole.Highlight if focused else QPalette.ColorRole.Mid))
    painter.setBrush(palette.color(QPalette.ColorRole.Light if lit else QPalette.ColorRole.Button))
    painter.drawRoundedRect(frame, CORNER, CORNER)
    painter.setPen(QPen(palette.color(QPalette.ColorRole.ButtonText), 1.6, cap=Qt.PenCapStyle.RoundCap))
    tip = QPointF(frame.right() - 3 * ARROW, frame.center().y() + ARROW / 2)
    if option.direction == Qt.LayoutDirection.RightToLeft:
        tip.setX(frame.left() + 3 * ARROW)
    painter.drawPolyline(QPolygonF([tip + QPointF(-ARROW, -ARROW), tip, tip + QPointF(ARROW, -ARROW)]))
    painter.restore()
