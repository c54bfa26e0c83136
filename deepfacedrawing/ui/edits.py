"""The state of the desk as one immutable value, and the undoable edits of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from PyQt5.QtCore import QCoreApplication
from PyQt5.QtWidgets import QUndoCommand

from deepfacedrawing.ui.sketch import RenderSettings, Sketch, Stroke

SETTINGS_COMMAND_ID = 1


@dataclass(frozen=True, eq=False)
class Document:
    """What is on the desk: the drawing, how it is rendered, and the project file it belongs to.

    ``version``: the checksum of what this window read from or wrote to that file last; "" where it is not known.
    """

    sketch: Sketch
    settings: RenderSettings
    path: Path | None = None
    version: str = ""


class Desk(Protocol):
    """Where a document is shown."""

    @property
    def document(self) -> Document: ...

    def show_document(self, document: Document) -> None: ...


class DrawStrokes(QUndoCommand):
    """One movement of the pen or the eraser: a stroke, or two that mirror each other."""

    def __init__(self, desk: Desk, strokes: Sequence[Stroke]) -> None:
        translate = QCoreApplication.translate
        erases = strokes[0].tool == "eraser"
        super().__init__(translate("Edits", "erasing") if erases else translate("Edits", "stroke"))
        self._desk, self._strokes = desk, strokes

    def redo(self) -> None:
        document = self._desk.document
        self._desk.show_document(replace(document, sketch=document.sketch.with_strokes(self._strokes)))

    def undo(self) -> None:
        document = self._desk.document
        self._desk.show_document(replace(document, sketch=document.sketch.without_last(len(self._strokes))))


class ReplaceSketch(QUndoCommand):
    """Another drawing in the same document: clear."""

    def __init__(self, desk: Desk, text: str, after: Sketch) -> None:
        super().__init__(text)
        self._desk, self._before, self._after = desk, desk.document.sketch, after

    def redo(self) -> None:
        self._desk.show_document(replace(self._desk.document, sketch=self._after))

    def undo(self) -> None:
        self._desk.show_document(replace(self._desk.document, sketch=self._before))


class ReplaceDocument(QUndoCommand):
    """Another document takes the place of this one: new, open."""

    def __init__(self, desk: Desk, text: str, after: Document) -> None:
        super().__init__(text)
        self._desk, self._before, self._after = desk, desk.document, after

    def redo(self) -> None:
        # Whichever document leaves may have been saved under another name since.
        self._before = _keep_file(self._before, self._desk.document)
        self._desk.show_document(self._after)

    def undo(self) -> None:
        self._after = _keep_file(self._after, self._desk.document)
        self._desk.show_document(self._before)


def _keep_file(document: Document, newest: Document) -> Document:
    return replace(document, path=newest.path, version=newest.version)


class ChangeSettings(QUndoCommand):
    """A slider, group, pin or appearance; changes with the same ``gesture`` (one drag, say) become one edit."""

    def __init__(self, desk: Desk, text: str, after: RenderSettings, gesture: str = "") -> None:
        super().__init__(text)
        self._desk, self._before, self._after, self._gesture = desk, desk.document.settings, after, gesture

    def redo(self) -> None:
        self._desk.show_document(replace(self._desk.document, settings=self._after))

    def undo(self) -> None:
        self._desk.show_document(replace(self._desk.document, settings=self._before))

    def id(self) -> int:
        return SETTINGS_COMMAND_ID

    def mergeWith(self, other: QUndoCommand | None) -> bool:
        if not isinstance(other, ChangeSettings) or not self._gesture or other._gesture != self._gesture:
            return False
        self._after = other._after
        self.setObsolete(self._after == self._before)
        return True
