"""The lock files fit what pyproject.toml asks for, everywhere; nothing they list goes unchecked."""

from __future__ import annotations

import importlib
import re
import sys
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LOCKS = sorted(ROOT.glob("requirements*.lock"))
RUN, DEV = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"
SYSTEMS = (
    {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
    {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
    {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": "arm64"},
)
PYTHONS = ("3.10", "3.11", "3.12", "3.13")


def read_project() -> dict[str, Any]:
    toml = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    return toml.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def read_entries(lock: Path) -> list[tuple[Requirement, list[str]]]:
    """What is locked, with its hashes."""
    text = re.sub(r"(?m)^#.*\n", "", lock.read_text("utf-8")).replace("\\\n", " ")
    lines = (line.split("--hash=") for line in text.splitlines() if line.strip())
    return [(Requirement(first), [rest.strip() for rest in hashes]) for first, *hashes in lines]


def choose(lock: Path, environment: dict[str, str]) -> dict[str, str]:
    """Name → version of all that is installed there; fails where two versions are."""
    chosen: dict[str, str] = {}
    for requirement, _ in read_entries(lock):
        if requirement.marker is None or requirement.marker.evaluate(environment):
            (specifier,) = requirement.specifier
            assert chosen.setdefault(canonicalize_name(requirement.name), specifier.version) == specifier.version
    return chosen


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_has_one_version_and_hashes(lock: Path) -> None:
    entries = read_entries(lock)
    assert entries
    for requirement, hashes in entries:
        assert re.fullmatch(r"==[^*]+", str(requirement.specifier)), requirement
        assert hashes
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", each) for each in hashes), requirement
    assert "://" not in lock.read_text("utf-8")


@pytest.mark.parametrize(("system", "python"), list(product(SYSTEMS, PYTHONS)), ids=str)
def test_what_is_locked_is_what_is_asked_for(system: dict[str, str], python: str) -> None:
    environment = {**system, "python_version": python, "python_full_version": f"{python}.9"}
    project = read_project()
    extras = project["project"]["optional-dependencies"]
    del extras["fuzz"]  # not in dev: it is for one system alone
    needed = [*project["project"]["dependencies"], *project["dependency-groups"]["build"]]
    run, dev = choose(RUN, environment), choose(DEV, environment)
    assert run.items() <= dev.items()
    for chosen, asked in ((run, needed), (dev, [*needed, *(line for lines in extras.values() for line in lines)])):
        for requirement in map(Requirement, asked):
            name = canonicalize_name(requirement.name)
            assert name == "deepfacedrawing" or requirement.specifier.contains(chosen[name]), requirement


def test_the_build_for_processors_has_the_version_that_is_locked() -> None:
    ((cpu, _),) = read_entries(ROOT / "requirements-cpu.lock")
    (locked,) = (requirement for requirement, _ in read_entries(RUN) if requirement.name == "torch")
    assert str(cpu.specifier) == f"{locked.specifier}+cpu"
