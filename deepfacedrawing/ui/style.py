"""Looks: Qt's Fusion style in the quiet colours of a theme, and one accent."""

from __future__ import annotations

from dataclasses import asdict
from string import Template

from PyQt5.QtGui import QPalette
from PyQt5.QtWidgets import QApplication

from deepfacedrawing.ui.quiet_style import QuietFusion
from deepfacedrawing.ui.theme import Theme, build_menu_palette, build_palette, choose_theme

STYLE_SHEET = Template("""
QFrame[card="true"] { background: $card; border: 1px solid $border; border-radius: 8px; }
QLabel[heading="true"] { font-weight: 600; color: $heading; border: none; }
QLabel[quiet="true"] { color: $quiet; border: none; }
QLabel[error="true"] { color: $error; font-weight: 600; }
QLabel[key="true"] { background: $button; border: 1px solid $outline; border-radius: 4px; padding: 1px 6px; }
QToolBar { background: $card; border: none; border-bottom: 1px solid $border; padding: 3px 8px; spacing: 2px; }
QToolBar::separator { background: $border; width: 1px; margin: 6px 4px; }
QToolBar QToolButton { border: 1px solid transparent; border-radius: 6px; padding: 4px; }
QToolBar #qt_toolbar_ext_button { padding: 0; }
QToolButton[flat="true"] { border: 1px solid transparent; border-radius: 6px; padding: 3px; background: transparent; }
QToolBar QToolButton:hover, QToolButton[flat="true"]:hover { background: $hover; }
QToolBar QToolButton:focus, QToolButton[flat="true"]:focus { border-color: $accent; }
QToolBar QToolButton:pressed, QToolBar QToolButton:checked { background: $checked; border-color: $checked_edge; }
QToolButton[flat="true"]:pressed, QToolButton[flat="true"]:checked { background: $checked; }
QStatusBar { background: $card; border-top: 1px solid $border; }
QStatusBar QLabel { padding: 3px 6px; color: $quiet; }
QStatusBar QLabel[error="true"] { color: $error; }
QStatusBar QPushButton { padding: 1px 8px; }
QStatusBar::item { border: none; }
QMenuBar { background: $card; color: $text; }
QMenuBar::item { padding: 5px 9px; background: transparent; border-radius: 5px; }
QMenuBar::item:selected { background: $checked; color: $heading; }
QPushButton { background: $button; border: 1px solid $outline; border-radius: 6px; padding: 6px 8px; color: $text; }
QPushButton:hover { background: $hover; }
QPushButton:focus { border-color: $accent; }
QPushButton:checked { background: $accent; border-color: $accent; color: $on_accent; }
QPushButton:disabled { color: $disabled; }
QSlider { min-height: 20px; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $groove; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: $accent; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -6px 0; border-radius: 8px; background: $handle;
  border: 1px solid $handle_edge; }
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus { border: 2px solid $accent; }
QSlider::sub-page:horizontal:disabled, QSlider[twoSided="true"]::sub-page:horizontal { background: $groove; }
QSlider::handle:horizontal:disabled { background: $button; border-color: $groove; }
QTabWidget::pane { border: none; border-top: 1px solid $border; }
QTabBar { qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: $quiet; border: none; border-bottom: 2px solid transparent;
  padding: 5px 8px; margin-right: 8px; }
QTabBar::tab:hover { color: $text; border-bottom-color: $outline; }
QTabBar::tab:selected { color: $heading; border-bottom-color: $accent; }
QTabBar::tab:selected:focus { background: $hover; }
QListWidget[strip="true"] { background: transparent; border: none; }
QSplitter::handle { background: transparent; }
QScrollBar:vertical { width: 12px; background: transparent; }
QScrollBar:horizontal { height: 12px; background: transparent; }
QScrollBar::handle { background: $groove; border-radius: 4px; margin: 2px; min-width: 24px; min-height: 24px; }
QScrollBar::handle:hover { background: $handle_edge; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QToolTip { background: $tip; color: $on_tip; border: 1px solid $tip; padding: 3px 5px; }
""")
# Where the application keeps the palette that Qt took from the system, and the name of the theme that is shown.
PLATFORM_PALETTE, SHOWN_THEME = "platform_palette", "shown_theme"


def apply_style(application: QApplication, choice: str = "system") -> Theme:
    """Sets style, colours and style sheet of the whole application, at the start or at run time.

    Args:
        choice: one of ``THEME_CHOICES``.

    Returns:
        The theme that is shown now.
    """
    platform = application.property(PLATFORM_PALETTE)
    if not isinstance(platform, QPalette):  # the first time: nobody has set another one yet
        platform = application.palette()
        application.setProperty(PLATFORM_PALETTE, platform)
        application.setStyle(QuietFusion())
    theme = choose_theme(choice, platform)
    if application.property(SHOWN_THEME) == theme.name:
        return theme
    application.setProperty(SHOWN_THEME, theme.name)
    application.setPalette(build_palette(theme))
    for menu in ("QMenu", "QMenuBar"):
        application.setPalette(build_menu_palette(theme), menu)
    application.setStyleSheet(STYLE_SHEET.substitute(asdict(theme)))
    return theme
