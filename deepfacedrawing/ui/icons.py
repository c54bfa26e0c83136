"""The icons, drawn for this program: SVG paths on a 24×24 grid, stroked in the colour of the text."""

from __future__ import annotations

from PyQt5.QtCore import QByteArray, QRectF, Qt
from PyQt5.QtGui import QIcon, QPainter, QPixmap
from PyQt5.QtSvg import QSvgRenderer

PATHS: dict[str, str] = {
    "new": "M6 3h8l4 4v14H6z M14 3v4h4",
    "open": "M3 19V6h6l2 2h8v3 M3 19l3-8h15l-3 8z",
    "save": "M4 4h13l3 3v13H4z M8 4v5h7V4 M7 20v-7h10v7",
    "export": "M4 14v6h16v-6 M12 15V4 M8 8l4-4 4 4",
    "undo": "M9 5L4 10l5 5 M4 10h10a5 5 0 0 1 0 10h-3",
    "redo": "M15 5l5 5-5 5 M20 10H10a5 5 0 0 0 0 10h3",
    "pen": "M4 20l1-5L16 4l4 4L9 19z M14 6l4 4",
    "eraser": "M9 20l-5-5L14 5l6 6-9 9z M9 10l6 6 M9 20h11",
    "clear": "M5 7h14 M9 7V4h6v3 M7 7l1 13h8l1-13 M10.5 11v5 M13.5 11v5",
    "shadow": "M12 3c4 0 6 3 6 7s-3 11-6 11-6-7-6-11 2-7 6-7z M9.5 10h1 M13.5 10h1 M10.5 16h3",
    "live": "M13 3L5 14h6l-1 7 8-11h-6z",
    "render": "M20 12a8 8 0 1 1-2.5-5.800 M20 3v4.5h-4.5",
    "dice": "M5 5h14v14H5z M9 9h.01 M15 9h.01 M12 12h.01 M9 15h.01 M15 15h.01",
    "reset": "M4 12a8 8 0 1 0 2.5-5.800 M4 3v4.5h4.5",
    "left_eye": "M2 13c3-5 9-5 12 0c-3 4-9 4-12 0z M8 11.300a1.600 1.600 0 1 0 .01 0z M2 8c3-3 8-3 11-1 M18 13h4",
    "right_eye": "M22 13c-3-5-9-5-12 0c3 4 9 4 12 0z M16 11.300a1.600 1.600 0 1 0 .01 0z M22 8c-3-3-8-3-11-1 M2 13h4",
    "nose": "M10 3c0 6-4 9-4 13c0 2.500 3 3 4 2c1 2 3 2 4 0c1 1 4 .5 4-2c0-1.500-.5-2.500-1.500-4",
    "mouth": "M2 11c4-4 7-4 10-2c3-2 6-2 10 2c-5 8-15 8-20 0z M2 11c6 1.500 14 1.500 20 0",
    "remainder": "M5 21V11a7 8 0 0 1 14 0v10 M8 11c3 0 6-1 7-4l1 4 M8 11v4a4 5 0 0 0 8 0v-4",
    "pin": "M9 3h6l-1 6 4 4H6l4-4z M12 13v8",
    "swap": "M4 8h15 M15 4l4 4-4 4 M20 16H5 M9 12l-4 4 4 4",
}
SIZES = (20, 24, 40, 48)


def load_icon(name: str, colour: str = "#374151", disabled: str = "#b6bcc6") -> QIcon:
    """The icon of that name, sharp at the usual sizes.

    Raises:
        KeyError: there is none.
    """
    icon = QIcon()
    for mode, stroke in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, disabled)):
        renderer = QSvgRenderer(QByteArray(_svg(PATHS[name], stroke).encode()))
        for size in SIZES:
            pixmap = QPixmap(size, size)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            renderer.render(painter, QRectF(0, 0, size, size))
            painter.end()
            icon.addPixmap(pixmap, mode)
    return icon


def paint_icon(painter: QPainter, name: str, colour: str, place: QRectF) -> None:
    """The icon of that name in one colour, for widgets that paint themselves.

    Raises:
        KeyError: there is none.
    """
    QSvgRenderer(QByteArray(_svg(PATHS[name], colour).encode())).render(painter, place)


def _svg(path: str, colour: str) -> str:
    style = f'fill="none" stroke="{colour}" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path {style} d="{path}"/></svg>'
