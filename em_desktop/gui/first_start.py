"""What the window shows while no store is open."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from em_desktop.gui import settings, theme, wording
from em_desktop.gui.actions import Commands
from em_desktop.gui.i18n import Translator, language_name, languages
from em_desktop.gui.settings import Settings
from em_desktop.gui.widgets import (
    Button,
    ElidedLabel,
    KeyHint,
    Paragraph,
    Segments,
    TextLabel,
    link_button,
)

_WIDTH = 936
_CARD_HEIGHT = 216


class _Icon(QWidget):
    def __init__(self, name: str, side: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._name, self._side = name, side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802
        return theme.icon_size(self._side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        theme.paint_icon(QPainter(self), QRectF(self.rect()), self._name, "text2")


class _Card(QFrame):
    """One way to begin: icon, title, a few words, and the button."""

    def __init__(self, icon: str, button: Button, keys: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self.title = TextLabel("", "panel_title", "text", self)
        self.text = Paragraph("body", "text2", self)
        self.button = button
        row = QHBoxLayout()
        row.addWidget(button)
        row.addStretch()
        if keys:
            row.addWidget(KeyHint(wording.keys_text(QKeySequence(keys)), self))
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.space.block] * 4)
        column.setSpacing(theme.space.control)
        column.addWidget(_Icon(icon, 28, self))
        column.addSpacing(theme.space.control)
        column.addWidget(self.title)
        column.addWidget(self.text, 1)
        column.addLayout(row)
        theme.set_lengths(self, least_height=_CARD_HEIGHT)


class _DropArea(QWidget):
    """Where a folder may be dropped; the whole window takes it, this says so."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.title = TextLabel("", "strong", "text", self)
        self.text = ElidedLabel("", "small", "muted", self)
        theme.set_lengths(self, least_height=96)
        words = QVBoxLayout()
        words.setSpacing(theme.space.hair)
        words.addStretch()
        words.addWidget(self.title)
        words.addWidget(self.text)
        words.addStretch()
        row = QHBoxLayout(self)
        row.setSpacing(theme.space.page)
        row.addStretch(1)
        row.addWidget(_Icon("download", 20, self))
        row.addLayout(words)
        row.addStretch(1)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("border_strong"), 1, Qt.PenStyle.DashLine))
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, theme.radius.card, theme.radius.card)


class FirstStart(QScrollArea):
    """Three ways to begin, a place to drop a folder, language and colors."""

    def __init__(
        self,
        commands: Commands,
        values: Settings,
        translator: Translator,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._values = values
        self._translator = translator
        page = QWidget(self)
        page.setProperty("area", "window")
        self.setWidget(page)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._title = TextLabel("", "first_title", "text", page)
        self._subtitle = TextLabel("", "body", "text2", page)
        open_button = _action_button("primary", commands.action("open_folder"), page)
        connect_button = _action_button("push", commands.action("connect"), page)
        sample_button = _action_button("push", commands.action("open_sample"), page)
        self._open = _Card("open_folder", open_button, "Ctrl+O", page)
        self._connect = _Card("server", connect_button, "Ctrl+Shift+O", page)
        self._sample = _Card("flask", sample_button, "", page)
        self._drop = _DropArea(page)
        self._language = Segments([(code, language_name(code)) for code in languages()], page)
        self._theme = Segments([(key, "") for key in settings.THEME.choices], page)
        self._shortcuts = link_button("", page)
        self._shortcuts.clicked.connect(commands.action("shortcuts").trigger)
        self._lay_out(page)
        self._language.chosen.connect(self._choose_language)
        self._theme.chosen.connect(self._choose_theme)
        values.changed.connect(self._settings_changed)
        self.setFocusProxy(open_button)
        self.retranslate()

    def _lay_out(self, page: QWidget) -> None:
        cards = QHBoxLayout()
        cards.setSpacing(theme.space.card)
        cards.addWidget(self._open, 1)
        cards.addWidget(self._connect, 1)
        cards.addWidget(self._sample, 1)
        foot = QHBoxLayout()
        foot.setSpacing(theme.space.control)
        foot.addWidget(_Icon("language", 16, page))
        foot.addWidget(self._language)
        foot.addSpacing(theme.space.card)
        foot.addWidget(_Icon("theme_dark", 16, page))
        foot.addWidget(self._theme)
        foot.addStretch()
        foot.addWidget(self._shortcuts)
        column = QVBoxLayout()
        column.setSpacing(theme.space.control)
        column.addStretch(2)
        column.addWidget(self._title)
        column.addWidget(self._subtitle)
        column.addSpacing(theme.space.page)
        column.addLayout(cards)
        column.addSpacing(theme.space.control)
        column.addWidget(self._drop)
        column.addSpacing(theme.space.block)
        column.addLayout(foot)
        column.addStretch(2)
        inside = QWidget(page)
        theme.set_lengths(inside, most_width=_WIDTH)
        inside.setLayout(column)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout(page)
        row.setContentsMargins(*[theme.space.page] * 4)
        row.addStretch(1)
        row.addWidget(inside, 100)
        row.addStretch(1)

    def _choose_language(self, code: str) -> None:
        self._values.set(settings.LANGUAGE, code)

    def _choose_theme(self, key: str) -> None:
        self._values.set(settings.THEME, key)

    def _settings_changed(self, _key: str) -> None:
        self._theme.choose(self._values.get(settings.THEME))
        self._language.choose(self._translator.code)

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        self.setAccessibleName(self.tr("First steps"))
        self._title.setText(self.tr("Where are your experiments?"))
        self._subtitle.setText(
            self.tr("Choose one to begin. You can add more folders and servers at any time.")
        )
        self._open.title.setText(self.tr("Open a folder of experiments"))
        self._open.text.set_text(
            self.tr(
                "Any folder on this computer. Nothing is moved or changed; "
                "your files stay where they are."
            )
        )
        self._open.button.setText(self.tr("Open folder..."))
        self._connect.title.setText(self.tr("Connect to a server"))
        self._connect.text.set_text(
            self.tr("Browse and share experiments on a server of your team with your API key.")
        )
        self._connect.button.setText(self.tr("Connect..."))
        self._sample.title.setText(self.tr("Try the sample store"))
        self._sample.text.set_text(
            self.tr("Real runs, a tuning experiment and their files to click through.")
        )
        self._sample.button.setText(self.tr("Open sample"))
        self._drop.title.setText(self.tr("Or drag a folder here"))
        self._drop.text.setText(
            self.tr("A single Run folder works too. Dropping a folder opens it; nothing is copied.")
        )
        self._language.setAccessibleName(self.tr("Language"))
        self._theme.setAccessibleName(self.tr("Colors"))
        self._theme.set_texts(
            {
                "system": self.tr("System"),
                "light": self.tr("Light"),
                "dark": self.tr("Dark"),
            }
        )
        self._shortcuts.setText(self.tr("Keyboard shortcuts"))
        self._settings_changed("")

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _action_button(kind: str, action: QAction, parent: QWidget) -> Button:
    button = Button("primary" if kind == "primary" else "push", parent=parent)
    button.clicked.connect(action.trigger)
    return button
