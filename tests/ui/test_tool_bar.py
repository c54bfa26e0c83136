"""The tool bar and the panel keep everything in reach in a narrow window."""

from __future__ import annotations

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QScrollArea, QToolButton

from deepfacedrawing.ui.actions import TOOL_BAR
from deepfacedrawing.ui.main_window import MainWindow
from deepfacedrawing.ui.tool_bar import ToolBar
from tests.ui.conftest import wait_until


def _bar(window: MainWindow) -> ToolBar:
    (bar,) = window.findChildren(ToolBar)
    return bar


def test_words_go_where_there_is_no_room_and_come_back(window: MainWindow) -> None:
    bar = _bar(window)
    window.welcome.hide()
    window.resize(bar.sizeHint().width() + 50, 800)
    wait_until(lambda: bar.has_labels)
    whole = bar.sizeHint().width()
    window.resize(whole - 20, 800)
    wait_until(lambda: not bar.has_labels)
    window.resize(whole + 20, 800)
    wait_until(lambda: bar.has_labels)


def test_a_narrow_window_hides_no_button(window: MainWindow) -> None:
    window.welcome.hide()
    window.resize(1024, 700)
    bar = _bar(window)
    wait_until(lambda: bar.width() == window.width())
    buttons = {name: bar.widgetForAction(window.actions_by_name[name]) for name in TOOL_BAR if name.isalpha()}
    assert all(isinstance(button, QToolButton) for button in buttons.values())
    wait_until(lambda: not any(button.isHidden() for button in buttons.values() if button is not None))
    assert window.height() == 700


def test_the_panel_scrolls_where_the_window_is_low(window: MainWindow) -> None:
    window.resize(1024, 560)
    area = window.controls.parent().parent()  # type: ignore[union-attr]
    assert isinstance(area, QScrollArea)
    scroll = area.verticalScrollBar()
    assert scroll is not None
    wait_until(lambda: scroll.maximum() > 0)
    assert area.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    assert window.controls.width() <= area.viewport().width()  # type: ignore[union-attr]
