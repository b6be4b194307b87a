"""One trial: its state, parameters, curve and times."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from em_desktop.domain.autotune import MetricChoice, Trial, TrialMetrics
from em_desktop.domain.paths import printable
from em_desktop.domain.recordings import Scalar, Value
from em_desktop.errors import EmError
from em_desktop.gui import theme, trial_words, wording
from em_desktop.gui.context import Context
from em_desktop.gui.models.values import as_json, value_text
from em_desktop.gui.panes.autotune.notes import Note
from em_desktop.gui.panes.autotune.trial_files import TrialFiles
from em_desktop.gui.plots.curve import CurveView
from em_desktop.gui.widgets import (
    ElidedLabel,
    Fact,
    FactList,
    IconButton,
    Section,
    TextLabel,
    paint_round,
    paint_text,
    pill_width,
    text_width,
)

_KEY_WIDTH = 96
_CURVE_HEIGHT = 150
_BEST_COLOR = 1
"""The design's color of the best trial in the run palette."""
_MOST_EXTRA_CURVES = 8


class _StatePill(QWidget):
    """A trial's state on a tinted pill."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._trial: Trial | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_trial(self, trial: Trial) -> None:
        self._trial = trial
        self.setAccessibleName(trial_words.trial_state_text(trial))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        if self._trial is None:
            return QSize(0, 0)
        return QSize(pill_width(trial_words.trial_state_text(self._trial)), theme.size.pill)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        if self._trial is None:
            return
        painter, area = QPainter(self), QRectF(self.rect())
        name, token = trial_words.trial_icon(self._trial)
        background = "st_queued_bg" if token == "st_stopped" else f"{token}_bg"
        paint_round(painter, area, background, area.height() / 2)
        side = theme.size.icon_small
        box = QRectF(area.left() + 8, area.top(), side, area.height())
        theme.paint_icon(painter, box, name, token)
        area.setLeft(area.left() + 8 + side + 5)
        text = trial_words.trial_state_text(self._trial)
        paint_text(painter, area, text, "small_strong", token)


class _BestChip(QWidget):
    """Says that this trial is the best; hidden for all others."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_text(self, text: str) -> None:
        self._text = text
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        width = text_width(self._text, "caption_strong") + 30
        return QSize(width if self._text else 0, theme.size.chip)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter, area = QPainter(self), QRectF(self.rect())
        paint_round(painter, area, "accent_tint", theme.radius.control)
        theme.paint_icon(painter, QRectF(6, 0, 13, area.height()), "best", "accent_text")
        area.setLeft(24)
        paint_text(painter, area, self._text, "caption_strong", "accent_text")


