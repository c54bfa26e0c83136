"""The window: composes the views, turns what they report into edits, and edits into render requests."""

from __future__ import annotations

from collections.abc import Callable

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QCloseEvent
from PyQt5.QtWidgets import QHBoxLayout, QMainWindow, QSplitter, QUndoStack, QWidget

from deepfacedrawing.rendering import Renderer, RendererInfo, RenderRequest, RenderResult
from deepfacedrawing.ui import dialogs
from deepfacedrawing.ui.actions import build_actions, build_menus, build_tool_bar
from deepfacedrawing.ui.canvas import Canvas
from deepfacedrawing.ui.controls import ControlPanel
from deepfacedrawing.ui.edits import ChangeSettings, Document, DrawStroke, ReplaceSketch
from deepfacedrawing.ui.face_view import FaceView
from deepfacedrawing.ui.files import DocumentFiles
from deepfacedrawing.ui.panes import BrushSize, ShadowControls, build_pane
from deepfacedrawing.ui.render_session import RenderSession
from deepfacedrawing.ui.settings import WindowSettings
from deepfacedrawing.ui.sketch import RenderSettings, Sketch, Stroke
from deepfacedrawing.ui.status import StatusBar

LOADING = "Loading the model… you can already draw."


class MainWindow(QMainWindow):
    """Canvas, face and controls over one document.

    Args:
        load_renderer: called on a thread of its own, again whenever the renderer died.
        asks: whether to ask before unsaved changes are lost; False for scripts.
    """

    def __init__(self, load_renderer: Callable[[], Renderer], asks: bool = True) -> None:
        super().__init__()
        self._memory = WindowSettings()
        self._document = Document(Sketch(), RenderSettings())
        self._last_request: RenderRequest | None = None
        self._is_live = self._shadow_on = True
        self._engine_message = LOADING
        self.undo_stack = QUndoStack(self)
        self.canvas, self.face_view, self.controls = Canvas(), FaceView(), ControlPanel()
        self.brush, self.shadow_controls = BrushSize(), ShadowControls(self._memory.shadow_percent)
        self.status, self.session = StatusBar(), RenderSession(load_renderer, self)
        self.files = DocumentFiles(
            self, self, self.undo_stack, self.status, self._memory, lambda: self.face_view.face, asks
        )
        self.actions_by_name = build_actions(self)
        self._compose()
        self._connect()
        self._restore()
        self.status.show_text(LOADING)
        self._show_title()
        self.session.start()
        self.request_render()

    # Composition

    def _compose(self) -> None:
        build_menus(self, self.actions_by_name)
        build_tool_bar(self, self.actions_by_name, {"size": self.brush})
        self.setStatusBar(self.status)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(12)
        self.splitter.setChildrenCollapsible(False)
        for pane in (build_pane("Sketch", self.canvas, self.shadow_controls), build_pane("Face", self.face_view)):
            self.splitter.addWidget(pane)
        self.splitter.setSizes([1000, 1000])
        centre = QWidget()
        row = QHBoxLayout(centre)
        row.setContentsMargins(12, 12, 12, 12)
        row.setSpacing(12)
        row.addWidget(self.splitter, 1)
        row.addWidget(self.controls)
        self.setCentralWidget(centre)

    def _connect(self) -> None:
        self.canvas.stroke_finished.connect(self._on_stroke)
        self.canvas.ink_changed.connect(self.request_render)
        self.controls.settings_changed.connect(self._on_settings)
        self.brush.brush_changed.connect(self.canvas.set_brush_width)
        self.shadow_controls.shadow_toggled.connect(self.actions_by_name["shadow"].setChecked)
        self.shadow_controls.strength_changed.connect(self.canvas.set_shadow_strength)
        self.undo_stack.cleanChanged.connect(self._show_modified)
        self.undo_stack.indexChanged.connect(self._show_undo)
        self.session.loaded.connect(self._on_loaded)
        self.session.rendered.connect(self._on_rendered)
        self.session.failed.connect(self._on_failed)
        self.session.busy_changed.connect(self.status.show_busy)

    def _restore(self) -> None:
        self.resize(1280, 800)
        self.restoreGeometry(self._memory.geometry)
        self.splitter.restoreState(self._memory.splitter)
        self.brush.set_width_px(self._memory.brush_width)
        self.canvas.set_brush_width(self.brush.width_px)
        self.canvas.set_shadow_strength(self.shadow_controls.percent / 100)
        self.actions_by_name["export"].setEnabled(False)
        self._show_undo()

    # The document and its edits

    @property
    def document(self) -> Document:
        """What is on the desk."""
        return self._document

    def show_document(self, document: Document) -> None:
        """Shows a document and renders it once; called by the edits."""
        if document.sketch is not self._document.sketch:  # else a stroke in progress goes on
            self.canvas.set_sketch(document.sketch)
        self._document = document
        self.controls.set_settings(document.settings)
        self._show_title()
        self.request_render()

    def _on_stroke(self, stroke: Stroke) -> None:
        self.undo_stack.push(DrawStroke(self, stroke))

    def _on_settings(self, settings: RenderSettings, what: str, gesture: str) -> None:
        self.undo_stack.push(ChangeSettings(self, what, settings, gesture))

    def undo(self) -> None:
        """Takes the last edit back, or the stroke that is just being drawn."""
        if self.canvas.is_drawing:
            self.canvas.cancel_stroke()
        else:
            self.undo_stack.undo()

    def redo(self) -> None:
        """Makes the edit again that was taken back last."""
        self.undo_stack.redo()

    def clear(self) -> None:
        """Removes everything drawn."""
        if not self._document.sketch.is_blank:
            self.undo_stack.push(ReplaceSketch(self, "clear", Sketch()))

    def _show_modified(self, clean: bool) -> None:
        self.setWindowModified(not clean)

    def _show_title(self) -> None:
        name = self._document.path.name if self._document.path else "New sketch"
        self.setWindowTitle(f"{name}[*] – DeepFaceDrawing")

    def _show_undo(self) -> None:
        stack = self.undo_stack
        for name, able, text in (
            ("undo", stack.canUndo(), stack.undoText()),
            ("redo", stack.canRedo(), stack.redoText()),
        ):
            action = self.actions_by_name[name]
            action.setEnabled(able)
            action.setText(f"&{name.capitalize()} {text}".rstrip())

    # Tools and views

    def use_pen(self) -> None:
        """Draw from the next stroke on."""
        self.canvas.set_tool("pen")

    def use_eraser(self) -> None:
        """Erase from the next stroke on."""
        self.canvas.set_tool("eraser")

    def make_thinner(self) -> None:
        """One canvas pixel less."""
        self.brush.set_width_px(self.brush.width_px - 1)

    def make_thicker(self) -> None:
        """One canvas pixel more."""
        self.brush.set_width_px(self.brush.width_px + 1)

    def toggle_shadow(self, on: bool) -> None:
        """Shows or hides the shadow guidance."""
        self._shadow_on = on
        self.shadow_controls.set_on(on)
        if not on:
            self.canvas.set_shadow(None)
        self.request_render()

    def toggle_full_screen(self, on: bool) -> None:
        """The whole screen, or a window again."""
        self.showFullScreen() if on else self.showNormal()

    def surprise(self) -> None:
        """A random appearance."""
        self.controls.surprise()

    def reset_refinement(self) -> None:
        """All sliders to the middle."""
        self.controls.reset_refinement()

    def show_about(self) -> None:
        """Version, source, licence."""
        dialogs.show_about(self)

    # Rendering

    def toggle_live(self, on: bool) -> None:
        """Renders while one draws, or only on "Render now"."""
        self._is_live = on
        self.request_render()

    def render_now(self) -> None:
        """Renders what is drawn, live or not, changed or not."""
        self._submit(self._request())

    def request_render(self) -> None:
        """Renders what is drawn if rendering is live and something changed."""
        if self._is_live:
            request = self._request()
            if not request.is_same(self._last_request):
                self._submit(request)

    def _request(self) -> RenderRequest:
        return self._document.settings.request(self.canvas.raster(), self._shadow_on)

    def _submit(self, request: RenderRequest) -> None:
        self._last_request = request
        self.session.submit(request)

    def _on_loaded(self, info: RendererInfo) -> None:
        self.controls.set_info(info)
        self.status.show_device(info.device, info.model)
        self._clear_engine_message()

    def _on_rendered(self, result: RenderResult, latency: float) -> None:
        self.face_view.set_face(result.face)
        if self._shadow_on:
            self.canvas.set_shadow(result.shadow)
        self.status.show_latency(latency)
        self._clear_engine_message()
        self.actions_by_name["export"].setEnabled(True)

    def _on_failed(self, message: str, details: str) -> None:
        self._last_request = None  # so that drawing on tries again
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
        self._memory.geometry = self.saveGeometry()
        self._memory.splitter = self.splitter.saveState()
        self._memory.brush_width = self.brush.width_px
        self._memory.shadow_percent = self.shadow_controls.percent
        self._memory.sync()
        self.session.close()
        a0.accept()
