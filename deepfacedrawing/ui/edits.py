"""The state of the desk as one immutable value, and the undoable edits of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from PyQt5.QtCore import QCoreApplication
from PyQt5.QtWidgets import QUndoCommand

from deepfacedrawing.ui.packed_sketch import PackedSketch
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
        self._desk, self._count = desk, len(strokes)
        self._strokes: Sequence[Stroke] = strokes  # only while they are not in the drawing

    def redo(self) -> None:
        document = self._desk.document
        self._desk.show_document(replace(document, sketch=document.sketch.with_strokes(self._strokes)))
        self._strokes = ()

    def undo(self) -> None:
        document = self._desk.document
        self._strokes = document.sketch.strokes[-self._count :]
        self._desk.show_document(replace(document, sketch=document.sketch.without_last(self._count)))


class ReplaceSketch(QUndoCommand):
    """Another drawing in the same document: clear. The one that is not on the desk is kept, packed."""

    def __init__(self, desk: Desk, text: str, after: Sketch) -> None:
        super().__init__(text)
        self._desk, self._aside = desk, PackedSketch(after)

    def redo(self) -> None:
        document, sketch = self._desk.document, self._aside.unpack()
        self._aside = PackedSketch(document.sketch)
        self._desk.show_document(replace(document, sketch=sketch))

    def undo(self) -> None:
        self.redo()


class ReplaceDocument(QUndoCommand):
    """Another document takes the place of this one: new, open. The one that is not on the desk is kept, packed."""

    def __init__(self, desk: Desk, text: str, after: Document) -> None:
        super().__init__(text)
        self._desk, self._aside = desk, self._pack(after)

    def redo(self) -> None:
        document, packed = self._aside
        self._aside = self._pack(self._desk.document)
        self._desk.show_document(replace(document, sketch=packed.unpack()))

    def undo(self) -> None:
        self.redo()

    def _pack(self, document: Document) -> tuple[Document, PackedSketch]:
        return replace(document, sketch=Sketch()), PackedSketch(document.sketch)


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
