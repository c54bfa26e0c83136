"""The window in other languages, from Qt Linguist's own ``.ts`` files: nothing has to be compiled."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

FOLDER = Path(__file__).parent / "translations"
ENGLISH, SIMPLIFIED_CHINESE = "en", "zh_CN"
# What Linguist calls messages that are not to be shown.
UNUSED = ("unfinished", "obsolete", "vanished")


class TsTranslator(QTranslator):
    """Translates by a ``.ts`` file.

    Raises:
        OSError: it cannot be read.
        xml.etree.ElementTree.ParseError: it is no XML.
    """

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._texts = read_ts(path)

    def translate(  # pyright: ignore[reportIncompatibleMethodOverride]  # PyQt takes None for Qt's null string
        self, context: str | None, sourceText: str | None, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        forms = self._texts.get((context or "", sourceText or "", disambiguation or ""))
        # None and not "": Qt then asks the next translator, and shows the source in the end.
        return None if not forms else forms[0 if n == 1 else -1]

    def isEmpty(self) -> bool:
        return not self._texts


def read_ts(path: Path) -> dict[tuple[str, str, str], tuple[str, ...]]:
    """(context, source, comment) → its translation, or one a plural form; unfinished ones are left out."""
    from xml.etree import ElementTree  # here, as who reads English needs none

    texts: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for context in ElementTree.parse(path).getroot().iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is None or translation.get("type") in UNUSED:
                continue
            forms = tuple(form.text or "" for form in translation.iter("numerusform")) or (translation.text or "",)
            if all(forms):
                texts[name, message.findtext("source", ""), message.findtext("comment", "")] = forms
    return texts


def choose_language(choice: str) -> str:
    """``en`` or ``zh_CN``; for ``system`` the first of the two that the user of this machine reads."""
    if choice != "system":
        return choice
    for name in QLocale.system().uiLanguages():
        locale = QLocale(name)
        if locale.language() == QLocale.Language.English:
            break
        if locale.language() == QLocale.Language.Chinese and locale.script() == QLocale.Script.SimplifiedHanScript:
            return SIMPLIFIED_CHINESE
    return ENGLISH


def install_language(application: QCoreApplication, choice: str) -> str:
    """Translates every text that is asked for from now on; what stands in a window already stays as it is.

    Args:
        choice: ``system``, ``en`` or ``zh_CN``.

    Returns:
        The language that is spoken now.
    """
    for old in application.findChildren(QTranslator):
        application.removeTranslator(old)
        old.deleteLater()
    language = choose_language(choice)
    if language != ENGLISH:
        of_qt = QTranslator(application)  # the words of its own dialogs
        if of_qt.load(f"qtbase_{language}", QLibraryInfo.location(QLibraryInfo.LibraryLocation.TranslationsPath)):
            application.installTranslator(of_qt)
        application.installTranslator(TsTranslator(FOLDER / f"deepfacedrawing_{language}.ts", application))
    return language
