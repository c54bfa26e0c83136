"""One tiny engine from files, and what ran in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from deepfacedrawing.engine.face_engine import FaceEngine, load_engine
from tests.tiny import save_tiny_model


@pytest.fixture(scope="session")
def model_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_model(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="session")
def loaded(model_path: Path) -> FaceEngine:
    return load_engine(model_path, "cpu")


@pytest.fixture
def engine(loaded: FaceEngine) -> FaceEngine:
    """The same engine for all tests, with nothing in its caches."""
    loaded.close()
    return loaded


@pytest.fixture
def calls(engine: FaceEngine) -> Iterator[list[str]]:
    """Names of the networks that ran, in order."""
    names: list[str] = []
    hooks = [
        module.register_forward_hook(lambda *_, label=f"{kind} {name}": names.append(label))
        for kind in ("encoders", "feature_decoders", "sketch_decoders")
        for name, module in getattr(engine.model, kind).items()
    ]
    yield names
    for hook in hooks:
        hook.remove()
