"""Out of memory on the graphics card: the face still comes, from the processor, and it is said once."""

from __future__ import annotations

import weakref
from collections.abc import Callable

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from deepfacedrawing.engine import worker
from deepfacedrawing.engine.fallback import NOTICE, CpuFallback, is_out_of_memory
from deepfacedrawing.rendering import RendererInfo, RenderRequest, RenderResult, UserError

# Made anew each time: an error that was raised once holds on to everything that its traceback saw.
MEMORY_ERRORS: tuple[Callable[[], RuntimeError], ...] = (
    lambda: torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB."),
    lambda: RuntimeError("CUDA error: out of memory"),
    lambda: RuntimeError("cuDNN error: CUDNN_STATUS_ALLOC_FAILED"),
    lambda: RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"),
)


class Engine:
    """Grey faces; raises ``errors`` first."""

    def __init__(self, device: str) -> None:
        self.info = RendererInfo(f"the {device}", "fake", ("all",), {"neutral": "#000000"})
        self.errors: list[Exception] = []
        self.num_closed = 0

    def render(self, request: RenderRequest) -> RenderResult:
        if self.errors:
            raise self.errors.pop(0)
        face = np.repeat(request.sketch[..., None], 3, axis=2)
        return RenderResult(face, None, {}, {}, {"total": 0.0})

    def steps(self, request: RenderRequest) -> dict[str, NDArray[np.uint8]]:
        return {"sketch": request.sketch}

    def close(self) -> None:
        self.num_closed += 1


class Loader:
    """Remembers weakly what it loaded, and fails with ``errors`` first."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.devices: list[str] = []
        self.engines: list[weakref.ref[Engine]] = []

    def __call__(self, device: str) -> Engine:
        self.devices.append(device)
        if self.errors:
            raise self.errors.pop(0)
        engine = Engine(device)
        self.engines.append(weakref.ref(engine))
        return engine

    def fail_next(self, error: Exception) -> None:
        engine = self.engines[-1]()
        assert engine is not None
        engine.errors.append(error)


def request() -> RenderRequest:
    return RenderRequest(np.full((512, 512), 200, np.uint8))


@pytest.mark.parametrize("make_error", MEMORY_ERRORS)
def test_a_card_that_is_full_while_rendering_is_left(make_error: Callable[[], RuntimeError]) -> None:
    load = Loader()
    renderer = CpuFallback(load, "auto")
    assert (renderer.render(request()).notice, renderer.info.device) == (None, "the auto")
    load.fail_next(make_error())
    result = renderer.render(request())
    assert result.face[0, 0, 0] == 200
    assert (result.notice, result.device) == (NOTICE, "the cpu")
    assert renderer.info.device == "the cpu"
    assert load.devices == ["auto", "cpu"]
    assert load.engines[0]() is None  # so that its memory is free
    again = renderer.render(request())
    assert (again.notice, again.device) == (None, "")


@pytest.mark.parametrize("make_error", MEMORY_ERRORS)
def test_a_card_that_is_full_while_loading_is_left(make_error: Callable[[], RuntimeError]) -> None:
    load = Loader(make_error())
    renderer = CpuFallback(load, "cuda")
    assert renderer.info.device == "the cpu"
    assert [renderer.render(request()).notice for _ in range(2)] == [NOTICE, None]
    assert load.devices == ["cuda", "cpu"]


def test_a_card_that_does_not_even_give_back_its_memory_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise RuntimeError("captures_underway.empty() INTERNAL ASSERT FAILED")

    monkeypatch.setattr(torch.cuda, "empty_cache", refuse)
    load = Loader()
    renderer = CpuFallback(load, "auto")
    load.fail_next(MEMORY_ERRORS[0]())
    assert renderer.render(request()).device == "the cpu"


@pytest.mark.parametrize("error", [RuntimeError("a shape is wrong"), UserError("No such appearance."), ValueError("x")])
def test_other_errors_are_no_reason_to_leave(error: Exception) -> None:
    load = Loader()
    renderer = CpuFallback(load, "auto")
    load.fail_next(error)
    with pytest.raises(type(error), match=str(error)):
        renderer.render(request())
    assert (renderer.info.device, load.devices) == ("the auto", ["auto"])


def test_the_processor_has_nothing_to_fall_back_on() -> None:
    load = Loader()
    renderer = CpuFallback(load, "cpu")
    load.fail_next(MEMORY_ERRORS[0]())
    with pytest.raises(torch.OutOfMemoryError):
        renderer.render(request())
    with pytest.raises(torch.OutOfMemoryError):
        CpuFallback(Loader(MEMORY_ERRORS[0]()), "cpu")


def test_a_full_card_is_seen_behind_the_error_of_cleaning_up() -> None:
    """A recording that runs out of memory fails a second time where it is ended."""
    behind, other = RuntimeError("operation failed due to a previous error"), RuntimeError("a shape is wrong")
    behind.__context__ = MEMORY_ERRORS[0]()
    assert is_out_of_memory(behind)
    other.__context__ = ValueError("out of memory")
    assert not is_out_of_memory(other)


def test_a_missing_model_is_told_as_it_is() -> None:
    with pytest.raises(UserError, match="There is no model"):
        CpuFallback(Loader(UserError("There is no model.")), "auto")


def test_closing_closes_the_engine() -> None:
    load = Loader()
    renderer = CpuFallback(load, "auto")
    engine = load.engines[0]()
    renderer.close()
    assert engine is not None
    assert engine.num_closed == 1


def test_the_engine_of_the_window_has_the_fallback(monkeypatch: pytest.MonkeyPatch) -> None:
    from deepfacedrawing.engine import face_engine

    seen: list[object] = []

    def load_engine(model: object, device: str) -> Engine:
        seen.append(model)
        return Loader(*([MEMORY_ERRORS[0]()] if device == "auto" else []))(device)

    monkeypatch.setattr(face_engine, "load_engine", load_engine)
    assert worker.load_face_engine(None, "auto").render(request()).notice == NOTICE
    assert seen == [None, None]


@pytest.mark.parametrize(("cores", "threads"), [(1, 1), (2, 2), (4, 3), (16, 15)])
def test_the_window_keeps_a_core_where_there_are_more_than_two(
    cores: int, threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from deepfacedrawing.engine import face_engine

    used: list[int] = []
    monkeypatch.setattr(face_engine, "load_engine", lambda model, device: Engine(device))
    monkeypatch.setattr(torch, "get_num_threads", lambda: cores)
    monkeypatch.setattr(torch, "set_num_threads", used.append)
    worker.load_face_engine(None, "auto")
    assert not used  # no window, no core for it
    worker.load_face_engine(None, "auto", beside_window=True)
    assert used == [threads]
