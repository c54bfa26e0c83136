"""Sets up a virtual environment with just what the lock files list: ``python tools/install.py [--dev] [FOLDER]``.

Every file is compared with its hash, none is built from source, and nothing is fetched that no lock file lists.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCKED = ("--no-deps", "--require-hashes", "--only-binary", ":all:", "-r")


def main() -> None:
    """Makes the environment where there is none, and brings it up to date where there is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / ".venv")
    parser.add_argument("--dev", action="store_true", help="also what the extras and the checks need")
    arguments = parser.parse_args()
    try:
        install(arguments.folder, arguments.dev)
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)


def install(folder: Path, dev: bool) -> Path:
    """Puts the packages and this checkout into a virtual environment; returns its Python.

    Raises:
        subprocess.CalledProcessError: pip failed, and has said why.
    """
    python = find_python(folder)
    if not python.is_file():
        print(f"Setting up {folder}; the first time this fetches a few hundred megabytes and takes some minutes.")
        create_environment(folder)
    run_pip(python, "install", *LOCKED, str(ROOT / "requirements-cpu.lock"), check=False)
    run_pip(python, "install", *LOCKED, str(ROOT / ("requirements-dev.lock" if dev else "requirements.lock")))
    if run_pip(python, "check", check=False):  # PyTorch came as the build for graphics cards
        run_pip(python, "install", *LOCKED, str(ROOT / "requirements-cuda.lock"))
    run_pip(python, "install", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    return python


def find_python(folder: Path) -> Path:
    """The Python of a virtual environment, on any system."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def create_environment(folder: Path) -> None:
    """An empty one with pip; whole or not at all."""
    try:
        venv.create(folder, symlinks=os.name != "nt", with_pip=True)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def run_pip(python: Path, *words: str, check: bool = True) -> int:
    """Returns its exit code; where it need not succeed, its words are kept from the user."""
    command = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check", *words]
    output = None if check else subprocess.DEVNULL
    return subprocess.run(command, check=check, stdout=output, stderr=output).returncode


if __name__ == "__main__":
    main()
