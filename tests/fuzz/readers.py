"""The readers of files, each with good files to begin with, a way to spoil them, and what must hold of what is read."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np

from deepfacedrawing.ui.sketch import Sketch
from tests.fuzz import drawings, journals, pictures, remembered

Change = Callable[[bytes, Random, list[bytes]], bytes]


@dataclass(frozen=True)
class Reader:
    """``read``: reads a file; ``UserError`` where it refuses it, ``AssertionError`` where what it read is not sane.

    ``build``: good files. ``change``: makes another file of one of them. ``is_cheap``: whether it needs no torch.
    """

    name: str
    what: str
    suffix: str
    build: Callable[[], list[bytes]]
    change: Change
    read: Callable[[Path], None]
    is_cheap: bool = True


def read_drawing(path: Path) -> None:
    """A drawing or a picture, as it is opened, to the pixels that are seen."""
    from deepfacedrawing.ui.opening import open_drawing

    check_sketch(open_drawing(path).sketch)


def check_sketch(sketch: Sketch) -> None:
    """Strokes and pixels are such as can be drawn."""
    from deepfacedrawing.ui.sketch import MAX_WIDTH, rasterise

    places = np.array([point for stroke in sketch.strokes for point in stroke.points])
    assert np.isfinite(places).all()
    assert not places.size or np.abs(places[:, :2]).max() <= 10_000
    assert not places.size or ((places[:, 2] >= 0).all() and (places[:, 2] <= 1).all() and (places[:, 3] >= 0).all())
    assert all(0 < stroke.width <= MAX_WIDTH and stroke.tool in ("pen", "eraser") for stroke in sketch.strokes)
    pixels = rasterise(sketch)
    assert pixels.shape == (512, 512)
    assert pixels.dtype == np.uint8


def read_path(path: Path) -> None:
    """A file of path data alone, put into a drawing."""
    from xml.sax.saxutils import quoteattr

    text = "".join(c for c in path.read_text("latin1") if c >= " " or c in "\n\t")
    path.write_text(f'{drawings.OPEN}width="512" height="512"><path stroke="red" d={quoteattr(text)}/></svg>', "utf-8")
    read_drawing(path)


def read_photo(path: Path) -> None:
    """A photo, at its full size."""
    from deepfacedrawing.ui.images import MAX_PIXELS, read_photo

    photo = read_photo(path)
    assert photo.dtype == np.uint8
    assert photo.ndim == photo.shape[2] == 3
    assert photo.shape[0] * photo.shape[1] <= MAX_PIXELS


def read_journal(path: Path) -> None:
    """A file that lies in the folder of drawings that were not saved."""
    from deepfacedrawing.ui.abandoned import find_abandoned
    from deepfacedrawing.ui.recovery import Recovery

    for abandoned in find_abandoned(path.parent):
        recovery = Recovery(lambda: None, path.parent)  # type: ignore[arg-type,return-value]
        document = recovery.adopt(abandoned)
        recovery._lock.unlock()
        assert document.path is None or document.path.suffix == ".svg"
        check_sketch(document.sketch)


def read_settings(path: Path) -> None:
    """The window's settings, each of them, as at a start."""
    from PyQt5.QtCore import QByteArray

    from deepfacedrawing.ui.settings import Setting, WindowSettings

    settings = WindowSettings(path)
    kinds = {name: type(value.default) for name, value in vars(WindowSettings).items() if isinstance(value, Setting)}
    for name, kind in kinds.items():
        assert isinstance(getattr(settings, name), kind), name
        if kind is QByteArray:
            len(getattr(settings, name))
    assert all(isinstance(recent, Path) for recent in settings.recent)
    assert len(settings.recent) <= 10
    assert not Path("sprung").exists()


def read_note(path: Path) -> None:
    """The note of the model that was chosen last."""
    from deepfacedrawing import model_files

    os.environ["XDG_DATA_HOME"] = str(path.parent)
    note = path.parent / "DeepFaceDrawing" / "model.txt"
    note.parent.mkdir(exist_ok=True)
    path.replace(note)
    remembered = model_files.remembered_model()
    assert remembered is None or remembered.is_file()


def read_header(path: Path) -> None:
    """A model's file as the menu of models looks at it."""
    from deepfacedrawing.model_files import is_model

    assert is_model(path) in (True, False)


def read_model(path: Path) -> None:
    """A model, to finite weights in float32."""
    import torch

    from deepfacedrawing.engine.checkpoint import find_bank, load_model

    model, _ = load_model(path)
    find_bank(path)
    for weight in model.state_dict().values():
        assert weight.device.type == "cpu"
        assert not weight.is_floating_point() or (weight.dtype == torch.float32 and bool(weight.isfinite().all()))


