"""Does a drawing outlive its window? Kills the window while a scripted pen draws and saves, and looks what is left.

    python benchmarks/crashes.py [--count 50] [--seed 0] [--json FILE] [--page docs/reliability.md]

Each window runs in a process of its own, offscreen, without an engine, which the drawing does not need. It is killed
at a random moment, or, every other time, exactly inside a step of saving or of keeping a stroke: before, half-way, or
after it. On each of the grounds (see ``grounds.py``; those with a tmpfs need root) the disk becomes full or read-only
while the window is at work. After each kill the file must be, byte for byte, the one that was saved last or the one
that was just being saved; the next window on the same ground must offer what was drawn. Exits with 1 where it does not.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from grounds import Ground, build_grounds, limit_files
from page import rewrite
from processes import HARMLESS

from deepfacedrawing.ui.project_file import read_sketch

PEN = Path(__file__).with_name("crash_pen.py")
SAVE_STEPS = ("save, empty", "save, half", "save, written", "save, synced", "save, moved")
KEEP_STEPS = ("keep, before", "keep, half", "keep, after")
SHORTEST_S, LONGEST_S = 0.3, 3.0
PATIENCE_S, STRAY_S = 60, 3600


@dataclass
class Run:
    """One window from its start to its end, by what it told."""

    ground: Ground
    told: list[dict[str, Any]]
    complaints: str

    def all(self, *what: str) -> list[dict[str, Any]]:
        return [told for told in self.told if told["what"] in what]

    @property
    def states(self) -> list[list[str]]:
        """The strokes on the desk, from the first state to the last that it told."""
        return [told["strokes"] for told in self.told if "strokes" in told]

    @property
    def planned(self) -> str:
        """What it was just about to do; "" where that was done."""
        last = self.all("will", "did")[-1:]
        return last[0]["act"] if last and last[0]["what"] == "will" else ""

    @property
    def place(self) -> str:
        """The step that it was killed in; "" where that was a random moment."""
        return next((told["place"] for told in self.all("at")), "")


@dataclass
class Tally:
    """What was found on one ground; ``cut``: strokes that were killed while they were written."""

    kills: int = 0
    in_save: int = 0
    in_keep: int = 0
    drawn: int = 0
    lost: int = 0
    cut: int = 0
    told: int = 0
    problems: list[str] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)
    version: str = ""


class Window:
    """The running process; a thread listens to it."""

    def __init__(self, ground: Ground, is_limited: bool, *words: str) -> None:
        folders = {"XDG_DATA_HOME": ground.data / "data", "XDG_CONFIG_HOME": ground.data / "settings"}
        environment = os.environ | {name: str(path) for name, path in folders.items()}
        environment |= {"QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C.UTF-8"}
        self.errors = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        self.process = subprocess.Popen(
            [sys.executable, str(PEN), str(ground.document), *words],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            preexec_fn=partial(limit_files, ground.limit if is_limited else 0),
        )
        self.told: list[dict[str, Any]] = []
        self._news = threading.Condition()
        self._listener = threading.Thread(target=self._listen)
        self._listener.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.endswith(b"\n"):
                with self._news:
                    self.told.append(json.loads(line))
                    self._news.notify()

    def wait_for(self, what: str, seconds: float) -> bool:
        """Whether it told this in time."""
        with self._news:
            return self._news.wait_for(lambda: any(told["what"] == what for told in self.told), seconds)

    def end(self) -> str:
        """Waits for its end; what it complained of."""
        self.process.wait(PATIENCE_S)
        self._listener.join()
        self.errors.seek(0)
        lines = [line for line in self.errors if not any(word in line for word in HARMLESS)]
        self.errors.close()
        return "".join(lines)


def draw_and_kill(ground: Ground, dice: random.Random, aim: str) -> Run:
    """One window's life; the disk is spoilt somewhere on the way."""
    if ground.is_lasting:
        ground.spoil()
    times = dice.randrange(1, 4 if aim in SAVE_STEPS else 15)
    window = Window(ground, True, "--seed", str(dice.randrange(10**6)), "--aim", aim, "--times", str(times))
    if not window.wait_for("ready", PATIENCE_S):
        window.process.kill()
        raise SystemExit(f"no window on {ground.name}: {window.end()}")
    if not ground.is_lasting:
        ground.mend()
    life = dice.uniform(SHORTEST_S, LONGEST_S)
    if not window.wait_for("at", 0.5 * life):
        if not ground.is_lasting:
            ground.spoil()
        window.wait_for("at", LONGEST_S if aim else 0.5 * life)
    window.process.kill()
    complaints = window.end()
    return Run(ground, window.told, complaints)


def look_again(ground: Ground) -> Run:
    """A last window, which recovers, saves and closes as it should."""
    ground.mend()
    for part in ground.document.parent.glob(".*.part"):
        long_ago = time.time() - STRAY_S
        os.utime(part, (long_ago, long_ago))
    window = Window(ground, False, "--look")
    complaints = window.end()
    return Run(ground, window.told, complaints)


