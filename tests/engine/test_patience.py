"""What an engine is allowed to take, by what it took before; no time passes here."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import repeat

import pytest

from deepfacedrawing.engine.patience import (
    FACTOR,
    LEAST_FACE,
    LEAST_LOAD,
    NUM_KNOWN,
    NUM_REMEMBERED,
    TICK,
    Patience,
    Watchdog,
    wait_awake,
)


def _patience(*faces: float, load: float = 1.0) -> Patience:
    patience = Patience()
    patience.note_load(load)
    for seconds in faces:
        patience.note_face(seconds)
    return patience


def test_nothing_is_hurried_as_long_as_nothing_is_known() -> None:
    assert (Patience().for_load, Patience().for_face) == (300.0, 120.0)
    few = [0.1] * (NUM_KNOWN - 1)
    assert _patience(*few).for_face == 120.0
    assert _patience(*few, 0.1).for_face == LEAST_FACE


@pytest.mark.parametrize(
    ("slowest", "limit"), [(0.1, LEAST_FACE), (2.0, FACTOR * 2.0), (20.0, FACTOR * 20.0), (60.0, 120.0)]
)
def test_the_slowest_of_the_last_faces_says_how_long_the_next_may_take(slowest: float, limit: float) -> None:
    assert _patience(0.01, slowest, *[0.01] * 50).for_face == limit


def test_a_slow_hour_is_forgotten_after_it() -> None:
    patience = _patience(*[5.0] * 10)
    assert patience.for_face == FACTOR * 5.0
    for _ in range(NUM_REMEMBERED):
        patience.note_face(0.1)
    assert patience.for_face == LEAST_FACE


def test_the_first_faces_of_a_new_process_tell_whether_the_last_one_was_slow_or_hung() -> None:
    patience = _patience(*[0.1] * NUM_KNOWN)
    assert patience.for_face == LEAST_FACE
    patience.note_load(1.0)
    for _ in range(NUM_KNOWN):
        assert patience.for_face == FACTOR * LEAST_FACE
        patience.note_face(0.1)
    assert patience.for_face == LEAST_FACE
    patience.note_load(1.0)
    for _ in range(NUM_KNOWN):
        patience.note_face(1.5 * LEAST_FACE)
    assert patience.for_face == FACTOR * 1.5 * LEAST_FACE


def test_a_load_that_was_ended_gives_the_next_one_longer() -> None:
    patience = _patience(load=2.0)
    assert patience.for_load == LEAST_LOAD
    patience.note_load(LEAST_LOAD)
    assert patience.for_load == FACTOR * LEAST_LOAD
    patience.note_load(FACTOR * LEAST_LOAD)
    assert patience.for_load == 300.0
    patience.note_load(2.0)
    assert patience.for_load == LEAST_LOAD


class Day:
    """A clock that goes on by what each wait takes, and the waits that were asked for."""

    def __init__(self, taken: Iterator[float], happens: bool = False) -> None:
        self.now, self.asked = 0.0, list[float]()
        self._taken, self._happens = taken, happens

    def wait(self, seconds: float) -> bool:
        self.asked.append(seconds)
        taken = next(self._taken, None)
        self.now += taken or 0.0
        return taken is None and self._happens

    def clock(self) -> float:
        return self.now


def test_a_wait_ends_after_its_time() -> None:
    day = Day(repeat(TICK))
    assert not wait_awake(day.wait, 10 * TICK, day.clock)
    assert day.now == 10 * TICK


def test_the_last_wait_is_no_longer_than_what_is_left() -> None:
    day = Day(iter([TICK, TICK / 5]))
    assert not wait_awake(day.wait, 1.2 * TICK, day.clock)
    assert day.asked == pytest.approx([TICK, TICK / 5])


def test_a_night_asleep_counts_as_a_moment() -> None:
    day = Day(iter([TICK, 8 * 3600.0, *[TICK] * 7]))
    assert not wait_awake(day.wait, 10 * TICK, day.clock)
    assert len(day.asked) == 9


def test_what_happens_ends_the_wait() -> None:
    day = Day(iter([TICK, TICK]), happens=True)
    assert wait_awake(day.wait, 100.0, day.clock)
    assert len(day.asked) == 3


def test_the_watchdog_bites_only_who_stays() -> None:
    bitten = threading.Event()
    with Watchdog(60.0, bitten.set) as calm:
        pass
    assert not calm.has_expired
    assert not bitten.is_set()
    with Watchdog(0.01, bitten.set) as sharp:
        assert bitten.wait(10)
    assert sharp.has_expired
