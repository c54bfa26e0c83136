"""One tiny engine from files with each of its backends, and what ran in it.

``graphs`` is the one for graphics cards, on the processor: with all that is static there, but without CUDA.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any, cast

import pytest

from deepfacedrawing.engine import face_engine
from deepfacedrawing.engine.backends.networks import Backend
from deepfacedrawing.engine.face_engine import FaceEngine, load_engine
from tests.eager_graphs import build_graphed
from tests.tiny import save_tiny_model


@pytest.fixture(scope="session")
def model_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_model(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="session")
def load(model_path: Path) -> Callable[[str], FaceEngine]:
    """The same engine for all tests, one for each backend."""

    def load(backend: str) -> FaceEngine:
        with pytest.MonkeyPatch.context() as patch:
            if backend == "graphs":
                patch.setattr(face_engine, "build_networks", lambda model, *_: build_graphed(model))
            return load_engine(model_path, "cpu", cast(Backend, backend))

    return cache(load)


@pytest.fixture(params=["torch", "openvino", "graphs"])
def engine(load: Callable[[str], FaceEngine], request: pytest.FixtureRequest) -> FaceEngine:
    """With nothing in its caches."""
    engine = load(request.param)
    engine.close()
    return engine


@pytest.fixture
def torch_engine(load: Callable[[str], FaceEngine]) -> FaceEngine:
    """The one that runs in PyTorch."""
    engine = load("torch")
    engine.close()
    return engine


@pytest.fixture
def calls(engine: FaceEngine, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Names of the networks that ran, in order."""
    names: list[str] = []

    def record(kind: str, run: Callable[..., Any], name: str, given: Any) -> Any:
        names.append(f"{kind} {name}")
        return run(name, given)

    monkeypatch.setattr(engine.networks, "encode", partial(record, "encoders", engine.networks.encode))
    monkeypatch.setattr(engine.networks, "map", partial(record, "feature_decoders", engine.networks.map))
    hooks = [
        module.register_forward_hook(lambda *_, label=f"sketch_decoders {name}": names.append(label))
        for name, module in engine.model.sketch_decoders.items()
    ]
    yield names
    for hook in hooks:
        hook.remove()
