"""The files that ship are those that ``SHA256SUMS`` tells of; a file of one's own may be anything."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from deepfacedrawing import shipped
from deepfacedrawing.checksums import SUMS_NAME, check_shipped, hash_file, read_sums, renew_sums
from deepfacedrawing.engine.checkpoint import BANK_NAME
from deepfacedrawing.engine.face_engine import load_engine
from deepfacedrawing.model_files import MODEL_NAME
from deepfacedrawing.photo.convert import find_param
from deepfacedrawing.rendering import UserError
from tests.tiny import save_tiny_model

PARAM = Path(__file__).resolve().parents[1] / "param"
RENEW = "in param: sha256sum *.safetensors *.task *.npz > SHA256SUMS"


@pytest.fixture
def param(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that ships, with a tiny model and a file of the photos in it."""
    monkeypatch.setattr(shipped, "__file__", str(tmp_path / "deepfacedrawing" / "shipped.py"))
    folder = tmp_path / "param"
    folder.mkdir()
    save_tiny_model(folder)
    (folder / "face_parts.npz").write_bytes(b"parts")
    names = sorted(path.name for path in folder.iterdir())
    (folder / SUMS_NAME).write_text("".join(f"{hash_file(folder / name)}  {name}\n" for name in names))
    return folder


def damage(path: Path) -> None:
    """Changes the file's last byte, which no reader would object to."""
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def test_the_sums_are_those_of_all_files_that_ship() -> None:
    files = {path.name for path in PARAM.iterdir()} - {SUMS_NAME, "README.md"}
    assert read_sums(PARAM) == {name: hash_file(PARAM / name) for name in files}, RENEW
    lines = (PARAM / SUMS_NAME).read_text("utf-8").splitlines()
    assert all(re.fullmatch(r"[0-9a-f]{64}  \S+", line) for line in lines), "as sha256sum -c reads them"


def test_a_hash_is_that_of_the_whole_file(tmp_path: Path) -> None:
    content = bytes(range(256)) * 10_000
    (tmp_path / "file").write_bytes(content)
    assert hash_file(tmp_path / "file") == hashlib.sha256(content).hexdigest()
    assert hash_file(tmp_path / "none") == ""


@pytest.mark.parametrize("name", [MODEL_NAME, BANK_NAME])
def test_a_bundled_model_that_was_changed_is_not_used(name: str, param: Path) -> None:
    load_engine(device="cpu", backend="torch").close()
    damage(param / name)
    with pytest.raises(UserError, match=rf"{name} is damaged or was changed: .*{SUMS_NAME}.*; reinstall"):
        load_engine(device="cpu", backend="torch")
    with pytest.raises(UserError, match="was changed"):  # also by its name
        load_engine(param / MODEL_NAME, "cpu", "torch")


def test_a_model_elsewhere_may_be_any(param: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / SUMS_NAME).write_bytes((param / SUMS_NAME).read_bytes())
    path = save_tiny_model(own)
    damage(path)
    load_engine(path, "cpu", "torch").close()


def test_a_file_beside_the_bundled_ones_may_be_any(param: Path) -> None:
    (param / "mine.safetensors").write_bytes(b"mine")
    check_shipped(param / "mine.safetensors")
    (param / SUMS_NAME).unlink()
    damage(param / MODEL_NAME)
    check_shipped(param / MODEL_NAME)


def test_a_changed_file_of_the_photos_is_not_used(param: Path) -> None:
    assert find_param("face_parts.npz").read_bytes() == b"parts"
    damage(param / "face_parts.npz")
    with pytest.raises(UserError, match=r"face_parts\.npz is damaged or was changed"):
        find_param("face_parts.npz")


def test_who_writes_a_file_that_ships_renews_its_sum_alone(param: Path, tmp_path: Path) -> None:
    before = read_sums(param)
    for name in (BANK_NAME, MODEL_NAME):
        damage(param / name)
    renew_sums(param, MODEL_NAME)
    assert read_sums(param) == {**before, MODEL_NAME: hash_file(param / MODEL_NAME)}
    check_shipped(param / MODEL_NAME)
    with pytest.raises(UserError, match="was changed"):
        check_shipped(param / BANK_NAME)
    renew_sums(tmp_path, "model.safetensors")
    assert not (tmp_path / SUMS_NAME).exists()
