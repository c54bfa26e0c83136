"""What a user installs: wheel and archive of the source are whole, and the program runs from the wheel alone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from deepfacedrawing import __version__

ROOT = Path(__file__).resolve().parents[1]
NAME = f"deepfacedrawing-{__version__}"
# Of the checkout, and of nobody else.
UNPACKED = (".ci/", ".github/", ".gitignore")
MAX_MEGABYTES = 80
# Mean absolute difference of 96×96 pictures, of 255, as for the snapshots.
TOLERANCE = 2.5


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the archive of the source, and the wheel that was built from that archive."""
    folder = tmp_path_factory.mktemp("built")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (wheel,) = built.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    """Those of the files in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        return Parser().parsestr(archive.read(f"{NAME}.dist-info/METADATA").decode())


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel in it; what it depends on is read from the environment of the tests."""
    folder = tmp_path_factory.mktemp("elsewhere") / "environment"
    venv.create(folder, symlinks=os.name != "nt")
    python = _find_program(folder, "python")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--python", str(python)]
    subprocess.run([*pip, "install", "--no-deps", "--no-index", str(wheel)], check=True)
    dependencies = sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
    (_find_packages(folder) / "dependencies.pth").write_text("\n".join(dependencies), encoding="utf-8")
    return folder


def _find_program(environment: Path, name: str) -> Path:
    return environment / ("Scripts" if os.name == "nt" else "bin") / (name + (".exe" if os.name == "nt" else ""))


def _find_packages(environment: Path) -> Path:
    (pure,) = {environment / "Lib" / "site-packages", *environment.glob("lib/python*/site-packages")} & {
        path.parent for path in environment.rglob("deepfacedrawing")
    }
    return pure


def run_there(installed: Path, *words: str) -> str:
    """Runs a program of the environment far from the checkout, as a user who has never run it; what it prints."""
    home = installed.parent / "home"
    home.mkdir(exist_ok=True)
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "XDG_", "QT_"))}
    own = {"HOME": str(home), "APPDATA": str(home), "QT_QPA_PLATFORM": "offscreen"}
    command = [str(_find_program(installed, words[0])), *words[1:]]
    done = subprocess.run(
        command, cwd=home, env={**variables, **own}, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def assert_is_face_of_quick(path: Path) -> None:
    face = np.asarray(Image.open(path).resize((96, 96), Image.Resampling.BOX), np.float32)
    assert np.abs(face - np.asarray(Image.open(ROOT / "tests/snapshots/quick.png"), np.float32)).mean() < TOLERANCE


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="only a checkout knows what is to be packed")
def test_the_archive_has_every_file_of_the_checkout(built: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    expected = {name for name in listed.stdout.split("\0") if name and not name.startswith(UNPACKED)}
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as files:
        packed = {file.name.removeprefix(f"{NAME}/") for file in files if file.isfile()}
    assert expected - packed == set()
    assert packed - expected <= {"PKG-INFO", ".gitignore"}


def test_the_wheel_has_the_program_and_what_ships_with_it(names: set[str]) -> None:
    sources = {path.relative_to(ROOT) for path in (ROOT / "deepfacedrawing").rglob("*") if path.is_file()}
    shipped = {
        Path("deepfacedrawing", path.relative_to(ROOT))
        for folder in ("param", "samples")
        for path in (ROOT / folder).iterdir()
    }
    expected = {path.as_posix() for path in sources | shipped if "__pycache__" not in path.parts}
    expected |= {"deepfacedrawing/param/MODEL_CARD.md"}
    assert "deepfacedrawing/ui/translations/deepfacedrawing_zh_CN.ts" in expected
    assert {name for name in names if ".dist-info/" not in name} == expected


def test_the_weights_in_the_wheel_are_those_of_the_checkout(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        assert archive.testzip() is None
        for path in (ROOT / "param").iterdir():
            assert archive.read(f"deepfacedrawing/param/{path.name}") == path.read_bytes(), path.name
    assert wheel.stat().st_size < MAX_MEGABYTES * 1e6


def test_the_wheel_says_what_it_is(metadata: Message, names: set[str], wheel: Path) -> None:
    assert (metadata["Name"], metadata["Version"]) == ("deepfacedrawing", __version__)
    assert metadata["License-Expression"] == "GPL-3.0-or-later"
    assert metadata.get_all("License-File") == ["LICENSE"]
    assert metadata["Requires-Python"] == ">=3.10"
    assert f"{NAME}.dist-info/licenses/LICENSE" in names
    with zipfile.ZipFile(wheel) as archive:
        scripts = archive.read(f"{NAME}.dist-info/entry_points.txt").decode()
    assert scripts.split() == ["[console_scripts]", "deepfacedrawing", "=", "deepfacedrawing.cli:main"]


def test_the_archive_and_the_checkout_make_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()


def test_the_installed_program_renders_a_sample(installed: Path, tmp_path: Path) -> None:
    findings = json.loads(run_there(installed, "deepfacedrawing", "doctor", "--json"))
    assert findings["versions"]["deepfacedrawing"] == __version__
    package = _find_packages(installed) / "deepfacedrawing"
    said = run_there(installed, "python", "-c", "import deepfacedrawing; print(deepfacedrawing.__file__)")
    assert Path(said.strip()).resolve() == (package / "__init__.py").resolve()
    face = tmp_path / "face.png"
    run_there(installed, "deepfacedrawing", "render", str(package / "samples" / "quick.svg"), "-o", str(face))
    assert_is_face_of_quick(face)


def test_the_installed_window_opens_and_shows_a_face(installed: Path, tmp_path: Path) -> None:
    script, face = tmp_path / "first_face.py", tmp_path / "face.png"
    shutil.copy(Path(__file__).with_name("first_face.py"), script)
    sketch = _find_packages(installed) / "deepfacedrawing" / "samples" / "quick.svg"
    run_there(installed, "python", str(script), str(sketch), str(face))
    assert_is_face_of_quick(face)
