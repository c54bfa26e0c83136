"""Writes the lock files: one version and the hashes of its files for every package, on every system and Python.

``python tools/lock.py`` keeps what is locked and still fits pyproject.toml; ``--upgrade`` takes the newest. Needs uv.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
RUN, DEV, CUDA = (ROOT / f"requirements{kind}.lock" for kind in ("", "-dev", "-cuda"))
# What PyTorch from the package index needs on Linux, and its build for processors does not.
CUDA_NAMES = re.compile(r"(nvidia|cuda|triton)\b")
PYTHONS = ("3.10", "3.11", "3.12", "3.13")
PLATFORMS = ("x86_64-manylinux_2_28", "windows", "macos")
OLDEST_MAC = "14.0"
HEADER = "# Written by tools/lock.py from pyproject.toml: {}.\n"
CONTENTS = {
    RUN: "what the program needs",
    DEV: "what the program, its extras and its checks need",
    CUDA: "what PyTorch needs besides where it is the build for NVIDIA's graphics cards",
}


def main() -> None:
    """Writes the three files, and asks whether each system can install them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions that fit")
    arguments = parser.parse_args()
    everything = compile_lock(read_locked(DEV, CUDA), ["--extra", "dev"], arguments.upgrade)
    write_lock(CUDA, [entry for entry in everything if CUDA_NAMES.match(entry)])
    write_lock(DEV, [entry for entry in everything if not CUDA_NAMES.match(entry)])
    needed = compile_lock("".join(everything), [], upgrade=False)
    write_lock(RUN, [entry for entry in needed if not CUDA_NAMES.match(entry)])
    for platform in PLATFORMS:
        for python in PYTHONS:
            check_files(platform, python)


def compile_lock(known: str, options: list[str], upgrade: bool) -> list[str]:
    """The entries of a lock, each with its hashes, that keeps to the versions of ``known`` where it can."""
    with tempfile.TemporaryDirectory() as folder:
        lock = Path(folder) / "lock.txt"
        lock.write_text(known, encoding="utf-8")
        words = ["uv", "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--group", "build"]
        words += ["--no-header", "--no-annotate", "--python-version", PYTHONS[0], "--output-file", str(lock)]
        upgrading = ["--upgrade"] if upgrade else []
        subprocess.run([*words, *options, *upgrading, "pyproject.toml"], cwd=ROOT, check=True)
        return split_entries(lock.read_text(encoding="utf-8"))


def split_entries(text: str) -> list[str]:
    """One string a package: its name, version and marker, and its hashes in lines of their own."""
    return [entry for entry in re.split(r"(?m)^(?=[a-z0-9])", text) if not entry.startswith("#") and entry.strip()]


def read_locked(*locks: Path) -> str:
    """What is locked so far, as one text."""
    return "".join(lock.read_text(encoding="utf-8") for lock in locks if lock.is_file())


def write_lock(lock: Path, entries: list[str]) -> None:
    """Writes one file."""
    lock.write_text(HEADER.format(CONTENTS[lock]) + "".join(sorted(entries)), encoding="utf-8", newline="\n")


def check_files(platform: str, python: str) -> None:
    """Fails where a package has no compiled file for a system and Python."""
    words = ["uv", "pip", "install", "--quiet", "--no-config", "--dry-run", "--no-deps", "--require-hashes"]
    with tempfile.TemporaryDirectory() as target:
        words += ["--only-binary", ":all:", "--target", target, "-r", str(DEV)]
        words += ["--python-platform", platform, "--python-version", python]
        subprocess.run(words, check=True, env=os.environ | {"MACOSX_DEPLOYMENT_TARGET": OLDEST_MAC})
    print(f"{platform}, Python {python}: a file of every package")


if __name__ == "__main__":
    main()
