"""Looks: Qt's Fusion style in quiet light colours, and one accent."""

from __future__ import annotations

from PyQt5.QtGui import QColor, QPalette
from PyQt5.QtWidgets import QApplication, QProxyStyle, QStyle, QStyleHintReturn, QStyleOption, QWidget

COLOURS = {
    QPalette.ColorRole.Window: "#eef0f3",
    QPalette.ColorRole.WindowText: "#1f2937",
    QPalette.ColorRole.Base: "#ffffff",
    QPalette.ColorRole.AlternateBase: "#f5f6f8",
    QPalette.ColorRole.Text: "#1f2937",
    QPalette.ColorRole.Button: "#f7f8fa",
    QPalette.ColorRole.ButtonText: "#1f2937",
    QPalette.ColorRole.ToolTipBase: "#1f2937",
    QPalette.ColorRole.ToolTipText: "#f9fafb",
    QPalette.ColorRole.Highlight: "#3b63d1",
    QPalette.ColorRole.HighlightedText: "#ffffff",
}
STYLE_SHEET = """
QFrame[card="true"] { background: #ffffff; border: 1px solid #dde1e7; border-radius: 8px; }
QLabel[heading="true"] { font-weight: 600; color: #111827; border: none; }
QLabel[quiet="true"] { color: #6b7280; border: none; }
QLabel[error="true"] { color: #b42318; font-weight: 600; }
QToolBar { background: #ffffff; border: none; border-bottom: 1px solid #dde1e7; padding: 4px 8px; spacing: 4px; }
QToolBar::separator { background: #dde1e7; width: 1px; margin: 6px 6px; }
QToolBar QToolButton { border: 1px solid transparent; border-radius: 6px; padding: 5px; }
QToolBar QToolButton:hover { background: #eef0f3; }
QToolBar QToolButton:pressed, QToolBar QToolButton:checked { background: #dfe7fb; border-color: #b4c6f4; }
QStatusBar { background: #ffffff; border-top: 1px solid #dde1e7; }
QStatusBar QLabel { padding: 3px 6px; color: #4b5563; }
QStatusBar QLabel[error="true"] { color: #b42318; }
QStatusBar::item { border: none; }
QMenuBar { background: #ffffff; }
QPushButton { background: #f7f8fa; border: 1px solid #cfd4dc; border-radius: 6px; padding: 6px 8px; color: #1f2937; }
QPushButton:hover { background: #eef0f3; }
QPushButton:focus { border-color: #3b63d1; }
QPushButton:checked { background: #3b63d1; border-color: #3b63d1; color: #ffffff; }
QPushButton:disabled { color: #b6bcc6; }
QSlider { min-height: 20px; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: #d5d9e0; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: #3b63d1; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -6px 0; border-radius: 8px; background: #ffffff;
  border: 1px solid #9aa3b2; }
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus { border: 2px solid #3b63d1; }
QSlider::sub-page:horizontal:disabled, QSlider[twoSided="true"]::sub-page:horizontal { background: #d5d9e0; }
QSlider::handle:horizontal:disabled { background: #f1f3f6; border-color: #d5d9e0; }
QSplitter::handle { background: transparent; }
"""


class _DirectSliders(QProxyStyle):
    """Fusion, but a click on a slider's groove goes there at once."""

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returnData: QStyleHintReturn | None = None,
    ) -> int:
        if hint == QStyle.StyleHint.SH_Slider_AbsoluteSetButtons:
            return 1  # Qt.MouseButton.LeftButton
        return super().styleHint(hint, option, widget, returnData)


def apply_style(application: QApplication) -> None:
    """Sets style, colours and style sheet of the whole application."""
    application.setStyle(_DirectSliders("Fusion"))
    palette = QPalette()
    for role, colour in COLOURS.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor("#a6adb8"))
    application.setPalette(palette)
    application.setStyleSheet(STYLE_SHEET)
