"""The model files that there are to choose from, found without opening them with torch."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from deepfacedrawing.shipped import shipped_folders

MODEL_FORMAT = "deepfacedrawing-model"
MODEL_NAME = "model.safetensors"
# More than the header of any model; a file that says more is none.
MAX_HEADER = 2**23
# Longer than any path.
MAX_NOTE = 2**16


def data_folder() -> Path:
    """The folder that the system gives the program for the user's data; it may not be there yet."""
    if sys.platform == "win32":
        base = Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "DeepFaceDrawing"


def list_models() -> tuple[Path, ...]:
    """The model that ships first, then those beside it and those in ``models`` of the user's data folder, by name."""
    folders = [*dict.fromkeys(shipped_folders("param")), data_folder() / "models"]
    found = [sorted(folder.glob("*.safetensors"), key=lambda path: path.name != MODEL_NAME) for folder in folders]
    return tuple(path for paths in found for path in paths if is_model(path))


def is_model(path: Path) -> bool:
    """Whether it says that it is a model of ours; whether it is whole, loading will tell."""
    try:
        header = read_header(path)
    except (OSError, ValueError, RecursionError):
        return False
    metadata = header.get("__metadata__") if isinstance(header, dict) else None
    return isinstance(metadata, dict) and metadata.get("format") == MODEL_FORMAT


def read_header(path: Path) -> Any:
    """The JSON that a safetensors file begins with, whatever it is.

    Raises:
        OSError, ValueError, RecursionError: there is none, or it is far larger than that of any model.
    """
    if not path.is_file():  # a pipe would be waited for
        raise FileNotFoundError(path)
    with path.open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
        if size > MAX_HEADER:
            raise ValueError(f"expected a header of at most {MAX_HEADER} bytes, got one of {size}")
        return json.loads(file.read(size))


def remembered_model() -> Path | None:
    """The model that was chosen last in a window; None for the one that ships, also where that file is gone."""
    try:
        with _note().open(encoding="utf-8") as file:
            path = Path(file.read(MAX_NOTE))
        return path if path.is_file() else None
    except (OSError, ValueError):
        return None


def remember_model(path: Path) -> None:
    """From the next start on this model is used; nothing happens where that cannot be written down."""
    try:
        _note().parent.mkdir(parents=True, exist_ok=True)
        _note().write_text(str(path.absolute()), "utf-8")
    except OSError:
        return


def _note() -> Path:
    # No setting of the window's, as the engine starts before Qt is loaded.
    return data_folder() / "model.txt"
