"""What leaves the window: pictures, the clipboard, films."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QObject
from PyQt5.QtWidgets import QWidget

from deepfacedrawing.rendering import RendererInfo, RenderRequest
from deepfacedrawing.ui import dialogs
from deepfacedrawing.ui.clipboard import copy_picture
from deepfacedrawing.ui.desk import DrawingDesk
from deepfacedrawing.ui.export import ExportPlan, export_picture
from deepfacedrawing.ui.export_dialog import ExportDialog
from deepfacedrawing.ui.film import Film, FilmChoice, Render, build_morph
from deepfacedrawing.ui.film_dialog import FilmDialog, FilmProgress
from deepfacedrawing.ui.film_maker import FilmMaker
from deepfacedrawing.ui.metadata import Provenance
from deepfacedrawing.ui.replay import build_replay
from deepfacedrawing.ui.settings import WindowSettings
from deepfacedrawing.ui.status import StatusBar


class Outputs(QObject):
    """Exports what is on the desk; what goes wrong is said in the status bar.

    Args:
        parent: the window that dialogs belong to.
        get_face: the face that is shown, (512, 512, 3) uint8 RGB, or None.
        render: renders for films, on a thread of their own.
    """

    def __init__(
        self,
        parent: QWidget,
        desk: DrawingDesk,
        status: StatusBar,
        memory: WindowSettings,
        get_face: Callable[[], NDArray[np.uint8] | None],
        render: Render,
    ) -> None:
        super().__init__(parent)
        self._window, self._desk, self._status, self._memory = parent, desk, status, memory
        self._get_face = get_face
        self._info: RendererInfo | None = None
        self.film_maker = FilmMaker(render, self)
        self.film_maker.finished.connect(self._on_written)
        self.film_maker.failed.connect(status.show_error)
        self.film_maker.cancelled.connect(lambda: status.show_text(self.tr("The film was cancelled")))

    def set_info(self, info: RendererInfo) -> None:
        """The model that the faces come from."""
        self._info = info

    def choose_and_export(self) -> None:
        """Asks what to export and where, and does."""
        document = self._desk.document
        face, choice = self._get_face(), self._memory.export_choice
        dialog = ExportDialog(face, document.sketch, self._provenance(), choice, self._window)
        accepted, choice = dialog.exec_(), dialog.choice
        dialog.deleteLater()
        if not accepted:
            return
        self._memory.export_choice = choice
        path = self._ask_path(self.tr("Export picture"), choice.suffix)
        if path is not None:
            self.export_to(path, choice.plan)

    def export_to(self, path: Path, plan: ExportPlan) -> bool:
        """Writes a picture in the format of the suffix; whether that went well."""
        with self._status.showing_errors():
            export_picture(path, self._get_face(), self._desk.document.sketch, plan, self._provenance())
            self._on_written(path)
            return True
        return False

    def copy_face(self) -> None:
        """Puts the face on the clipboard."""
        with self._status.showing_errors():
            copy_picture(self._get_face(), self._desk.document.sketch, ExportPlan("face"), self._provenance())
            self._status.show_text(self.tr("Copied the face"))

    def choose_and_replay(self) -> None:
        """Asks for a format and makes a film of the drawing as it came to be."""
        document = self._desk.document
        if document.sketch.is_blank:
            self._status.show_error(self.tr("There is nothing to replay yet; draw something first."))
            return
        choice = self._ask_film(self.tr("Time-lapse"))
        if choice is not None:
            film = build_replay(document.sketch, document.settings, choice.seconds, choice.fps, choice.compose)
            self._make(film, choice, self.tr("Time-lapse"))

    def choose_and_morph(self, start: RenderRequest, end: RenderRequest, reach: Mapping[str, float]) -> None:
        """Asks for a format and makes a film from one drawing to another.

        Args:
            reach: component name → 0…1, how far on the way it comes.
        """
        choice = self._ask_film(self.tr("Morph"))
        if choice is not None:
            film = build_morph(start, end, choice.seconds, choice.fps, choice.compose, reach)
            self._make(film, choice, self.tr("Morph"))

    def close(self) -> None:
        """Ends a film in the making. Safe to call twice."""
        self.film_maker.close()
        for progress in self._window.findChildren(FilmProgress):
            progress.hide()

    def _ask_film(self, title: str) -> FilmChoice | None:
        dialog = FilmDialog(title, self._memory.film_choice, self._window)
        accepted, choice = dialog.exec_(), dialog.choice
        dialog.deleteLater()
        if not accepted:
            return None
        self._memory.film_choice = choice
        return choice

    def _make(self, film: Film, choice: FilmChoice, title: str) -> None:
        path = self._ask_path(title, choice.suffix)
        if path is None:
            return
        with self._status.showing_errors():
            self.film_maker.start(film, path, self._provenance())
            FilmProgress(self.film_maker, title, self._window).show()

    def _ask_path(self, title: str, suffix: str) -> Path | None:
        own = self._desk.document.path
        name = f"{own.stem if own else 'face'}{suffix}"
        return dialogs.ask_save_path(self._window, title, self._memory.folder / name)

    def _provenance(self) -> Provenance:
        name, checksum = (self._info.model, self._info.checksum) if self._info else ("", "")
        return Provenance(name, checksum, self._desk.document.settings)

    def _on_written(self, path: Path) -> None:
        self._memory.folder = path.absolute().parent
        self._status.show_text(self.tr("Exported {name}").format(name=path.name))
