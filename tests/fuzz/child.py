"""The process that reads: ``python -m tests.fuzz.child '{"readers": …}'``; it tells what happened in a file of JSON."""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import sys
import time
import traceback
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Any

INSTRUMENTED = ("deepfacedrawing", "svgelements", "defusedxml", "PIL")
MAX_BYTES = 200_000
MAX_KINDS = 40
TOLD_EVERY = 2.0


@dataclass
class Tally:
    """What came of the files of a reader; ``findings``: kind → how many. Bytes and seconds are the worst of one file,
    bytes those of the whole process.
    """

    inputs: int = 0
    accepted: int = 0
    refused: int = 0
    worst_seconds: float = 0.0
    worst_bytes: int = 0
    seconds: float = 0.0
    is_guided: bool = False
    findings: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Task:
    """``count`` files of a reader, from the ``first`` on, or as many as there is time for, kept in ``folder``."""

    reader: str
    first: int
    count: int
    seed: int
    seconds: float
    folder: str
    is_guided: bool


def main() -> None:
    """One task after the other; of guided ones there can only be one."""
    tasks = [Task(**words) for words in json.loads(sys.argv[1])]
    fuzzer: Any = importlib.import_module("atheris") if tasks[0].is_guided else None
    if fuzzer is None:
        importlib.import_module("tests.fuzz.readers")
    else:
        with fuzzer.instrument_imports(include=list(INSTRUMENTED)):
            importlib.import_module("tests.fuzz.imported")
    from tests.fuzz.limits import Limits
    from tests.fuzz.readers import BY_NAME

    prepared = {task.reader: BY_NAME[task.reader].build() for task in tasks}
    for task in tasks:  # what is imported on the way is no memory of a file
        _warm_up(task, prepared[task.reader])
    sys.excepthook = _say  # the error output belongs to the readers from here on
    limits = Limits()
    for task in tasks:
        Feeder(task, prepared[task.reader], limits).run(fuzzer)


def _say(kind: type[BaseException], error: BaseException, frames: TracebackType | None) -> None:
    traceback.print_exception(kind, error, frames, file=sys.stdout)


def _warm_up(task: Task, seeds: list[bytes]) -> None:
    from deepfacedrawing.rendering import UserError
    from tests.fuzz.readers import BY_NAME

    for seed in seeds:
        path = place(task)
        path.write_bytes(seed)
        try:
            BY_NAME[task.reader].read(path)
        except UserError:
            continue


def place(task: Task) -> Path:
    """Where a file is put to be read."""
    from tests.fuzz.readers import BY_NAME

    folder = Path(task.folder) / "work"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"input{BY_NAME[task.reader].suffix}"


class Feeder:
    """Makes files and has them read."""

    def __init__(self, task: Task, seeds: list[bytes], limits: Any) -> None:
        from tests.fuzz.readers import BY_NAME

        self.task, self.seeds, self.limits = task, seeds, limits
        self.reader, self.path = BY_NAME[task.reader], place(task)
        self.tally = Tally(is_guided=task.is_guided)
        self.start = self.told = time.monotonic()

    def run(self, fuzzer: Any) -> None:
        """All of them; where they are guided, the process ends with the last."""
        if fuzzer is not None:
            self._run_guided(fuzzer)
        while not self.is_done:
            rng = Random(f"{self.task.seed} {self.task.reader} {self.task.first + self.tally.inputs}")
            self.feed(self.reader.change(rng.choice(self.seeds), rng, self.seeds)[:MAX_BYTES])
        self.tell()

    @property
    def is_done(self) -> bool:
        """Whether the count is reached, or the time is over."""
        return self.tally.inputs >= self.task.count or time.monotonic() - self.start > self.task.seconds

    def _run_guided(self, fuzzer: Any) -> None:
        folders = [Path(self.task.folder) / name for name in ("corpus", "seeds")]
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
        for number, seed in enumerate(self.seeds):
            (folders[1] / str(number)).write_bytes(seed)
        options = [f"-seed={self.task.seed % 2**31 + self.task.first + 1}", f"-max_len={MAX_BYTES}"]
        quiet = ["-verbosity=0", "-timeout=1000000", "-rss_limit_mb=0", "-malloc_limit_mb=0", "-len_control=0"]

        def vary(data: bytes, max_size: int, seed: int) -> bytes:
            rng = Random(seed)
            if rng.random() < 0.2:
                return fuzzer.Mutate(data, max_size)
            return self.reader.change(data, rng, self.seeds)[:max_size]

        def test(data: bytes) -> None:
            self.feed(data)
            if self.is_done:
                self.tell()
                os._exit(0)

        fuzzer.Setup([sys.argv[0], *options, *quiet, *map(str, folders)], test, custom_mutator=vary)
        fuzzer.Fuzz()

    def feed(self, data: bytes) -> None:
        """One file."""
        self.path.write_bytes(data)
        outcome = self.limits.measure(lambda: self.reader.read(self.path))
        tally = self.tally
        tally.inputs += 1
        tally.accepted += outcome.is_accepted
        tally.refused += not outcome.is_accepted and not outcome.problem
        tally.worst_seconds = max(tally.worst_seconds, outcome.seconds)
        tally.worst_bytes = max(tally.worst_bytes, self.limits.peak)
        if outcome.problem:
            keep_finding(tally, Path(self.task.folder), outcome.problem, data)
        if time.monotonic() - self.told > TOLD_EVERY:
            self.tell()

    def tell(self) -> None:
        """Writes down what happened so far."""
        self.told = time.monotonic()
        self.tally.seconds = self.told - self.start
        (Path(self.task.folder) / "tally.json").write_text(json.dumps(asdict(self.tally)))


def keep_finding(tally: Tally, folder: Path, problem: str, data: bytes) -> None:
    """Counts a finding, and keeps the first file of each kind."""
    lines = problem.splitlines()
    ours = [line for line in lines if line.startswith(("ui/", "engine/", "deepfacedrawing/", "fuzz/", "commands/"))]
    kind = f"{lines[0].partition(': ')[0][:60]} @ {ours[-1] if ours else lines[-1][:60]}"
    is_new = kind not in tally.findings
    tally.findings[kind] = tally.findings.get(kind, 0) + 1
    if is_new and len(tally.findings) <= MAX_KINDS:
        name = hashlib.sha1(kind.encode()).hexdigest()[:10]
        (folder / "findings").mkdir(exist_ok=True)
        (folder / "findings" / name).write_bytes(data)
        (folder / "findings" / f"{name}.txt").write_text(problem, "utf-8", "backslashreplace")


if __name__ == "__main__":
    main()