def read_bank(path: Path) -> None:
    """A bank, to finite latents, and a drawing among them."""
    import torch

    from deepfacedrawing.engine.checkpoint import load_bank
    from deepfacedrawing.engine.grouped_banks import GroupedBanks
    from deepfacedrawing.engine.manifold import project
    from tests.fuzz.bundles import SMALL

    bank = load_bank(path, SMALL)
    assert all(rows.dtype == torch.float32 and bool(rows.isfinite().all()) for rows in bank.latents.values())
    assert all(np.isfinite(scale) and scale > 0 for scale in bank.scales.values())
    banks = GroupedBanks.build(bank, torch.device("cpu"))
    for parts in banks.groups.values():
        assert project(torch.zeros(1, SMALL.coder.latent_dim), parts["nose"]).neighbours.min() >= 0


def read_index(path: Path) -> None:
    """The index of a bank that is as it should be, and what it finds."""
    import torch

    from deepfacedrawing.engine.checkpoint import BANK_NAME, load_bank
    from deepfacedrawing.engine.grouped_banks import GroupedBanks
    from deepfacedrawing.engine.manifold import project
    from tests.fuzz.bundles import EXACT_ROWS, NUM_ROWS, SMALL, build_bank

    path.replace(path.with_name("bank.index.safetensors"))
    bank_path = path.with_name(BANK_NAME)
    if not bank_path.is_file():
        bank_path.write_bytes(build_bank()[0])
    banks = GroupedBanks.build(load_bank(bank_path, SMALL, EXACT_ROWS), torch.device("cpu"))
    for parts in banks.groups.values():
        found = project(torch.ones(2, SMALL.coder.latent_dim), parts["nose"]).neighbours
        assert 0 <= int(found.min()) <= int(found.max()) < NUM_ROWS


def read_pickle(path: Path) -> None:
    """Published parameters: float32 arrays by name."""
    from deepfacedrawing.engine.array_pickle import read_arrays

    for name, array in read_arrays(path).items():
        assert isinstance(name, str)
        assert array.dtype == np.float32
        assert np.isfinite(array).all()


def _models() -> list[bytes]:
    from tests.fuzz.bundles import build_models

    return list(build_models())


def _banks() -> list[bytes]:
    from tests.fuzz.bundles import build_bank

    return [build_bank()[0]]


def _indexes() -> list[bytes]:
    from tests.fuzz.bundles import build_bank

    return [build_bank()[1]]


def _pickles() -> list[bytes]:
    from tests.fuzz.bundles import build_pickles

    return build_pickles()


def _change_tensors(data: bytes, rng: Random, others: list[bytes]) -> bytes:
    from tests.fuzz.bundles import change_tensors

    return change_tensors(data, rng, others)


def _change_pickle(data: bytes, rng: Random, others: list[bytes]) -> bytes:
    from tests.fuzz.bundles import change_pickle

    return change_pickle(data, rng, others)


def _paths() -> list[bytes]:
    return [b"M9 9a5 5 0 0125 25q9 9 9 0s3 4 5 6zL9,9h4v-.5.5t1 1C1 2 3 4 5 6", b"M1 1L2 2"]


READERS = (
    Reader("pictures", "pictures as drawings", ".png", pictures.build_pictures, pictures.change_picture, read_drawing),
    Reader("photos", "photos", ".jpg", pictures.build_pictures, pictures.change_picture, read_photo),
    Reader("drawings", "SVG and project files", ".svg", drawings.build_drawings, drawings.change_drawing, read_drawing),
    Reader("paths", "SVG path data", ".svg", _paths, drawings.change_path, read_path),
    Reader("journals", "unsaved drawings", ".journal", journals.build_journals, journals.change_journal, read_journal),
    Reader("settings", "settings", ".ini", remembered.build_settings, remembered.change_settings, read_settings),
    Reader("note", "the note of the model", ".txt", remembered.build_notes, remembered.change_note, read_note),
    Reader("headers", "models in the menu", ".safetensors", _models, _change_tensors, read_header, False),
    Reader("models", "model files", ".safetensors", _models, _change_tensors, read_model, False),
    Reader("banks", "banks", ".safetensors", _banks, _change_tensors, read_bank, False),
    Reader("indexes", "indexes of banks", ".safetensors", _indexes, _change_tensors, read_index, False),
    Reader("pickles", "published parameters", ".pkl", _pickles, _change_pickle, read_pickle, False),
)
BY_NAME = {reader.name: reader for reader in READERS}
