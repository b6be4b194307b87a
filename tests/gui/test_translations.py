"""The translations are complete, compiled, and in use everywhere."""

from __future__ import annotations

import calendar
import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog
from pytestqt.qtbot import QtBot

from em_desktop import assets
from em_desktop.gui import i18n, settings, tour
from em_desktop.gui.counted import bytes_text, content_text, files_text
from em_desktop.gui.i18n import Translator
from tests.gui import sweep
from tests.gui.desk import Desk, running

LANGUAGES = ("zh_CN", "en")
_PLACE = re.compile(r"%L?[n1-9]|\{[a-z]*\}")
_HAN = "[\u4e00-\u9fff]"
_PUNCTUATION_OF_LATIN = re.compile(f"{_HAN}[,;:?!]|{_HAN}\\.(?!\\.\\.)|[,;:?!] ?{_HAN}")
_CLOSE_TO_LATIN = re.compile(
    f"{_HAN}([A-Za-z0-9]|%L?n|{{count}})|([A-Za-z0-9]|%L?n|{{count}}){_HAN}"
)
_MONTHS = frozenset(calendar.month_abbr)


@dataclass(frozen=True)
class Message:
    """An entry of a .ts file."""

    context: str
    source: str
    comment: str
    forms: tuple[str, ...]
    finished: bool
    plural: bool


def messages(file: Path) -> list[Message]:
    found = []
    for context in ET.parse(file).iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            forms = [form.text or "" for form in translation.iter("numerusform")]
            found.append(
                Message(
                    context.findtext("name", ""),
                    message.findtext("source", ""),
                    message.findtext("comment", ""),
                    tuple(forms or [translation.text or ""]),
                    translation.get("type") is None,
                    message.get("numerus") == "yes",
                )
            )
    return found


def committed(language: str) -> Path:
    return assets.folder("translations") / f"em_desktop_{language}.ts"


CHINESE = messages(committed("zh_CN"))


