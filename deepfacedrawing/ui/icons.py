"""The icons, drawn for this program and under its licence: SVG paths on a 24×24 grid, in the colours of the theme.

They are drawn when they are painted: sharp at any size, and in the new colours as soon as the theme changes.
"""

from __future__ import annotations

from PyQt5.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PyQt5.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PyQt5.QtSvg import QSvgRenderer
from PyQt5.QtWidgets import QApplication

from deepfacedrawing.ui.theme import theme_of

# Stroked lines, round at their ends; "h.01" is a dot.
PATHS: dict[str, str] = {
    "new": "M6 3h8l4 4v14H6z M14 3v4h4",
    "open": "M3 19V6h6l2 2h8v3 M3 19l3-8h15l-3 8z",
    "save": "M4 4h13l3 3v13H4z M8 4v5h7V4 M7 20v-7h10v7",
    "export": "M4 14v6h16v-6 M12 15V4 M8 8l4-4 4 4",
    "export_face": "M14 4H4v16h16V14 M13 11l7-7 M15 4h5v5 M8.5 10.5h.01 M12.5 10.5h.01 M8 15c1.5 1.5 4 1.5 5.5 0",
    "export_sketch": "M14 4H4v16h16V14 M13 11l7-7 M15 4h5v5 M7.5 16.5c1-5 3-5 3.5-2.5s2 2.5 4 .5",
    "export_both": "M13 4H4v16h16V14 M13 11l7-7 M15 4h5v5 M11 20v-9",
    "undo": "M9 5L4 10l5 5 M4 10h10a5 5 0 0 1 0 10h-3",
    "redo": "M15 5l5 5-5 5 M20 10H10a5 5 0 0 0 0 10h3",
    "pen": "M4 20l1-5L16 4l4 4L9 19z M14 6l4 4",
    "eraser": "M9 20l-5-5L14 5l6 6-9 9z M9 10l6 6 M9 20h11",
    "clear": "M5 7h14 M9 7V4h6v3 M7 7l1 13h8l1-13 M10.5 11v5 M13.5 11v5",
    "line": "M6 18L18 6 M5 19h.01 M19 5h.01",
    "smoothing": "M3 9l3-4 3 6 3-6 3 6 3-6 3 4 M3 18c3-5 6-5 9-2s6 3 9-2",
    "pressure": "M7 15L17 3.5l3 2.5L10.5 17.5 6 19z M3 21.5h2 M8 21.5h4 M15 21.5h6",
    "fit": "M4 9V4h5 M15 4h5v5 M20 15v5h-5 M9 20H4v-5 M9 9h6v6H9z",
    "full_screen": "M4 9V4h5 M15 4h5v5 M20 15v5h-5 M9 20H4v-5",
    "zoom_in": "M10.5 4a6.5 6.5 0 1 0 .01 0 M15.5 15.5L20.5 20.5 M7.5 10.5h6 M10.5 7.5v6",
    "zoom_out": "M10.5 4a6.5 6.5 0 1 0 .01 0 M15.5 15.5L20.5 20.5 M7.5 10.5h6",
    "rotate_left": "M5 11a7.5 7.5 0 1 1 1 6 M5 5.5V11h5.5",
    "rotate_right": "M19 11a7.5 7.5 0 1 0-1 6 M19 5.5V11h-5.5",
    "mirror": "M12 3v2 M12 8v2.5 M12 13.5V16 M12 19v2 M9 7v10H3z M15 7v10h6z",
    "guides": "M12 3c4 0 6 3 6 7s-3 11-6 11-6-7-6-11 2-7 6-7z M12 1.5v21 M3.5 10.5h17",
    "windows": "M3 4.5h7v5.5H3z M14 4.5h7V10h-7z M10 12.5h4v3h-4z M7 18h10v3.2H7z",
    "shadow": "M12 3c4 0 6 3 6 7s-3 11-6 11-6-7-6-11 2-7 6-7z M9.5 10h1 M13.5 10h1 M10.5 16h3",
    "reference": "M4 5h16v14H4z M4 16l5-5 4 4 3-3 4 4 M15.5 9h.01",
    "photo": "M3 8h4l2-3h6l2 3h4v11H3z M12 9.5a3.7 3.7 0 1 0 .01 0",
    "history": "M4 12a8 8 0 1 0 2.5-5.8 M4 3v4.5h4.5 M12 8v4.5l3 2",
    "bank": (
        "M4 4h7v7H4z M13 4h7v7h-7z M4 13h7v7H4z M13 13h7v7h-7z M7.5 7.5h.01 M16.5 7.5h.01 M7.5 16.5h.01 M16.5 16.5h.01"
    ),
    "morph": (
        "M7.5 3.5a4 4 0 1 0 .01 0 M12.5 12.5h8v8h-8z M14.5 4.5h2.5a2.5 2.5 0 0 1 2.5 2.5v2"
        " M17.3 7l2.2 2.3L21.7 7 M9.5 19.5H7a2.5 2.5 0 0 1-2.5-2.5v-2"
    ),
    "pin": "M9 4h6 M10 4v6l-3 4h10l-3-4V4 M12 14v6",
    "unpin": "M9.5 4H15 M14 4v6l2 2.7 M10 9.5L7 14h6.5 M12 14v6 M4 4l16 16",
    "copy": "M9 9h11v11H9z M5 15H4V4h11v1",
    "paste": "M9 4h6v3H9z M9 5H5v16h14V5h-4 M9 12h6 M9 16h6",
    "film": "M4 5h16v14H4z M8 5v14 M16 5v14 M4 9.7h4 M4 14.3h4 M16 9.7h4 M16 14.3h4",
    "play": "M7 4.5l12 7.5-12 7.5z",
    "pause": "M8 5v14 M16 5v14",
    "live": "M13 3L5 14h6l-1 7 8-11h-6z",
    "render": "M20 12a8 8 0 1 1-2.5-5.8 M20 3v4.5h-4.5",
    "dice": "M5 5h14v14H5z M9 9h.01 M15 9h.01 M12 12h.01 M9 15h.01 M15 15h.01",
    "reset": "M4 12a8 8 0 1 0 2.5-5.8 M4 3v4.5h4.5",
    "face_only": "M12 4a8 8 0 1 0 .01 0 M9 10.5h.01 M15 10.5h.01 M8.5 14.5c2 2.3 5 2.3 7 0",
    "overlay": "M4 4h11v11H4z M9 9h11v11H9z",
    "side_by_side": "M3 5h18v14H3z M12 5v14 M16 11h.01 M18 11h.01 M15.7 14c.8.8 1.8.8 2.6 0 M5.5 15l4-6",
    "eye": "M2.5 12C5 7.5 8.5 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-6 6.5-9.5 6.5s-7-2-9.5-6.5z M12 9.2a2.8 2.8 0 1 0 .01 0",
    "eye_off": (
        "M5.5 8C4.5 9 3.5 10.3 2.5 12c2.5 4.5 6 6.5 9.5 6.5 1.2 0 2.3-.2 3.4-.7"
        " M10 5.7c.7-.1 1.3-.2 2-.2 3.5 0 7 2 9.5 6.5-.7 1.3-1.5 2.4-2.4 3.3 M4 4l16 16"
    ),
    "lock": "M5 11h14v9H5z M8 11V8a4 4 0 0 1 8 0v3 M12 15v1.5",
    "unlock": "M5 11h14v9H5z M8 11V7a4 4 0 0 1 7.7-1.5 M12 15v1.5",
    "plus": "M12 5v14 M5 12h14",
    "minus": "M5 12h14",
    "close": "M6 6l12 12 M18 6L6 18",
    "check": "M5 12.5l4.5 4.5L19 7.5",
    "info": "M12 3.5a8.5 8.5 0 1 0 .01 0 M12 11v5.5 M12 7.7h.01",
    "warning": "M12 4L2.5 20h19z M12 10v4.5 M12 17.3h.01",
    "theme": "M12 3.5a8.5 8.5 0 1 0 .01 0 M12 3.5v17",
    "keyboard": "M3 6h18v12H3z M7 10h.01 M10.5 10h.01 M14 10h.01 M17 10h.01 M7 14h.01 M10 14h4.5 M17.5 14h.01",
    "language": "M12 3.5a8.5 8.5 0 1 0 .01 0 M3.5 12h17 M12 3.5c-5 5-5 12 0 17 M12 3.5c5 5 5 12 0 17",
    "help": "M12 3.5a8.5 8.5 0 1 0 .01 0 M9.5 9.5c.2-3.3 5.2-3.2 5.2 0 0 2-2.7 2-2.7 4.3 M12 16.8h.01",
    "settings": "M4 7h9 M17 7h3 M4 12h3 M11 12h9 M4 17h9 M17 17h3 M13 5v4 M17 5v4 M7 10v4 M11 10v4 M13 15v4 M17 15v4",
    "left_eye": "M2 13c3-5 9-5 12 0c-3 4-9 4-12 0z M8 11.3a1.6 1.6 0 1 0 .01 0z M2 8c3-3 8-3 11-1 M18 13h4",
    "right_eye": "M22 13c-3-5-9-5-12 0c3 4 9 4 12 0z M16 11.3a1.6 1.6 0 1 0 .01 0z M22 8c-3-3-8-3-11-1 M2 13h4",
    "nose": "M10 3c0 6-4 9-4 13c0 2.5 3 3 4 2c1 2 3 2 4 0c1 1 4 .5 4-2c0-1.5-.5-2.5-1.5-4",
    "mouth": "M2 11c4-4 7-4 10-2c3-2 6-2 10 2c-5 8-15 8-20 0z M2 11c6 1.5 14 1.5 20 0",
    "remainder": "M5 21V11a7 8 0 0 1 14 0v10 M8 11c3 0 6-1 7-4l1 4 M8 11v4a4 5 0 0 0 8 0v-4",
    "more": "M5 6l6 6-6 6 M13 6l6 6-6 6",
    "swap": "M4 8h15 M15 4l4 4-4 4 M20 16H5 M9 12l-4 4 4 4",
}
# Softly filled ground of some of them.
SHADES: dict[str, str] = {
    "mirror": "M15 7v10h6z",
    "overlay": "M9 9h11v11H9z",
    "export_both": "M4 11h7v9H4z",
    "windows": "M3 4.5h7v5.5H3z M14 4.5h7V10h-7z M10 12.5h4v3h-4z M7 18h10v3.2H7z",
    "morph": "M12.5 12.5h8v8h-8z",
    "theme": "M12 3.5a8.5 8.5 0 0 1 0 17z",
    "side_by_side": "M12 5h9v14h-9z",
    "pin": "M10 4h4v6l3 4H7l3-4z",
}


