"""The middle of the window: canvas and face, side by side, one over the other, or the face alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QImage
from PyQt5.QtWidgets import QSplitter, QWidget

from deepfacedrawing.ui.canvas import Canvas
from deepfacedrawing.ui.face_view import FaceView
from deepfacedrawing.ui.panes import UnderlayControl, build_pane
from deepfacedrawing.ui.settings import VIEW_MODES
from deepfacedrawing.ui.viewport import Viewport
from deepfacedrawing.ui.welcome import lay_over

ZOOM_STEP, TURN = 1.25, 15.0


class Workspace(QSplitter):
    """Keeps zoom and place of both views together.

    Signals: ``shadow_toggled(bool)``; ``zoomed(float)``: widget pixels a canvas pixel.
    """

    shadow_toggled = pyqtSignal(bool)
    zoomed = pyqtSignal(float)

    def __init__(self, card: QWidget, parent: QWidget | None = None) -> None:
        """``card``: lies over the lower part of the canvas while it is shown."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.canvas, self.face_view = Canvas(), FaceView()
        self.underlays = {
            "reference": UnderlayControl(self.tr("Reference"), self.tr("The picture you draw by"), 40),
            "face": UnderlayControl(self.tr("Face"), self.tr("The face, under the ink"), 60),
            "shadow": UnderlayControl(self.tr("Shadow"), self.tr("Faces like yours, softly under the ink (S)"), 45),
        }
        self._mode, self._guides = VIEW_MODES[0], frozenset[str]()
        self._has_reference = False
        self._panes = (
            build_pane(self.tr("Sketch"), lay_over(self.canvas, card), *self.underlays.values()),
            build_pane(self.tr("Face"), self.face_view),
        )
        self.setHandleWidth(12)
        self.setChildrenCollapsible(False)
        for pane in self._panes:
            self.addWidget(pane)
        self.setSizes([1000, 1000])
        self._connect()
        self.underlays["reference"].hide()
        self.set_mode(VIEW_MODES[0])

    def _connect(self) -> None:
        for name, control in self.underlays.items():
            self.canvas.set_strength(name, control.strength)
            control.strength_changed.connect(lambda value, moved=name: self.canvas.set_strength(moved, value))
        self.underlays["shadow"].toggled.connect(self.shadow_toggled)
        self.canvas.navigator.viewport_changed.connect(self._on_viewport)
        self.face_view.navigator.viewport_changed.connect(self._on_face_viewport)

    @property
    def mode(self) -> str:
        """One of ``VIEW_MODES``."""
        return self._mode

    def set_mode(self, mode: str) -> None:
        """``side_by_side``, ``over``: the face under the ink on the canvas, or ``face`` alone."""
        self._mode = mode
        canvas, face = self._panes
        canvas.setVisible(mode != "face")
        face.setVisible(mode != "over")
        self.underlays["face"].setVisible(mode == "over")
        self._show_face_underlay()

    def set_face(self, face: NDArray[np.uint8]) -> None:
        """Shows a (512, 512, 3) uint8 RGB face, wherever it is shown."""
        self.face_view.set_face(face)
        self._show_face_underlay()

    def set_reference(self, picture: QImage | None) -> None:
        """A picture to draw by; never part of the drawing."""
        self._has_reference = picture is not None
        self.canvas.set_reference(picture)
        self.underlays["reference"].setVisible(self._has_reference)
        self.underlays["reference"].set_on(True)

    @property
    def has_reference(self) -> bool:
        """Whether there is a picture to draw by."""
        return self._has_reference

    def toggle_guide(self, name: str, on: bool) -> None:
        """Shows or hides ``guides``, an average face, or ``windows``, those of the components."""
        self._guides = self._guides | {name} if on else self._guides - {name}
        self.canvas.set_guides(self._guides)

    # Zoom and place

    @property
    def viewport(self) -> Viewport:
        """What the canvas shows."""
        return self.canvas.navigator.viewport

    def zoom_in(self) -> None:
        """Larger, around the middle."""
        self._zoom(ZOOM_STEP)

    def zoom_out(self) -> None:
        """Smaller, around the middle."""
        self._zoom(1 / ZOOM_STEP)

    def fit(self) -> None:
        """The whole page, upright."""
        self.canvas.navigator.set_viewport(Viewport())

    def turn_left(self) -> None:
        """The page a little against the clock."""
        self.canvas.navigator.set_viewport(self.viewport.rotated(-TURN))

    def turn_right(self) -> None:
        """The page a little with the clock."""
        self.canvas.navigator.set_viewport(self.viewport.rotated(TURN))

    def _zoom(self, factor: float) -> None:
        middle = self.canvas.navigator.to_canvas(self.canvas.rect().center())
        self.canvas.navigator.set_viewport(self.viewport.zoomed(factor, middle))

    def _on_viewport(self, viewport: Viewport) -> None:
        self.face_view.navigator.set_viewport(viewport)
        self.zoomed.emit(viewport.scale(self.canvas.width(), self.canvas.height()))

    def _on_face_viewport(self, viewport: Viewport) -> None:
        own = self.viewport
        if viewport != own.unrotated():
            self.canvas.navigator.set_viewport(Viewport(viewport.zoom, viewport.x, viewport.y, own.rotation))

    def _show_face_underlay(self) -> None:
        self.canvas.set_face(self.face_view.face if self._mode == "over" else None)
