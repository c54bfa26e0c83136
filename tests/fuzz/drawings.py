"""Drawings as SVG: ours, those of other programs, and any that a grammar makes up."""

from __future__ import annotations

from random import Random

import numpy as np

from deepfacedrawing.ui.project_file import encode_sketch
from deepfacedrawing.ui.sketch import RenderSettings, Sketch, Stroke
from tests.fuzz.mutation import change

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
FOREIGN = (
    OPEN + 'viewBox="0 0 512 512"><style>.a{stroke:red}g>a,#b{fill:none}</style><defs><symbol id="s" viewBox="0 0 9 9">'
    '<circle r="4" class="a"/></symbol></defs><use href="#s" width="50" transform="rotate(30) scale(2,3)"/>'
    '<path d="M9 9a5 5 0 0125 25q9 9 9 0s3 4 5 6z" stroke="#123"/><rect x="5%" width="3cm" height="40" rx="5"/>'
    '<polygon points="1,2 30,40 5,60" stroke="rgb(1,2,3)"/><ellipse rx="9" ry="4" style="stroke:hsl(9,9%,9%)"/></svg>'
)
TOKENS = tuple(
    word.encode()
    for word in (
        *('d="', 'points="', 'transform="', 'viewBox="', 'style="', 'stroke="', 'stroke-width="', 'href="#', 'id="'),
        *("M", "A", "z", "C", "q", "T", "0 0 1 1", "matrix(", "skewX(", "rotate(", "translate(", ")", "%", "cm", "em"),
        *(
            "<g>",
            "</g>",
            "<use ",
            "<svg ",
            "<symbol>",
            "<image ",
            "<style>",
            "<!--",
            "]]>",
            "<![CDATA[",
            "<?x?>",
            "&#0;",
        ),
        *(
            "<!DOCTYPE x [",
            '<!ENTITY a "b">',
            "&a;",
            "dfd:tool=",
            "dfd:pressure=",
            "dfd:time=",
            "dfd:width=",
            "\x1b[2J",
        ),
        *(
            "url(#a)",
            "inherit",
            "currentColor",
            "rgba(",
            "hsl(",
            "none",
            "preserveAspectRatio=",
            "slice",
            "\u202e",
            "\n",
        ),
        *('encoding="utf-16"', 'encoding="utf-7"', "data:image/png;base64,", 'version="', 'origin="', 'crop="'),
    )
)
NUMBERS = (
    "0",
    "1",
    "-1",
    "9.5",
    "512",
    "1e9",
    "-1e308",
    "1e999",
    "nan",
    "inf",
    "1e-320",
    "",
    ".",
    "-",
    "5%",
    "3cm",
    "x",
)
TAGS = ("g", "path", "path", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "use", "svg", "symbol")
PATTERNS = (
    "translate({},{})",
    "scale({})",
    "rotate({} {} {})",
    "skewX({})",
    "matrix({} {} {} {} {} {})",
    "rotate({}deg)",
)
PAINTS = (
    "none",
    "red",
    "#fff",
    "#12",
    "url(#i1)",
    "rgb({},{},{})",
    "rgba({} {} {} / {})",
    "hsl({},{}%,{}%)",
    "inherit",
)


def build_drawings() -> list[bytes]:
    """Ours, with everything that one may have, and another program's."""
    wave = Stroke("pen", 3.0, tuple((9.0 + 9 * i, 50 + 30 * np.sin(i).item(), 0.5, 5.0 * i) for i in range(20)))
    eraser = Stroke("eraser", 8.0, ((200.0, 180.0, 1.0, 0.0), (210.0, 330.0, 1.0, 30.0)))
    pins = {"nose": 3, "mouth": bytes(192 * 192)}
    settings = RenderSettings({"nose": 0.2}, "feminine", 7, {"light": 0.5}, pins)
    own = Sketch((wave, eraser), np.full((512, 512), 200, np.uint8), settings)
    plain = Sketch((wave,), render=RenderSettings(appearance="pale-blond"))
    return [FOREIGN.encode(), encode_sketch(own), encode_sketch(plain), FOREIGN.encode("utf-16")]


def change_drawing(data: bytes, rng: Random, others: list[bytes]) -> bytes:
    """Some bytes of it changed; or another one made up."""
    return make_drawing(rng) if rng.random() < 0.25 else change(data, rng, TOKENS, others)


def make_drawing(rng: Random) -> bytes:
    """An SVG that is well-formed, with anything in it."""
    box = " ".join(number(rng) for _ in range(4))
    size = f'viewBox="{box}"' if rng.random() < 0.5 else f'width="{number(rng)}" height="{number(rng)}"'
    body = "".join(_element(rng, 0) for _ in range(rng.randrange(1, 6)))
    return f"{OPEN}{size}>{body}</svg>".encode()


def make_path(rng: Random) -> str:
    """Path data, more or less."""
    text = "M0 0" if rng.random() < 0.8 else ""
    for _ in range(rng.randrange(8)):
        command = rng.choice("MmLlHhVvCcSsQqTtAaZz")
        usual = {"h": 1, "v": 1, "c": 6, "s": 4, "q": 4, "a": 7, "z": 0}.get(command.lower(), 2)
        count = usual * rng.choice((1, 1, 1, 2, 30)) + rng.choice((0, 0, 0, 0, 1))
        text += command + rng.choice((" ", ",", "")).join(number(rng) for _ in range(count))
    return text


def number(rng: Random) -> str:
    """A number, or what stands where one should."""
    return str(rng.randrange(512)) if rng.random() < 0.7 else rng.choice(NUMBERS)


def _fill(pattern: str, rng: Random) -> str:
    return pattern.format(*(number(rng) for _ in range(pattern.count("{}"))))


def _element(rng: Random, depth: int) -> str:
    tag = rng.choice(TAGS)
    names = rng.sample(("x", "y", "width", "height", "r", "rx", "ry", "cx", "cy", "x1", "y2", "stroke-width"), 4)
    parts = [f'{name}="{number(rng)}"' for name in names]
    parts += [f'id="i{rng.randrange(4)}"', f'href="#i{rng.randrange(4)}"']
    parts.append(f'stroke="{_fill(rng.choice(PAINTS), rng)}"')
    if rng.random() < 0.4:
        parts.append(f'transform="{" ".join(_fill(rng.choice(PATTERNS), rng) for _ in range(rng.randrange(1, 4)))}"')
    if rng.random() < 0.2:
        parts.append(f'viewBox="{" ".join(number(rng) for _ in range(4))}" preserveAspectRatio="xMinYMax slice"')
    if rng.random() < 0.2:
        parts.append(f'style="fill:{_fill(rng.choice(PAINTS), rng)};opacity:{number(rng)};stroke-width:{number(rng)}"')
    if tag == "path":
        parts.append(f'd="{make_path(rng)}"')
    if tag.startswith("poly"):
        parts.append(f'points="{" ".join(number(rng) for _ in range(2 * rng.randrange(9)))}"')
    inside = "".join(_element(rng, depth + 1) for _ in range(rng.randrange(3))) if depth < 6 else ""
    return f"<{tag} {' '.join(parts)}>{inside}</{tag}>"


def change_path(data: bytes, rng: Random, others: list[bytes]) -> bytes:
    """Path data made up or changed."""
    tokens = tuple(b"MLHVCSQTAZmlhvcsqtaz, .-"[i : i + 1] for i in range(24))
    return make_path(rng).encode() if rng.random() < 0.5 else change(data, rng, tokens, others)
