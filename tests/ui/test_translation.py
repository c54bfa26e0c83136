"""The window in Simplified Chinese: every text has its translation, and it is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt5.QtCore import QCoreApplication, QLocale, QTranslator
from PyQt5.QtWidgets import QApplication, QLabel, QPushButton

from deepfacedrawing.components import COMPONENT_NAMES
from deepfacedrawing.rendering import CONTROLS, GROUPS, UserError
from deepfacedrawing.samples import find_samples
from deepfacedrawing.ui import translation
from deepfacedrawing.ui.errors import say_error
from deepfacedrawing.ui.main_window import MainWindow
from deepfacedrawing.ui.project_file import write_sketch
from deepfacedrawing.ui.shortcuts import ShortcutsDialog, list_shortcuts
from deepfacedrawing.ui.sketch import Sketch
from deepfacedrawing.ui.titles import (
    TITLES,
    appearance_title,
    component_title,
    control_titles,
    group_title,
    sample_title,
)
from deepfacedrawing.ui.translation import FOLDER, TsTranslator, choose_language, install_language, read_ts
from tests.ui.conftest import close_window, wait_until
from tests.ui.fake_renderer import FakeLoader
from tests.ui.ui_texts import Text, collect_texts, find_errors, find_texts, format_ts

PLACES = r"\{[^{}]*\}|%n"
CHINESE = FOLDER / "deepfacedrawing_zh_CN.ts"
TS = """<?xml version="1.0" encoding="utf-8"?><!DOCTYPE TS>
<TS version="2.1" language="de_DE"><context><name>Window</name>
<message><source>Face &amp; hair</source><translation>Gesicht &amp; Haar</translation></message>
<message><source>Light</source><comment>not heavy</comment><translation>Leicht</translation></message>
<message><source>Light</source><translation>Licht</translation></message>
<message><source>Pen</source><translation type="unfinished">Stift</translation></message>
<message><source>Old</source><translation type="vanished">Alt</translation></message>
<message numerus="yes"><source>%n face(s)</source><translation><numerusform>%n Gesicht</numerusform>
<numerusform>%n Gesichter</numerusform></translation></message>
<message><source>Empty</source><translation></translation></message>
</context></TS>"""


@pytest.fixture(autouse=True)
def english_again(application: QApplication) -> Iterator[None]:
    yield
    install_language(application, "en")


def test_every_text_of_the_window_is_translated() -> None:
    translated = {key[:2] for key in read_ts(CHINESE)}
    assert [text for text in collect_texts() if text not in translated] == []


def test_no_translation_is_left_of_a_text_that_is_gone() -> None:
    assert sorted({key[:2] for key in read_ts(CHINESE)} - set(collect_texts())) == []


@pytest.mark.parametrize(("key", "forms"), read_ts(CHINESE).items(), ids=lambda value: str(value)[:40])
def test_a_translation_keeps_what_the_program_fills_in(key: tuple[str, str, str], forms: tuple[str, ...]) -> None:
    for form in forms:
        assert sorted(re.findall(PLACES, form)) == sorted(re.findall(PLACES, key[1]))
        assert form.count("&") == key[1].count("&")
        assert form.endswith("…") == key[1].endswith("…")


def test_the_file_is_as_the_script_would_write_it() -> None:
    assert CHINESE.read_text("utf-8") == format_ts("zh_CN", collect_texts(), read_ts(CHINESE))


def test_a_ts_file_is_read_as_linguist_means_it(application: QApplication, tmp_path: Path) -> None:
    (tmp_path / "de.ts").write_text(TS, "utf-8")
    translator = TsTranslator(tmp_path / "de.ts")
    assert not translator.isEmpty()
    application.installTranslator(translator)
    say = QCoreApplication.translate
    assert say("Window", "Face & hair") == "Gesicht & Haar"
    assert (say("Window", "Light"), say("Window", "Light", "not heavy")) == ("Licht", "Leicht")
    assert [say("Window", text) for text in ("Pen", "Old", "Empty", "Unknown")] == ["Pen", "Old", "Empty", "Unknown"]
    assert [say("Window", "%n face(s)", None, n) for n in (1, 2)] == ["1 Gesicht", "2 Gesichter"]
    application.removeTranslator(translator)


def test_a_language_is_installed_and_taken_back(application: QApplication) -> None:
    assert install_language(application, "zh_CN") == "zh_CN"
    install_language(application, "zh_CN")
    dialog = ShortcutsDialog()
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    assert {"文件", "导出", "画笔与鼠标", "滚轮"} <= set(texts)
    assert dialog.windowTitle() == "键盘快捷键"
    (close,) = dialog.findChildren(QPushButton)
    assert "关闭" in close.text()  # Qt's own word
    assert install_language(application, "en") == "en"
    assert ("Export", ("Ctrl+E",)) in list_shortcuts("File")
    dialog.deleteLater()


def test_translators_do_not_pile_up(application: QApplication) -> None:
    for _ in range(3):
        install_language(application, "zh_CN")
        application.sendPostedEvents(None, 52)  # the deferred deletions
    assert len(application.findChildren(QTranslator)) <= 2


@pytest.mark.parametrize(
    ("languages", "expected"),
    [
        (["zh-CN", "en-US"], "zh_CN"),
        (["zh-Hans-SG"], "zh_CN"),
        (["zh-TW", "zh-CN"], "zh_CN"),
        (["zh-Hant-HK", "en-GB"], "en"),
        (["de-DE", "zh-CN"], "zh_CN"),
        (["en-GB", "zh-CN"], "en"),
        (["C"], "en"),
        ([], "en"),
    ],
)
def test_the_system_chooses_the_first_language_that_we_have(
    monkeypatch: pytest.MonkeyPatch, languages: list[str], expected: str
) -> None:
    class Locale(QLocale):
        def uiLanguages(self) -> list[str]:
            return languages

    monkeypatch.setattr(translation.QLocale, "system", lambda: Locale())
    assert choose_language("system") == expected
    assert [choose_language(choice) for choice in ("en", "zh_CN")] == ["en", "zh_CN"]


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ('class A:\n def f(self): return self.tr("one" " two")', [("A", "one two")]),
        ('class A:\n class B:\n  def f(self): return self.tr("x")', [("B", "x")]),
        ('QCoreApplication.translate("Ctx", "x")', [("Ctx", "x")]),
        ('T = QT_TRANSLATE_NOOP("Ctx", "x")\ntranslate("Ctx", T.text)', [("Ctx", "x")]),
        ('NAME = "x"\nclass A:\n def f(self): self.tr(NAME)', [("A", "x")]),
    ],
)
def test_texts_are_found_in_the_source(source: str, texts: list[Text]) -> None:
    assert list(find_texts(source))[: len(texts)] == texts


def test_a_text_that_is_put_together_before_it_is_translated_is_refused() -> None:
    with pytest.raises(ValueError, match="expected tr of a literal"):
        list(find_texts('class A:\n def f(self): return self.tr(f"Size {n}")'))


@pytest.mark.parametrize(
    ("source", "templates"),
    [
        ('raise UserError("There is no {name}.", name=name)', ["There is no {name}."]),
        ('raise UserError("one"\n " two") from error', ["one two"]),
        ('NO = "no face"\ndef f(): return rendering.UserError, UserError(NO)', ["no face"]),
        (
            'NOTICE = UserError("slow")\nraise BadContentError("its {x!r:.40} is odd", x=y + 1)',
            ["slow", "its {x!r:.40} is odd"],
        ),
        ('raise ValueError(f"expected {x}")', []),
    ],
)
def test_errors_are_found_in_the_source(source: str, templates: list[str]) -> None:
    assert list(find_errors(source)) == templates


@pytest.mark.parametrize(
    "source",
    [
        'UserError(f"There is no {name}.")',
        "UserError(text)",
        'UserError("There is no {name}.")',
        'UserError("There is none.", name=name)',
        'UserError("There is no {name}.", what=name)',
    ],
)
def test_an_error_that_cannot_be_translated_is_refused(source: str) -> None:
    with pytest.raises(ValueError, match=r"^a\.py:1: expected"):
        list(find_errors(source, "a.py"))


def test_errors_of_the_window_and_of_the_engine_are_shown_in_chinese(
    application: QApplication, loader: FakeLoader, tmp_path: Path
) -> None:
    install_language(application, "zh_CN")
    missing = UserError("There is no model file {path}; give one with --model or reinstall.", path="x.safetensors")
    loader.fail_next.append(missing)
    loader.gate.clear()  # so that the first request has come by then, and does not try again
    window = MainWindow(loader, asks=False)
    loader.gate.set()
    wait_until(lambda: window.status.is_error)
    assert window.status.text == "没有模型文件 x.safetensors；请用 --model 指定，或重新安装。"
    (tmp_path / "a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    assert not window.files.open_path(tmp_path / "a.svg")
    expected = f"无法打开 {tmp_path / 'a.svg'}：其中没有可以打开的线条（文字和图片会被略去）。"
    assert window.status.text == expected
    close_window(window)


def test_the_titles_of_the_menus_are_translated_each_with_another_key(
    application: QApplication, loader: FakeLoader
) -> None:
    for language, pattern in (("en", r"[A-Z]?[a-z]*&([A-Za-z])[a-z]*"), ("zh_CN", r"[\u4e00-\u9fff]+\(&([A-Z])\)")):
        install_language(application, language)
        window = MainWindow(loader, asks=False)
        bar = window.menuBar()
        assert bar is not None
        titles = [re.fullmatch(pattern, action.text()) for action in bar.actions()]
        assert len({title[1].upper() for title in titles if title is not None}) == len(bar.actions()) == 5
        close_window(window)


def test_every_name_of_ours_has_a_title(application: QApplication) -> None:
    assert [component_title(name) for name in COMPONENT_NAMES] == list(TITLES["Components"])
    assert [group_title(name) for name in GROUPS] == list(TITLES["Groups"])
    assert [text for control in CONTROLS for text in control_titles(control)] == list(TITLES["Controls"])
    assert [sample_title(path.stem) for path in find_samples()] == list(TITLES["Samples"])
    assert appearance_title("olive-dark_brown") == "Olive-dark brown"
    install_language(application, "zh_CN")
    assert (component_title("left_eye"), appearance_title("olive-black")) == ("左眼", "橄榄肤-黑发")


def test_what_the_disk_says_is_told_in_chinese(application: QApplication, tmp_path: Path) -> None:
    install_language(application, "zh_CN")
    (tmp_path / "file").touch()
    with pytest.raises(UserError) as caught:
        write_sketch(tmp_path / "file" / "a.svg", Sketch())
    assert (
        say_error(caught.value)
        == f"无法写入 {tmp_path / 'file' / 'a.svg'}（路径中有一部分不是文件夹）；请换一个文件夹或文件名。"
    )


def test_new_texts_come_into_the_file_unfinished(tmp_path: Path) -> None:
    known: dict[tuple[str, str, str], tuple[str, ...]] = {
        ("A", "old & <b>", ""): ("alt & <b>",),
        ("A", "gone", ""): ("x",),
    }
    path = tmp_path / "de.ts"
    path.write_text(format_ts("de", [("A", "new"), ("A", "old & <b>"), ("B", "new")], known), "utf-8")
    assert read_ts(path) == {("A", "old & <b>", ""): ("alt & <b>",)}
    assert path.read_text("utf-8").count('type="unfinished"') == 2
