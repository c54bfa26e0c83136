"""The program asks nobody anything: it works where no process can connect, and without a network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deepfacedrawing.ui.project_file import write_sketch
from deepfacedrawing.ui.sketch import Sketch, Stroke
from tests.conftest import STROKE
from tests.tiny import save_tiny_model

# Python runs this before anything else, in every process.
HOOK = """
import os, socket

def note(what):
    with open(os.environ["NETWORK_NOTES"], "a") as file:
        file.write(f"{what}\\n")

def refuse(name):
    real = getattr(socket, name, None) or getattr(socket.socket, name)
    def call(*given, **words):
        if given and getattr(given[0], "family", None) == getattr(socket, "AF_UNIX", -1):
            return real(*given, **words)
        note(f"{name} {given!r}")
        raise OSError("there is no network")
    return call

for name in ("connect", "connect_ex", "sendto"):
    setattr(socket.socket, name, refuse(name))
for name in ("getaddrinfo", "gethostbyname", "create_connection"):
    setattr(socket, name, refuse(name))
note("watched")
"""
DRIVER = """
import sys
from PyQt5.QtCore import QTimer
from deepfacedrawing.cli import build_parser, main
from deepfacedrawing.commands.app import open_window

def begin(window):
    timer = QTimer(window)
    timer.timeout.connect(lambda: window.workspace.face_view.face is not None and window.close())
    timer.start(50)

if __name__ == "__main__":
    model, sketch, out = sys.argv[1:]
    assert main(["doctor", "--model", model]) == 0
    assert main(["render", sketch, "-o", out, "--model", model]) == 0
    open_window(build_parser().parse_args(["app", sketch, "--model", model]), asks=False, on_shown=begin)
    print("all done")
"""


def find_prefix() -> list[str]:
    """What runs a command without a network, where the system lets us."""
    prefix = [shutil.which("unshare") or "", "-n", "-r"]
    return prefix if prefix[0] and subprocess.run([*prefix, "true"], capture_output=True).returncode == 0 else []


def test_window_engine_render_and_doctor_need_no_network(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(HOOK)
    (tmp_path / "driver.py").write_text(DRIVER)
    sketch, notes = tmp_path / "a.svg", tmp_path / "notes"
    write_sketch(sketch, Sketch((Stroke(*STROKE),)))
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path]),
        "NETWORK_NOTES": str(notes),
        **{name: str(tmp_path) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "HOME")},
    }
    words = [
        sys.executable,
        str(tmp_path / "driver.py"),
        str(save_tiny_model(tmp_path)),
        str(sketch),
        str(tmp_path / "a.png"),
    ]
    done = subprocess.run([*find_prefix(), *words], env=environment, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    assert "all done" in done.stdout
    assert (tmp_path / "a.png").is_file()
    told = notes.read_text().splitlines()
    assert set(told) == {"watched"}
    assert len(told) >= 2  # the window's process and the engine's


@pytest.mark.skipif(not find_prefix(), reason="this system does not let us take the network away")
def test_without_a_network_there_is_none() -> None:
    code = "import socket; socket.create_connection(('127.0.0.1', 9), 1)"
    done = subprocess.run([*find_prefix(), sys.executable, "-c", code], capture_output=True, text=True)
    assert "unreachable" in done.stderr
