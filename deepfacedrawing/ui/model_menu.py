"""The menu of models: which one paints the faces."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PyQt5.QtCore import QObject
from PyQt5.QtWidgets import QAction, QMenu, QWidget

from deepfacedrawing.model_files import MODEL_NAME, list_models, remember_model
from deepfacedrawing.rendering import Renderer, RendererInfo
from deepfacedrawing.ui import dialogs
from deepfacedrawing.ui.icons import load_icon
from deepfacedrawing.ui.live_face import LiveFace
from deepfacedrawing.ui.settings import WindowSettings
from deepfacedrawing.ui.status import StatusBar
from deepfacedrawing.ui.tips import set_plain_tip

LoadModel = Callable[[Path], Renderer]


class ModelMenu(QObject):
    """A submenu with what ``list_models`` finds, and with the file that is in use where that lies elsewhere.

    Args:
        owner: the menu that it is the last one of.
        live_face: goes on with another model where one is chosen.
        load_model: makes the renderer of a model's file, on a thread of its own.
    """

    def __init__(
        self,
        owner: QMenu,
        live_face: LiveFace,
        load_model: LoadModel,
        status: StatusBar,
        memory: WindowSettings,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._window, self._live_face, self._load_model = parent, live_face, load_model
        self._status, self._memory = status, memory
        self._current, self._chosen, self._message = "", "", ""
        self.menu = QMenu(self.tr("Mo&del"), owner)
        self.menu.setIcon(load_icon("info"))
        self.menu.setToolTipsVisible(True)
        self.menu.aboutToShow.connect(self._fill)
        owner.addSeparator()
        owner.addMenu(self.menu)
        live_face.session.loaded.connect(self._on_loaded)

    def choose(self, path: Path) -> None:
        """Loads another model; the drawing stays. One that cannot be loaded is told, and the old one goes on."""
        self._chosen = str(path.resolve())
        self._message = self.tr("Loading the model {name}…").format(name=path.stem)
        self._status.show_text(self._message)
        self._live_face.use(partial(self._load_model, path))

    def ask(self) -> None:
        """Lets the user look for a file."""
        path = dialogs.ask_model_path(self._window, self._memory.folder)
        if path is not None:
            self.choose(path)

    def _fill(self) -> None:
        self.menu.clear()
        models = list_models()
        current = Path(self._current)
        others = [current] if self._current and current not in (path.resolve() for path in models) else []
        for path in (*models, *others):
            is_bundled = bool(models) and path == models[0] and path.name == MODEL_NAME
            action = QAction(self.tr("Bundled") if is_bundled else path.stem, self.menu)
            set_plain_tip(action, str(path))
            action.setCheckable(True)
            action.setChecked(path.resolve() == current)
            action.triggered.connect(lambda _=False, chosen=path: self.choose(chosen))
            self.menu.addAction(action)
        self.menu.addSeparator()
        other = QAction(self.tr("Open &other…"), self.menu)
        other.triggered.connect(lambda _=False: self.ask())
        self.menu.addAction(other)

    def _on_loaded(self, info: RendererInfo) -> None:
        self._current = info.path
        if self._chosen and info.path == self._chosen:  # else it is the old one again
            remember_model(Path(info.path))
        if self._status.text == self._message:
            self._status.show_text("")
