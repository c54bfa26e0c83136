"""What the window remembers between two starts, in the user's own settings file."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtCore import QByteArray, QSettings

ORGANISATION = "DeepFaceDrawing"
MAX_RECENT = 10
MIN_BRUSH, MAX_BRUSH, DEFAULT_BRUSH = 1, 8, 3


class WindowSettings:
    """Typed access; whatever is missing or damaged reads as its default."""

    def __init__(self) -> None:
        self._store = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, ORGANISATION, "window")

    @property
    def geometry(self) -> QByteArray:
        """Place and size of the window, as ``QWidget.saveGeometry`` gives it; empty at first."""
        return self._bytes("geometry")

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._store.setValue("geometry", value)

    @property
    def splitter(self) -> QByteArray:
        """How canvas and face share the width, as ``QSplitter.saveState`` gives it; empty at first."""
        return self._bytes("splitter")

    @splitter.setter
    def splitter(self, value: QByteArray) -> None:
        self._store.setValue("splitter", value)

    @property
    def brush_width(self) -> int:
        """In canvas pixels, 1…8."""
        return min(max(self._number("brush_width", DEFAULT_BRUSH), MIN_BRUSH), MAX_BRUSH)

    @brush_width.setter
    def brush_width(self, value: int) -> None:
        self._store.setValue("brush_width", value)

    @property
    def shadow_percent(self) -> int:
        """Strength of the shadow guidance, 0…100."""
        return min(max(self._number("shadow_percent", 45), 0), 100)

    @shadow_percent.setter
    def shadow_percent(self, value: int) -> None:
        self._store.setValue("shadow_percent", value)

    @property
    def folder(self) -> Path:
        """Where the last file was opened or saved."""
        value = self._store.value("folder", "")
        return Path(value) if isinstance(value, str) and value and Path(value).is_dir() else Path.home()

    @folder.setter
    def folder(self, value: Path) -> None:
        self._store.setValue("folder", str(value))

    @property
    def recent(self) -> tuple[Path, ...]:
        """The files opened or saved last, ten at most: those that are still there, newest first, then the others."""
        stored = self._store.value("recent", [])
        # Qt's file keeps a list of one as a plain text.
        names = [stored] if isinstance(stored, str) else stored if isinstance(stored, list) else []
        paths = [Path(name) for name in names if isinstance(name, str) and name]
        return tuple(sorted(paths[:MAX_RECENT], key=lambda path: not path.is_file()))

    def remember(self, path: Path) -> None:
        """A file was opened or saved: it is the newest of ``recent``, and its folder the next to look in."""
        path = path.absolute()
        others = [other for other in self.recent if other != path]
        self._store.setValue("recent", [str(other) for other in (path, *others)][:MAX_RECENT])
        self.folder = path.parent

    def forget_recent(self) -> None:
        """Empties ``recent``."""
        self._store.remove("recent")

    def sync(self) -> None:
        """Writes to disk now."""
        self._store.sync()

    def _bytes(self, key: str) -> QByteArray:
        value = self._store.value(key)
        return value if isinstance(value, QByteArray) else QByteArray()

    def _number(self, key: str, default: int) -> int:
        try:
            return int(str(self._store.value(key, default)))
        except ValueError:
            return default
