"""Does any file do harm? Files by the hundred thousand, changed at random, are given to every reader.

    python benchmarks/fuzz.py [READER …] [--count N] [--seed S] [--minutes M] [--json FILE] [--page docs/reliability.md]

Readers without torch get 100,000 files each, the others 5,000. With ``atheris`` installed (the extra ``fuzz``), what is
tried next follows the lines of Python that are reached. The tally of each reader is kept in ``runs/fuzz`` and goes on
where it was left: with ``--minutes``, run it again until it is done; another ``--seed`` begins anew. Linux only.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from dataclasses import asdict
from pathlib import Path

from page import rewrite

from tests.fuzz.campaign import add, can_guide, run_reader
from tests.fuzz.child import Tally, Task
from tests.fuzz.readers import READERS, Reader

CHECKOUT = Path(__file__).resolve().parents[1]
CHEAP_COUNT, MODEL_COUNT = 100_000, 5_000
# As many for one process, as what guides it keeps what it tried in that process's memory.
PART = 20_000
FOLDER = CHECKOUT / "runs" / "fuzz"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = [reader.name for reader in READERS]
    parser.add_argument("readers", nargs="*", choices=[[], *names], metavar="READER", help=", ".join(names))
    parser.add_argument("--count", type=int, help="files a reader (default: 100,000 and 5,000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=600.0, help="stop after so many, to go on another time")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--page", type=Path)
    options = parser.parse_args()
    until = time.monotonic() + 60 * options.minutes
    tallies = {}
    for reader in READERS:
        if not options.readers or reader.name in options.readers:
            count = options.count or (CHEAP_COUNT if reader.is_cheap else MODEL_COUNT)
            tallies[reader.name] = go_on(reader, count, options.seed, until)
            print(describe(reader, tallies[reader.name]), flush=True)
    if options.json:
        options.json.write_text(json.dumps({name: asdict(tally) for name, tally in tallies.items()}, indent=1))
    if options.page:
        rewrite(options.page, "fuzzing", build_table(tallies))
    sys.exit(any(tally.findings for tally in tallies.values()))


def go_on(reader: Reader, count: int, seed: int, until: float) -> Tally:
    """The tally of a reader, after as many more files as are missing, or as there is time for."""
    folder = FOLDER / str(seed) / reader.name
    folder.mkdir(parents=True, exist_ok=True)
    known = folder / "whole.json"
    whole = Tally(**json.loads(known.read_text())) if known.is_file() else Tally()
    while whole.inputs < count and (seconds := until - time.monotonic()) > 1:
        guided, part, before = can_guide(), min(PART, count - whole.inputs), whole.inputs
        add(whole, run_reader(Task(reader.name, whole.inputs, part, seed, seconds, str(folder), guided)))
        whole.is_guided = guided
        known.write_text(json.dumps(asdict(whole)))
        if whole.inputs == before:  # nothing can be read at all, and the findings say why
            break
    return whole


def describe(reader: Reader, tally: Tally) -> str:
    """A line for people, and one for each finding."""
    rate = tally.inputs / max(tally.seconds, 1e-9)
    line = (
        f"{reader.name:10} {tally.inputs:>8,} files, {rate:6.0f}/s, {tally.accepted:,} read, {tally.refused:,} refused"
    )
    line += f", worst {tally.worst_seconds:.2f} s, {tally.worst_bytes / 2**20:.0f} MiB"
    return "\n".join([line, *(f"    {count} x {kind}" for kind, count in tally.findings.items())])


def build_table(tallies: dict[str, Tally]) -> str:
    """For the page."""
    lines = [
        "| files | tried | read | refused | findings | longest, s | most memory, MiB |",
        "|---|---|---|---|---|---|---|",
    ]
    for reader in READERS:
        if tally := tallies.get(reader.name):
            cells = (reader.what, f"{tally.inputs:,}", f"{tally.accepted:,}", f"{tally.refused:,}")
            worst = f"{tally.worst_seconds:.2f} | {tally.worst_bytes / 2**20:.0f}"
            lines.append(f"| {' | '.join(cells)} | {sum(tally.findings.values())} | {worst} |")
    how = "by coverage" if all(tally.is_guided for tally in tallies.values()) else "at random"
    return "\n".join(
        [*lines, "", f"Guided {how}. Longest: of one file. Most memory: of the process, beyond its start.", ""]
    )


if __name__ == "__main__":
    os.nice(10)
    main()
