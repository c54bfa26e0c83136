"""What is static in a graph: where inputs lie, what outputs are overwritten by, and what happens without one."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from deepfacedrawing.engine.backends import graphs
from deepfacedrawing.engine.backends.graphs import CudaRecorder, Graphs, Recording, Slot
from deepfacedrawing.engine.backends.runner import Straight, Tensors
from tests.eager_graphs import CPU, EagerRecorder


def double(x: Tensor) -> Tensors:
    return (2 * x,)


def add_and_multiply(x: Tensor, y: Tensor) -> Tensors:
    return x + y, x * y


def refuse(work: Callable[[], Tensors]) -> Recording:
    raise RuntimeError("operation not permitted when stream is capturing")


def run_out(work: Callable[[], Tensors]) -> Recording:
    """As torch does it: what ends the recording fails, too."""
    try:
        raise torch.OutOfMemoryError("CUDA out of memory.")
    finally:
        raise RuntimeError("operation failed due to a previous error during capture")


def test_results_are_those_of_the_function_and_stay_when_other_graphs_run() -> None:
    runner = Graphs(CPU, EagerRecorder())
    one, two = torch.tensor([1.0, 2.0]), torch.tensor([3.0, 5.0])
    (doubled,) = runner.run("double", double, one)
    total, product = runner.run("both", add_and_multiply, one, two)
    (again,) = runner.run("double", double, two)
    assert (doubled.tolist(), again.tolist()) == ([2, 4], [6, 10])
    assert (total.tolist(), product.tolist()) == ([4, 7], [3, 10])
    assert (one.tolist(), two.tolist()) == ([1, 2], [3, 5])


def test_a_function_is_recorded_once_for_each_shape() -> None:
    recorder = EagerRecorder()
    runner = Graphs(CPU, recorder)
    for values in ([1.0], [2.0], [1.0, 2.0], [3.0]):
        assert runner.run("double", double, torch.tensor(values))[0].tolist() == [2 * value for value in values]
    assert len(recorder.outputs) == 2
    assert recorder.num_replays == 4


def test_the_layout_of_an_input_in_memory_is_kept() -> None:
    picture = torch.randn(1, 4, 3, 3).contiguous(memory_format=torch.channels_last)
    seen: list[bool] = []

    def look(x: Tensor) -> Tensors:
        seen.append(x.is_contiguous(memory_format=torch.channels_last))
        return (x + 1,)

    (result,) = Graphs(CPU, EagerRecorder()).run("look", look, picture)
    assert all(seen)
    assert torch.equal(result, picture + 1)


def test_what_cannot_be_recorded_is_called_and_that_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    attempts: list[object] = []

    def record(work: Callable[[], Tensors]) -> Recording:
        attempts.append(work)
        return refuse(work)

    runner = Graphs(CPU, record)
    with caplog.at_level(logging.WARNING):
        for name in ("double", "again", "double"):
            assert runner.run(name, double, torch.tensor([4.0]))[0].tolist() == [8]
    assert len(attempts) == 1
    assert [record.getMessage().count("not permitted when stream is capturing") for record in caplog.records] == [1]


def test_what_was_recorded_before_one_fails_is_replayed() -> None:
    recorder = EagerRecorder()
    runner = Graphs(CPU, lambda work: recorder(work) if not recorder.outputs else refuse(work))
    assert runner.run("double", double, torch.tensor([1.0]))[0].tolist() == [2]
    assert runner.run("both", add_and_multiply, torch.tensor([1.0]), torch.tensor([2.0]))[0].tolist() == [3]
    assert runner.run("double", double, torch.tensor([2.0]))[0].tolist() == [4]
    assert recorder.num_replays == 2


def test_a_card_that_is_full_is_not_hidden() -> None:
    with pytest.raises(RuntimeError, match="previous error") as caught:
        Graphs(CPU, run_out).run("double", double, torch.tensor([1.0]))
    assert isinstance(caught.value.__context__, torch.OutOfMemoryError)


@pytest.mark.parametrize("runner", [Straight(CPU), Graphs(CPU, EagerRecorder())], ids=["straight", "graphs"])
def test_what_is_fetched_is_an_array_of_its_own(runner: Straight | Graphs) -> None:
    tensors = [torch.full((2, 3), value, dtype=torch.uint8) for value in (1, 2)]
    arrays = [runner.fetch(tensor) for tensor in tensors]
    assert [array.tolist() for array in arrays] == [[[1] * 3] * 2, [[2] * 3] * 2]
    assert arrays[0].dtype == np.uint8


class FakeEvent:
    """Remembers what was asked of it."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def synchronize(self) -> None:
        self.calls.append("synchronize")

    def record(self) -> None:
        self.calls.append("record")


