"""How a search is set up: limits, search space, algorithms, how a trial is run."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHeaderView, QVBoxLayout, QWidget

from em_desktop.domain.autotune import Algorithm, Search
from em_desktop.domain.paths import printable
from em_desktop.gui import theme, trial_words, wording
from em_desktop.gui.models.values import NAME, VALUE, ValueTree, as_json, value_text
from em_desktop.gui.widgets import Fact, FactList, IconButton, Section, TreeView

_KEY_WIDTH = 110
_ROW_HEIGHT = 26
_MOST_ROWS = 24


class _Algorithm(Section):
    """A tuner, assessor or advisor with its arguments."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self._facts = FactList(self, key_width=_KEY_WIDTH)
        self.body.addWidget(self._facts)

    def set_algorithm(self, name_key: str, algorithm: Algorithm | None) -> None:
        """Show it; none hides the section."""
        self.setVisible(algorithm is not None)
        if algorithm is not None:
            self._facts.set_facts(
                (
                    Fact(name_key, printable(algorithm.name) or "–"),
                    *(
                        Fact(printable(name), value_text(value))
                        for name, value in algorithm.arguments.items()
                    ),
                )
            )


class SearchPanel(QWidget):
    """Everything that the profile says about the search's set-up."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._search: Search | None = None
        self._now: datetime | None = None
        self._facts = FactList(self, key_width=_KEY_WIDTH)
        self._space = FactList(self, key_width=_KEY_WIDTH)
        self._overview = Section(parent=self)
        self._space_section = Section(parent=self)
        self._tuner, self._assessor, self._advisor = (_Algorithm(self) for _ in range(3))
        self._training = Section(parent=self)
        self._copy = IconButton("copy", "", self, side=24, icon_side=14)
        self._copy.clicked.connect(self._copy_training)
        self._tree_model = ValueTree(("", "", ""), self)
        self._tree = TreeView(self, row_height=_ROW_HEIGHT)
        self._tree.setModel(self._tree_model)
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        self._overview.body.addWidget(self._facts)
        self._space_section.body.addWidget(self._space)
        self._training.body.addWidget(self._tree)
        self._training.add_action_widget(self._copy)
        self._tree.hideColumn(2)
        header = self._tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(VALUE, QHeaderView.ResizeMode.Stretch)
        self._tree.expanded.connect(self._fit_tree)
        self._tree.collapsed.connect(self._fit_tree)
        column = QVBoxLayout(self)
        column.setContentsMargins(
            theme.space.page, theme.space.control, theme.space.card, theme.space.card
        )
        column.setSpacing(theme.space.icon)
        for section in (
            self._overview,
            self._space_section,
            self._tuner,
            self._assessor,
            self._advisor,
            self._training,
        ):
            column.addWidget(section)
        column.addStretch(1)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The overview, then the search space."""
        return (*self._facts.facts, *self._space.facts)

    def set_search(self, search: Search, now: datetime) -> None:
        """Show this search."""
        other = self._search is None or self._search.training != search.training
        self._search, self._now = search, now
        if other:
            self._tree_model.set_value(dict(search.training.items()))
            self._tree.expandAll()
            self._tree.setColumnWidth(NAME, theme.scaled(150))
            self._fit_tree()
        self._show()

    def retranslate(self) -> None:
        self._overview.set_title(self.tr("Search"))
        self._space_section.set_title(self.tr("Search space"))
        self._tuner.set_title(self.tr("Tuner"))
        self._assessor.set_title(self.tr("Assessor"))
        self._advisor.set_title(self.tr("Advisor"))
        self._training.set_title(self.tr("Training configuration"))
        self._copy.set_name(self.tr("Copy the training configuration as JSON"))
        self._tree.setAccessibleName(self.tr("Training configuration"))
        self._tree_model.set_titles((self.tr("Name"), self.tr("Value"), self.tr("Type")))
        self._show()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _show(self) -> None:
        search, now = self._search, self._now
        if search is None or now is None:
            return
        spent = search.running_time_at(now)
        self._facts.set_facts(
            fact
            for fact in (
                Fact(self.tr("ID"), printable(search.id), copy=True, mono=True),
                Fact(self.tr("Recorded state"), printable(search.raw_status)),
                Fact(self.tr("Started"), _time_text(search.started)),
                Fact(self.tr("Ended"), _time_text(search.ended)),
                Fact(
                    self.tr("Running time"), "" if spent is None else wording.duration_text(spent)
                ),
                Fact(self.tr("Time limit"), self._limit(search.max_time)),
                Fact(self.tr("Most trials"), self._count(search.max_trials)),
                Fact(self.tr("At a time"), self._count(search.concurrency)),
            )
            if fact.value
        )
        self._space.set_facts(
            Fact(
                printable(parameter.name),
                trial_words.parameter_space_text(parameter),
                tooltip=parameter.distribution,
            )
            for parameter in search.space
        )
        self._space_section.set_count(len(search.space))
        self._space_section.setVisible(bool(search.space))
        name = self.tr("Name")
        self._tuner.set_algorithm(name, search.tuner)
        self._assessor.set_algorithm(name, search.assessor)
        self._advisor.set_algorithm(name, search.advisor)
        self._training.setVisible(bool(search.training))

    def _limit(self, limit: timedelta | None) -> str:
        return self.tr("none") if limit is None else wording.duration_text(limit)

    def _count(self, count: int | None) -> str:
        return self.tr("no limit") if count is None else wording.count_text(count)

    def _fit_tree(self) -> None:
        rows = min(_visible_rows(self._tree), _MOST_ROWS)
        self._tree.setFixedHeight(rows * theme.scaled(_ROW_HEIGHT) + 4)

    def _copy_training(self) -> None:
        if self._search is not None:
            QGuiApplication.clipboard().setText(as_json(dict(self._search.training.items())))


def _visible_rows(tree: TreeView) -> int:
    count, index = 0, tree.model().index(0, 0)
    while index.isValid() and count < _MOST_ROWS:
        count, index = count + 1, tree.indexBelow(index)
    return count


def _time_text(time: datetime | None) -> str:
    return "" if time is None else wording.full_time_text(time)
