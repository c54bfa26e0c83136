"""Banks from the command line: a large one gets an index, which takes no package but FAISS."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from deepfacedrawing.engine import bank_index
from deepfacedrawing.engine.bank_index import find_index
from deepfacedrawing.engine.checkpoint import BANK_NAME, load_bank
from deepfacedrawing.rendering import UserError
from deepfacedrawing.training import bank
from deepfacedrawing.training.run import main
from tests.tiny import TINY, save_tiny_model
from tests.training.conftest import NUM_FACES


def test_a_large_bank_gets_its_index_when_it_is_built(
    dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    few, path = NUM_FACES - 1, tmp_path / BANK_NAME
    words = ["bank", "build", str(dataset), "--model", str(save_tiny_model(tmp_path)), "-o", str(path)]
    main(words)
    assert not find_index(path).exists()
    with pytest.raises(UserError, match="has 14 samples; up to 50,000 are searched without an index"):
        main(["bank", "index", str(path)])
    for module in (bank, bank_index):
        monkeypatch.setattr(module, "EXACT_ROWS", few)
    main(["bank", "index", str(path)])
    assert "nose: 100.0% of the nearest samples are found\n" in capsys.readouterr().out
    content = find_index(path).read_bytes()
    find_index(path).unlink()
    main(words)
    assert find_index(path).read_bytes() == content
    assert load_bank(path, TINY, few).index is not None
    monkeypatch.setitem(sys.modules, "faiss", None)
    monkeypatch.setattr(bank, "build_bank", lambda *_: pytest.fail("encoded all faces for nothing"))
    with pytest.raises(UserError, match="needs the package faiss-cpu"):
        main(words)


def test_the_index_of_a_bank_takes_no_package_of_training(tmp_path: Path) -> None:
    path = save_tiny_model(tmp_path).with_name(BANK_NAME)
    code = f"""
import sys
sys.modules.update(dict.fromkeys(("lightning_fabric", "openvino", "scipy", "skimage", "ai_edge_litert")))
from deepfacedrawing.cli import main
from deepfacedrawing.engine import bank_index
bank_index.EXACT_ROWS = 20
sys.exit(main(["bank", "index", {str(path)!r}]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert load_bank(path, TINY, 20).index is not None