def test_page_locked_memory_is_written_only_when_it_has_been_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a card: before each write the last transfer is waited for, and behind each transfer there is a mark."""
    asked: list[dict[str, Any]] = []
    empty_like = torch.empty_like

    def make(like: Tensor, device: object = None, pin_memory: bool = False) -> Tensor:
        asked.append({"device": device, "pinned": pin_memory})
        return empty_like(like)

    monkeypatch.setattr(graphs.torch, "empty_like", make)
    monkeypatch.setattr(graphs.torch.cuda, "Event", FakeEvent)
    slot = Slot(torch.tensor([1.0]), torch.device("cuda"))
    for value in (1.0, 2.0):
        slot.fill(torch.tensor([value]))
        assert slot.tensor.tolist() == [value]
    assert asked == [{"device": torch.device("cuda"), "pinned": False}, {"device": None, "pinned": True}]
    assert isinstance(slot.sent, FakeEvent)
    assert slot.sent.calls == ["synchronize", "record"] * 2


def test_the_recorder_asks_cuda_for_what_its_rules_demand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Warm-ups and recording on one side stream, in one pool; the stream of before is current again after a failure."""
    log: list[str] = []

    class Stream:
        def __init__(self, name: object = "side") -> None:
            self.name = name if isinstance(name, str) else "side"

        def wait_stream(self, other: Stream) -> None:
            log.append(f"{self.name} waits for {other.name}")

    class Within:
        def __init__(self, text: str) -> None:
            self.text = text

        def __enter__(self) -> None:
            log.append(f"enter {self.text}")

        def __exit__(self, *_: object) -> None:
            log.append(f"leave {self.text}")

    class Graph:
        def replay(self) -> None:
            log.append("replay")

    def graph(made: Graph, pool: object, stream: Stream) -> Within:
        return Within(f"graph in {pool} on {stream.name}")

    main = Stream("main")
    monkeypatch.setattr(torch.cuda, "Stream", Stream)
    monkeypatch.setattr(torch.cuda, "CUDAGraph", Graph)
    monkeypatch.setattr(torch.cuda, "graph", graph)
    monkeypatch.setattr(torch.cuda, "graph_pool_handle", lambda: "pool")
    monkeypatch.setattr(torch.cuda, "current_stream", lambda device: main)
    monkeypatch.setattr(torch.cuda, "stream", lambda stream: Within(stream.name))
    monkeypatch.setattr(torch.cuda, "set_stream", lambda stream: log.append(f"back to {stream.name}"))
    recorder = CudaRecorder(torch.device("cuda"))
    result = torch.ones(1)
    recording = recorder(lambda: (log.append("work"), (result,))[1])
    assert log == [
        *("side waits for main", "enter side", "work", "work", "work", "leave side"),
        *("enter graph in pool on side", "work", "leave graph in pool on side", "back to main", "main waits for side"),
    ]
    recording.replay()
    assert log[-1] == "replay"
    assert recording.outputs == (result,)
    with pytest.raises(ZeroDivisionError):
        recorder(lambda: (torch.ones(1 // 0),))
    assert log[-1] == "back to main"
