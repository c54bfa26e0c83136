"""Files of Python objects are never loaded as such, whoever is given them."""

from __future__ import annotations

import ast
import pickle
import time
from contextlib import suppress
from pathlib import Path

import pytest

from deepfacedrawing.engine.array_pickle import read_arrays
from deepfacedrawing.engine.checkpoint import load_bank, load_model
from deepfacedrawing.model_files import is_model
from deepfacedrawing.rendering import UserError
from deepfacedrawing.ui.images import read_photo
from deepfacedrawing.ui.opening import open_drawing
from tests.fuzz.bundles import SMALL
from tests.fuzz.remembered import pickle_trap

PACKAGE = Path(__file__).parents[1] / "deepfacedrawing"
# What reads code, or can: a call of it needs an argument that forbids it, or is not there at all.
FORBIDDEN = ("eval", "exec", "compile", "__import__")
MODULES = ("marshal", "shelve", "yaml", "joblib", "dill", "cloudpickle", "xml.dom", "xml.sax.expatreader", "runpy")
# Its own child's answers, by their pipe; and a stand-in for old weights of a training, which admits two names.
PICKLES = {"engine/worker.py": {"dumps"}, "training/lpips.py": {"Unpickler", "UnpicklingError"}}
ERRORS = {"UnpicklingError"}


def test_nothing_in_the_package_loads_what_could_run() -> None:
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
                assert not set(names) & set(MODULES), f"{name}:{node.lineno}"
                assert "pickle" not in names[:1], f"{name}:{node.lineno}"
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "pickle":
                assert node.attr in PICKLES.get(name, ERRORS) | ERRORS, f"{name}:{node.lineno}"
            if isinstance(node, ast.Call):
                check_call(f"{name}:{node.lineno}", node)


def check_call(place: str, node: ast.Call) -> None:
    """What a call of a loader must say."""
    if isinstance(node.func, ast.Name):
        assert node.func.id not in FORBIDDEN, place
    if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
        given = {
            word.arg: ast.literal_eval(word.value) for word in node.keywords if isinstance(word.value, ast.Constant)
        }
        if (node.func.value.id, node.func.attr) == ("torch", "load"):
            assert given.get("weights_only") is True, place
        if (node.func.value.id, node.func.attr) == ("np", "load"):
            assert not given.get("allow_pickle"), place


def test_a_pickle_springs_nothing_whoever_is_given_it(tmp_path: Path) -> None:
    trap = tmp_path / "sprung"
    content = pickle_trap(trap)
    for name, read in (
        ("a.pkl", read_arrays),
        ("a.safetensors", load_model),
        ("b.safetensors", is_model),
        ("c.safetensors", lambda path: load_bank(path, SMALL)),
        ("a.svg", open_drawing),
        ("a.png", open_drawing),
        ("a.npz", read_photo),
    ):
        (tmp_path / name).write_bytes(content)
        with suppress(UserError):
            assert not read(tmp_path / name)
    assert not trap.exists()
    pickle.loads(content)
    assert trap.exists()


PICKLE_BOMBS = {
    "a place of the memory far out": b"\x80\x04}r\xff\xff\xff\x0f.",
    "bytes without end": b"\x80\x04\x8e\xff\xff\xff\xff\xff\xff\xff\x3f.",
    "a name that is a tree": b"\x80\x04})" + b"2\x86" * 200 + b"Ns.",
    "a shape of huge numbers": b"\x80\x04" + b"\x8b\x00\x00\x10\x00" + b"\x01" * 2**20 + b".",
    "deep": b"\x80\x04" + b"(" * 10**6 + b".",
}


@pytest.mark.parametrize("name", PICKLE_BOMBS)
def test_pickle_bombs_take_no_time_and_give_nothing(name: str, tmp_path: Path) -> None:
    (tmp_path / "a.pkl").write_bytes(PICKLE_BOMBS[name])
    start = time.process_time()
    with suppress(UserError):
        assert read_arrays(tmp_path / "a.pkl") == {}
    assert time.process_time() - start < 2
