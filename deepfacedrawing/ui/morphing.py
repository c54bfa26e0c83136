"""From one drawing to another in the window: what the morph panel offers, and what is shown meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QObject, pyqtSignal
from PyQt5.QtWidgets import QWidget

from deepfacedrawing.rendering import RenderRequest
from deepfacedrawing.ui import dialogs
from deepfacedrawing.ui.desk import DrawingDesk
from deepfacedrawing.ui.edits import Document
from deepfacedrawing.ui.files import DocumentFiles
from deepfacedrawing.ui.live_face import LiveFace
from deepfacedrawing.ui.morph import MorphCandidate, MorphPanel
from deepfacedrawing.ui.settings import WindowSettings
from deepfacedrawing.ui.sketch import Sketch, rasterise

# Each so many pixels of a face make its thumbnail.
THINNING = 4
NOW = "now"


@dataclass(frozen=True, eq=False)
class _Drawing:
    """``key`` finds it when the list has changed: ``NOW``, an index of the undo stack, a file's document."""

    key: object
    title: str
    document: Document
    face: NDArray[np.uint8] | None


class Morphing(QObject):
    """Fills the panel with the desk as it is, its recent states and other files, and shows what its sliders say.

    Signals: ``film_requested(RenderRequest, RenderRequest, dict)``: from, to, and component → 0…1, how far it goes.
    """

    film_requested = pyqtSignal(object, object, object)

    def __init__(
        self, parent: QWidget, desk: DrawingDesk, files: DocumentFiles, live_face: LiveFace, memory: WindowSettings
    ) -> None:
        super().__init__(parent)
        self._window, self._desk, self._files, self._live_face = parent, desk, files, live_face
        self._memory = memory
        self._faces: dict[int, NDArray[np.uint8]] = {}
        self._others: list[_Drawing] = []
        self._drawings: list[_Drawing] = []
        self.panel = MorphPanel()
        self.panel.ends_changed.connect(lambda *_: self.show())
        self.panel.morph_changed.connect(lambda _: self.show())
        self.panel.file_requested.connect(self._open_other)
        self.panel.export_requested.connect(self._request_film)

    def note_face(self, face: NDArray[np.uint8]) -> None:
        """The face of the desk as it is: (512, 512, 3) uint8 RGB."""
        recent = self._desk.recent()
        self._faces = {index: known for index, known in self._faces.items() if index in recent}
        self._faces[self._desk.undo_stack.index()] = np.ascontiguousarray(face[::THINNING, ::THINNING])

    def begin(self) -> None:
        """Offers what there is now, and shows the morph."""
        self._refresh(self._chosen())
        self.show()

    def end(self) -> None:
        """Shows the desk again."""
        self._live_face.set_morph(None)

    def show(self) -> None:
        """Renders what the panel says."""
        start, end = self._requests()
        self._live_face.set_morph(replace(start, toward=end, morph=self.panel.morph))

    def _chosen(self) -> tuple[object, object]:
        """The keys of both ends."""
        if not self._drawings:
            return NOW, None
        start, end = (self._drawings[place].key for place in self.panel.ends)
        return start, end

    def _refresh(self, chosen: tuple[object, object]) -> None:
        self._drawings = self._list_drawings()
        places = {drawing.key: place for place, drawing in enumerate(self._drawings)}
        start, end = places.get(chosen[0], 0), places.get(chosen[1], 0)
        if start == end:
            end = next((place for place in places.values() if place != start), start)
        candidates = [MorphCandidate(drawing.title, drawing.face) for drawing in self._drawings]
        self.panel.set_candidates(candidates, (start, end))

    def _list_drawings(self) -> list[_Drawing]:
        """The desk as it is, other files, and the recent states, newest first."""
        now = self._desk.undo_stack.index()
        earlier = [
            _Drawing(index, self._title(index), document, self._faces.get(index))
            for index, document in reversed(self._desk.recent().items())
            if index != now
        ]
        return [_Drawing(NOW, self.tr("Now"), self._desk.document, self._faces.get(now)), *self._others, *earlier]

    def _title(self, index: int) -> str:
        if index == 0:
            return self.tr("Start")
        return self.tr("{number}: {what}").format(number=index, what=self._desk.undo_stack.text(index - 1))

    def _open_other(self, end: int) -> None:
        path = dialogs.ask_open_path(self._window, self._memory.folder)
        if path is not None:
            self.add_file(path, end)

    def add_file(self, path: Path, end: int) -> None:
        """Offers a file's drawing and chooses it for an end, 0 or 1."""
        document = self._files.read(path)
        if document is None:
            return
        self._others.insert(0, _Drawing(document, path.name, document, None))
        start, other = self._chosen()
        self._refresh((document, other) if end == 0 else (start, document))
        self.show()

    def _requests(self) -> tuple[RenderRequest, RenderRequest]:
        start, end = (self._drawings[place].document for place in self.panel.ends)
        return _request(start), _request(end)

    def _request_film(self) -> None:
        reach = self.panel.morph
        if not any(reach.values()):  # nobody wants a film in which nothing moves
            reach = dict.fromkeys(reach, 1.0)
        self.film_requested.emit(*self._requests(), reach)


def _request(document: Document) -> RenderRequest:
    return document.settings.request(_pixels(document.sketch), shadow=False)


@lru_cache(maxsize=2)  # both ends, for every tick of a slider; a sketch never changes
def _pixels(sketch: Sketch) -> NDArray[np.uint8]:
    return rasterise(sketch)
