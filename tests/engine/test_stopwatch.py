"""Stages are timed, on a card by its own marks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch

from deepfacedrawing.engine.stopwatch import Stopwatch


def test_the_time_of_a_stage_adds_up_and_its_result_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([1.0, 3.0, 10.0, 10.5, 20.0, 24.0])
    monkeypatch.setattr("time.perf_counter", lambda: next(clock))
    watch = Stopwatch(torch.device("cpu"))
    assert [watch.time(stage, make(number)) for number, stage in enumerate(("a", "b", "a"))] == [0, 1, 2]
    assert watch.read() == {"a": 6.0, "b": 0.5}


def test_a_card_is_waited_for_only_when_the_times_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    log: list[str] = []

    class Event:
        def __init__(self, enable_timing: bool) -> None:
            assert enable_timing

        def record(self) -> None:
            log.append("record")

        def synchronize(self) -> None:
            log.append("synchronize")

        def elapsed_time(self, end: Event) -> float:
            return 250.0

    monkeypatch.setattr(torch.cuda, "Event", Event)
    watch = Stopwatch(torch.device("cuda"))
    watch.time("a", lambda: log.append("work"))
    watch.time("a", lambda: log.append("work"))
    assert log == ["record", "work", "record"] * 2
    assert watch.read() == {"a": 0.5}
    assert watch.read() == {"a": 0.5}
    assert log[6:] == ["synchronize"] * 2


def make(number: int) -> Callable[[], int]:
    return lambda: number
