"""How long until one can draw, and until the first face?

    xvfb-run -a python benchmarks/startup.py [--repeats 5] [--model PATH] [--device auto]

Starts the program as the command line does, in a process of its own, and prints seconds from the start of that process:
``drawable``: the canvas is painted and a stroke that is drawn then is in the document; ``face``: the first face is
there. The last line has the medians and the load of the machine before the runs.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from typing import Any

STAGES = ("drawable", "face")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--started", type=float, help=argparse.SUPPRESS)
    options, words = parser.parse_known_args()
    if options.started is not None:
        watch_one_start(options.started, words)
        return
    load = os.getloadavg()[0] if sys.platform != "win32" else float("nan")
    print("run".ljust(8) + "".join(stage.rjust(10) for stage in STAGES))
    runs = [measure_one_start(words) for _ in range(options.repeats)]
    for number, run in enumerate(runs, 1):
        print(str(number).ljust(8) + "".join(f"{run[stage]:10.2f}" for stage in STAGES))
    medians = [statistics.median(run[stage] for run in runs) for stage in STAGES]
    print("median".ljust(8) + "".join(f"{value:10.2f}" for value in medians))
    print(f"{os.cpu_count()} processors, load {load:.1f} before the first run")


def measure_one_start(words: list[str]) -> dict[str, float]:
    """Seconds to each stage of one start of the program with these options, with settings of its own."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "XDG_CONFIG_HOME": folder}
        # Monotonic time is that of the machine, so both processes read the same clock.
        command = [sys.executable, __file__, "--started", str(time.monotonic()), *words]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, text=True)
    return json.loads(done.stdout)


def watch_one_start(started: float, words: list[str]) -> None:
    """The program itself, with an eye on its window; prints the seconds as JSON."""
    from deepfacedrawing import cli
    from deepfacedrawing.commands import app

    seconds: dict[str, float] = {}
    app.open_window = partial(app.open_window, asks=False, on_shown=partial(watch_window, started, seconds))
    code = cli.main(["app", *words])
    print(json.dumps(seconds))
    sys.exit(code)


def watch_window(started: float, seconds: dict[str, float], window: Any) -> None:
    """Draws a stroke once the canvas is painted, and closes the window at the first face."""
    from PyQt5.QtCore import QEvent, QObject, Qt, QTimer
    from PyQt5.QtTest import QTest

    def draw() -> None:
        place, button = window.workspace.canvas.to_widget(256, 256).toPoint(), Qt.MouseButton.LeftButton
        QTest.mousePress(window.workspace.canvas, button, pos=place)  # type: ignore[call-overload]
        QTest.mouseRelease(window.workspace.canvas, button, pos=place)  # type: ignore[call-overload]
        if window.desk.document.sketch.strokes:
            seconds["drawable"] = time.monotonic() - started

    class FirstPaint(QObject):
        def eventFilter(self, a0: QObject | None, a1: QEvent | None) -> bool:
            if a1 is not None and a1.type() == QEvent.Type.Paint:
                window.workspace.canvas.removeEventFilter(self)
                QTimer.singleShot(0, draw)
            return False

    def on_rendered() -> None:
        seconds.setdefault("face", time.monotonic() - started)
        QTimer.singleShot(0, window.close)

    window.live_face.session.rendered.connect(on_rendered)
    window.live_face.session.failed.connect(lambda error, _: sys.exit(str(error)))
    window.workspace.canvas.installEventFilter(FirstPaint(window))


if __name__ == "__main__":
    main()
