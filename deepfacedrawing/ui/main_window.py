"""The window: composes the views, turns what they report into edits, and edits into render requests."""

from __future__ import annotations

from collections.abc import Callable

from PyQt5.QtCore import QTimer
from PyQt5.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PyQt5.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from deepfacedrawing.rendering import Renderer, RendererInfo, RenderRequest
from deepfacedrawing.ui import dialogs
from deepfacedrawing.ui.actions import build_actions, build_menus, build_tool_bar
from deepfacedrawing.ui.answers import Answers
from deepfacedrawing.ui.arrivals import Arrivals
from deepfacedrawing.ui.bank_browser import BankBrowser
from deepfacedrawing.ui.controls import ControlPanel
from deepfacedrawing.ui.desk import DrawingDesk
from deepfacedrawing.ui.edits import Document
from deepfacedrawing.ui.files import DocumentFiles, path_of_drop
from deepfacedrawing.ui.history import HistoryStrip
from deepfacedrawing.ui.live_face import LiveFace
from deepfacedrawing.ui.menus import ExtraMenus
from deepfacedrawing.ui.model_menu import LoadModel, ModelMenu
from deepfacedrawing.ui.morphing import Morphing
from deepfacedrawing.ui.outputs import Outputs
from deepfacedrawing.ui.panel import SidePanel
from deepfacedrawing.ui.pen import PenSettings
from deepfacedrawing.ui.pen_controls import PenControls
from deepfacedrawing.ui.photo_start import SketchPhoto
from deepfacedrawing.ui.recovery import Recovery
from deepfacedrawing.ui.settings import WindowSettings
from deepfacedrawing.ui.shortcuts import ShortcutsDialog
from deepfacedrawing.ui.status import StatusBar
from deepfacedrawing.ui.welcome import WelcomeCard
from deepfacedrawing.ui.window_memory import remember_window, restore_window
from deepfacedrawing.ui.workspace import Workspace


