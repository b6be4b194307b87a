"""How much each hyperparameter mattered, computed when it is asked for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from em_desktop.domain.importance import (
    LEAST_TRIALS,
    Importances,
    ImportanceTask,
    compute_importances,
    importance_task,
)
from em_desktop.domain.paths import printable
from em_desktop.errors import EmError, NotInstalledError
from em_desktop.gui import theme, wording
from em_desktop.gui.context import Context
from em_desktop.gui.panes.autotune.charts.card import TrialCard
from em_desktop.gui.panes.autotune.charts.data import ShownTrials
from em_desktop.gui.plots.bars import BarsView
from em_desktop.gui.plots.xy import Focus
from em_desktop.gui.settings import IMPORTANCE
from em_desktop.gui.widgets import IconButton, TextLabel, push_button
from em_desktop.stores.base import Cancel

INSTALL = 'pip install "em-desktop[analysis]"'
_ASKED = True
_GROWTH = 1.1
"""A search that is followed is computed anew when it has a tenth more trials."""


class ImportanceCard(TrialCard):
    """Bars of importances. Who asked for them once gets them for every search from then on."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._found: Importances | None = None
        self._error: EmError | None = None
        self._computing = False
        self._computed_for: tuple[str, int] | None = None
        self.view = BarsView(self)
        self._note = TextLabel("", "small", "muted", self, wrap=True, selectable=True)
        self._note.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.ask = push_button("", "", self)
        self.ask.set_small()
        self._basis = TextLabel("", "caption", "muted", self)
        self._info = IconButton("info", "", self, side=24)
        self._info.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._asking_page())
        self._pages.addWidget(self._bars_page())
        self.add_header_widget(self._info)
        self.body.setContentsMargins(theme.space.card, 2, theme.space.control, theme.space.control)
        self.body.addWidget(self._pages)
        self.ask.clicked.connect(self.compute)
        self.retranslate()

    def _asking_page(self) -> QWidget:
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 4, 8)
        column.addStretch(1)
        column.addWidget(self._note)
        column.addWidget(self.ask, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        return page

    def _bars_page(self) -> QWidget:
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space.hair)
        column.addWidget(_scrolled(self.view), 1)
        column.addWidget(self._basis)
        return page

    @property
    def found(self) -> Importances | None:
        """What was computed last; None before."""
        return self._found

    @property
    def note(self) -> str:
        """What stands in place of the bars, or what they rest on."""
        return self._info.toolTip() if self._pages.currentIndex() else self._note.text()

    def draw_chart(self, shown: ShownTrials) -> None:
        if self._context.settings.get(IMPORTANCE) and shown.data.complete:
            self._compute_if_grown(shown)
        self._show()

    def focus_chart(self, focus: Focus) -> None:
        """Nothing stands out here."""

    def compute(self) -> None:
        """Compute them now, and from now on without being asked."""
        self._context.settings.set(IMPORTANCE, _ASKED)
        if self._shown is not None and not self._computing:
            self._start(self._shown)
        self._show()

    def _compute_if_grown(self, shown: ShownTrials) -> None:
        count = int(shown.trials.takes_part.sum())
        before = self._computed_for
        same = before is not None and before[0] == shown.data.metric
        if self._computing or (same and before is not None and count < before[1] * _GROWTH):
            return
        self._start(shown)

    def _start(self, shown: ShownTrials) -> None:
        trials = shown.trials
        self._computing, self._error = True, None
        self._computed_for = shown.data.metric, int(trials.takes_part.sum())

        def work(_cancel: Cancel) -> ImportanceTask:
            return importance_task(trials)

        self._context.tasks.run(
            self, work, ImportanceCard._compute, failed=ImportanceCard._failed, key="importance"
        )

    def _compute(self, task: ImportanceTask) -> None:
        self._context.tasks.compute(
            self,
            compute_importances,
            (task,),
            ImportanceCard._take,
            failed=ImportanceCard._failed,
            key="importance",
        )

    def _take(self, found: Importances) -> None:
        self._computing, self._found = False, found
        self._show()

    def _failed(self, error: EmError) -> None:
        self._computing, self._error = False, error
        self._show()

    def _show(self) -> None:
        found = self._found
        bars = found is not None and bool(found.shares) and self._error is None
        self._pages.setCurrentIndex(int(bars))
        self.ask.setVisible(not self._computing)
        if bars and found is not None:
            self.view.set_shares([(printable(name), share) for name, share in found.shares])
        self._note.setText(self._note_text())
        self._info.set_name(self._method_text())
        count = wording.count_text(found.trials) if bars and found is not None else ""
        self._basis.setText(self.tr("from %1 trials").replace("%1", count) if count else "")

    def _note_text(self) -> str:
        if self._computing:
            return self.tr("Computing…")
        if isinstance(self._error, NotInstalledError):
            text = self.tr("This needs Optuna, which isn't installed. Install it with\n%1")
            return text.replace("%1", INSTALL)
        if self._error is not None:
            return wording.error_words(self._error).text
        if self._found is not None:
            text = self.tr("%1 trials are too few to tell. At least %2 must have succeeded.")
            text = text.replace("%2", str(LEAST_TRIALS))
            return text.replace("%1", wording.count_text(self._found.trials))
        return self.tr("Which hyperparameters made the difference, computed with Optuna.")

    def _method_text(self) -> str:
        method = self.tr(
            "PED-ANOVA by Optuna: how much a hyperparameter tells the best tenth of the "
            "trials from the others."
        )
        if self._found is None:
            return method
        text = self.tr("Rests on %1 trials that succeeded.")
        if self._found.left_out:
            text = self.tr("Rests on %1 of %2 trials that succeeded.")
            total = self._found.trials + self._found.left_out
            text = text.replace("%2", wording.count_text(total))
        return text.replace("%1", wording.count_text(self._found.trials)) + "\n" + method

    def retranslate(self) -> None:
        self.set_title(self.tr("Parameter importance"))
        self.view.setAccessibleName(self.tr("Parameter importance"))
        self.ask.setText(self.tr("Compute"))
        self._show()


def _scrolled(view: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    area.setWidget(view)
    theme.set_look(view, area="surface")
    view.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return area
