"""The desk: the one document, and every edit of it, undoable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PyQt5.QtCore import QObject, pyqtSignal
from PyQt5.QtWidgets import QUndoStack

from deepfacedrawing.rendering import Pin
from deepfacedrawing.ui.edits import ChangeSettings, Document, DrawStrokes, ReplaceDocument, ReplaceSketch
from deepfacedrawing.ui.sketch import RenderSettings, Sketch, Stroke

# What an edit holds is its own stroke or settings, so this many take some hundred megabytes at the very most.
MAX_EDITS = 10_000
MAX_RECENT = 24


class DrawingDesk(QObject):
    """Signals: ``document_changed(Document)``, after any edit, undo or redo; ``document_replaced()``, by a new edit."""

    document_changed = pyqtSignal(object)
    document_replaced = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = Document(Sketch(), RenderSettings())
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(MAX_EDITS)
        self._recent = {0: self._document}
        self.undo_stack.indexChanged.connect(self._on_index)

    @property
    def document(self) -> Document:
        """What is on the desk."""
        return self._document

    def show_document(self, document: Document) -> None:
        """Puts a document on the desk; called by the edits, and told of when the undo stack has counted them."""
        self._document = document

    def set_file(self, path: Path, version: str) -> None:
        """The document belongs to this file from now on; see ``Document``."""
        self._document = self._recent[self.undo_stack.index()] = replace(self._document, path=path, version=version)
        self._tell()

    def draw(self, strokes: Sequence[Stroke]) -> None:
        """Adds what one movement of the pen drew."""
        self.undo_stack.push(DrawStrokes(self, strokes))

    def change_settings(self, settings: RenderSettings, what: str, gesture: str = "") -> None:
        """Renders in another way; changes of one gesture are one edit."""
        if settings != self._document.settings:
            self.undo_stack.push(ChangeSettings(self, what, settings, gesture))

    def pin(self, component: str, pin: Pin) -> None:
        """Puts a bank sample or a crop of another drawing in a component's place."""
        pins = {**self._document.settings.pins, component: pin}
        self.change_settings(replace(self._document.settings, pins=pins), self.tr("pin"))

    def unpin(self, component: str) -> None:
        """Lets the component be as it is drawn."""
        pins = {name: pin for name, pin in self._document.settings.pins.items() if name != component}
        self.change_settings(replace(self._document.settings, pins=pins), self.tr("unpin"))

    def replace_sketch(self, sketch: Sketch, what: str) -> None:
        """Another drawing under the same settings and file name."""
        self.undo_stack.push(ReplaceSketch(self, what, sketch))

    def replace_document(self, document: Document, what: str) -> None:
        """Another document in the place of this one."""
        self.undo_stack.push(ReplaceDocument(self, what, document))
        self.document_replaced.emit()

    def clear(self) -> None:
        """Removes everything drawn."""
        if not self._document.sketch.is_blank:
            self.replace_sketch(Sketch(), self.tr("clear"))

    def go_to(self, index: int) -> None:
        """Undoes or redoes up to an index of the undo stack, and tells of it once."""
        self.undo_stack.setIndex(index)

    def recent(self) -> dict[int, Document]:
        """What was on the desk at the newest indices of the undo stack, oldest first."""
        return {index: self._recent[index] for index in sorted(self._recent) if index <= self.undo_stack.count()}

    def _on_index(self, index: int) -> None:
        self._recent = {known: document for known, document in self._recent.items() if known > index - MAX_RECENT}
        self._recent[index] = self._document
        self._tell()

    def _tell(self) -> None:
        self.document_changed.emit(self._document)
