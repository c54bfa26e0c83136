"""What the window remembers between two starts, in the user's own settings file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from PyQt5.QtCore import QByteArray, QSettings

from deepfacedrawing.rendering import UserError
from deepfacedrawing.ui.export import ExportChoice
from deepfacedrawing.ui.film import FilmChoice
from deepfacedrawing.ui.pen import PRESSURE_CURVES, SMOOTHINGS
from deepfacedrawing.ui.settings_file import leave_out_objects
from deepfacedrawing.ui.theme import THEME_CHOICES

T = TypeVar("T")

ORGANISATION = "DeepFaceDrawing"
MAX_RECENT = 10
MIN_BRUSH, MAX_BRUSH, DEFAULT_BRUSH = 1, 8, 3
LANGUAGES = ("system", "en", "zh_CN")
VIEW_MODES = ("side_by_side", "over", "face")


@dataclass
class Setting(Generic[T]):
    """One line of the table: the key is its name in the class; what is missing or damaged reads as ``default``.

    ``parse``: makes the value from what the file holds; ``ValueError`` where that is damaged. ``write``: the way back.
    """

    default: T
    parse: Callable[[object], T]
    write: Callable[[T], object] = lambda value: value
    key: str = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.key = name

    def __get__(self, settings: WindowSettings | None, owner: type) -> T:
        value = None if settings is None else settings.store.value(self.key)
        try:
            return self.default if value is None else self.parse(value)
        except ValueError:
            return self.default

    def __set__(self, settings: WindowSettings, value: T) -> None:
        settings.store.setValue(self.key, self.write(value))


def blob() -> Setting[QByteArray]:
    """Bytes as Qt's ``save…`` methods give them; empty at first."""
    return Setting(QByteArray(), lambda value: value if isinstance(value, QByteArray) else QByteArray())


def number(default: int, low: int, high: int) -> Setting[int]:
    """A whole number; one that is out of range reads as the nearest that is in it."""
    return Setting(default, lambda value: min(max(int(str(value)), low), high))


def flag(default: bool) -> Setting[bool]:
    """On or off."""
    return Setting(default, lambda value: ("false", "true").index(str(value).lower()) == 1)


def choice(default: T, choices: tuple[T, ...]) -> Setting[T]:
    """One of a few values."""
    return Setting(default, lambda value: choices[[str(known) for known in choices].index(str(value))])


def directory() -> Setting[Path]:
    """A folder that is there, else that of the user."""

    def parse(value: object) -> Path:
        is_there = isinstance(value, str) and value and exists(Path(value), Path.is_dir)
        return Path(str(value)) if is_there else Path.home()

    return Setting(Path.home(), parse, str)


def exists(path: Path, question: Callable[[Path], bool] = Path.is_file) -> bool:
    """Whether a path is there, and what is asked for; no name of a path is too long to ask."""
    try:
        return question(path)
    except (OSError, ValueError):
        return False


def words(default: T, build: Callable[[str, int, str], T], split: Callable[[T], tuple[str, int, str]]) -> Setting[T]:
    """A choice of three things, written as three words."""

    def parse(value: object) -> T:
        first, number, last = str(value).split()
        try:
            return build(first, int(number), last)
        except UserError as error:
            raise ValueError from error

    return Setting(default, parse, lambda value: " ".join(map(str, split(value))))


class WindowSettings:
    """Typed access: reading an attribute reads the file's value, writing it is kept at the next ``sync``."""

    # Place and size of the window, and how canvas and face share the width.
    geometry = blob()
    splitter = blob()
    folder = directory()
    theme = choice("system", THEME_CHOICES)
    language = choice("system", LANGUAGES)
    # Whether the first-run hint has done its work.
    welcomed = flag(False)
    # The pen: its width in canvas pixels.
    brush_width = number(DEFAULT_BRUSH, MIN_BRUSH, MAX_BRUSH)
    smoothing = choice("low", tuple(SMOOTHINGS))
    pressure = choice("linear", tuple(PRESSURE_CURVES))
    mirror = flag(False)
    # What lies under the ink, each with its strength in percent.
    shadow_percent = number(45, 0, 100)
    guides = flag(False)
    windows = flag(False)
    reference_percent = number(40, 0, 100)
    # The face.
    live = flag(True)
    view_mode = choice("side_by_side", VIEW_MODES)
    face_percent = number(60, 0, 100)
    export_choice = words(ExportChoice(), ExportChoice, lambda choice: (choice.what, choice.size, choice.suffix))
    film_choice = words(FilmChoice(), FilmChoice, lambda choice: (choice.layout, choice.seconds, choice.suffix))

    def __init__(self, path: Path | None = None) -> None:
        """``path``: the settings file; None for the user's own."""
        if path is None:
            user = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, ORGANISATION, "window")
            path = Path(user.fileName())
        leave_out_objects(path)
        # By its path: so no other file of the organisation is looked into.
        self.store = QSettings(str(path), QSettings.Format.IniFormat)

    @property
    def recent(self) -> tuple[Path, ...]:
        """The files opened or saved last, ten at most: those that are still there, newest first, then the others."""
        stored = self.store.value("recent", [])
        # A list of one is a plain text.
        names = [stored] if isinstance(stored, str) else stored if isinstance(stored, list) else []
        paths = [Path(name) for name in names if isinstance(name, str) and name]
        return tuple(sorted(paths[:MAX_RECENT], key=lambda path: not exists(path)))

    def remember(self, path: Path) -> None:
        """A file was opened or saved: it is the newest of ``recent``, and its folder the next to look in."""
        path = path.absolute()
        others = [other for other in self.recent if other != path]
        names = [str(other) for other in (path, *others)][:MAX_RECENT]
        # Of a list of one Qt would make an object.
        self.store.setValue("recent", names if len(names) > 1 else names[0])
        self.folder = path.parent

    def forget_recent(self) -> None:
        """Empties ``recent``."""
        self.store.remove("recent")

    def sync(self) -> None:
        """Writes to disk now."""
        self.store.sync()
