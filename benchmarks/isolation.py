"""The engine is killed, runs out of memory and hangs while one draws: what becomes of the window and of the drawing?

    python benchmarks/isolation.py [--count 100] [--seed 1] [--json FILE] [--page docs/reliability.md]

Opens the real window with the bundled model, on the display that there is or on none, with settings of its own. A pen
draws without a rest, takes strokes back and moves sliders, and the engine's process comes to harm ``--count`` times at
random moments. Then windows are closed while their engines hang. Ends with 1 if a promise was not kept. Linux only.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from page import rewrite

# As ``isolation_window.CLOSINGS`` has them, which cannot be imported here.
CLOSINGS = ("at work", "stopped at work", "in a render that sleeps", "stopped while it loads")
CLOSE_S, PATIENCE_S = 2.0, 60.0
BACK_S = 5.0
UNEXPECTED = "unexpected error in the window"
HEAD = (
    "| the engine | times | noticed after, s | back after that, s | worst | back after the harm, s | worst "
    "| strokes lost | longest pause of the window, ms |"
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--page", type=Path)
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--close", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not Path("/proc/self/task").is_dir():
        parser.error("this looks into /proc and stops processes, which only Linux lets it do")
    if options.inside is not None:
        from isolation_window import main as open_window  # here, as the engine's process imports this module again

        return open_window(options.inside, options.count, options.seed, options.close)
    return measure(options)


def measure(options: argparse.Namespace) -> int:
    """Runs everything, and shows and keeps what came of it."""
    with tempfile.TemporaryDirectory() as folder:
        told = run_window(Path(folder) / "harms", options, [])
        closings = {way: close_window(Path(folder) / str(i), options, way) for i, way in enumerate(CLOSINGS)}
    report = told | {"closings": closings}
    if options.json is not None:
        options.json.write_text(json.dumps(report, indent=1))
    text = format_report(report)
    print(text)
    if options.page is not None:
        rewrite(options.page, "isolation measured", text)
    broken = find_broken(report)
    print("\n".join(broken) or "every promise was kept")
    return int(bool(broken))


def start_window(folder: Path, options: argparse.Namespace, words: list[str]) -> subprocess.Popen[str]:
    """The window's process, with folders of its own."""
    folder.mkdir()
    own = {name: str(folder) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR")}
    folder.chmod(0o700)
    if "DISPLAY" not in os.environ and "WAYLAND_DISPLAY" not in os.environ:
        own["QT_QPA_PLATFORM"] = "offscreen"
    command = [sys.executable, __file__, "--inside", str(folder), f"--count={options.count}", f"--seed={options.seed}"]
    with errors_of(folder).open("w") as errors:
        return subprocess.Popen(
            [*command, *words], env={**os.environ, **own}, stdout=subprocess.PIPE, stderr=errors, text=True
        )


def errors_of(folder: Path) -> Path:
    """Where a window writes what it has to complain of, the ends of engines among it."""
    return folder / "errors.txt"


def run_window(folder: Path, options: argparse.Namespace, words: list[str]) -> dict[str, Any]:
    """What the window tells by the time it is closed; ``left``: those of its engines that live on; ``unexpected``: how
    many errors it did not foresee."""
    process = start_window(folder, options, words)
    assert process.stdout is not None
    told = dict(json.loads(line) for line in process.stdout)
    errors = errors_of(folder).read_text()
    if process.wait() != 0 or "drawn" not in told:
        raise SystemExit(f"The window ended before its time:\n{errors}")
    engines = {pid for case in told["cases"] for pid in case["engines"]}
    return told | {"left": sorted(filter(is_running, engines)), "unexpected": errors.count(UNEXPECTED)}


def close_window(folder: Path, options: argparse.Namespace, way: str) -> float:
    """Seconds from the closing of a window until neither it nor its engine is there."""
    process = start_window(folder, options, [f"--close={way}"])
    assert process.stdout is not None
    _, (begin, engines) = json.loads(process.stdout.readline())
    while (process.poll() is None or any(map(is_running, engines))) and time.monotonic() - begin < PATIENCE_S:
        time.sleep(0.005)
    taken = time.monotonic() - begin
    process.kill()
    return taken


def is_running(pid: int) -> bool:
    """Whether there is such a process, and it is not dead."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def find_broken(report: dict[str, Any]) -> list[str]:
    """The promises that were not kept, in words."""
    broken = []
    for number, case in enumerate(report["cases"], 1):
        name = f"harm {number}, {case['kind']}:"
        if case["back"] is None:
            broken.append(f"{name} no face came any more")
        elif since_noticed(case) > BACK_S:
            broken.append(f"{name} back after {since_noticed(case):.1f} s")
        if case["lost"] or len(case["engines"]) != 1 or case["dead"]:
            broken.append(f"{name} {case['lost']} strokes lost, engines {case['engines']}, {case['dead']} dead")
    broken += [f"window closed, {way}: {s:.1f} s" for way, s in report["closings"].items() if s > CLOSE_S]
    if report["drawn"]["lost"] or report["left"]:
        broken.append(f"in the end {report['drawn']['lost']} strokes lost, engines {report['left']} left")
    if report["unexpected"]:
        broken.append(f"{report['unexpected']} errors in the window that nobody foresaw")
    return broken


def since_noticed(case: dict[str, Any]) -> float:
    """Seconds from the first sign of a harm until the next face; from the harm where there was no sign."""
    return case["back"] - (case["noticed"] or 0.0)


def format_report(report: dict[str, Any]) -> str:
    """The tables."""
    lines = [f"{describe_machine()}, {len(report['cases'])} harms", "", HEAD, "|---|" + "---|" * 8]
    kinds = dict.fromkeys(case["kind"] for case in report["cases"])
    for kind in sorted(kinds):
        lines.append(format_kind(kind, [case for case in report["cases"] if case["kind"] == kind]))
    lines.append(format_kind("all", report["cases"]))
    lines += ["", "| the window | at the start | at the end |", "|---|---|---|"]
    for name, unit in (("resident", "memory, MiB"), ("files", "open files"), ("threads", "threads")):
        first, last = compare_ends([case[name] for case in report["cases"]])
        lines.append(f"| {unit} | {first:.0f} | {last:.0f} |")
    lines += ["", "| window closed while the engine is | both gone after, s |", "|---|---|"]
    lines += [f"| {way} | {seconds:.2f} |" for way, seconds in report["closings"].items()]
    drawn = report["drawn"]
    pause = f"{1000 * drawn['pause']:.0f} ms"
    lines += ["", f"{drawn['strokes']} strokes drawn, {drawn['lost']} lost; {drawn['faces']} faces shown."]
    lines += [f"The longest pause of the window while the engine was well: {pause}."]
    return "\n".join(lines) + "\n"


def format_kind(kind: str, cases: list[dict[str, Any]]) -> str:
    """One row."""
    well = [case for case in cases if case["back"] is not None]
    noticed = [case["noticed"] or 0.0 for case in well]
    since, back = [since_noticed(case) for case in well], [case["back"] for case in well]
    figures = median(noticed), median(since), max(since, default=0.0), median(back), max(back, default=0.0)
    lost, pause = sum(case["lost"] for case in cases), max(case["pause"] for case in cases)
    seconds = " | ".join(f"{figure:.1f}" for figure in figures)
    return f"| {kind} | {len(cases)} | {seconds} | {lost} | {1000 * pause:.0f} |"


def compare_ends(values: list[float]) -> tuple[float, float]:
    """The median of the first and of the last fifth, without the first tenth, in which everything is used once."""
    rest = values[len(values) // 10 :]
    part = max(1, len(rest) // 5)
    return median(rest[:part]), median(rest[-part:])


def median(values: list[float]) -> float:
    """The one in the middle, or between the two there; 0 where there is none."""
    ordered = sorted(values) or [0.0]
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def describe_machine() -> str:
    """Processors and load."""
    return f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} after"


if __name__ == "__main__":
    sys.exit(main())
