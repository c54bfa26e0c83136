"""How the window was left, and how it comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt5.QtCore import QSize

from deepfacedrawing.ui.pen import PenSettings
from deepfacedrawing.ui.settings import WindowSettings
from deepfacedrawing.ui.settings_file import read_splitter_sizes

if TYPE_CHECKING:
    from deepfacedrawing.ui.main_window import MainWindow

USUAL_SIZE = QSize(1280, 860)
# Actions that are checked again.
CHECKED = ("windows", "guides", "live")


def restore_window(window: MainWindow, memory: WindowSettings) -> None:
    """Place, size, tools and views as they were left; the usual ones the first time."""
    window.restoreGeometry(memory.geometry)
    screen = window.screen()
    room = QSize() if screen is None else screen.availableVirtualSize()
    if memory.geometry.isEmpty() or window.width() > room.width() or window.height() > room.height():
        window.resize(USUAL_SIZE)
    if sizes := read_splitter_sizes(bytes(memory.splitter)):
        window.workspace.setSizes(sizes)
    window.pen.set_pen(PenSettings(memory.brush_width, memory.smoothing, memory.pressure, memory.mirror))
    window.workspace.canvas.set_pen(window.pen.pen)
    window.actions_by_name["mirror"].setChecked(memory.mirror)
    for name, control in window.workspace.underlays.items():
        control.set_percent(getattr(memory, f"{name}_percent"))
    for name in CHECKED:
        window.actions_by_name[name].setChecked(getattr(memory, name))
    window.actions_by_name[memory.view_mode].trigger()
    window.welcome.setVisible(not memory.welcomed)


def remember_window(window: MainWindow, memory: WindowSettings) -> None:
    """Keeps all of that until the next start."""
    pen = window.pen.pen
    memory.geometry, memory.splitter = window.saveGeometry(), window.workspace.saveState()
    memory.brush_width, memory.smoothing = round(pen.width), pen.smoothing
    memory.pressure, memory.mirror = pen.pressure, pen.mirror
    memory.view_mode = window.workspace.mode
    for name, control in window.workspace.underlays.items():
        setattr(memory, f"{name}_percent", control.percent)
    for name in CHECKED:
        setattr(memory, name, window.actions_by_name[name].isChecked())
    memory.sync()
