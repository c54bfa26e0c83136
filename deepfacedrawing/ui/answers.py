"""What the engine answers, shown in every part of the window that it concerns."""

from __future__ import annotations

from PyQt5.QtCore import QObject

from deepfacedrawing.rendering import RendererInfo, RenderRequest, RenderResult, UserError
from deepfacedrawing.ui.bank_browser import BankBrowser
from deepfacedrawing.ui.controls import ControlPanel
from deepfacedrawing.ui.history import HistoryStrip
from deepfacedrawing.ui.live_face import LiveFace
from deepfacedrawing.ui.morphing import Morphing
from deepfacedrawing.ui.outputs import Outputs
from deepfacedrawing.ui.status import StatusBar
from deepfacedrawing.ui.workspace import Workspace


class Answers(QObject):
    """Listens to the session of ``live_face``; until the model is loaded, the status bar says so."""

    def __init__(
        self,
        live_face: LiveFace,
        workspace: Workspace,
        controls: ControlPanel,
        browser: BankBrowser,
        history: HistoryStrip,
        morphing: Morphing,
        outputs: Outputs,
        status: StatusBar,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._live_face, self._workspace, self._controls = live_face, workspace, controls
        self._browser, self._history, self._morphing = browser, history, morphing
        self._outputs, self._status = outputs, status
        self._engine_message, self._model = self.tr("Loading the model… you can already draw."), ""
        status.show_text(self._engine_message)
        session = live_face.session
        session.loaded.connect(self._on_loaded)
        session.rendered.connect(self._on_rendered)
        session.failed.connect(self._on_failed)
        session.busy_changed.connect(status.show_busy)

    def _on_loaded(self, info: RendererInfo) -> None:
        self._model = info.model
        self._controls.set_info(info)
        self._browser.set_bank_size(info.bank_size)
        self._outputs.set_info(info)
        self._status.show_device(info.device, info.model)
        self._clear_engine_message()

    def _on_rendered(self, result: RenderResult, latency: float, request: RenderRequest) -> None:
        self._status.show_latency(latency)
        self._clear_engine_message()
        if result.notice is not None:
            self._status.show_error(result.notice)
        if result.device:
            self._status.show_device(result.device, self._model)
        is_morph = request.toward is not None
        if not is_morph or self._live_face.is_morphing:  # else it comes too late
            self._workspace.set_face(result.face)
        if not is_morph:
            self._show_result(result)

    def _show_result(self, result: RenderResult) -> None:
        """What a result says of the drawing on the desk."""
        if self._live_face.wants_shadow:
            self._workspace.canvas.set_shadow(result.shadow)
        self._controls.set_result(result)
        if not self._workspace.canvas.is_drawing:
            self._history.set_face(result.face)
            self._morphing.note_face(result.face)
        name = self._browser.component
        self._browser.set_samples(name, result.neighbours[name], result.samples)

    def _on_failed(self, error: UserError, details: str) -> None:
        self._status.show_error(error, details)
        self._engine_message = self._status.text

    def _clear_engine_message(self) -> None:
        """The engine works: what it said before is out of date, what others said is not."""
        if self._status.text == self._engine_message:
            self._status.show_text("")