class MainWindow(QMainWindow):
    """Canvas, face and controls over one document.

    Args:
        load_renderer: called on a thread of its own, again whenever the renderer died.
        asks: whether to ask before unsaved changes are lost; False for scripts.
        sketch_photo: turns a photo into a sketch, on a thread of its own; None where that is not to be had.
        load_model: makes the renderer of another model, on a thread of its own; None where there is none to choose.
    """

    def __init__(
        self,
        load_renderer: Callable[[], Renderer],
        asks: bool = True,
        sketch_photo: SketchPhoto | None = None,
        load_model: LoadModel | None = None,
    ) -> None:
        super().__init__()
        self._memory = WindowSettings()
        self.desk = DrawingDesk(self)
        self._sketch = self.desk.document.sketch
        self.welcome = WelcomeCard()
        self.workspace, self.controls, self.pen = Workspace(self.welcome), ControlPanel(), PenControls()
        self.history, self.status, self.browser = HistoryStrip(self.desk.undo_stack), StatusBar(), BankBrowser()
        self.live_face = LiveFace(load_renderer, self._build_request, self)
        memory, face_view = self._memory, self.workspace.face_view
        self.files = DocumentFiles(self, self.desk, self.status, memory, asks)
        self.arrivals = Arrivals(self, self.desk, self.files, self.workspace, self.status, memory, sketch_photo)
        render = self.live_face.session.render_aside
        self.outputs = Outputs(self, self.desk, self.status, memory, lambda: face_view.face, render)
        self.morphing = Morphing(self, self.desk, self.files, self.live_face, memory)
        self.panel = SidePanel(self.controls, self.browser, self.morphing.panel)
        views = self.workspace, self.controls, self.browser, self.history, self.morphing, self.outputs, self.status
        Answers(self.live_face, *views, self)
        self.recovery = Recovery(lambda: self.desk.document, parent=self)
        self.actions_by_name = build_actions(self)
        self._compose(load_model)
        self._connect()
        restore_window(self, self._memory)
        self._show_undo()
        self._show_title()
        self.live_face.session.start()
        self.live_face.update()

    # Composition

    def _compose(self, load_model: LoadModel | None) -> None:
        menus = build_menus(self, self.actions_by_name)
        if load_model is not None:
            ModelMenu(menus["Face"], self.live_face, load_model, self.status, self._memory, self)
        ExtraMenus(menus, self._memory, self.files.open_instead, self.status.show_text, self)
        build_tool_bar(self, self.actions_by_name, {"pen_controls": self.pen})
        self.setStatusBar(self.status)
        centre, left = QWidget(), QVBoxLayout()
        left.addWidget(self.workspace, 1)
        left.addWidget(self.history)
        row = QHBoxLayout(centre)
        row.setContentsMargins(12, 12, 12, 12)
        row.setSpacing(12)
        row.addLayout(left, 1)
        row.addWidget(self.panel)
        self.setCentralWidget(centre)
        self.setAcceptDrops(True)

    def _connect(self) -> None:
        canvas, stack = self.workspace.canvas, self.desk.undo_stack
        canvas.stroke_finished.connect(self.desk.draw)
        canvas.ink_changed.connect(self.live_face.follow)
        self.workspace.shadow_toggled.connect(self.actions_by_name["shadow"].setChecked)
        self.workspace.zoomed.connect(self.status.show_zoom)
        self.controls.settings_changed.connect(self.desk.change_settings)
        self.pen.pen_changed.connect(self._on_pen)
        self.history.state_chosen.connect(self.desk.go_to)
        self.desk.document_changed.connect(self._on_document)
        self._connect_panels()
        self.live_face.session.loaded.connect(self._on_loaded)
        stack.cleanChanged.connect(self._on_clean)
        stack.indexChanged.connect(self._show_undo)

    def _connect_panels(self) -> None:
        self.browser.browsed_changed.connect(lambda _: self._on_tab(self.panel.tab))
        self.browser.pin_chosen.connect(self.desk.pin)
        self.browser.unpin_chosen.connect(self.desk.unpin)
        self.browser.copy_requested.connect(self.arrivals.copy_component)
        self.morphing.film_requested.connect(self.outputs.choose_and_morph)
        self.panel.tab_shown.connect(self._on_tab)
        self.welcome.sample_chosen.connect(self.files.open_instead)
        self.welcome.dismissed.connect(self._end_welcome)
        self.recovery.failed.connect(self.status.show_error)
        self.recovery.mended.connect(self.status.withdraw_error)

    # The document

    @property
    def document(self) -> Document:
        """What is on the desk."""
        return self.desk.document

    def _on_document(self, document: Document) -> None:
        """Shows a document and renders it once."""
        if not self.desk.undo_stack.isClean() and not self.files.is_opening:
            self.recovery.note_change()  # first, as it works beside all that follows
        is_drawn = document.sketch is not self._sketch
        if is_drawn:  # else a stroke in progress goes on
            self._sketch = document.sketch
            self.workspace.canvas.set_sketch(document.sketch)
        self.controls.set_settings(document.settings)
        self.browser.set_pins(document.settings.pins)
        self._show_title()
        if not document.sketch.is_blank:
            self._end_welcome()
        if self.panel.tab == "morph":
            self.morphing.begin()
        follow_up = self.live_face.update if is_drawn else self.live_face.follow  # settings move by and by
        follow_up()

    def _on_clean(self, clean: bool) -> None:
        self.setWindowModified(not clean)
        if clean:
            self.recovery.discard()

    def undo(self) -> None:
        """Takes the last edit back, or the stroke that is just being drawn."""
        if self.workspace.canvas.is_drawing:
            self.workspace.canvas.cancel_stroke()
        else:
            self.desk.undo_stack.undo()

    def _show_title(self) -> None:
        name = self.document.path.name if self.document.path else self.tr("New sketch")
        self.setWindowTitle(f"{name}[*] – DeepFaceDrawing")

    def _show_undo(self) -> None:
        stack = self.desk.undo_stack
        undo, redo = self.actions_by_name["undo"], self.actions_by_name["redo"]
        undo.setEnabled(stack.canUndo())
        redo.setEnabled(stack.canRedo())
        undo.setText(self.tr("&Undo {edit}").format(edit=stack.undoText()).rstrip())
        redo.setText(self.tr("&Redo {edit}").format(edit=stack.redoText()).rstrip())

    # Tools and views

    def use_pen(self) -> None:
        """Draw from the next stroke on."""
        self.workspace.canvas.set_tool("pen")

    def use_eraser(self) -> None:
        """Erase from the next stroke on."""
        self.workspace.canvas.set_tool("eraser")

    def make_thinner(self) -> None:
        """One canvas pixel less."""
        self.pen.change(width=self.pen.pen.width - 1)

    def make_thicker(self) -> None:
        """One canvas pixel more."""
        self.pen.change(width=self.pen.pen.width + 1)

    def toggle_mirror(self, on: bool) -> None:
        """Draws both halves of the face at once."""
        self.pen.change(mirror=on)

    def toggle_shadow(self, on: bool) -> None:
        """Shows or hides the shadow guidance."""
        self.workspace.underlays["shadow"].set_on(on)
        if not on:
            self.workspace.canvas.set_shadow(None)
        self.live_face.set_shadow(on)

    def toggle_full_screen(self, on: bool) -> None:
        """The whole screen, or a window again."""
        self.showFullScreen() if on else self.showNormal()

    def show_shortcuts(self) -> None:
        """Every key and gesture."""
        ShortcutsDialog(self).open()

    def show_welcome(self) -> None:
        """The first-run hint again."""
        self.actions_by_name["side_by_side"].trigger()
        self.welcome.show()

    def _end_welcome(self) -> None:
        self.welcome.hide()
        self._memory.welcomed = True

    def show_about(self) -> None:
        """Version, source, licence."""
        dialogs.show_about(self)

    def _on_pen(self, pen: PenSettings) -> None:
        self.workspace.canvas.set_pen(pen)
        self.actions_by_name["mirror"].setChecked(pen.mirror)

    # Rendering

    def _build_request(self, shadow: bool, browsed: str) -> RenderRequest:
        return self.document.settings.request(self.workspace.canvas.raster(), shadow, browsed)

    def _on_loaded(self, info: RendererInfo) -> None:
        self.workspace.canvas.set_windows(info.components)
        self.arrivals.set_components(info.components)
        self.actions_by_name["surprise"].setEnabled(bool(info.appearances))

    def _on_tab(self, tab: str) -> None:
        self.live_face.set_browsed(self.browser.component if tab == "samples" else "")
        if tab == "morph":
            self.morphing.begin()
        elif self.live_face.is_morphing:
            self.morphing.end()

    # Coming and leaving

    def dragEnterEvent(self, a0: QDragEnterEvent | None) -> None:
        if a0 is not None and path_of_drop(a0.mimeData()) is not None:
            a0.acceptProposedAction()

    def dropEvent(self, a0: QDropEvent | None) -> None:
        path = path_of_drop(a0.mimeData()) if a0 is not None else None
        if a0 is not None and path is not None:
            a0.acceptProposedAction()
            # Later, so that the program that it comes from need not wait for an answer.
            place = self.mapToGlobal(a0.pos())
            QTimer.singleShot(0, lambda: self.arrivals.drop(path, place))

    def closeEvent(self, a0: QCloseEvent | None) -> None:
        if a0 is None:
            return
        if not self.files.may_leave():
            a0.ignore()
            return
        remember_window(self, self._memory)
        self.stop()
        self.recovery.close()
        self.desk.undo_stack.blockSignals(True)  # it would tell of its own end
        a0.accept()

    def stop(self) -> None:
        """Ends what works in the background; what is not saved stays on the disk. Safe to call twice."""
        for part in (self.live_face.session, self.outputs, self.arrivals, self.files):
            part.close()
