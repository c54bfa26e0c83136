"""The menus that are no table of actions: recent files, samples, theme, language."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PyQt5.QtCore import QObject
from PyQt5.QtWidgets import QAction, QActionGroup, QApplication, QMenu

from deepfacedrawing.samples import find_samples
from deepfacedrawing.ui.icons import load_icon
from deepfacedrawing.ui.settings import LANGUAGES, WindowSettings
from deepfacedrawing.ui.style import apply_style
from deepfacedrawing.ui.theme import THEME_CHOICES
from deepfacedrawing.ui.tips import set_plain_tip
from deepfacedrawing.ui.titles import sample_title


class ExtraMenus(QObject):
    """Adds its menus to those of the window.

    Args:
        menus: the window's, by their English titles.
        open_path: opens a file, after asking about unsaved changes.
        tell: says something in the status bar.
    """

    def __init__(
        self,
        menus: dict[str, QMenu],
        memory: WindowSettings,
        open_path: Callable[[Path], None],
        tell: Callable[[str], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._memory, self._open_path, self._tell = memory, open_path, tell
        self._recent = QMenu(self.tr("Open &recent"), menus["File"])
        self._recent.aboutToShow.connect(self._fill_recent)
        samples = QMenu(self.tr("Open sam&ple"), menus["File"])
        for path in find_samples():
            self._add_file(samples, path, sample_title(path.stem))
        before = menus["File"].actions()[2]
        for menu in (self._recent, samples):
            menus["File"].insertMenu(before, menu)
        self._add_choices(menus["View"], self.tr("&Theme"), "theme", self._theme_titles(), self._on_theme)
        self._add_choices(menus["View"], self.tr("Lan&guage"), "language", self._language_titles(), self._on_language)

    def _theme_titles(self) -> dict[str, str]:
        texts = self.tr("Like the system"), self.tr("Light"), self.tr("Dark")
        return dict(zip(THEME_CHOICES, texts, strict=True))

    def _language_titles(self) -> dict[str, str]:
        # Languages are named in themselves.
        return dict(zip(LANGUAGES, (self.tr("Like the system"), "English", "简体中文"), strict=True))

    def _fill_recent(self) -> None:
        self._recent.clear()
        for path in self._memory.recent:
            self._add_file(self._recent, path, path.name)
        is_empty = self._recent.isEmpty()
        self._recent.addSeparator()
        text = self.tr("No files yet") if is_empty else self.tr("Forget them")
        last = QAction(text, self._recent)
        last.setEnabled(not is_empty)
        last.triggered.connect(self._memory.forget_recent)
        self._recent.addAction(last)

    def _add_file(self, menu: QMenu, path: Path, text: str) -> None:
        action = QAction(text, menu)
        set_plain_tip(action, str(path))
        action.setEnabled(path.is_file())
        action.triggered.connect(lambda _=False: self._open_path(path))
        menu.addAction(action)

    def _add_choices(
        self, owner: QMenu, title: str, setting: str, titles: dict[str, str], choose: Callable[[str], None]
    ) -> None:
        menu = QMenu(title, owner)
        menu.setIcon(load_icon(setting))
        group = QActionGroup(menu)
        for name, text in titles.items():
            action = QAction(text, menu)
            menu.addAction(action)
            action.setCheckable(True)
            action.setChecked(getattr(self._memory, setting) == name)
            action.triggered.connect(lambda _=False, chosen=name: choose(chosen))
            group.addAction(action)
        owner.addMenu(menu)

    def _on_theme(self, name: str) -> None:
        self._memory.theme = name
        application = QApplication.instance()
        if isinstance(application, QApplication):
            apply_style(application, name)

    def _on_language(self, name: str) -> None:
        self._memory.language = name
        self._tell(self.tr("The language changes at the next start."))
