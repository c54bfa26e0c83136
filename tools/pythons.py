"""Sets the program up anew with each Python here, from the lock files, and runs the quick checks with it.

``python tools/pythons.py [PYTHON…] [--page docs/reliability.md]``; without names, every python3.10 to python3.13 found.
On Linux some gigabytes are fetched for each, unless pip finds PyTorch's build for processors.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from install import ROOT, find_python

sys.path.insert(0, str(ROOT / "benchmarks"))
from page import rewrite  # type: ignore[import-not-found]

NAMES = ("python3.10", "python3.11", "python3.12", "python3.13")
# What Python or another release of a package would break first: every module, the window, the package from end to end.
TESTS = ("test_package.py", "test_portable.py", "test_lock.py", "test_components.py", "test_fitting.py", "test_cli.py")
SHOWN = ("torch", "numpy", "PyQt5", "openvino", "opencv-python-headless", "pillow")


def main() -> int:
    """The exit code: 1 where anything failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pythons", nargs="*")
    parser.add_argument("--page", type=Path, help="a page to write the table to")
    arguments = parser.parse_args()
    rows = [try_python(python) for python in arguments.pythons or find_pythons()]
    head = ["Python", *SHOWN, "tests"]
    table = "".join(f"| {' | '.join(row)} |\n" for row in (head, ["---"] * len(head), *rows))
    print(table)
    if arguments.page is not None:
        rewrite(arguments.page, "pythons", table)
    return int(any("failed" in row[-1] for row in rows))


def find_pythons() -> list[str]:
    """Those on the path that run, and those of pyenv."""
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = []
    for name in NAMES:
        version = name.removeprefix("python")
        places = [shutil.which(name), *(str(path / "bin" / "python") for path in sorted(kept.glob(f"{version}.*")))]
        found += [place for place in places if place and runs(place)][:1]
    return found


def runs(python: str) -> bool:
    """Whether it is a Python, and no signpost to one that is not chosen."""
    return subprocess.run([python, "--version"], capture_output=True, check=False).returncode == 0


def try_python(python: str) -> list[str]:
    """A row of the table: its version, those of some packages, and how the tests ended."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([python, str(ROOT / "tools" / "install.py"), "--dev", folder + "/environment"], check=True)
        own = str(find_python(Path(folder) / "environment"))
        tests = [str(ROOT / "tests" / name) for name in TESTS]
        done = subprocess.run(
            [own, "-m", "pytest", "-q", *tests], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
        )
        print(done.stdout)
        ended = re.findall(r"(?m)^.*\b(?:passed|failed|error).* in .*$", done.stdout)
        outcome = f"{'passed' if done.returncode == 0 else 'failed'}: {ended[-1].strip('= ') if ended else 'no end'}"
        ask = "import platform, sys; from importlib.metadata import version; "
        ask += "print(platform.python_version(), *map(version, sys.argv[1:]))"
        return [*subprocess.check_output([own, "-c", ask, *SHOWN], encoding="utf-8").split(), outcome]


if __name__ == "__main__":
    sys.exit(main())
