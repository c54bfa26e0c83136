"""The window: composes the views, turns what they report into edits, and edits into render requests."""

from __future__ import annotations

from collections.abc import Callable

from PyQt5.QtGui import QCloseEvent
from PyQt5.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from deepfacedrawing.rendering import Renderer, RendererInfo, RenderRequest, RenderResult
from deepfacedrawing.ui import dialogs
from deepfacedrawing.ui.actions import build_actions, build_menus, build_tool_bar
from deepfacedrawing.ui.controls import ControlPanel
from deepfacedrawing.ui.desk import DrawingDesk
from deepfacedrawing.ui.edits import Document
from deepfacedrawing.ui.files import DocumentFiles
from deepfacedrawing.ui.history import HistoryStrip
from deepfacedrawing.ui.live_face import LiveFace
from deepfacedrawing.ui.pen import PenSettings
from deepfacedrawing.ui.pen_controls import PenControls
from deepfacedrawing.ui.settings import WindowSettings
from deepfacedrawing.ui.status import StatusBar
from deepfacedrawing.ui.workspace import Workspace


class MainWindow(QMainWindow):
    """Canvas, face and controls over one document.

    Args:
        load_renderer: called on a thread of its own, again whenever the renderer died.
        asks: whether to ask before unsaved changes are lost; False for scripts.
    """

    def __init__(self, load_renderer: Callable[[], Renderer], asks: bool = True) -> None:
        super().__init__()
        self._memory = WindowSettings()
        self.loading = self.tr("Loading the model… you can already draw.")
        self._engine_message = self.loading
        self.desk = DrawingDesk(self)
        self._sketch = self.desk.document.sketch
        self.workspace, self.controls, self.pen = Workspace(), ControlPanel(), PenControls()
        self.history, self.status = HistoryStrip(self.desk.undo_stack), StatusBar()
        self.live_face = LiveFace(load_renderer, self._build_request, self)
        face_view = self.workspace.face_view
        self.files = DocumentFiles(self, self.desk, self.status, self._memory, lambda: face_view.face, asks)
        self.actions_by_name = build_actions(self)
        self._compose()
        self._connect()
        self._restore()
        self.status.show_text(self.loading)
        self._show_title()
        self.live_face.session.start()
        self.live_face.update()

    # Composition

    def _compose(self) -> None:
        build_menus(self, self.actions_by_name)
        build_tool_bar(self, self.actions_by_name, {"pen_controls": self.pen})
        self.setStatusBar(self.status)
        centre, left = QWidget(), QVBoxLayout()
        left.addWidget(self.workspace, 1)
        left.addWidget(self.history)
        row = QHBoxLayout(centre)
        row.setContentsMargins(12, 12, 12, 12)
        row.setSpacing(12)
        row.addLayout(left, 1)
        row.addWidget(self.controls)
        self.setCentralWidget(centre)

    def _connect(self) -> None:
        canvas, session, stack = self.workspace.canvas, self.live_face.session, self.desk.undo_stack
        canvas.stroke_finished.connect(self.desk.draw)
        canvas.ink_changed.connect(self.live_face.update)
        self.workspace.shadow_toggled.connect(self.actions_by_name["shadow"].setChecked)
        self.controls.settings_changed.connect(self.desk.change_settings)
        self.pen.pen_changed.connect(self._on_pen)
        self.history.state_chosen.connect(self.desk.go_to)
        self.desk.document_changed.connect(self._on_document)
        stack.cleanChanged.connect(lambda clean: self.setWindowModified(not clean))
        stack.indexChanged.connect(self._show_undo)
        session.loaded.connect(self._on_loaded)
        session.rendered.connect(self._on_rendered)
        session.failed.connect(self._on_failed)
        session.busy_changed.connect(self.status.show_busy)

    def _restore(self) -> None:
        memory = self._memory
        self.resize(1280, 860)
        self.restoreGeometry(memory.geometry)
        self.workspace.restoreState(memory.splitter)
        self.pen.set_pen(PenSettings(memory.brush_width, memory.smoothing, memory.pressure, memory.mirror))
        self._on_pen(self.pen.pen)
        for name, control in self.workspace.underlays.items():
            control.set_percent(getattr(memory, f"{name}_percent"))
        for name in ("windows", "guides", "live"):
            self.actions_by_name[name].setChecked(getattr(memory, name))
        self.actions_by_name[memory.view_mode].trigger()
        self.actions_by_name["export"].setEnabled(False)
        self._show_undo()

    # The document

    @property
    def document(self) -> Document:
        """What is on the desk."""
        return self.desk.document

    def _on_document(self, document: Document) -> None:
        """Shows a document and renders it once."""
        if document.sketch is not self._sketch:  # else a stroke in progress goes on
            self._sketch = document.sketch
            self.workspace.canvas.set_sketch(document.sketch)
        self.controls.set_settings(document.settings)
        self._show_title()
        self.live_face.update()

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
        self.controls.set_info(info)
        self.status.show_device(info.device, info.model)
        self._clear_engine_message()

    def _on_rendered(self, result: RenderResult, latency: float) -> None:
        self.workspace.set_face(result.face)
        if self.live_face.wants_shadow:
            self.workspace.canvas.set_shadow(result.shadow)
        if not self.workspace.canvas.is_drawing:
            self.history.set_face(result.face)
        self.status.show_latency(latency)
        self._clear_engine_message()
        self.actions_by_name["export"].setEnabled(True)

    def _on_failed(self, message: str, details: str) -> None:
        self._engine_message = message
        self.status.show_error(message, details)

    def _clear_engine_message(self) -> None:
        """The engine works: what it said before is out of date, what others said is not."""
        if self.status.text == self._engine_message:
            self.status.show_text("")

    # Leaving

    def closeEvent(self, a0: QCloseEvent | None) -> None:
        if a0 is None:
            return
        if not self.files.may_leave():
            a0.ignore()
            return
        self._remember()
        self.live_face.session.close()
        self.desk.undo_stack.blockSignals(True)  # it would tell of its own end
        a0.accept()

    def _remember(self) -> None:
        memory, pen = self._memory, self.pen.pen
        memory.geometry, memory.splitter = self.saveGeometry(), self.workspace.saveState()
        memory.brush_width, memory.smoothing = round(pen.width), pen.smoothing
        memory.pressure, memory.mirror = pen.pressure, pen.mirror
        memory.view_mode = self.workspace.mode
        for name, control in self.workspace.underlays.items():
            setattr(memory, f"{name}_percent", control.percent)
        for name in ("windows", "guides", "live"):
            setattr(memory, name, self.actions_by_name[name].isChecked())
        memory.sync()
