"""SVG files that mean harm, are damaged, or are absurd: a drawing or one clear sentence, soon."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from deepfacedrawing.rendering import UserError
from deepfacedrawing.ui.opening import open_drawing
from deepfacedrawing.ui.project_file import encode_sketch, read_sketch
from deepfacedrawing.ui.sketch import RenderSettings, Sketch, Stroke

# Seconds of our own computing: what other programs do on the machine does not count.
TIME_LIMIT_S = 2.0
MEMORY_LIMIT = 1_000_000_000
NAMES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
SVG = f'<svg {NAMES} width="512" height="512">{{}}</svg>'
LINE = '<path d="M10 10H90" stroke="#000"/>'


def save(folder: Path, content: str | bytes, name: str = "bad.svg") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def try_to_read(path: Path) -> Sketch | None:
    """None where it is refused, by name and in time."""
    start = time.process_time()
    sketch, message = None, f"{path} cannot be opened: "
    try:
        sketch = read_sketch(path)
    except UserError as error:
        message = str(error)
    assert message.startswith(f"{path} cannot be opened: ")
    assert time.process_time() - start < TIME_LIMIT_S
    return sketch


def numbers(count: int) -> str:
    """So many places, close to each other."""
    return " ".join([f"{100 + i % 700 * 0.4:.1f},{100 + i // 7000}" for i in range(count)])


def large_files() -> Iterator[tuple[str, str]]:
    yield "a million points", SVG.format(f'<path fill="none" stroke="#000" d="M0 0L{numbers(1_000_000)}"/>')
    yield "a million polyline points", SVG.format(f'<polyline stroke="#000" points="{numbers(1_000_000)}"/>')
    yield "a million commands", SVG.format(f'<path stroke="#000" d="M0 0{"H1V2" * 500_000}"/>')
    yield "a million quadratics", SVG.format(f'<path stroke="#000" d="M0 0Q{"1 2 3 4 " * 1_000_000}"/>')
    yield "many arcs", SVG.format(f'<path stroke="#000" d="M0 0A{"9 9 0 1 1 30 40 9 9 0 1 1 3 4 " * 100_000}"/>')
    yield "many elements", SVG.format("<a/>" * 3_000_000)
    yield "deep", SVG.format("<g>" * 500_000)
    copies = "".join(f'<g id="a{i}">' + f'<use xlink:href="#a{i - 1}"/>' * 10 + "</g>" for i in range(1, 12))
    yield "use bomb", SVG.format(f'<defs><g id="a0">{LINE}</g>{copies}</defs><use href="#a11"/>')
    yield "chain of copies", SVG.format("".join(f'<use href="#a{i + 1}" id="a{i}"/>' for i in range(5000)))
    yield "zigzag", SVG.format(f'<path stroke="#000" d="M-1e9 50{"L1e9 51L-1e9 50" * 5000}"/>')
    yield "comments in a style sheet", SVG.format(f"<style>{'/*' * 3_000_000}</style>")
    yield "braces in a style sheet", SVG.format(f"<style>{'a{' * 3_000_000}</style>")
    yield "long transform", SVG.format(f'<text/><g transform="{"rotate(" * 300_000}"/>')
    yield "long colour", SVG.format(f'<path d="M900 900" stroke="rgb({"1," * 1_000_000})"/>')
    yield "long length", SVG.format(f'<rect width="{"1" * 1_000_000}px" height="x"/>')
    yield "long number", SVG.format(f'<path d="M{"9" * 1_000_000} 0L{"9" * 1_000_000} 0"/>')


LARGE = dict(large_files())


@pytest.mark.parametrize("name", LARGE)
def test_too_much_fails_fast(tmp_path: Path, name: str) -> None:
    path = save(tmp_path, LARGE[name])
    start = time.process_time()
    with pytest.raises(UserError, match=r"bad\.svg cannot be opened: "):
        read_sketch(path)
    assert time.process_time() - start < TIME_LIMIT_S


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="measured in the units of Linux")
def test_a_million_points_do_not_fill_the_memory(tmp_path: Path) -> None:
    path = save(tmp_path, LARGE["a million points"])
    code = (
        "import sys; from deepfacedrawing.rendering import UserError\n"
        "from deepfacedrawing.ui.project_file import read_sketch\n"
        "try: read_sketch(sys.argv[1])\n"
        # Not getrusage, whose peak begins with that of the process that started this one.
        "except UserError: print(next(line.split()[1] for line in open('/proc/self/status') if 'VmHWM' in line))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code, path], check=True, env=environment, capture_output=True)
    assert 0 < int(done.stdout) * 1024 < MEMORY_LIMIT


def test_an_external_entity_is_refused_and_never_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = save(tmp_path, "secret", "secret.txt")
    doctype = f'<!DOCTYPE svg [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    path = save(tmp_path, doctype + SVG.format(f"<text>&x;</text>{LINE}"))
    opened: list[str] = []
    real_open = Path.open
    monkeypatch.setattr(Path, "open", lambda self, *args: opened.append(self.name) or real_open(self, *args))
    with pytest.raises(UserError, match=r"bad\.svg cannot be opened: it declares XML entities, which are refused"):
        read_sketch(path)
    assert opened == ["bad.svg"]


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
        "<!DOCTYPE svg [" + "".join([f'<!ENTITY l{i} "' + f"&l{i - 1};" * 10 + '">' for i in range(1, 20)]) + "]>",
        '<!DOCTYPE svg [<!ENTITY % p SYSTEM "http://localhost/x.dtd"> %p;]>',
        '<!DOCTYPE svg [<!ENTITY ns "http://www.w3.org/2000/svg">]>',
    ],
)
def test_entities_are_refused_whatever_they_are(tmp_path: Path, doctype: str) -> None:
    with pytest.raises(UserError, match="XML entities, which are refused"):
        read_sketch(save(tmp_path, doctype + SVG.format(LINE)))


def test_a_plain_doctype_is_fine_and_its_address_is_not_fetched(tmp_path: Path) -> None:
    doctype = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "file:///nowhere/svg11.dtd">'
    assert len(read_sketch(save(tmp_path, doctype + SVG.format(LINE))).strokes) == 1


def test_scripts_and_what_they_hang_on_are_ignored(tmp_path: Path) -> None:
    script = f'<script>alert(1)</script><g onload="alert(2)">{LINE}</g><foreignObject>{LINE}</foreignObject>'
    assert len(read_sketch(save(tmp_path, SVG.format(script))).strokes) == 1


def test_copies_of_themselves_are_left_out(tmp_path: Path) -> None:
    content = (
        f'<g id="a"><use href="#a"/><use href="#b"/>{LINE}</g><g id="b"><use href="#a"/></g><use id="c" href="#c"/>'
    )
    assert 1 <= len(read_sketch(save(tmp_path, SVG.format(content))).strokes) <= 8


ABSURD = {
    "nan": '<svg xmlns="http://www.w3.org/2000/svg" width="nan" height="inf" viewBox="nan 0 inf 1">{}</svg>',
    "huge": '<svg xmlns="http://www.w3.org/2000/svg" width="1e308" height="1e308">{}</svg>',
    "tiny": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1e-300 1e-300">{}</svg>',
    "negative": '<svg xmlns="http://www.w3.org/2000/svg" width="-5" height="-5" viewBox="0 0 -1 -1">{}</svg>',
    "text": '<svg xmlns="http://www.w3.org/2000/svg" width="wide" height="" viewBox="a b c d e">{}</svg>',
    "far": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="1e300 1e300 1 1">{}</svg>',
    "long": '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1e200">{}</svg>',
}
SHAPES = (
    LINE,
    '<path stroke="red" d="M1e999 0L2 2"/>',
    '<path stroke="red" d="M-1e308 -1e308L1e308 1e308"/>',
    '<path stroke="red" d="M0 0c1e308 0 1e308 1e308 0 0"/>',
    '<circle r="1e308" stroke="red"/>',
    '<rect x="-1e308" width="1e309" height="5" rx="nan" stroke="red"/>',
    '<ellipse rx="nan" ry="inf" cx="nan" stroke="red"/>',
    '<g transform="scale(1e200)"><g transform="scale(1e200)"><path stroke="red" d="M0 0L9 9"/></g></g>',
    '<g transform="scale(nan) matrix(inf 0 0 inf 0 0) skewX(90)"><path stroke="red" d="M0 0L9 9"/></g>',
    '<path stroke="red" stroke-width="1e308" d="M0 0L9 9"/>',
    '<path stroke="red" stroke-width="nan" d="M0 0L9 9"/>',
    '<svg width="1e308" height="1e-308" viewBox="0 0 1e-308 1e308"><path stroke="red" d="M0 0L9 9"/></svg>',
    '<path stroke="red" d="M0 0A1e308 1e308 1e308 1 1 1 1"/>',
)


@pytest.mark.parametrize("page", [SVG, *ABSURD.values()], ids=["sane", *ABSURD])
def test_absurd_numbers_do_no_harm(tmp_path: Path, page: str) -> None:
    for shape in SHAPES:
        for content in (shape, LINE + shape):
            sketch = try_to_read(save(tmp_path, page.format(content)))
            if sketch is None:
                continue
            strokes = sketch.strokes
            places = np.array([point for stroke in strokes for point in stroke.points])
            assert np.isfinite(places).all()
            assert np.abs(places[:, :2]).max() < 1000
            assert all(0 < stroke.width <= 100 for stroke in strokes)


@pytest.mark.parametrize(
    "content",
    [
        "",
        " ",
        "<",
        "<svg",
        "<html></html>",
        "no xml at all",
        SVG.format(LINE)[:-20],
        SVG.format("<path d='M0 0L nonsense'/>"),
        SVG.format("<path d='L0 0'/>"),
        SVG.format("<path d='M0 0L1'/>"),
        SVG.format("<path d='M0 0A1 2 3'/>"),
        SVG.format("&nbsp;"),
        b"\xff\xfe\x00\x01\xd8",
        b'<?xml version="1.0" encoding="no-such"?><svg/>',
        b'<?xml version="1.0" encoding="utf-8"?><svg>\xff</svg>',
        b"\x00" * 1000,
    ],
)
def test_damaged_files_are_refused_by_name(tmp_path: Path, content: str | bytes) -> None:
    with pytest.raises(UserError, match=r"bad\.svg cannot be opened: ") as caught:
        open_drawing(save(tmp_path, content))
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300 + len(str(tmp_path))


def test_a_picture_under_the_name_of_a_drawing_is_opened_as_what_it_is(tmp_path: Path) -> None:
    for kind in ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"):
        Image.new("L", (300, 200), 255).save(tmp_path / "a.svg", kind)
        opened = open_drawing(tmp_path / "a.svg")
        assert not opened.is_project
        assert opened.sketch.background is not None


def test_a_drawing_under_the_name_of_a_picture_is_opened_as_what_it_is(tmp_path: Path) -> None:
    sketch = Sketch((Stroke("pen", 3.0, ((1.0, 2.0, 1.0, 0.0),)),))
    assert open_drawing(save(tmp_path, encode_sketch(sketch), "a.png")).is_project
    assert not open_drawing(save(tmp_path, "\ufeff \n" + SVG.format(LINE), "b.jpg")).is_project


def mutate(data: bytes, rng: random.Random) -> bytes:
    """A few bytes changed, cut, doubled or swapped for something nasty."""
    nasty = (b"nan", b"1e999", b"-1", b"<g>", b"</g>", b'"', b"&x;", b"\x00", b"\xff", b"M", b"A", b"zz", b"0", b"dfd:")
    for _ in range(rng.randint(1, 2)):
        at, length = rng.randrange(len(data)), rng.choice((1, 1, 2, 8, 60))
        middle = {
            "cut": b"",
            "change": bytes(rng.randrange(256) for _ in range(length)),
            "double": 2 * data[at : at + length],
            "nasty": rng.choice(nasty),
            "digit": str(rng.randrange(10)).encode(),
        }[rng.choice(("cut", "change", "double", "nasty", "digit"))]
        data = data[:at] + middle + data[at + length :]
    return data if rng.random() > 0.05 else data[: rng.randrange(len(data))]


def test_a_thousand_mutations_give_a_drawing_or_a_sentence(tmp_path: Path) -> None:
    wave = Stroke("pen", 3.0, tuple((9.0 + 9 * i, 50 + 30 * np.sin(i).item(), 0.5, 5.0 * i) for i in range(20)))
    eraser = Stroke("eraser", 8.0, ((200.0, 180.0, 1.0, 0.0), (210.0, 330.0, 1.0, 30.0)))
    background = np.full((512, 512), 200, np.uint8)
    pins = {"nose": 3, "mouth": bytes(192 * 192)}
    own = encode_sketch(Sketch((wave, eraser), background, RenderSettings(pins=pins)))
    foreign = SVG.format(
        "<style>.a{stroke:red}</style><defs><symbol id='s' viewBox='0 0 9 9'><circle r='4' class='a'/></symbol></defs>"
        "<use href='#s' width='50' transform='rotate(30) scale(2,3)'/><path d='M9 9a5 5 0 0125 25q9 9 9 0s3 4 5 6z'/>"
        f"<rect x='5%' width='3cm' height='40' rx='5'/><polygon points='1,2 30,40 5,60'/>{LINE}"
    ).encode()
    rng = random.Random(7)
    opened = 0
    for number in range(1000):
        opened += try_to_read(save(tmp_path, mutate((own, foreign)[number % 2], rng))) is not None
    assert 100 < opened < 900
