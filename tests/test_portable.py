"""The program runs where calls that Windows lacks are not to be had; the names of all files are allowed there."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}


def test_the_program_runs_without_what_windows_lacks(tmp_path: Path) -> None:
    homes = {name: str(tmp_path / "home") for name in ("HOME", "APPDATA", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.drive_like_windows", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, **homes, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for line in ("modules", "engine ended", "face rendered", "drawing kept, saved and closed"):
        assert line in done.stdout


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="only a checkout knows its files")
def test_the_names_of_all_files_are_allowed_on_every_system() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    names = [name for name in listed.stdout.split("\0") if name]
    parts = {part for name in names for part in name.split("/")}
    assert [part for part in parts if set(part) & set('<>:"|?*\\') or part.endswith((".", " "))] == []
    assert [part for part in parts if part.split(".")[0].lower() in RESERVED] == []
    assert [name for name, count in Counter(name.lower() for name in names).items() if count > 1] == []