def judge_file(run: Run, tally: Tally) -> None:
    """The file must be the version that was saved last or that was just being saved."""
    pending = ""
    for told in run.all("saving", "saved"):
        if told["what"] == "saving":
            pending = told["sha"]
        else:
            tally.version, pending = pending if told["saved"] else tally.version, ""
            tally.told += not told["saved"]
            if not told["saved"] and not (told["error"] and told["modified"]):
                tally.problems.append("a save failed, and was not told or counted as saved")
    path = run.ground.document
    found = hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""
    if found not in (tally.version, pending):
        tally.problems.append(f"the file is neither the old nor the new one after a kill at {run.place or 'random'}")
    if found:
        read_sketch(path)
    tally.version = found


def judge_offer(run: Run, after: Run, tally: Tally) -> None:
    """The next window must have what was on the desk, or that and what was just being done."""
    states, found = run.states, after.states[0]
    last, planned = states[-1], run.planned
    one_more = planned in ("draw", "redo") and found[:-1] == last
    one_less = (planned == "undo" and found == last[:-1]) or (planned == "clear" and not found)
    if found == last or one_more or one_less:
        return
    known = [number for number, state in enumerate(states) if state == found]
    if not known:
        tally.problems.append(f"a drawing that never was came back after a kill at {run.place or 'random'}")
        return
    missing = len(states) - 1 - known[-1]
    if run.place in KEEP_STEPS and missing == 1:
        tally.cut += 1
    elif run.ground.keeps_strokes:
        tally.lost += missing
        tally.problems.append(f"{missing} edits are lost after a kill at {run.place or 'random'}")


def judge_words(run: Run, tally: Tally) -> None:
    """What goes wrong must be said once; nothing else must be complained of."""
    news = [told["what"] for told in run.all("told", "mended")]
    tally.told += news.count("told")
    if any(one == other for one, other in pairwise(news)):
        tally.problems.append("a failure was told twice")
    if run.all("overwritten"):
        tally.problems.append("the window took its own file for another program's")
    if run.complaints:
        tally.problems.append(f"it complained: {run.complaints.strip().splitlines()[-1]}")


def judge_litter(ground: Ground, tally: Tally) -> None:
    """After a window that closed as it should, nothing but the drawing is there."""
    beside = {path.name for path in ground.document.parent.iterdir()} - {ground.document.name}
    own = [path.name for name in ("recovery", "open") for path in ground.data.glob(f"data/*/{name}/*")]
    if beside or own:
        tally.problems.append(f"left behind: {', '.join([*sorted(beside), *own])}")


def count(run: Run, tally: Tally) -> None:
    tally.kills += 1
    tally.in_save += run.place in SAVE_STEPS
    tally.in_keep += run.place in KEEP_STEPS
    tally.drawn += sum(told["act"] == "draw" for told in run.all("did"))
    if run.ground.keeps_strokes and not run.place:
        tally.delays += [told["after"] for told in run.all("kept")]


def kill_windows(grounds: list[Ground], number: int, dice: random.Random) -> dict[str, Tally]:
    """As many on each ground, one after the other."""
    tallies = {ground.name: Tally() for ground in grounds}
    for place, ground in enumerate(grounds):
        tally, last = tallies[ground.name], None
        for turn in range(len(range(place, number, len(grounds)))):
            steps = SAVE_STEPS if turn % 4 == 1 else KEEP_STEPS
            run = draw_and_kill(ground, dice, dice.choice(steps) if turn % 2 else "")
            judge_file(run, tally)
            judge_words(run, tally)
            if last is not None:
                judge_offer(last, run, tally)
            count(run, tally)
            last = run
        if last is not None:
            run = look_again(ground)
            judge_words(run, tally)
            judge_offer(last, run, tally)
            judge_litter(ground, tally)
        print(f"{ground.name}: {tally.kills} kills, {tally.lost} strokes lost", *tally.problems, sep="\n  ")
    return tallies


def format_table(tallies: dict[str, Tally], reasons: list[str]) -> str:
    """What was found, as a table of a page."""
    lines = [
        "| where | kills | in a save | in keeping a stroke | strokes drawn | lost | cut | failures told | wrong |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for name, tally in tallies.items():
        numbers = tally.kills, tally.in_save, tally.in_keep, tally.drawn, tally.lost, tally.cut, tally.told
        lines.append(f"| {name} | {' | '.join(map(str, (*numbers, len(tally.problems))))} |")
    delays = sorted(1000 * delay for tally in tallies.values() for delay in tally.delays)
    if delays:
        p99 = delays[int(0.99 * len(delays))]
        lines.append(
            f"\nFrom the pen's lifting until its stroke was in the journal: median {statistics.median(delays):.1f} ms, "
            f"99 of 100 under {p99:.0f} ms, longest {delays[-1]:.0f} ms, of {len(delays)} strokes."
        )
    lines += [f"\nLeft out: {reason}." for reason in reasons]
    return "\n".join([*lines, ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", help="only grounds with this in their names")
    for name in ("--json", "--page"):
        parser.add_argument(name, type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as root:
        everywhere, reasons = build_grounds(Path(root))
        grounds = [ground for ground in everywhere if options.only in ground.name]
        try:
            tallies = kill_windows(grounds, options.count, random.Random(options.seed))
        finally:
            for ground in everywhere:
                ground.mend()
                ground.release()
    table = format_table(tallies, reasons)
    print(table)
    if options.json is not None:
        options.json.write_text(json.dumps({name: vars(tally) for name, tally in tallies.items()}, indent=1))
    if options.page is not None:
        rewrite(options.page, "crash-figures", table)
    sys.exit(any(tally.problems for tally in tallies.values()))


if __name__ == "__main__":
    main()
