"""Many sketches: engines side by side, each in a process of its own, so that all cores or cards have work."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NamedTuple

from deepfacedrawing.commands.render_files import Job
from deepfacedrawing.rendering import Renderer, RendererDied, RendererInfo, RenderRequest, RenderResult, UserError

# An engine takes seconds to load and half a gigabyte of memory.
MIN_SKETCHES_EACH = 8
MAX_ENGINES = 8


class Place(NamedTuple):
    """Where one of several engines computes: threads on the processor, or the number of a card."""

    device: str
    threads: int
    card: int = 0


class Steps(NamedTuple):
    """What is done with a job: its request; what an engine makes of it, with arrays to dump; the line to print."""

    prepare: Callable[[Job], RenderRequest]
    compute: Callable[[Renderer, Job, RenderRequest], tuple[RenderResult, Mapping[str, Any]]]
    finish: Callable[[Job, RenderRequest, RenderResult, Mapping[str, Any]], str]


class Outcome(NamedTuple):
    """What became of a job: a line to print, or the error in its place."""

    job: Job
    line: str
    error: UserError | None = None


def choose_places(num_sketches: int, device: str, num_engines: int | None) -> list[Place]:
    """An engine a card, or one for every core; no more than the sketches are worth.

    Args:
        num_sketches: how many there are to render.
        device: ``auto``, ``cpu`` or ``cuda``.
        num_engines: the number that was asked for, if any.
    """
    cores, worth = os.cpu_count() or 1, num_sketches // MIN_SKETCHES_EACH
    if (num_engines or worth) <= 1:
        return [Place(device, cores)]
    num_cards = count_cards() if device != "cpu" else 0
    count = num_engines or min(worth, num_cards or min(cores, MAX_ENGINES))
    if num_cards:
        return [Place("cuda", cores, i % num_cards) for i in range(count)]
    return [Place(device, max(1, cores // count)) for _ in range(count)]


def count_cards() -> int:
    """How many cards CUDA has."""
    import torch

    return torch.cuda.device_count()


def load_at(model: Path | None, place: Place) -> Renderer:
    """The engine at its place; called in its own process, which is the first to import torch."""
    import torch

    from deepfacedrawing.engine.worker import load_face_engine

    torch.set_num_threads(place.threads)
    if place.device == "cuda":
        torch.cuda.set_device(place.card)
    return load_face_engine(model, place.device)


@contextmanager
def start_engines(
    model: Path | None, device: str, places: Sequence[Place]
) -> Iterator[tuple[SimpleQueue[Renderer], RendererInfo]]:
    """Engines that are free to be taken, and what they are; ended at the end. A single one is in this process.

    Raises:
        UserError, RendererDied: one of them cannot be loaded.
    """
    free: SimpleQueue[Renderer] = SimpleQueue()
    with ThreadPoolExecutor(len(places)) as threads:
        if len(places) == 1:
            loading = [threads.submit(load_here, model, device)]
        else:
            loading = [threads.submit(load_apart, model, place) for place in places]
    try:
        for future in loading:
            free.put(future.result())
        yield free, loading[0].result().info
    finally:
        for future in loading:
            if future.exception() is None:
                future.result().close()


def load_here(model: Path | None, device: str) -> Renderer:
    """The engine in this process."""
    from deepfacedrawing.engine.worker import load_face_engine

    return load_face_engine(model, device)


def load_apart(model: Path | None, place: Place) -> Renderer:
    """The engine in a process of its own."""
    from deepfacedrawing.engine.worker import EngineProcess

    return EngineProcess(partial(load_at, model, place))


def render_each(jobs: Iterable[Job], free: SimpleQueue[Renderer], num_engines: int, steps: Steps) -> Iterator[Outcome]:
    """Each engine takes the next job once it is free; outcomes come as they are done.

    A job that fails with a ``UserError`` is told of and left out.

    Raises:
        UserError: an engine ended.
    """

    def work(job: Job) -> Outcome:
        try:
            request = steps.prepare(job)
            engine = free.get()
            try:
                made = steps.compute(engine, job, request)
            finally:
                free.put(engine)
            return Outcome(job, steps.finish(job, request, *made))
        except UserError as error:
            return Outcome(job, "", error)

    # As many again, which read and write while the engines compute.
    threads = ThreadPoolExecutor(2 * num_engines)
    try:
        for future in as_completed([threads.submit(work, job) for job in jobs]):
            try:
                yield future.result()
            except RendererDied as error:
                raise UserError(f"{error} What is rendered is on the disk; go on with --resume.") from error
    finally:
        threads.shutdown(cancel_futures=True)
