"""Pictures that come into the window: dropped files, a reference to draw by, a photo to start from."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtCore import QObject, QPoint, Qt
from PyQt5.QtGui import QImage
from PyQt5.QtWidgets import QMenu, QWidget

from deepfacedrawing.components import BUNDLED_COMPONENTS, Component, crop
from deepfacedrawing.photo_sketch import PhotoSketch
from deepfacedrawing.rendering import UserError
from deepfacedrawing.ui import dialogs
from deepfacedrawing.ui.desk import DrawingDesk
from deepfacedrawing.ui.files import DocumentFiles
from deepfacedrawing.ui.images import SUFFIXES, read_photo, to_qimage
from deepfacedrawing.ui.photo_start import PhotoStart, SketchPhoto, to_strokes
from deepfacedrawing.ui.settings import WindowSettings
from deepfacedrawing.ui.sketch import Sketch, rasterise
from deepfacedrawing.ui.status import StatusBar
from deepfacedrawing.ui.workspace import Workspace

REFERENCE_SIDE = 2048


class Arrivals(QObject):
    """Opens pictures as what the user wants of them; what goes wrong is said in the status bar.

    Args:
        parent: the window that dialogs belong to.
        sketch_photo: turns a photo into a sketch, on a thread of its own; None where that is not to be had.
    """

    def __init__(
        self,
        parent: QWidget,
        desk: DrawingDesk,
        files: DocumentFiles,
        workspace: Workspace,
        status: StatusBar,
        memory: WindowSettings,
        sketch_photo: SketchPhoto | None,
    ) -> None:
        super().__init__(parent)
        self._window, self._desk, self._files, self._workspace = parent, desk, files, workspace
        self._status, self._memory, self._components = status, memory, BUNDLED_COMPONENTS
        self.photo_start = PhotoStart(sketch_photo or _refuse_photo, self)
        self.photo_start.sketched.connect(self._on_sketched)
        self.photo_start.failed.connect(status.show_error)
        self.photo_start.busy_changed.connect(self._on_busy)
        desk.document_replaced.connect(self.photo_start.cancel)  # its strokes belong to the drawing that has left

    def choose_reference(self) -> None:
        """Asks for a picture to draw by."""
        if path := dialogs.ask_picture_path(self._window, self.tr("Reference picture"), self._memory.folder):
            self.show_reference(path)

    def show_reference(self, path: Path) -> bool:
        """Shows a picture under the ink, never part of the drawing; whether that went well."""
        with self._status.showing_errors():
            self._workspace.set_reference(_read_reference(path))
            self._memory.folder = path.absolute().parent
            self._status.show_text(self.tr("Drawing by {name}").format(name=path.name))
            return True
        return False

    def remove_reference(self) -> None:
        """Nothing to draw by."""
        self._workspace.set_reference(None)

    def choose_photo(self) -> None:
        """Asks for a portrait photo to start from."""
        if path := dialogs.ask_picture_path(self._window, self.tr("Start from a photo"), self._memory.folder):
            self.start_from_photo(path)

    def start_from_photo(self, path: Path) -> None:
        """Turns a portrait photo into strokes, which take the place of the sketch; can be undone."""
        self._memory.folder = path.absolute().parent
        self.photo_start.start(path)

    def copy_component(self, name: str) -> None:
        """Asks for another drawing and puts its component in the place of ours (the paper's face copy-paste)."""
        path = dialogs.ask_open_path(self._window, self._memory.folder)
        document = self._files.read(path) if path else None
        if document is not None:
            component = next(component for component in self._components if component.name == name)
            self._desk.pin(name, crop(rasterise(document.sketch), component, self._components).tobytes())

    def set_components(self, components: tuple[Component, ...]) -> None:
        """The windows that a component is copied from."""
        self._components = components

    def drop(self, path: Path, place: QPoint) -> None:
        """Opens a dropped file; asks at that place of the screen what a picture is meant to be."""
        if path.suffix.lower() not in SUFFIXES:
            self._files.open_instead(path)
            return
        menu = QMenu(self._window)
        choices = {
            self.tr("Open as a sketch"): lambda: self._files.open_instead(path),
            self.tr("Draw by it"): lambda: self.show_reference(path),
            self.tr("Start from this photo"): lambda: self.start_from_photo(path),
        }
        actions = {menu.addAction(text): act for text, act in choices.items()}
        chosen = menu.exec_(place)
        menu.deleteLater()
        if chosen is not None:
            actions[chosen]()

    def close(self) -> None:
        """Ends what is under way. Safe to call twice."""
        self.photo_start.close()

    def _on_busy(self, busy: bool) -> None:
        working = self.tr("Turning the photo into a sketch…")
        if busy:
            self._status.show_text(working)
        elif self._status.text == working:
            self._status.show_text("")

    def _on_sketched(self, sketch: PhotoSketch) -> None:
        self._desk.replace_sketch(Sketch(to_strokes(sketch)), self.tr("photo"))
        self._workspace.set_reference(to_qimage(sketch.photo))
        text = self.tr("The photo is a sketch now, and lies under it to draw by")
        if sketch.num_faces > 1:
            text = self.tr("Of {count} faces the largest is a sketch now").format(count=sketch.num_faces)
        self._status.show_text(text)


def _read_reference(path: Path) -> QImage:
    """A picture, made smaller where it is larger than any screen.

    Raises:
        UserError: it cannot be read.
    """
    picture = to_qimage(read_photo(path))
    if max(picture.width(), picture.height()) <= REFERENCE_SIDE:
        return picture
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return picture.scaled(REFERENCE_SIDE, REFERENCE_SIDE, keep, smooth)


def _refuse_photo(_: Path) -> PhotoSketch:
    raise UserError("Starting from a photo is not available here; open a sketch instead.")