@pytest.fixture(scope="module")
def develop() -> ModuleType:
    """The script by which developers collect and compile the texts."""
    script = assets.folder("translations").parent.parent / "packaging" / "develop.py"
    spec = importlib.util.spec_from_file_location("develop", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def collected(develop: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make translations` makes of the source as it is now."""
    folder = tmp_path_factory.mktemp("translations")
    for language in LANGUAGES:
        shutil.copy(committed(language), folder)
    assert develop.translations([str(folder)]) == 0
    return folder


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_source_is_translated(collected: Path, language: str) -> None:
    now = messages(collected / committed(language).name)
    missing = [f"{each.context}: {each.source}" for each in now if not each.finished]
    assert missing == [], "run `make translations`, and translate these"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_kept_for_a_text_that_is_gone(collected: Path, language: str) -> None:
    now = messages(collected / committed(language).name)
    assert [each for each in messages(committed(language)) if each not in now] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_qt_loads_is_made_of_the_committed_texts(
    develop: ModuleType, language: str, tmp_path: Path
) -> None:
    compiled = tmp_path / "compiled.qm"
    command = [develop.BIN / "pyside6-lrelease", "-silent", committed(language), "-qm", compiled]
    subprocess.run(command, check=True)
    assert compiled.read_bytes() == committed(language).with_suffix(".qm").read_bytes()


def test_every_text_says_where_it_belongs() -> None:
    assert [each for each in CHINESE if not each.context] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_places_of_its_source(language: str) -> None:
    for message in messages(committed(language)):
        wanted = sorted(_PLACE.findall(message.source))
        for form in message.forms:
            places = sorted(_PLACE.findall(form))
            # "The item here" needs no number: it is the only one.
            if language == "en" and form == message.forms[0]:
                places += ["%Ln"] if "%Ln" not in places else []
            assert sorted(places) == wanted, message


def test_a_text_with_a_number_has_all_its_forms() -> None:
    english = messages(committed("en"))
    assert all(each.plural and len(each.forms) == 2 for each in english)
    assert not [form for each in english for form in each.forms if "(s)" in form]
    plural = {(each.context, each.source) for each in CHINESE if each.plural}
    assert plural == {(each.context, each.source) for each in english}


def test_chinese_is_written_as_the_chinese_write() -> None:
    for message in CHINESE:
        for form in message.forms:
            assert not _PUNCTUATION_OF_LATIN.search(form), message
            assert not _CLOSE_TO_LATIN.search(form), message
            assert "您" not in form, message
            assert form == form.strip(), message
            if re.search(r"\w \S.*\w\.$", message.source):
                assert form.endswith("。"), message


def test_one_english_word_is_one_chinese_word() -> None:
    """But where a word has two meanings in English."""
    ambiguous = {"Page", "Tree", "View", "System", "Clear", "{shown} of {total}", "%1 of %2"}
    words: dict[str, set[str]] = {}
    for message in CHINESE:
        words.setdefault(message.source, set()).update(message.forms)
    several = {source for source, forms in words.items() if len(forms) > 1}
    assert several <= ambiguous


@pytest.fixture
def translator(qapp: QApplication) -> Iterator[Translator]:
    old = QLocale()
    own = Translator()
    yield own
    own.use("en")
    own.deleteLater()
    QLocale.setDefault(old)


def test_numbers_choose_between_singular_and_plural(translator: Translator) -> None:
    translator.use("en")
    assert [files_text(count) for count in (0, 1, 2)] == ["0 files", "1 file", "2 files"]
    assert bytes_text(48_210_334) == "48,210,334 bytes"
    assert content_text(1_200_000, 1) == "1.2 MB, 1 file"
    translator.use("zh_CN")
    assert [files_text(count) for count in (1, 2)] == ["1 个文件", "2 个文件"]
    assert content_text(1_200_000, 37) == "1.2 MB，37 个文件"


def test_dialogs_of_qt_are_chinese_too(translator: Translator, qtbot: QtBot) -> None:
    translator.use("zh_CN")
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    cancel = box.button(QDialogButtonBox.StandardButton.Cancel)
    assert cancel.text().startswith("取消")
    dialog = QFileDialog()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    qtbot.addWidget(dialog)
    assert dialog.labelText(QFileDialog.DialogLabel.FileName).startswith("文件名")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return Path(shutil.copytree(assets.folder("sample-store"), tmp_path / "experiments"))


@pytest.fixture
def desk(qtbot: QtBot, application: QApplication, tmp_path: Path) -> Iterator[Desk]:
    with running(qtbot, tmp_path / "state") as made:
        made.application.frame.resize(*tour.WINDOW_SIZE)
        yield made


_ON_SERVER = "https em example org ann lin wei zhang min nlp cvlab"
"""The server and the people on the tour's pictures of sharing."""


def data_words(store: Path) -> frozenset[str]:
    """Words of the data that the sample store's own files don't have: the tour makes them."""
    return frozenset(
        re.findall("[A-Za-z]{2,}", f"{store} absent paper derived perplexity {_ON_SERVER}")
    )


def is_technical(text: str) -> bool:
    """The details of an error stay English: they are to be sent to those who can mend it."""
    return text.startswith("not found: ")


@pytest.mark.slow
def test_no_english_is_left_in_the_chinese_window(desk: Desk, store: Path) -> None:
    desk.application.context.settings.set(settings.LANGUAGE, "zh_CN")
    assert QCoreApplication.translate("wording", "Run") == "运行"
    known = data_words(store)
    english = {each.source for each in CHINESE if each.source not in each.forms}
    english.remove("hidden")  # a hyperparameter of the samples, too
    left: list[str] = []
    for stop in tour.visit(desk.application, store):
        left += [
            f"{stop.name}: {shown}"
            for shown in sweep.texts()
            if (sweep.unknown_words(shown.text, known) or shown.text in english)
            and not is_technical(shown.text)
        ]
        narrow = [*sweep.clipped(), *sweep.clipped_paragraphs(), *sweep.clipped_titles()]
        left += [f"{stop.name}: no room for {text}" for text in narrow]
    assert left == []


@pytest.mark.slow
def test_every_text_of_every_view_comes_through_the_translator(desk: Desk, store: Path) -> None:
    """In a language of longer texts, which must have room too."""
    pseudo = sweep.Pseudo()
    QCoreApplication.installTranslator(pseudo)
    known = data_words(store) | _MONTHS | {i18n.language_name("en")}
    found: list[str] = []
    try:
        for stop in tour.visit(desk.application, store):
            found += [
                f"{stop.name}: bare text {shown}"
                for shown in sweep.texts()
                if sweep.MARK_BEGIN not in shown.text
                and sweep.unknown_words(shown.text, known)
                and not is_technical(shown.text)
            ]
            found += [f"{stop.name}: no room for {text}" for text in sweep.clipped()]
    finally:
        QCoreApplication.removeTranslator(pseudo)
        pseudo.deleteLater()
    assert found == []