def load_icon(name: str) -> QIcon:
    """The icon of that name; it follows the theme by itself.

    Raises:
        KeyError: there is none.
    """
    return QIcon(_LineIcon(PATHS[name], SHADES.get(name, "")))


def draw_icon(name: str, size: int, colour: str) -> QPixmap:
    """An icon in one colour, ``#rrggbb``, as ``size`` pixels square.

    Raises:
        KeyError: there is none.
    """
    return _draw(PATHS[name], SHADES.get(name, ""), QSize(size, size), colour)


def paint_icon(painter: QPainter, name: str, colour: str, place: QRectF) -> None:
    """The icon of that name in one colour, ``#rrggbb``, for widgets that paint themselves.

    Raises:
        KeyError: there is none.
    """
    _renderer(PATHS[name], SHADES.get(name, ""), colour).render(painter, place)


class _LineIcon(QIconEngine):
    """Paints lines in the colour of the application's theme at that moment."""

    def __init__(self, path: str, shade: str) -> None:
        super().__init__()
        self._path, self._shade = path, shade

    def clone(self) -> QIconEngine:
        return _LineIcon(self._path, self._shade)

    def paint(self, painter: QPainter | None, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        if painter is not None:
            _renderer(self._path, self._shade, _colour(mode, state)).render(painter, QRectF(rect))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return _draw(self._path, self._shade, size, _colour(mode, state))


def _colour(mode: QIcon.Mode, state: QIcon.State) -> str:
    theme = theme_of(QApplication.palette())
    if mode == QIcon.Mode.Disabled:
        return theme.disabled
    return theme.checked_icon if state == QIcon.State.On else theme.icon


def _draw(path: str, shade: str, size: QSize, colour: str) -> QPixmap:
    pixmap = QPixmap(size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    _renderer(path, shade, colour).render(painter, QRectF(0, 0, size.width(), size.height()))
    painter.end()
    return pixmap


def _renderer(path: str, shade: str, colour: str) -> QSvgRenderer:
    lines = f'fill="none" stroke="{colour}" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"'
    ground = f'<path fill="{colour}" fill-opacity="0.3" d="{shade}"/>' if shade else ""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">{ground}<path {lines} d="{path}"/></svg>'
    return QSvgRenderer(QByteArray(svg.encode()))
