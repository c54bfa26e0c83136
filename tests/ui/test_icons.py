"""The icons: all of them can be drawn, and they follow the theme without being made again."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from PyQt5.QtCore import QByteArray, QSize
from PyQt5.QtGui import QColor, QIcon, QImage, QPixmap
from PyQt5.QtSvg import QSvgRenderer
from PyQt5.QtWidgets import QAction, QApplication, QToolButton

from deepfacedrawing.ui.actions import ACTIONS
from deepfacedrawing.ui.icons import PATHS, SHADES, draw_icon, load_icon
from deepfacedrawing.ui.style import apply_style
from deepfacedrawing.ui.theme import DARK, LIGHT


@pytest.fixture(autouse=True)
def light_again(application: QApplication) -> Iterator[None]:
    yield
    apply_style(application, "light")


def _strongest_colour(pixmap: QPixmap) -> str:
    """The colour of the most opaque pixel, ``#rrggbb``."""
    image = pixmap.toImage().convertToFormat(QImage.Format.Format_ARGB32)
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return max(pixels, key=QColor.alpha).name()


def test_every_icon_of_the_actions_is_there() -> None:
    assert {spec.icon for spec in ACTIONS if spec.icon} <= PATHS.keys()
    assert SHADES.keys() <= PATHS.keys()


@pytest.mark.parametrize("name", PATHS)
def test_every_icon_is_valid_and_stays_inside_its_grid(name: str) -> None:
    wide = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-8 -8 40 40"><path id="i" d="{PATHS[name]}"/></svg>'
    renderer = QSvgRenderer(QByteArray(wide.encode()))
    assert renderer.isValid()
    box = renderer.boundsOnElement("i")
    assert box.left() >= 1
    assert box.top() >= 1
    assert box.right() <= 23
    assert box.bottom() <= 23
    image = draw_icon(name, 24, "#ff0000").toImage()
    assert sum(image.pixelColor(x, y).alpha() > 100 for x in range(24) for y in range(24)) > 12


def test_an_icon_follows_the_theme(application: QApplication) -> None:
    icon = load_icon("export")
    size = QSize(40, 40)
    for choice, theme in (("light", LIGHT), ("dark", DARK), ("light", LIGHT)):
        apply_style(application, choice)
        assert _strongest_colour(icon.pixmap(size)) == theme.icon
        assert _strongest_colour(icon.pixmap(size, QIcon.Mode.Disabled)) == theme.disabled
        assert _strongest_colour(icon.pixmap(size, QIcon.Mode.Normal, QIcon.State.On)) == theme.checked_icon


def test_an_icon_outlives_what_made_it(application: QApplication) -> None:
    actions = [QAction(load_icon(name), name) for name in list(PATHS) * 5]
    gc.collect()
    copies = [QIcon(action.icon()) for action in actions]
    del actions
    gc.collect()
    assert not any(copy.pixmap(20, 20).isNull() for copy in copies)


def test_a_button_shows_the_icon_in_the_colours_of_the_theme(application: QApplication) -> None:
    button = QToolButton()
    button.setIcon(load_icon("close"))
    button.setIconSize(QSize(40, 40))
    apply_style(application, "dark")
    image = button.grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert DARK.icon in colours
    assert LIGHT.icon not in colours
