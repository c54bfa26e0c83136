"""Every action of the window, as a table; menus and tool bar are built from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from operator import attrgetter

from PyQt5.QtCore import QCoreApplication, Qt
from PyQt5.QtGui import QKeySequence
from PyQt5.QtWidgets import (
    QAction,
    QActionGroup,
    QMainWindow,
    QMenu,
    QMenuBar,
    QSizePolicy,
    QWidget,
)

from deepfacedrawing.ui.icons import load_icon
from deepfacedrawing.ui.tool_bar import ToolBar


@dataclass(frozen=True)
class ActionSpec:
    """``slot``: the window's method (or that of a part of it); a checkable action calls it with its new state.

    ``group``: actions of one group exclude each other. ``argument``: what the slot is given first, if anything.
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
    argument: str = ""


SEPARATOR, SPACE = "-", " "
CLEAR_TIP = "Remove everything drawn (can be undone)"
MIRROR_TIP = "Draw both halves of the face at once"
SHADOW_TIP = "Show faces like yours, softly under the ink"
GUIDE_TIP = "Show a face of usual proportions to draw by"
WINDOWS_TIP = "Show the windows of eyes, nose and mouth"
TURN_TIP = "Turn the page"
SIDE_TIP, OVER_TIP, FACE_TIP = "Canvas and face side by side", "Draw over the face", "The face alone"
PHOTO_TIP = "Turn a portrait photo into strokes that can be edited"
REPLAY_TIP = "A film of the drawing as it came to be"
REFERENCE_TIP = "A picture under the ink to draw by"
FOCUS_TIP = "Go to this slider; the arrow keys move it"
# Name → title, each with another key.
MENUS = {"File": "&File", "Edit": "&Edit", "View": "&View", "Face": "F&ace", "Help": "&Help"}
ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("new", "File", "&New", ("Ctrl+N",), "new", "files.new", "Start an empty drawing"),
    ActionSpec("open", "File", "&Open…", ("Ctrl+O",), "open", "files.choose_and_open", "Open a sketch or a picture"),
    ActionSpec("save", "File", "&Save", ("Ctrl+S",), "save", "files.save", "Save the sketch"),
    ActionSpec("save_as", "File", "Save &as…", ("Ctrl+Shift+S",), None, "files.save_as", "Save it under a new name"),
    ActionSpec("photo", "File", "Start from a &photo…", ("Ctrl+Shift+O",), "photo", "arrivals.choose_photo", PHOTO_TIP),
    ActionSpec("export", "File", "&Export…", ("Ctrl+E",), "export", "outputs.choose_and_export", "Save a picture"),
    ActionSpec("replay", "File", "&Time-lapse…", (), "film", "outputs.choose_and_replay", REPLAY_TIP),
    ActionSpec("quit", "File", "&Quit", ("Ctrl+Q",), None, "close", "Close the window"),
    ActionSpec("undo", "Edit", "&Undo", ("Ctrl+Z",), "undo", "undo", "Undo"),
    ActionSpec("redo", "Edit", "&Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", "desk.undo_stack.redo", "Redo"),
    ActionSpec("copy", "Edit", "&Copy face", ("Ctrl+C",), "copy", "outputs.copy_face", "Copy the face"),
    ActionSpec("pen", "Edit", "&Pen", ("B",), "pen", "use_pen", "Draw", True, True, "tool"),
    ActionSpec("eraser", "Edit", "&Eraser", ("E",), "eraser", "use_eraser", "Erase", True, False, "tool"),
    ActionSpec("thinner", "Edit", "&Thinner", ("[",), None, "make_thinner", "A thinner pen"),
    ActionSpec("thicker", "Edit", "Th&icker", ("]",), None, "make_thicker", "A thicker pen"),
    ActionSpec("mirror", "Edit", "&Mirror", ("M",), "mirror", "toggle_mirror", MIRROR_TIP, True),
    ActionSpec("clear", "Edit", "&Clear", ("Ctrl+Del",), "clear", "desk.clear", CLEAR_TIP),
    *(
        ActionSpec(
            name, "View", text, (key,), icon, "workspace.set_mode", tip, True, name == "side_by_side", "view", name
        )
        for name, text, key, icon, tip in (
            ("side_by_side", "Side &by side", "F6", "side_by_side", SIDE_TIP),
            ("over", "Face &under the sketch", "F7", "overlay", OVER_TIP),
            ("face", "Face &alone", "F8", "face_only", FACE_TIP),
        )
    ),
    ActionSpec("zoom_in", "View", "Zoom &in", ("Ctrl++", "Ctrl+="), "zoom_in", "workspace.zoom_in", "Larger"),
    ActionSpec("zoom_out", "View", "Zoom &out", ("Ctrl+-",), "zoom_out", "workspace.zoom_out", "Smaller"),
    ActionSpec("fit", "View", "&Fit", ("Ctrl+0",), "fit", "workspace.fit", "The whole page, upright"),
    ActionSpec("turn_left", "View", "Turn &left", ("Ctrl+[",), "rotate_left", "workspace.turn_left", TURN_TIP),
    ActionSpec("turn_right", "View", "Turn &right", ("Ctrl+]",), "rotate_right", "workspace.turn_right", TURN_TIP),
    *(
        ActionSpec(name, "View", text, (key,), name, "workspace.toggle_guide", tip, True, argument=name)
        for name, text, key, tip in (
            ("guides", "&Guide", "G", GUIDE_TIP),
            ("windows", "&Windows", "W", WINDOWS_TIP),
        )
    ),
    ActionSpec("shadow", "View", "&Shadow guidance", ("S",), "shadow", "toggle_shadow", SHADOW_TIP, True, True),
    ActionSpec("reference", "View", "Re&ference picture…", (), "reference", "arrivals.choose_reference", REFERENCE_TIP),
    ActionSpec("no_reference", "View", "No reference", (), None, "arrivals.remove_reference", "Nothing to draw by"),
    ActionSpec("full_screen", "View", "F&ull screen", ("F11",), None, "toggle_full_screen", "Fill the screen", True),
    ActionSpec("live", "Face", "&Live", ("L",), "live", "live_face.set_live", "Render while you draw", True, True),
    ActionSpec("render", "Face", "&Render now", ("F5",), "render", "live_face.render_now", "Render the face now"),
    ActionSpec("surprise", "Face", "&Surprise me", ("R",), "dice", "controls.surprise", "A random appearance"),
    ActionSpec("reset", "Face", "Reset re&finement", (), "reset", "controls.reset_refinement", "All sliders to 50 %"),
    *(
        ActionSpec(f"tab_{name}", "Face", text, (), icon, "panel.show_tab", tip, argument=name)
        for name, icon, text, tip in (
            ("samples", "bank", "Sa&mples", "Faces of the bank that are like yours, part by part"),
            ("morph", "morph", "M&orph", "From one drawing to another"),
        )
    ),
    *(
        ActionSpec(f"focus_{name}", "Face", text, (key,), None, "controls.focus_slider", FOCUS_TIP, argument=name)
        for key, name, text in (
            ("1", "left_eye", "Refine left eye"),
            ("2", "right_eye", "Refine right eye"),
            ("3", "nose", "Refine nose"),
            ("4", "mouth", "Refine mouth"),
            ("5", "remainder", "Refine remainder"),
        )
    ),
    ActionSpec("welcome", "Help", "&First steps", (), "info", "show_welcome", "Three lines, and samples to open"),
    ActionSpec("shortcuts", "Help", "&Keyboard shortcuts", ("F1",), "keyboard", "show_shortcuts", "Every key"),
    ActionSpec("about", "Help", "&About", (), None, "show_about", "About this program"),
)
MENU_BREAKS = (
    *("export", "quit", "copy", "pen", "mirror", "clear", "zoom_in", "guides", "reference", "full_screen", "surprise"),
    *("tab_samples", "focus_left_eye"),
)
TOOL_BAR = (
    *("new", "open", "save", SEPARATOR, "undo", "redo", SEPARATOR, "pen", "eraser", "pen_controls", "mirror", "clear"),
    *(SEPARATOR, "side_by_side", "over", "face", SEPARATOR, "fit", "guides", "windows"),
    *(SPACE, "live", "render", SEPARATOR, "export"),
)
WITH_TEXT = ("live", "export")


