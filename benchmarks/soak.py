"""Does the program last? Somebody draws at random in the real window, with the real engine, for an hour.

    python benchmarks/soak.py [--minutes 60] [--seed 0] [--out FOLDER] [--page docs/reliability.md] [--json FILE]

Needs a display, for example ``xvfb-run -s "-screen 0 1800x1100x24"``; ``make soak MINUTES=10`` brings one. Settings and
files are in a folder that is removed afterwards. Once a minute the same strokes are drawn into the same sketch, to see
how long a face takes, beside a fixed calculation that tells how fast the machine is just then. ``--out`` keeps pictures
of the window.

The exit code is 1 where a promise was not kept: an error or a warning was told, the engine ended, a process grew by
more than 5 % after the first ten minutes (the first third of a shorter run), or a face took more than 1.2 times as long
as at the start.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import statistics
import sys
import tempfile
import threading
import warnings
from dataclasses import asdict, dataclass, field
from pathlib import Path

from page import rewrite
from processes import HARMLESS, Holdings
from PyQt5.QtCore import qInstallMessageHandler
from soak_watch import Look, Probe, Watch

from deepfacedrawing.cli import build_parser
from deepfacedrawing.commands.app import open_window

SETTLED_MIN = 10.0
MOST_GROWTH, MOST_SLOWING = 1.05, 1.2


@dataclass
class Record:
    """What was seen in a run of some minutes."""

    minutes: float
    looks: list[Look] = field(default_factory=list)
    probes: list[Probe] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    done: dict[str, int] = field(default_factory=dict)
    faces: int = 0

    def complain(self, text: str) -> None:
        """Keeps what should not have been said."""
        if not any(word in text for word in HARMLESS):
            print(text, file=sys.stderr)
            self.complaints.append(text)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--out", type=Path, help="a folder for pictures of the window, one every five minutes")
    parser.add_argument("--page", type=Path)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    record = Record(options.minutes)
    with tempfile.TemporaryDirectory() as folder:
        for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "APPDATA"):
            os.environ[name] = folder
        run_window(options, Path(folder), record)
    text, is_kept = describe(record)
    print(text)
    if options.page:
        rewrite(options.page, "soak figures", text)
    if options.json:
        options.json.write_text(json.dumps(asdict(record), indent=1) + "\n", encoding="utf-8")
    return 0 if is_kept else 1


def run_window(options: argparse.Namespace, folder: Path, record: Record) -> None:
    """The program, as long as the run is to take."""
    logging.getLogger().addHandler(_Listener(record))
    warnings.showwarning = lambda message, *_, **__: record.complain(f"warning: {message}")
    threading.excepthook = lambda lost: record.complain(f"in a thread: {lost.exc_value!r}")
    sys.unraisablehook = lambda lost: record.complain(f"lost: {lost.exc_value!r}")
    qInstallMessageHandler(lambda _, __, text: record.complain(f"Qt: {text}"))
    words = ["app", *(["--model", str(options.model)] if options.model else [])]
    watches: list[Watch] = []
    open_window(
        build_parser().parse_args(words),
        asks=False,
        on_shown=lambda window: watches.append(
            Watch(window, folder, options.seed, options.minutes, options.out, record.complain)
        ),
    )
    qInstallMessageHandler(None)
    watch = watches[0]
    record.looks, record.probes, record.faces, record.done = (
        watch.looks,
        watch.probes,
        watch.faces,
        dict(watch.done.most_common()),
    )


class _Listener(logging.Handler):
    """Every warning and error that the program logs is a complaint."""

    def __init__(self, record: Record) -> None:
        super().__init__(logging.WARNING)
        self._record = record

    def emit(self, record: logging.LogRecord) -> None:
        self._record.complain(f"log: {self.format(record)}")


def describe(record: Record) -> tuple[str, bool]:
    """The record as the text of the page, and whether all was kept."""
    settled = min(SETTLED_MIN, record.minutes / 3)
    after = [look for look in record.looks if look.minute >= settled]
    span = len(after) // 10 + 1
    start, end = after[:span], after[-span:]
    if not record.looks or record.looks[-1].minute < record.minutes:
        return f"The run ended early. {'; '.join(record.complaints)}\n", False
    rows = ["| | at the start | at the end | | allowed |", "|---|---|---|---|---|"]
    kept = [not record.complaints]
    for process in ("window", "engine"):
        before, after = (_middle(looks, process) for looks in (start, end))
        growth = after.resident / max(before.resident, 1)
        kept.append(growth <= MOST_GROWTH)
        rows.append(
            f"| memory of the {process}, MiB | {before.resident:.0f} | {after.resident:.0f} | {growth:.3f} × |"
            f" {MOST_GROWTH:g} × |"
        )
        rows.append(f"| its handles, threads | {_count(before)} | {_count(after)} | | |")
    first, last = _pace(record.probes[: len(record.probes) // 6 + 1]), _pace(record.probes[-len(record.probes) // 6 :])
    slowing = last[0] / first[0]
    kept.append(slowing <= MOST_SLOWING)
    rows.append(f"| a stroke's face, ms | {first[0]:.0f} | {last[0]:.0f} | {slowing:.2f} × | {MOST_SLOWING:g} × |")
    rows.append(f"| the fixed calculation, ms | {first[1]:.1f} | {last[1]:.1f} | {last[1] / first[1]:.2f} × | |")
    most = max(record.looks, key=lambda look: look.window.resident + look.engine.resident)
    done = ", ".join(f"{count} × {what}" for what, count in record.done.items())
    return (
        f"{record.minutes:g} minutes, {record.faces} faces; warnings, errors and ends of the engine: "
        f"{len(record.complaints)}.\n\n"
        + "\n".join(rows)
        + f"\n\nMost memory: window {most.window.resident:.0f}, engine {most.engine.resident:.0f} MiB. Done: {done}.\n"
        + "".join(f"- {complaint}\n" for complaint in record.complaints)
    ), all(kept)


def _middle(looks: list[Look], process: str) -> Holdings:
    """The medians of some looks."""
    return Holdings(*(statistics.median(values) for values in zip(*(getattr(k, process) for k in looks), strict=True)))


def _count(holdings: Holdings) -> str:
    return f"{holdings.handles:.0f}, {holdings.threads:.0f}"


def _pace(probes: list[Probe]) -> tuple[float, float]:
    """Milliseconds of a face, and of the fixed calculation."""
    return (
        1000 * statistics.median(probe.face for probe in probes),
        1000 * statistics.median(probe.calculation for probe in probes),
    )


if __name__ == "__main__":
    sys.exit(main())
