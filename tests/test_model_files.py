"""Which models there are to choose from, and which was chosen last."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from deepfacedrawing import model_files, shipped
from deepfacedrawing.model_files import data_folder, is_model, list_models, remember_model, remembered_model
from tests.tiny import save_tiny_model


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package and a data folder of its own."""
    monkeypatch.setattr(shipped, "__file__", str(tmp_path / "site" / "deepfacedrawing" / "shipped.py"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(sys, "platform", "linux")


def write_header(path: Path, header: object) -> Path:
    text = json.dumps(header).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(len(text).to_bytes(8, "little") + text)
    return path


def write_model(path: Path) -> Path:
    return write_header(path, {"__metadata__": {"format": "deepfacedrawing-model"}})


def test_models_are_those_that_ship_and_those_of_the_user(tmp_path: Path) -> None:
    assert list_models() == ()
    param, own = tmp_path / "site" / "param", data_folder() / "models"
    expected = [write_model(param / "model.safetensors"), write_model(param / "a.safetensors")]
    expected += [write_model(own / "original.safetensors")]
    write_header(param / "bank.safetensors", {"__metadata__": {"format": "deepfacedrawing-bank"}})
    assert list_models() == tuple(expected)


def test_a_real_model_is_one_and_its_bank_is_none(tmp_path: Path) -> None:
    path = save_tiny_model(tmp_path)
    assert is_model(path)
    assert not is_model(path.with_name("bank.safetensors"))


@pytest.mark.parametrize("content", [b"", b"\0" * 4, b"\xff" * 100, b"\x02\0\0\0\0\0\0\0[]", b"\x02\0\0\0\0\0\0\0{}"])
def test_anything_else_is_none(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.safetensors").write_bytes(content)
    assert not is_model(tmp_path / "x.safetensors")
    assert not is_model(tmp_path)
    assert not is_model(tmp_path / "nowhere")


def test_the_chosen_model_is_remembered_as_long_as_it_is_there(tmp_path: Path) -> None:
    assert remembered_model() is None
    path = write_model(tmp_path / "模型.safetensors")
    remember_model(path)
    assert remembered_model() == path
    path.unlink()
    assert remembered_model() is None


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    remember_model(tmp_path / "x.safetensors")
    assert remembered_model() is None


@pytest.mark.parametrize(("platform", "part"), [("win32", "Roaming"), ("darwin", "Library"), ("linux", "share")])
def test_each_system_has_its_own_folder(platform: str, part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_files.sys, "platform", platform)
    for name in ("APPDATA", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    assert part in data_folder().parts
    assert data_folder().name == "DeepFaceDrawing"
