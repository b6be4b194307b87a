"""Dialogs of a page of charts: a note at a place of x, a metric that is computed."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from em_desktop.domain.expressions import FUNCTIONS, ExpressionError, check_names, parse, quoted
from em_desktop.gui import theme
from em_desktop.gui.dialogs.frame import DialogFrame
from em_desktop.gui.widgets import LineEdit, TextLabel, primary_button, push_button

_MOST_NAMES = 12


class NoteDialog(DialogFrame):
    """Asks for the text of a note; an empty one removes it."""

    written = Signal(str)

    def __init__(self, place: str, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._place = place
        self.field = LineEdit("", self)
        self.field.setMaxLength(200)
        self.field.setText(text)
        self._cancel = push_button("", parent=self)
        self.confirm = primary_button("", parent=self)
        self.body.addWidget(self.field)
        for button in (self._cancel, self.confirm):
            button.set_large()
            self.footer.addWidget(button)
        self._cancel.clicked.connect(self.reject)
        self.confirm.clicked.connect(self._finish)
        self.confirm.setDefault(True)
        self.retranslate()
        self.field.setFocus()

    @Slot()
    def _finish(self) -> None:
        text = self.field.text().strip()
        self.accept()
        self.written.emit(text)

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        super().retranslate()
        self.set_title(self.tr("Note at %1").replace("%1", self._place))
        self.field.setAccessibleName(self.tr("Text"))
        self.field.setPlaceholderText(self.tr("What happened here?"))
        self._cancel.setText(self.tr("Cancel"))
        self.confirm.setText(self.tr("Save"))


class DerivedDialog(DialogFrame):
    """Asks for the name and the expression of a computed metric, and says what is wrong."""

    derived = Signal(str, str)
    """Its name and its expression."""

    def __init__(
        self,
        names: Collection[str],
        taken: Mapping[str, str],
        parent: QWidget,
        *,
        name: str = "",
    ) -> None:
        """``names``: recorded metrics; ``taken``: computed ones; ``name``: the one to change."""
        super().__init__(parent, width=theme.size.dialog_wide)
        self._names = dict.fromkeys(names)
        self._before = name
        self._taken = taken
        self.name = LineEdit("", self)
        self.name.setText(name)
        self.expression = LineEdit("", self)
        self.expression.setText(taken.get(name, ""))
        theme.set_font(self.expression, "mono")
        self.why = TextLabel("", "small", "st_error", self, wrap=True)
        self._hint = TextLabel("", "small", "muted", self, wrap=True)
        self._cancel = push_button("", parent=self)
        self.confirm = primary_button("", parent=self)
        for widget in (self.name, self.expression, self.why, self._hint):
            self.body.addWidget(widget)
        for button in (self._cancel, self.confirm):
            button.set_large()
            self.footer.addWidget(button)
        self.name.textChanged.connect(self._check)
        self.expression.textChanged.connect(self._check)
        self._cancel.clicked.connect(self.reject)
        self.confirm.clicked.connect(self._finish)
        self.confirm.setDefault(True)
        self.retranslate()
        self.name.setFocus()

    @Slot()
    def _check(self) -> None:
        name, text = self.name.text().strip(), self.expression.text()
        self.name.set_wrong("")
        self.expression.set_wrong("")
        why = ""
        if name in self._names or (name in self._taken and name != self._before):
            why = self.tr("There is a metric with this name already.")
            self.name.set_wrong(why)
        elif text.strip():
            try:
                check_names(parse(text), self._names)
            except ExpressionError as error:
                why = self._words(error)
                self.expression.set_wrong(why)
        self.why.setText(why)
        self.confirm.setEnabled(bool(name and text.strip()) and not why)

    def _words(self, error: ExpressionError) -> str:
        """What is wrong with an expression, and where."""
        match error.fault:
            case "name":
                why = self.tr("No metric has the name %1.")
            case "function":
                why = self.tr("There is no function %1.")
            case "arguments":
                why = self.tr("%1 takes another number of values.")
            case "character":
                why = self.tr("%1 has no meaning here.")
            case "quote":
                why = self.tr("The backtick has no partner.")
            case "end":
                why = self.tr("An operator is missing before %1.")
            case "too long" | "too deep":
                why = self.tr("The expression is too long.")
            case _:
                why = self.tr("A value is missing.")
        place = self.tr("(character %1)").replace("%1", str(error.start + 1))
        return f"{why.replace('%1', error.word)} {place}"

    @Slot()
    def _finish(self) -> None:
        name, text = self.name.text().strip(), self.expression.text().strip()
        self.accept()
        self.derived.emit(name, text)

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        super().retranslate()
        title = self.tr("Change computed metric") if self._before else self.tr("Computed metric")
        self.set_title(title)
        self.name.setAccessibleName(self.tr("Name"))
        self.name.setPlaceholderText(self.tr("Name, such as derived/perplexity"))
        self.expression.setAccessibleName(self.tr("Expression"))
        self.expression.setPlaceholderText(self.tr("Expression, such as exp(loss)"))
        shown = [quoted(name) for name in list(self._names)[:_MOST_NAMES]]
        more = " ..." if len(self._names) > _MOST_NAMES else ""
        hint = self.tr("Metrics: %1").replace("%1", ", ".join(shown) + more)
        functions = self.tr("Functions: %1").replace("%1", ", ".join(FUNCTIONS))
        self._hint.setText(f"{hint}\n{functions}")
        self._cancel.setText(self.tr("Cancel"))
        self.confirm.setText(self.tr("Save"))
        self._check()
