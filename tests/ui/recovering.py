"""A document that is kept for recovery, and one that a killed process leaves behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from PyQt5 import sip
from PyQt5.QtCore import QCoreApplication

from deepfacedrawing.ui.edits import Document
from deepfacedrawing.ui.recovery import Recovery
from deepfacedrawing.ui.sketch import RenderSettings, Sketch, Stroke
from tests.ui.waiting import wait_until

STROKE = Stroke("pen", 3.0, ((1.0, 2.0, 1.0, 0.0), (9.0, 9.0, 0.5, 5.0)))
OTHER = Stroke("eraser", 5.0, ((7.0, 8.0, 1.0, 0.0),))


class Desk:
    """A document, and what its recovery says."""

    def __init__(self, folder: Path, origin: Path | None = Path("/somewhere/face.svg")) -> None:
        self.document = Document(Sketch((STROKE,)), RenderSettings({"nose": 0.25}), origin)
        self.recovery = Recovery(lambda: self.document, folder)
        self.kept, self.failures = 0, list[str]()
        self.recovery.kept.connect(self._count)
        self.recovery.failed.connect(lambda error: self.failures.append(str(error)))

    def _count(self) -> None:
        self.kept += 1

    def close(self) -> None:
        """Also takes the Qt object apart here: left to the garbage collector, any thread might do that."""
        self.recovery.close()
        sip.delete(self.recovery)

    def change(self, *strokes: Stroke) -> None:
        self.document = replace(self.document, sketch=Sketch(strokes))
        self.recovery.note_change()

    def change_and_wait(self, *strokes: Stroke) -> None:
        before = self.kept
        self.change(*strokes)
        wait_until(lambda: self.kept > before)


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.journal"))


def leave_behind(folder: Path, origin: str = "") -> None:
    """What a window leaves whose process is killed while it draws."""
    code = "import sys; from tests.ui.recovering import keep_and_die; keep_and_die(*sys.argv[1:])"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run([sys.executable, "-c", code, str(folder), origin], env=environment).returncode != 0


def keep_and_die(folder: str, origin: str) -> None:
    """That process."""
    application = QCoreApplication([])
    desk = Desk(Path(folder), Path(origin) if origin else None)
    desk.recovery.kept.connect(lambda: os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM)))
    desk.recovery.note_change()
    application.exec_()