def translate(text: str) -> str:
    """A text of the tables in the language of the user."""
    return QCoreApplication.translate("Actions", text)


def build_actions(window: QMainWindow) -> dict[str, QAction]:
    """The actions of the table, connected to the window's slots and added to it."""
    groups: dict[str, QActionGroup] = {}
    actions: dict[str, QAction] = {}
    for spec in ACTIONS:
        action = QAction(translate(spec.text), window)
        action.setShortcuts([QKeySequence(shortcut) for shortcut in spec.shortcuts])
        if spec.icon:
            action.setIcon(load_icon(spec.icon))
        keys = f" ({action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)})" if spec.shortcuts else ""
        action.setToolTip(translate(spec.tip) + keys)
        action.setStatusTip("")
        action.setCheckable(spec.checkable)
        action.setChecked(spec.checked)
        if spec.group:
            groups.setdefault(spec.group, QActionGroup(window)).addAction(action)
        slot = attrgetter(spec.slot)(window)
        if spec.argument:
            slot = partial(slot, spec.argument)
        if spec.checkable and not spec.group:
            action.toggled.connect(slot)
        else:  # a lambda, as triggered() carries a bool that a plain slot would take for its first argument
            action.triggered.connect(lambda _=False, call=slot: call())
        window.addAction(action)
        actions[spec.name] = action
    return actions


def build_menus(window: QMainWindow, actions: dict[str, QAction]) -> dict[str, QMenu]:
    """The menu bar, in the order of the table; returns the menus by their names."""
    bar = QMenuBar(window)
    menus = {name: QMenu(translate(title), bar) for name, title in MENUS.items()}
    for menu in menus.values():
        bar.addMenu(menu)
    for spec in ACTIONS:
        if spec.name in MENU_BREAKS:
            menus[spec.menu].addSeparator()
        menus[spec.menu].addAction(actions[spec.name])
    window.setMenuBar(bar)
    return menus


def build_tool_bar(window: QMainWindow, actions: dict[str, QAction], widgets: Mapping[str, QWidget]) -> None:
    """The tool bar; ``widgets`` are those of its places that are no actions."""
    bar = ToolBar(translate("Tools"), window)
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
            if name in WITH_TEXT:
                bar.label(actions[name])
    window.addToolBar(bar)
