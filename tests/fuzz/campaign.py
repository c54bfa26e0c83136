"""Files by the thousand in processes of their own, which are ended where they hang and begun again where they die."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, replace
from pathlib import Path

from tests.fuzz.child import Tally, Task, keep_finding, place

# Seconds on the clock after which a file counts as one that hangs, whatever else the machine does.
HANG_SECONDS = 30.0
CHILD = ("-m", "tests.fuzz.child")
CHECKOUT = Path(__file__).resolve().parents[2]


def can_guide() -> bool:
    """Whether the library is installed that guides by coverage."""
    return importlib.util.find_spec("atheris") is not None


def run_tasks(tasks: list[Task]) -> dict[str, Tally]:
    """Reader → what came of it; all tasks in one process, but for guided ones, of which there can only be one."""
    for task in tasks:
        folder = Path(task.folder)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "tally.json").unlink(missing_ok=True)
    end = _run_child(tasks)
    tallies = {task.reader: read_tally(task) for task in tasks}
    if end:
        task = next((task for task in tasks if _is_unfinished(task, tallies[task.reader])), tasks[-1])
        path = place(task)
        keep_finding(tallies[task.reader], Path(task.folder), end, path.read_bytes() if path.is_file() else b"")
    return tallies


def _is_unfinished(task: Task, tally: Tally) -> bool:
    return tally.inputs < task.count and tally.seconds < task.seconds


def read_tally(task: Task) -> Tally:
    """What the process told last."""
    path = Path(task.folder) / "tally.json"
    return Tally(**json.loads(path.read_text())) if path.is_file() else Tally(is_guided=task.is_guided)


def _run_child(tasks: list[Task]) -> str:
    """How the process ended: "" if it did its work."""
    with tempfile.TemporaryFile() as said:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(CHECKOUT), *sys.path]), "OMP_NUM_THREADS": "1"}
        environment["QT_QPA_PLATFORM"] = "offscreen"
        words = [sys.executable, *CHILD, json.dumps([asdict(task) for task in tasks])]
        folder = tasks[0].folder
        process = subprocess.Popen(words, env=environment, cwd=folder, stdout=said, stderr=said)
        started = time.time()
        while True:
            try:
                code = process.wait(1.0)
                break
            except subprocess.TimeoutExpired:
                pass
            times = [
                path.stat().st_mtime for task in tasks for path in [Path(task.folder) / "tally.json"] if path.is_file()
            ]
            if time.time() - max([started + HANG_SECONDS, *times]) > HANG_SECONDS:
                process.kill()
                process.wait()
                return f"hung for {HANG_SECONDS:g} s"
        if code == 0:
            return ""
        said.seek(0)
        return f"died with {code}\n{said.read()[-2000:].decode(errors='replace')}"


def run_reader(task: Task) -> Tally:
    """A task to its end: where a file ends the process, the next one goes on with those that are left."""
    whole = Tally(is_guided=task.is_guided)
    until = time.monotonic() + task.seconds
    while whole.inputs < task.count and time.monotonic() < until:
        left = replace(
            task,
            first=task.first + whole.inputs,
            count=task.count - whole.inputs,
            seconds=until - time.monotonic(),
        )
        tally = run_tasks([left])[task.reader]
        ended = sum(count for kind, count in tally.findings.items() if kind.startswith(("died", "hung")))
        add(whole, tally)
        whole.inputs += ended
        if not tally.inputs:  # not even the first: it is not the file
            break
    return whole


def add(whole: Tally, part: Tally) -> None:
    """Joins two tallies."""
    for name in ("inputs", "accepted", "refused", "seconds"):
        setattr(whole, name, getattr(whole, name) + getattr(part, name))
    whole.worst_seconds = max(whole.worst_seconds, part.worst_seconds)
    whole.worst_bytes = max(whole.worst_bytes, part.worst_bytes)
    for kind, count in part.findings.items():
        whole.findings[kind] = whole.findings.get(kind, 0) + count
