"""What the program writes for itself and reads again: settings, the note of the model."""

from __future__ import annotations

import pickle
import tempfile
from pathlib import Path
from random import Random

from PyQt5.QtCore import QByteArray, QSettings

from tests.fuzz.mutation import change

GEOMETRY = bytes.fromhex(
    "01d9d0cb00030000000000000000000000000004ff0000035b00000000000000000000004ff0000035b000000000000000005000000000000000"
    "000000000004ff0000035b"
)
SPLITTER = bytes.fromhex("000000ff0000000100000002000002800000028001ffffffff010000000100")
TOKENS = (
    *(b"@Variant(", b"@ByteArray(", b"@Invalid()", b"@Size(", b"@Rect(", b"@DateTime(", b"\\x40", b"\\0", b"\\x", b'"'),
    *(
        b"\\\n",
        b"[General]\n",
        b"[",
        b"]",
        b"=",
        b", ",
        b";",
        b"PyQt_PyObject",
        b"true",
        b"%2F",
        b"recent=",
        b"folder=",
    ),
    *(b"theme=", b"geometry=", b"splitter=", b"view_mode=", b"a" * 5000, b"/" * 300, b"\xff\xfe", b"/dev/", b"~"),
    b"\\0\\0\\0\\x7f\\0\\0\\0\\xePyQt_PyObject\\0\\0\\0\\0\\x4N.",
)
VALUES = ("true", "7", "-1", "9" * 30, "face 512 .png", "both 12 .mp4", "side_by_side", "dark", "zh_CN", "/tmp", "")


class Trap:
    """A pickle of it, where one is loaded, leaves a file behind."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return (Path.touch, (self.path,))


def build_settings() -> list[bytes]:
    """A file with everything, and one with an object of Python in it."""
    with tempfile.TemporaryDirectory() as folder:
        return [_write(Path(folder) / "a.ini", False), _write(Path(folder) / "b.ini", True)]


def _write(path: Path, has_object: bool) -> bytes:
    store = QSettings(str(path), QSettings.Format.IniFormat)
    store.setValue("geometry", QByteArray(GEOMETRY))
    store.setValue("splitter", QByteArray(SPLITTER))
    store.setValue("recent", ["/tmp/one.svg", "/tmp/zwei, ü 小.svg"])
    for name, value in (("folder", "/tmp"), ("theme", "dark"), ("welcomed", True), ("brush_width", 7)):
        store.setValue(name, value)
    store.setValue("export_choice", "both 1024 .webp")
    store.setValue("film_choice", "face 7 .gif")
    if has_object:
        store.setValue("language", Trap(Path("sprung")))
    store.sync()
    return path.read_bytes()


def change_settings(data: bytes, rng: Random, others: list[bytes]) -> bytes:
    """Some bytes of it changed, or lines made up."""
    if rng.random() > 0.3:
        return change(data, rng, TOKENS, others)
    from deepfacedrawing.ui.settings import Setting, WindowSettings

    names = ["recent", *(name for name, value in vars(WindowSettings).items() if isinstance(value, Setting))]
    lines = [f"{rng.choice(names)}={rng.choice(VALUES)}" for _ in range(rng.randrange(1, 20))]
    return change(("[General]\n" + "\n".join(lines)).encode(), rng, TOKENS, others)


def build_notes() -> list[bytes]:
    """Paths."""
    return [b"/tmp/model.safetensors", "/tmp/ü 小.safetensors".encode(), b"relative"]


def change_note(data: bytes, rng: Random, others: list[bytes]) -> bytes:
    """A path changed."""
    return change(
        data, rng, (b"/", b"..", b"\0", b"\xff", b"a" * 5000, b"\n", b"//host/share", b"C:\\", b"CON"), others
    )


def pickle_trap(path: Path) -> bytes:
    """A pickle that leaves a file behind where it is loaded."""
    return pickle.dumps(Trap(path))
