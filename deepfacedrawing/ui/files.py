"""New, open, save, export: between the desk's document and the disk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PyQt5.QtCore import QCoreApplication, QMimeData
from PyQt5.QtWidgets import QWidget

from deepfacedrawing.rendering import UserError
from deepfacedrawing.samples import find_samples
from deepfacedrawing.ui import dialogs
from deepfacedrawing.ui.abandoned import Abandoned, find_abandoned
from deepfacedrawing.ui.desk import DrawingDesk
from deepfacedrawing.ui.disk import checksum, read_checksum, write_atomically
from deepfacedrawing.ui.edits import Document
from deepfacedrawing.ui.locks import FileClaims
from deepfacedrawing.ui.opening import open_drawing
from deepfacedrawing.ui.project_file import SUFFIX, encode_sketch
from deepfacedrawing.ui.recovery import Recovery
from deepfacedrawing.ui.settings import WindowSettings
from deepfacedrawing.ui.sketch import RenderSettings, Sketch
from deepfacedrawing.ui.status import StatusBar


def path_of_drop(mime: QMimeData | None) -> Path | None:
    """The first file of this computer among what is dropped; None where there is none."""
    urls = mime.urls() if mime is not None else []
    return next((Path(url.toLocalFile()) for url in urls if url.isLocalFile()), None)


class DocumentFiles:
    """Keeps the document and its file together; what goes wrong is said in the status bar and changes nothing.

    Args:
        parent: the window that dialogs belong to.
        asks: whether to ask before unsaved changes are lost.
    """

    def __init__(
        self,
        parent: QWidget,
        desk: DrawingDesk,
        status: StatusBar,
        memory: WindowSettings,
        asks: bool,
    ) -> None:
        self._parent, self._desk, self._stack, self._status = parent, desk, desk.undo_stack, status
        self._memory, self._asks = memory, asks
        self._claims, self._path = FileClaims(), desk.document.path
        # A document that is just being opened is not called clean yet, and has nothing to lose.
        self.is_opening = False
        desk.document_changed.connect(self._on_document)

    def new(self) -> None:
        """An empty drawing, under the same settings."""
        if self.may_leave():
            text = QCoreApplication.translate("Edits", "new sketch")
            self._replace(text, Document(Sketch(), self._desk.document.settings))

    def choose_and_open(self) -> None:
        """Asks for a file and opens it."""
        if self.may_leave() and (path := dialogs.ask_open_path(self._parent, self._memory.folder)):
            self.open_path(path)

    def open_instead(self, path: Path) -> None:
        """Opens a file, unless the user would rather keep unsaved changes."""
        if self.may_leave():
            self.open_path(path)

    def open_path(self, path: Path) -> bool:
        """Opens a sketch, another program's drawing or a picture; whether that went well."""
        document = self.read(path)
        if document is None:
            return False
        own = self._claim(document)
        self._replace(QCoreApplication.translate("Edits", "open"), own)
        self._memory.remember(path)
        if own is document:
            self._status.show_text(QCoreApplication.translate("Files", "Opened {name}").format(name=path.name))
        return True

    def offer_abandoned(self, recovery: Recovery) -> None:
        """Asks about each drawing that a window left behind when it went without closing, until one is taken."""
        self._claims.tidy()
        for abandoned in find_abandoned():
            answer = dialogs.ask_about_abandoned(self._parent, abandoned.origin, abandoned.modified)
            if answer == "discard":
                abandoned.remove()
            elif answer == "recover":
                self._recover(recovery, abandoned)
                return

    def _recover(self, recovery: Recovery, abandoned: Abandoned) -> None:
        """Shows a drawing that was never saved; it still is not."""
        with self._status.showing_errors():
            document = _know_again(recovery.adopt(abandoned))
            own = self._claim(document)
            self._desk.replace_document(own, QCoreApplication.translate("Edits", "recover"))
            if own is document:
                self._status.show_text(QCoreApplication.translate("Files", "Recovered the drawing; save it to keep it"))

    def save(self) -> bool:
        """Writes the document to its file, or asks for one; whether it is saved now."""
        path = self._desk.document.path
        return self.save_to(path) if path else self.save_as()

    def save_as(self) -> bool:
        """Asks for a file and writes the document to it; whether it is saved now."""
        proposal = self._desk.document.path or self._memory.folder / f"sketch{SUFFIX}"
        path = dialogs.ask_save_path(self._parent, QCoreApplication.translate("Files", "Save sketch"), proposal)
        return path is not None and self.save_to(path)

    def save_to(self, path: Path) -> bool:
        """Writes the document to a file, which is its own from now on; whether that went well."""
        with self._status.showing_errors():
            try:
                return self._save_to(path, self._desk.document)
            finally:
                self._claims.keep_only(self._desk.document.path)
        return False

    def _save_to(self, path: Path, document: Document) -> bool:
        if not self._claims.claim(path):
            raise UserError("{path} is open in another window; close it there, or save under another name.", path=path)
        if self._asks and path == document.path and read_checksum(path) not in ("", document.version):
            answer = dialogs.ask_about_overwriting(self._parent, path.name)
            if answer != "replace":
                return answer == "save_as" and self.save_as()
        data = _encode(document)
        write_atomically(path, data)
        self._stack.setClean()  # first, so that nobody takes the new name for an unsaved change
        self._desk.set_file(path, checksum(data))
        self._memory.remember(path)
        self._status.show_text(QCoreApplication.translate("Files", "Saved {name}").format(name=path.name))
        return True

    def may_leave(self) -> bool:
        """Whether the document may go: nothing to save, saved now, or not wanted."""
        if self._stack.isClean() or not self._asks:
            return True
        answer = dialogs.ask_about_changes(self._parent)
        return self.save() if answer == "save" else answer == "discard"

    def read(self, path: Path) -> Document | None:
        """A file's document, without showing it; None if it cannot be read, which is told."""
        with self._status.showing_errors():
            return self._read(path)
        return None

    def close(self) -> None:
        """Lets go of the file. Safe to call twice."""
        self._claims.keep_only(None)

    def _read(self, path: Path) -> Document:
        version = read_checksum(path)  # before it is read: what changes in between is noticed when it is saved
        opened = open_drawing(path)
        # What is not ours and what ships with the program keep their files: saving goes to a new one, never over them.
        if opened.is_project and path.resolve() not in find_samples():
            return Document(opened.sketch, opened.sketch.render or RenderSettings(), path, version)
        settings = opened.sketch.render or RenderSettings() if opened.is_project else self._desk.document.settings
        return Document(opened.sketch, settings)

    def _claim(self, document: Document) -> Document:
        """The document as it may be shown: without its file where another window has that, which is told."""
        if document.path is None or self._claims.claim(document.path):
            return document
        text = QCoreApplication.translate(
            "Files", "{name} is open in another window; this is a copy, to be saved under another name."
        )
        self._status.show_error(text.format(name=document.path.name))
        return replace(document, path=None, version="")

    def _on_document(self, document: Document) -> None:
        """Whatever brought another file here, an undo too: this window works on that one now."""
        if document.path != self._path:
            self._path = document.path
            if document.path is not None:
                self._claims.claim(document.path)
            self._claims.keep_only(document.path)

    def _replace(self, text: str, document: Document) -> None:
        self.is_opening = True
        self._desk.replace_document(document, text)
        self.is_opening = False
        self._stack.setClean()


def _encode(document: Document) -> bytes:
    return encode_sketch(replace(document.sketch, render=document.settings))


def _know_again(document: Document) -> Document:
    """A window that ended while it saved may have written its file, and not have come to note that."""
    version = checksum(_encode(document))
    is_ours = document.path is not None and read_checksum(document.path) == version
    return replace(document, version=version) if is_ours else document
