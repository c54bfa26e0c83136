"""Both themes: readable, followed by everything that is painted, and chosen as the user or the system says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import astuple, fields

import pytest
from PyQt5.QtGui import QColor, QPalette
from PyQt5.QtWidgets import QApplication, QComboBox

from deepfacedrawing.ui import theme as themes
from deepfacedrawing.ui.style import STYLE_SHEET, apply_style
from deepfacedrawing.ui.theme import DARK, LIGHT, Theme, build_menu_palette, build_palette, choose_theme, theme_of

# Text and the grounds that it stands on.
TEXTS = {
    "text": ("window", "card", "field", "alternate", "button", "hover", "checked"),
    "heading": ("window", "card", "checked"),
    "quiet": ("window", "card", "field"),
    "error": ("window", "card"),
    "warning": ("window", "card"),
    "on_accent": ("accent",),
    "on_tip": ("tip",),
}
# What must be seen but is no text.
SHAPES = {
    "icon": ("card", "window", "button", "hover", "checked"),
    "checked_icon": ("checked", "card"),
    "accent": ("card", "window", "groove"),
}


@pytest.fixture(autouse=True)
def light_again(application: QApplication) -> Iterator[None]:
    yield
    apply_style(application, "light")


def _luminance(colour: str) -> float:
    """Relative luminance as the WCAG 2 has it, 0…1."""
    channels = [value / 255 for value in (QColor(colour).red(), QColor(colour).green(), QColor(colour).blue())]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_contrast_is_that_of_the_standard() -> None:
    assert _contrast("#ffffff", "#000000") == pytest.approx(21)
    assert _contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize(("table", "least"), [(TEXTS, 4.5), (SHAPES, 3.0)])
def test_text_is_readable_on_its_ground(theme: Theme, table: dict[str, tuple[str, ...]], least: float) -> None:
    ratios = {
        f"{name} on {ground}": _contrast(getattr(theme, name), getattr(theme, ground))
        for name, grounds in table.items()
        for ground in grounds
    }
    assert {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < least} == {}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_colours_are_whole_and_the_style_sheet_names_only_them(theme: Theme) -> None:
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in astuple(theme)[1:])
    names = set(re.findall(r"\$(\w+)", STYLE_SHEET.template))
    assert names <= {field.name for field in fields(Theme)}


def test_the_theme_changes_at_run_time_and_back(application: QApplication) -> None:
    for choice, theme in (("dark", DARK), ("light", LIGHT), ("dark", DARK)):
        assert apply_style(application, choice) is theme
        assert application.palette().color(QPalette.ColorRole.Window) == QColor(theme.window)
        assert application.palette("QMenu").color(QPalette.ColorRole.Window) == QColor(theme.card)
        assert theme.card in application.styleSheet()
        assert theme_of(application.palette()) is theme


def test_a_theme_that_is_shown_already_is_not_set_again(application: QApplication) -> None:
    apply_style(application, "dark")
    application.setStyleSheet("")
    apply_style(application, "dark")
    assert application.styleSheet() == ""
    apply_style(application, "light")
    assert application.styleSheet() != ""


def test_every_palette_belongs_to_its_theme() -> None:
    for theme in (LIGHT, DARK):
        assert theme_of(build_palette(theme)) is theme
        assert theme_of(build_menu_palette(theme)) is theme


def test_the_choice_of_the_user_goes_before_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(themes, "system_is_dark", lambda platform: True)
    platform = build_palette(LIGHT)
    assert [choose_theme(choice, platform).name for choice in ("light", "dark", "system")] == ["light", "dark", "dark"]


@pytest.mark.parametrize(
    ("system", "gtk", "scheme", "palette", "expected"),
    [
        ("darwin", "", None, DARK, True),
        ("darwin", "Adwaita:dark", 1, LIGHT, False),
        ("linux", "", None, DARK, True),
        ("linux", "", None, LIGHT, False),
        ("linux", "Adwaita:dark", None, LIGHT, True),
        ("linux", "Adwaita", 1, LIGHT, True),
        ("linux", "", 2, DARK, False),
        ("linux", "", 0, DARK, True),
    ],
)
def test_the_system_is_asked_in_its_own_way(
    monkeypatch: pytest.MonkeyPatch, system: str, gtk: str, scheme: int | None, palette: Theme, expected: bool
) -> None:
    monkeypatch.setattr(themes.sys, "platform", system)
    monkeypatch.setenv("GTK_THEME", gtk)
    monkeypatch.setattr(themes, "_portal_scheme", lambda: scheme)
    assert themes.system_is_dark(build_palette(palette)) is expected


def test_a_machine_without_a_session_bus_has_no_portal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    assert themes._portal_scheme() is None


def test_the_windows_registry_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    class Registry:
        Format = themes.QSettings.Format
        uses_light = 0

        def __init__(self, key: str, kind: object) -> None:
            assert (key, kind) == (themes.WINDOWS_KEY, themes.QSettings.Format.NativeFormat)

        def value(self, name: str, default: int) -> int:
            return self.uses_light if name == "AppsUseLightTheme" else default

    monkeypatch.setattr(themes, "QSettings", Registry)
    monkeypatch.setattr(themes.sys, "platform", "win32")
    assert themes.system_is_dark(build_palette(LIGHT))
    Registry.uses_light = 1
    assert not themes.system_is_dark(build_palette(DARK))


def test_a_list_that_drops_down_is_flat_and_cuts_long_titles_with_dots(application: QApplication) -> None:
    pictures = {}
    for title in ("3: a very long title that has no room here", "3: a very long title with another end"):
        box = QComboBox()
        box.addItem(title)
        box.resize(110, 26)
        pictures[title] = box.grab().toImage()
        box.deleteLater()
    first, second = pictures.values()
    assert first == second  # the dots come before the difference
    ground = {first.pixelColor(55, y).name() for y in (3, 22)}  # above and below the text: Fusion's own is a gradient
    assert ground == {LIGHT.button}
