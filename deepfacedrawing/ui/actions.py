"""Every action of the window, as a table; menus and tool bar are built from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QKeySequence
from PyQt5.QtWidgets import (
    QAction,
    QActionGroup,
    QMainWindow,
    QMenu,
    QMenuBar,
    QSizePolicy,
    QToolBar,
    QToolButton,
    QWidget,
)

from deepfacedrawing.ui.icons import load_icon


@dataclass(frozen=True)
class ActionSpec:
    """``slot``: the window's method (or that of a part of it); a checkable action calls it with its new state.

    ``group``: actions of one group exclude each other.
    """

    name: str
    menu: str
    text: str
    shortcuts: tuple[str, ...]
    icon: str | None
    slot: str
    tip: str
    checkable: bool = False
    checked: bool = False
    group: str = ""


SEPARATOR, SPACE = "-", " "
SHADOW_TIP = "Show faces like yours, softly under the ink"
MENUS = ("File", "Edit", "View", "Face", "Help")
ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("new", "File", "&New", ("Ctrl+N",), "new", "files.new", "Start an empty drawing"),
    ActionSpec("open", "File", "&Open…", ("Ctrl+O",), "open", "files.choose_and_open", "Open a sketch or a picture"),
    ActionSpec("save", "File", "&Save", ("Ctrl+S",), "save", "files.save", "Save the sketch"),
    ActionSpec("save_as", "File", "Save &as…", ("Ctrl+Shift+S",), None, "files.save_as", "Save it under a new name"),
    ActionSpec("export", "File", "&Export face…", ("Ctrl+E",), "export", "files.choose_and_export", "Save the face"),
    ActionSpec("quit", "File", "&Quit", ("Ctrl+Q",), None, "close", "Close the window"),
    ActionSpec("undo", "Edit", "&Undo", ("Ctrl+Z",), "undo", "undo", "Undo"),
    ActionSpec("redo", "Edit", "&Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", "redo", "Redo"),
    ActionSpec("pen", "Edit", "&Pen", ("B",), "pen", "use_pen", "Draw", True, True, "tool"),
    ActionSpec("eraser", "Edit", "&Eraser", ("E",), "eraser", "use_eraser", "Erase", True, False, "tool"),
    ActionSpec("thinner", "Edit", "&Thinner", ("[",), None, "make_thinner", "A thinner pen"),
    ActionSpec("thicker", "Edit", "Th&icker", ("]",), None, "make_thicker", "A thicker pen"),
    ActionSpec("clear", "Edit", "&Clear", ("Ctrl+Del",), "clear", "clear", "Remove everything drawn (can be undone)"),
    ActionSpec("shadow", "View", "Shadow &guidance", ("G",), "shadow", "toggle_shadow", SHADOW_TIP, True, True),
    ActionSpec("full_screen", "View", "&Full screen", ("F11",), None, "toggle_full_screen", "Fill the screen", True),
    ActionSpec("live", "Face", "&Live", ("L",), "live", "toggle_live", "Render while you draw", True, True),
    ActionSpec("render", "Face", "&Render now", ("F5",), "render", "render_now", "Render the face now"),
    ActionSpec("surprise", "Face", "&Surprise me", ("R",), "dice", "surprise", "A random appearance"),
    ActionSpec("reset", "Face", "Reset re&finement", ("Ctrl+0",), "reset", "reset_refinement", "All sliders to 50 %"),
    ActionSpec("about", "Help", "&About", (), None, "show_about", "About this program"),
)
MENU_BREAKS = ("export", "quit", "pen", "clear", "full_screen", "surprise")
TOOL_BAR = (
    *("new", "open", "save", SEPARATOR, "undo", "redo", SEPARATOR, "pen", "eraser", "size", "clear"),
    *(SPACE, "live", "render", SEPARATOR, "export"),
)
WITH_TEXT = ("live", "render", "export")


def build_actions(window: QMainWindow) -> dict[str, QAction]:
    """The actions of the table, connected to the window's slots and added to it."""
    groups: dict[str, QActionGroup] = {}
    actions: dict[str, QAction] = {}
    for spec in ACTIONS:
        action = QAction(spec.text, window)
        action.setShortcuts([QKeySequence(shortcut) for shortcut in spec.shortcuts])
        if spec.icon:
            action.setIcon(load_icon(spec.icon))
        keys = f" ({action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)})" if spec.shortcuts else ""
        action.setToolTip(spec.tip + keys)
        action.setStatusTip("")
        action.setCheckable(spec.checkable)
        action.setChecked(spec.checked)
        if spec.group:
            groups.setdefault(spec.group, QActionGroup(window)).addAction(action)
        slot = attrgetter(spec.slot)(window)
        if spec.checkable and not spec.group:
            action.toggled.connect(slot)
        else:  # a lambda, as triggered() carries a bool that a plain slot would take for its first argument
            action.triggered.connect(lambda _=False, call=slot: call())
        window.addAction(action)
        actions[spec.name] = action
    return actions


def build_menus(window: QMainWindow, actions: dict[str, QAction]) -> None:
    """The menu bar, in the order of the table."""
    bar = QMenuBar(window)
    menus = {title: QMenu(f"&{title}", bar) for title in MENUS}
    for menu in menus.values():
        bar.addMenu(menu)
    for spec in ACTIONS:
        if spec.name in MENU_BREAKS:
            menus[spec.menu].addSeparator()
        menus[spec.menu].addAction(actions[spec.name])
    window.setMenuBar(bar)


def build_tool_bar(window: QMainWindow, actions: dict[str, QAction], widgets: Mapping[str, QWidget]) -> None:
    """The tool bar; ``widgets`` are those of its places that are no actions."""
    bar = QToolBar("Tools", window)
    bar.setMovable(False)
    bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
    for name in TOOL_BAR:
        if name == SEPARATOR:
            bar.addSeparator()
        elif name == SPACE:
            space = QWidget()
            space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            bar.addWidget(space)
        elif name in widgets:
            bar.addWidget(widgets[name])
        else:
            bar.addAction(actions[name])
            button = bar.widgetForAction(actions[name])
            if name in WITH_TEXT and isinstance(button, QToolButton):
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    window.addToolBar(bar)
