"""Which texts of the window are to be translated, found in its source and in that of what it tells errors of.

    python -m tests.ui.ui_texts

brings the ``.ts`` files up to date: new texts come in unfinished, those that are gone go, translations stay.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from xml.sax.saxutils import escape

from deepfacedrawing import ui
from deepfacedrawing.ui.actions import ACTIONS, MENUS
from deepfacedrawing.ui.errors import CONTEXT
from deepfacedrawing.ui.titles import TITLES
from deepfacedrawing.ui.translation import FOLDER, read_ts

UI = Path(ui.__file__).parent
PACKAGE = UI.parent
# Where the errors are made that the window can show; the models of a photo's start are read by ``training``.
ERROR_SOURCES = (
    *UI.glob("*.py"),
    *(PACKAGE / "engine").rglob("*.py"),
    *(PACKAGE / "photo").glob("*.py"),
    *(PACKAGE / name for name in ("rendering.py", "checksums.py", "training/landmarks.py", "training/part_net.py")),
)
ERRORS = ("UserError", "BadContentError")
# The table of actions is translated where it is used, under this context.
ACTIONS_CONTEXT = "Actions"

# Context and text.
Text = tuple[str, str]


def collect_texts() -> list[Text]:
    """Those of all modules of the window, of the errors, and of the tables of actions and titles, sorted, each once."""
    texts = {text for path in UI.glob("*.py") for text in find_texts(path.read_text("utf-8"), path.name)}
    for path in ERROR_SOURCES:
        texts |= {(CONTEXT, template) for template in find_errors(path.read_text("utf-8"), path.name)}
    words = {*MENUS, *MENUS.values(), *(text for spec in ACTIONS for text in (spec.text, spec.tip) if text)}
    titles = {(context, title) for context, those in TITLES.items() for title in those}
    return sorted(texts | titles | {(ACTIONS_CONTEXT, text) for text in words})


def find_texts(source: str, name: str = "") -> Iterator[Text]:
    """Those of one module: ``tr``, ``translate`` and ``QT_TRANSLATE_NOOP`` with literals.

    Raises:
        ValueError: ``tr`` of something else than a literal, which no translation can know.
    """
    tree = ast.parse(source)
    yield from _visit(tree, "", name, _find_constants(tree))


def find_errors(source: str, name: str = "") -> Iterator[str]:
    """The templates of the errors that one module makes.

    Raises:
        ValueError: one is no literal, or its places are not those of the values that it is given.
    """
    tree = ast.parse(source)
    constants = _find_constants(tree)
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS):
            continue
        template, values = _literal(node.args[0], constants), {keyword.arg for keyword in node.keywords}
        if template is None:
            raise ValueError(f"{name}:{node.lineno}: expected a literal, got {ast.unparse(node)}")
        if {field for _, field, _, _ in Formatter().parse(template) if field is not None} != values:
            raise ValueError(f"{name}:{node.lineno}: expected values for its places, got {ast.unparse(node)}")
        yield template


def _find_constants(tree: ast.Module) -> dict[str, ast.expr]:
    return {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _visit(node: ast.AST, owner: str, name: str, constants: dict[str, ast.expr]) -> Iterator[Text]:
    if isinstance(node, ast.ClassDef):
        owner = node.name
    if isinstance(node, ast.Call):
        function = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if function == "tr":
            text = _literal(node.args[0], constants)
            if text is None:
                raise ValueError(f"{name}:{node.lineno}: expected tr of a literal, got {ast.unparse(node)}")
            yield owner, text
        elif function in ("translate", "QT_TRANSLATE_NOOP") and len(node.args) >= 2:
            context, text = (_literal(argument, constants) for argument in node.args[:2])
            if context is not None and text is not None:
                yield context, text
    for child in ast.iter_child_nodes(node):
        yield from _visit(child, owner, name, constants)


def _literal(node: ast.expr, constants: dict[str, ast.expr]) -> str | None:
    """A string that stands there, or under the name of one of the module's constants."""
    if isinstance(node, ast.Name):
        node = constants.get(node.id, node)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def format_ts(language: str, texts: list[Text], known: dict[tuple[str, str, str], tuple[str, ...]]) -> str:
    """A ``.ts`` file of these texts, with the translations that are known."""
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<!DOCTYPE TS>"]
    lines.append(f'<TS version="2.1" language="{language}" sourcelanguage="en">')
    for context in sorted({context for context, _ in texts}):
        lines += ["<context>", f"    <name>{escape(context)}</name>"]
        for _, source in (text for text in texts if text[0] == context):
            (translation,) = known.get((context, source, ""), ("",))
            kind = "" if translation else ' type="unfinished"'
            lines += ["    <message>", f"        <source>{escape(source)}</source>"]
            lines += [f"        <translation{kind}>{escape(translation)}</translation>", "    </message>"]
        lines.append("</context>")
    return "\n".join([*lines, "</TS>", ""])


def main() -> None:
    """Rewrites every file."""
    for path in FOLDER.glob("deepfacedrawing_*.ts"):
        language = path.stem.partition("_")[2]
        path.write_text(format_ts(language, collect_texts(), read_ts(path)), "utf-8")


if __name__ == "__main__":
    main()