class TrialPanel(QWidget):
    """Shows a trial, or asks to choose one."""

    trial_changed = Signal()
    """Another trial is shown, or none."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = QWidget(self)
        self._trial: Trial | None = None
        self._best_of = 0
        self._now: datetime | None = None
        self._metrics: TrialMetrics | None = None
        self._metric = MetricChoice.FINAL
        self._hint = TextLabel("", "body", "muted", self, wrap=True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._id = ElidedLabel("", "panel_title", "text", self)
        self._pill = _StatePill(self)
        self._final = TextLabel("", "page_title", "text", self, selectable=True)
        self._final.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._final_name = TextLabel("", "small", "muted", self)
        self._best = _BestChip(self)
        self._note = Note(self)
        self._parameters = FactList(self, key_width=_KEY_WIDTH)
        self._details = FactList(self, key_width=_KEY_WIDTH)
        self._parameter_section = Section(parent=self._content)
        self._curve_section = Section(parent=self._content)
        self._detail_section = Section(parent=self._content)
        self._file_section = Section(parent=self._content)
        self._context = context
        self._files: TrialFiles | None = None
        self._copy = IconButton("copy", "", self, side=24, icon_side=14)
        self._copy.clicked.connect(self._copy_parameters)
        self._curve_view: CurveView | None = None
        self._curve_note = TextLabel("", "small", "text2", self, wrap=True)
        self._extra: list[CurveView] = []
        self._extra_titles: list[TextLabel] = []
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self._id, 1)
        first.addWidget(self._pill)
        second.addWidget(self._final)
        second.addWidget(self._final_name, 0, Qt.AlignmentFlag.AlignBottom)
        second.addStretch(1)
        second.addWidget(self._best)
        self._parameter_section.body.addWidget(self._parameters)
        self._parameter_section.add_action_widget(self._copy)
        self._curve_section.body.addWidget(self._curve_note)
        self._detail_section.body.addWidget(self._details)
        column = QVBoxLayout(self._content)
        column.setContentsMargins(theme.space.page, theme.space.card, theme.space.card, 0)
        column.setSpacing(theme.space.control)
        column.addLayout(first)
        column.addLayout(second)
        column.addWidget(self._note)
        for section in (
            self._parameter_section,
            self._curve_section,
            self._detail_section,
            self._file_section,
        ):
            column.addWidget(section)
        column.addStretch(1)
        self._hint_place = QWidget(self)
        around = QVBoxLayout(self._hint_place)
        around.setContentsMargins(*[theme.space.block] * 4)
        around.addWidget(self._hint)
        around.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._hint_place)
        outer.addWidget(self._content, 1)

    @property
    def trial(self) -> Trial | None:
        return self._trial

    @property
    def curve(self) -> CurveView:
        """The metric by step; made when there is something to draw."""
        if self._curve_view is None:
            section = self._curve_section
            self._curve_view = CurveView(section, color=_BEST_COLOR, height=_CURVE_HEIGHT)
            self._curve_view.set_axis_label(self.tr("Metric"))
            section.body.insertWidget(0, self._curve_view)
        return self._curve_view

    @property
    def files(self) -> TrialFiles:
        """What lies in the trial's folder; made when it is first read."""
        if self._files is None:
            self._files = TrialFiles(self._context, self._file_section)
            self._files.count_changed.connect(self._file_section.set_count)
            self._file_section.body.addWidget(self._files)
        return self._files

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The parameters, then the details."""
        return (*self._parameters.facts, *self._details.facts)

    def set_trial(
        self,
        trial: Trial | None,
        best_of: int,
        now: datetime,
        metric: MetricChoice = MetricChoice.FINAL,
    ) -> None:
        """Show a trial; its metrics come by `set_metrics`.

        Args:
            trial: None for none.
            best_of: among how many it is the best; 0 if it isn't.
            now: until when a running trial lasts.
            metric: which of its values ``final`` is.
        """
        other = trial is None or self._trial is None or trial.id != self._trial.id
        self._trial, self._best_of, self._now, self._metric = trial, best_of, now, metric
        if other:
            self._metrics = None
            self._show_metrics()
        self.retranslate()
        if other:
            self.trial_changed.emit()

    def set_metrics(self, metrics: TrialMetrics) -> None:
        """Show what the trial reported."""
        self._metrics = metrics
        self._show_metrics()
        self._show_value()
        self._show_details()

    def set_metrics_failed(self, error: EmError) -> None:
        """Say why there is no curve."""
        self._curve_note.setText(wording.error_words(error).text)
        self._curve_note.show()

    def retranslate(self) -> None:
        self._parameter_section.set_title(self.tr("Hyperparameters"))
        self._curve_section.set_title(self.tr("Metric by step"))
        self._detail_section.set_title(self.tr("Details"))
        self._file_section.set_title(self.tr("Files"))
        if self._files is not None:
            self._files.retranslate()
        self._copy.set_name(self.tr("Copy hyperparameters as JSON"))
        self._hint.setText(self.tr("Choose a trial in the table to see it here."))
        if self._curve_view is not None:
            self._curve_view.set_axis_label(self.tr("Metric"))
        self._show()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _show(self) -> None:
        trial = self._trial
        self._content.setVisible(trial is not None)
        self._hint_place.setVisible(trial is None)
        if trial is None:
            return
        self._id.setText(printable(trial.id))
        self._pill.set_trial(trial)
        self._show_value()
        self._best.set_text(self._best_text())
        _, token = trial_words.trial_icon(trial)
        self._note.set_text(printable(trial.message), failed=token == "st_error")
        self._parameters.set_facts(
            Fact(
                printable(name),
                trial_words.parameter_text(value),
                tooltip=value_text(value),
            )
            for name, value in trial.parameters.items()
        )
        self._parameter_section.set_count(len(trial.parameters))
        self._show_details()

    def _show_value(self) -> None:
        """The final metric; of a trial without one the last value that it reported."""
        value = None if self._trial is None else self._trial.final
        name = trial_words.metric_text(self._metric).lower()
        if value is None and self._metrics is not None and self._metrics.periodical:
            value, name = (
                self._metrics.periodical[-1].value,
                trial_words.metric_text(MetricChoice.LAST).lower(),
            )
        self._final.setText("–" if value is None else wording.number_text(value))
        self._final.setToolTip("" if value is None else repr(value))
        self._final_name.setText(name)

    def _best_text(self) -> str:
        if not self._best_of:
            return ""
        return self.tr("Best of %1").replace("%1", wording.count_text(self._best_of))

    def _show_details(self) -> None:
        trial, now = self._trial, self._now
        if trial is None or now is None:
            return
        facts = [
            Fact(self.tr("Number"), str(trial.sequence)),
            _time(self.tr("Submitted"), trial.submitted),
            _time(self.tr("Started"), trial.started),
            _time(self.tr("Ended"), trial.ended),
            _duration(self.tr("Duration"), trial.duration_at(now)),
            Fact(self.tr("Chosen by"), trial_words.source_text(trial.source)),
        ]
        final = None if self._metrics is None else self._metrics.final
        if final is not None:
            facts += [
                Fact(printable(name), wording.number_text(value), tooltip=repr(value))
                for name, value in final.extra.items()
            ]
        self._details.set_facts(fact for fact in facts if fact is not None and fact.value)

    def _show_metrics(self) -> None:
        metrics = self._metrics or TrialMetrics()
        if self._metrics is not None or self._curve_view is not None:
            self.curve.set_points(metrics.steps, metrics.values)
        self._curve_section.set_count(len(metrics.periodical) if self._metrics else None)
        self._curve_note.hide()
        names = metrics.extra_names[:_MOST_EXTRA_CURVES]
        while len(self._extra) < len(names):
            self._extra_titles.append(TextLabel("", "small_strong", "text2", self))
            self._extra.append(CurveView(self, height=_CURVE_HEIGHT))
            self._curve_section.body.addWidget(self._extra_titles[-1])
            self._curve_section.body.addWidget(self._extra[-1])
        for place, (title, curve) in enumerate(zip(self._extra_titles, self._extra, strict=True)):
            shown = place < len(names)
            title.setVisible(shown)
            curve.setVisible(shown)
            if shown:
                title.setText(printable(names[place]))
                curve.set_axis_label(printable(names[place]))
                steps, values = _extra_points(metrics, names[place])
                curve.set_points(steps, values)

    def copy_as_yaml(self) -> None:
        """Put the hyperparameters on the clipboard, as a parameter file has them."""
        from em_desktop.formats import yaml_io

        if self._trial is not None:
            parameters: dict[Scalar, Value] = {}
            parameters.update(self._trial.parameters.items())
            QGuiApplication.clipboard().setText(yaml_io.dump(parameters))

    def _copy_parameters(self) -> None:
        if self._trial is not None:
            QGuiApplication.clipboard().setText(as_json(dict(self._trial.parameters.items())))


def _extra_points(metrics: TrialMetrics, name: str) -> tuple[Sequence[float], Sequence[float]]:
    having = [report for report in metrics.periodical if name in report.extra]
    return [report.step for report in having], [report.extra[name] for report in having]


def _time(key: str, time: datetime | None) -> Fact | None:
    return None if time is None else Fact(key, wording.full_time_text(time))


def _duration(key: str, duration: timedelta | None) -> Fact | None:
    return None if duration is None else Fact(key, trial_words.duration_text(duration))
