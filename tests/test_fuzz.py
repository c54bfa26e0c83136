"""Every reader gets a few hundred files that nobody meant: it reads them, or refuses them in a sentence, soon.

The long version of this is benchmarks/fuzz.py.
"""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import pytest

if not sys.platform.startswith("linux"):
    pytest.skip("memory is limited and measured in the ways of Linux", allow_module_level=True)

from tests.fuzz.campaign import run_tasks
from tests.fuzz.child import Task
from tests.fuzz.limits import MEMORY, SECONDS
from tests.fuzz.readers import BY_NAME, READERS, Reader


@pytest.mark.parametrize(("is_cheap", "count"), [(True, 120), (False, 40)], ids=["cheap", "models"])
def test_every_reader_reads_or_refuses_in_time(is_cheap: bool, count: int, tmp_path: Path) -> None:
    names = [reader.name for reader in READERS if reader.is_cheap == is_cheap]
    tallies = run_tasks([Task(name, 0, count, 1, 60.0, str(tmp_path / name), False) for name in names])
    assert {name: tally.findings for name, tally in tallies.items()} == {name: {} for name in names}
    for tally in tallies.values():
        assert tally.inputs == tally.accepted + tally.refused == count
        assert tally.accepted > 0
        assert tally.worst_seconds < SECONDS
        assert 0 <= tally.worst_bytes < MEMORY


BAD = """
from pathlib import Path
from dataclasses import replace
from tests.fuzz import child, readers

def read(path: Path) -> None:
    {body}

readers.BY_NAME["note"] = replace(readers.BY_NAME["note"], read=read, build=lambda: [b"a"], change=lambda *_: b"b")
child._warm_up = lambda *_: None
child.main()
"""


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("raise MemoryError", "MemoryError"),
        ("bytes(2**31)", "MemoryError"),
        ("while True: pass", "took too long"),
        ("import sys; print('careful', file=sys.stderr)", "said on the error output"),
        ("import warnings; warnings.warn('careful')", "said on the error output"),
        ("import os; os.abort()", "died with -6"),
        ("from deepfacedrawing.rendering import UserError; raise UserError('two\\nlines')", "a sentence that is none"),
    ],
)
def test_what_goes_wrong_is_found(body: str, found: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "bad.py"
    script.write_text(BAD.format(body=body))
    monkeypatch.setattr("tests.fuzz.campaign.CHILD", (str(script),))
    tally = run_tasks([Task("note", 0, 1, 1, 30.0, str(tmp_path / "note"), False)])["note"]
    (kind,) = tally.findings
    assert kind.startswith(found)
    kept = [path for path in (tmp_path / "note" / "findings").iterdir() if path.suffix != ".txt"]
    assert [path.read_bytes() for path in kept] == [b"b"]


def test_the_same_seed_makes_the_same_files() -> None:
    for reader in READERS:
        if reader.is_cheap and reader.name != "settings":
            seeds = reader.build()
            assert [change(reader, seeds, n) for n in range(5)] == [change(reader, seeds, n) for n in range(5)]


def change(reader: Reader, seeds: list[bytes], number: int) -> bytes:
    return BY_NAME[reader.name].change(seeds[0], Random(number), seeds)
