"""The two themes: named colours, the palette made from them, and which one the system is in."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

from PyQt5.QtCore import QSettings
from PyQt5.QtGui import QColor, QPalette

THEME_CHOICES = ("system", "light", "dark")
WINDOWS_KEY = r"HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Themes\Personalize"
PORTAL, PORTAL_PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
PORTAL_INTERFACE, PORTAL_TIMEOUT_MS = "org.freedesktop.portal.Settings", 100


@dataclass(frozen=True)
class Theme:
    """Colours by what they are for, each ``#rrggbb``.

    ``window``, ``card``, ``field`` and ``button`` are grounds of text; ``hover`` and ``checked`` those of tools.
    ``text``, ``heading``, ``quiet``, ``error`` and ``warning`` are written on them. ``desk`` lies around the white
    page, whose border is ``edge``.
    """

    name: str
    window: str
    card: str
    field: str
    alternate: str
    button: str
    hover: str
    checked: str
    checked_edge: str
    border: str
    outline: str
    text: str
    heading: str
    quiet: str
    disabled: str
    accent: str
    on_accent: str
    error: str
    warning: str
    tip: str
    on_tip: str
    groove: str
    handle: str
    handle_edge: str
    desk: str
    edge: str
    icon: str
    checked_icon: str


LIGHT = Theme(
    name="light",
    window="#eef0f3",
    card="#ffffff",
    field="#ffffff",
    alternate="#f5f6f8",
    button="#f7f8fa",
    hover="#eceff3",
    checked="#dfe7fb",
    checked_edge="#b4c6f4",
    border="#dde1e7",
    outline="#cfd4dc",
    text="#1f2937",
    heading="#111827",
    quiet="#5b6472",
    disabled="#a6adb8",
    accent="#3b63d1",
    on_accent="#ffffff",
    error="#b42318",
    warning="#8a5300",
    tip="#1f2937",
    on_tip="#f9fafb",
    groove="#d5d9e0",
    handle="#ffffff",
    handle_edge="#8b95a5",
    desk="#e4e7ec",
    edge="#c3c8d1",
    icon="#374151",
    checked_icon="#2b50b8",
)
DARK = Theme(
    name="dark",
    window="#1d2025",
    card="#26292f",
    field="#1a1d21",
    alternate="#23262c",
    button="#32363d",
    hover="#363b43",
    checked="#2e3d63",
    checked_edge="#4a64a6",
    border="#393e46",
    outline="#4a505a",
    text="#e2e5ea",
    heading="#f2f4f7",
    quiet="#a2aab6",
    disabled="#6a717d",
    accent="#7f9ff5",
    on_accent="#10172a",
    error="#ff9a8d",
    warning="#f0b860",
    tip="#e2e5ea",
    on_tip="#1d2025",
    groove="#4a505a",
    handle="#d5d9e0",
    handle_edge="#8b95a5",
    desk="#191b1f",
    edge="#5a616c",
    icon="#c9ced6",
    checked_icon="#b7c8fb",
)


def build_palette(theme: Theme) -> QPalette:
    """Qt's palette in the colours of a theme."""
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.field,
        role.AlternateBase: theme.alternate,
        role.Text: theme.text,
        role.PlaceholderText: theme.quiet,
        role.Button: theme.button,
        role.ButtonText: theme.text,
        role.BrightText: theme.error,
        role.ToolTipBase: theme.tip,
        role.ToolTipText: theme.on_tip,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.Light: theme.hover,
        role.Midlight: theme.border,
        role.Mid: theme.outline,
        role.Dark: theme.handle_edge,
    }
    palette = QPalette()
    for place, colour in colours.items():
        palette.setColor(place, QColor(colour))
    for place in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, place, QColor(theme.disabled))
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(theme.groove))
    return palette


def build_menu_palette(theme: Theme) -> QPalette:
    """The palette of menus: the chosen line is lit softly, so that icons stay readable on it."""
    palette = build_palette(theme)
    palette.setColor(QPalette.ColorRole.Window, QColor(theme.card))
    palette.setColor(QPalette.ColorRole.Highlight, QColor(theme.checked))
    palette.setColor(QPalette.ColorRole.HighlightedText, QColor(theme.heading))
    return palette


def theme_of(palette: QPalette) -> Theme:
    """The theme that a palette belongs to: for widgets that paint themselves, as ``theme_of(self.palette())``."""
    return DARK if is_dark(palette) else LIGHT


def is_dark(palette: QPalette) -> bool:
    """Whether its text is lighter than its ground."""
    text, ground = palette.color(QPalette.ColorRole.WindowText), palette.color(QPalette.ColorRole.Window)
    return text.lightness() > ground.lightness()


def choose_theme(choice: str, platform: QPalette) -> Theme:
    """``light``, ``dark``, or for anything else what the system is in; ``platform`` is Qt's palette before ours."""
    if choice in ("light", "dark"):
        return DARK if choice == "dark" else LIGHT
    return DARK if system_is_dark(platform) else LIGHT


def system_is_dark(platform: QPalette) -> bool:
    """Whether the desktop asks for dark windows; where it does not say, whether Qt's own palette is dark."""
    if sys.platform == "win32":
        return QSettings(WINDOWS_KEY, QSettings.Format.NativeFormat).value("AppsUseLightTheme", 1) in (0, "0")
    if sys.platform.startswith("linux"):
        if os.environ.get("GTK_THEME", "").lower().endswith((":dark", "-dark")):
            return True
        scheme = _portal_scheme()
        if scheme in (1, 2):
            return scheme == 1
    return is_dark(platform)


def _portal_scheme() -> int | None:
    """What the desktop portal says: 1 dark, 2 light, 0 either; None where there is no portal."""
    if not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return None
    from PyQt5.QtDBus import QDBusConnection, QDBusMessage

    ask = QDBusMessage.createMethodCall(PORTAL, PORTAL_PATH, PORTAL_INTERFACE, "Read")
    ask.setArguments(["org.freedesktop.appearance", "color-scheme"])
    ask.setAutoStartService(False)  # starting one could take seconds
    bus = QDBusConnection.sessionBus()
    values = bus.call(ask, timeout=PORTAL_TIMEOUT_MS).arguments() if bus.isConnected() else []
    return values[0] if values and isinstance(values[0], int) else None
