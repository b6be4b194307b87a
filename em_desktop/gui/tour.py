"""A picture of every view: the real application, walked through on the sample store."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import (
    QCoreApplication,
    QElapsedTimer,
    QEvent,
    QEventLoop,
    QPointF,
    Qt,
    QTimer,
)
from PySide6.QtGui import QCursor, QDragEnterEvent, QDragMoveEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from em_desktop.domain.flow_graph import key_of
from em_desktop.domain.paths import NodePath
from em_desktop.errors import NotFoundError, UnavailableError
from em_desktop.gui import settings
from em_desktop.gui.app import Application, Folders, build
from em_desktop.gui.canvas.flow_view import FlowView
from em_desktop.gui.context import Location
from em_desktop.gui.dialogs.labels import LabelPopup
from em_desktop.gui.dragging import node_data
from em_desktop.gui.gestures import Picked, Verb
from em_desktop.gui.panes.autotune.trial_files import TrialFiles
from em_desktop.gui.panes.base import Pane
from em_desktop.gui.panes.compare.pane import ComparePane
from em_desktop.gui.panes.folder.pane import FolderPane
from em_desktop.gui.tour_servers import open_connect, open_share
from em_desktop.gui.trash_place import TRASH
from em_desktop.stores.local.sample import copy_sample_store

WINDOW_SIZE = (1440, 900)
QUIET_MS = 300
"""The window is settled when no work has run for so long."""
LONGEST_MS = 30_000
LANGUAGES = ("en", "zh_CN")
THEMES = ("light", "dark")

_LONG_RUN = "digits/digits_mlp_long_261123_035943_f0cpyd"
_RUN = "digits/digits_train_mlp_261123_115932_eicjg9"
_DIVERGED = "tabular/diabetes_sgd_diverged_261123_035958_iuoykx"
_DAMAGED = "digits/digits_cnn_running_261123_120008_pyq5r1"
_REPORT = "digits/digits_eval_report_261123_115939_mtw5h6"
_SPARE = "tabular/breast_cancer_csv_261123_115955_vykb3y"
_COMPARED = "digits/learning rate"
_SEARCH = "tuning/sklearn-digits-autotune_1795406959"


@dataclass(frozen=True, slots=True)
class Stop:
    """One picture.

    Attributes:
        name: the picture's file name begins with it.
        path: the node to show; None keeps what is shown.
        tab: the tab of a Run or Artifact to bring to the front.
        new_tab: leave what is shown in its tab.
        then: what else to do; gives the widget to picture, the window by default.
    """

    name: str
    path: str | None = None
    tab: str = ""
    new_tab: bool = False
    then: Callable[[Application], QWidget | None] | None = None


def _open_palette(application: Application) -> None:
    application.window.open_palette()


def _type_into_palette(application: Application) -> None:
    _open_palette(application)
    field = QApplication.focusWidget()
    if isinstance(field, QLineEdit):
        field.insert("digits cnn")


def _open_settings(application: Application) -> None:
    application.window.window_commands.open_settings()


def _open_shortcuts(application: Application) -> None:
    application.window.window_commands.open_shortcuts()


def _compare(application: Application) -> None:
    """Compare the Runs of the folder that is shown."""
    pane = _pane(application)
    assert isinstance(pane, FolderPane)
    pane.table.selectAll()
    application.window.commands.action("compare").trigger()


def _show_changes(application: Application) -> None:
    pane = _pane(application)
    assert isinstance(pane, ComparePane)
    pane.details.restore_state({"view": "changes"})


def _show_scatter(application: Application) -> None:
    pane = _pane(application)
    assert isinstance(pane, ComparePane)
    pane.details.restore_state({"view": "metrics"})
    pane.space.restore_state({"view": "scatter", "others": True})


def _select_rows(application: Application) -> None:
    pane = _pane(application)
    assert isinstance(pane, FolderPane)
    pane.table.setFocus()
    pane.restore_state({"selected": [path.split("/") for path in (_RUN, _LONG_RUN, _REPORT)]})
    pane.refresh()


def _filter(application: Application) -> None:
    """Runs by a condition, while the next one is typed."""
    pane = _pane(application)
    assert isinstance(pane, FolderPane)
    pane.restore_state({"filter": "val/accuracy > 0.8 and labels == torch and l"})
    pane.start_search()
    pane.toolbar.field.moveCursor(QTextCursor.MoveOperation.End)
    pane.toolbar.field.complete()


def _filter_wrongly(application: Application) -> None:
    _pane(application).restore_state({"filter": "val/accuracy > 0.8 and batch_size in 64"})


def _choose_columns(application: Application) -> None:
    pane = _pane(application)
    assert isinstance(pane, FolderPane)
    pane.restore_state({"filter": ""})
    pane.toolbar.choose_columns()


def _group(application: Application) -> None:
    group = {"names": ["lr"], "excluding": False}
    _pane(application).restore_state({"filter": "torch", "group": group})


def _ungroup(application: Application) -> None:
    _pane(application).restore_state({"filter": "", "group": None})


def _show_dataflow(application: Application) -> None:
    _pane(application).show_view("dataflow")


def _show_trials(application: Application) -> None:
    _pane(application).show_view("trials")


def _show_trial_file(application: Application) -> None:
    files = _pane(application).findChild(TrialFiles)
    if files is None:
        raise UnavailableError("tour", "the page shows no files of a trial")
    files.show_file("metrics.yaml")


def _drag_report_over_run(application: Application) -> None:
    """Hold a table over the right half of the Run, as if to add it to its outputs."""
    pane = _pane(application)
    flow = pane.findChild(FlowView)
    if flow is None:
        raise UnavailableError("tour", "the page has no data flow")
    table = pane.store.get(NodePath.parse(_SPARE))
    data = node_data(application.context, Picked.of(pane.location.store_id, [table]))
    box = flow.view.drawing.boxes[key_of(pane.location.path)]
    place = flow.view.mapFromScene(box.center() + QPointF(box.width() / 4, 0))
    keys, actions = Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    for kind in (QDragEnterEvent, QDragMoveEvent):
        event = kind(place, actions, data, Qt.MouseButton.LeftButton, keys)
        QCoreApplication.sendEvent(flow.view.viewport(), event)


def _choose_label_color(application: Application) -> None:
    """Open the labels of three nodes, and the colors of the second label."""
    _select_rows(application)
    _settle(application)
    pane = _pane(application)
    if isinstance(pane, FolderPane):
        pane.editing.label()
        _settle(application)
        popup = application.frame.findChild(LabelPopup)
        if popup is not None:
            _press(popup.field, Qt.Key.Key_Down)
            popup.offer_colors()


def _tidy_up(application: Application) -> None:
    """Label, move, delete and copy something, and show what was done."""
    context, pane = application.context, _pane(application)
    paths = [NodePath.parse(path) for path in (_RUN, _LONG_RUN, _REPORT)]
    nodes = [pane.store.get(path) for path in paths]
    store_id = pane.location.store_id
    context.gestures.add_labels(Picked.of(store_id, nodes), ["paper"])
    _wait_for_jobs(application)
    context.gestures.create_folder(Location(store_id, NodePath()), "paper")
    _wait_for_jobs(application)
    target = Location(store_id, NodePath(("paper",)))
    context.gestures.put(pane, Verb.MOVE, Picked.of(store_id, nodes[1:]), target)
    _wait_for_jobs(application)
    context.gestures.put(pane, Verb.COPY, Picked.of(store_id, nodes[:1]), target)
    _wait_for_jobs(application)
    spare = pane.store.get(NodePath.parse(_SPARE))
    context.gestures.remove(Picked.of(store_id, [spare]))
    _wait_for_jobs(application)
    if not application.window.is_activity_shown():
        application.window.toggle_activity()


def _show_trash(application: Application) -> None:
    application.context.open(Location(_pane(application).location.store_id, TRASH))


def _arrange_charts(application: Application) -> None:
    """Charts as somebody works with them: pinned, noted, computed, a range summed up."""
    from em_desktop.gui.panes.run.pane import RunPane
    from em_desktop.gui.plots.view import Note, View

    pane = _pane(application)
    if not isinstance(pane, RunPane):
        return
    metrics = pane.metrics
    metrics.toolbar.set_smoothing(0.8)
    metrics.states.history.change(
        View(
            pinned=("accuracy", "perplexity"),
            derived=(("perplexity", "exp(loss)"),),
            notes=(Note("step", 100.0, "lr 0.01"),),
        )
    )
    _settle(application)
    for chart in metrics.page.charts():
        if chart.name == "accuracy":
            chart.plot.link.select((60.0, 160.0))


def _open_figure(application: Application) -> None:
    from em_desktop.gui.panes.run.pane import RunPane

    pane = _pane(application)
    if isinstance(pane, RunPane):
        pane.metrics.page.charts()[0].actions_menu.ask_for_figure()


def _open_derived(application: Application) -> None:
    from em_desktop.gui.panes.run.pane import RunPane

    pane = _pane(application)
    if isinstance(pane, RunPane):
        pane.metrics.ask_for_derived()


STOPS = (
    Stop("first-start"),
    Stop("folder", "digits"),
    Stop("folder-selection", "digits", then=_select_rows),
    Stop("folder-filter", "digits", then=_filter),
    Stop("folder-filter-wrong", "digits", then=_filter_wrongly),
    Stop("folder-columns", "digits", then=_choose_columns),
    Stop("folder-groups", _COMPARED, then=_group),
    Stop("folder-ungrouped", _COMPARED, then=_ungroup),
    Stop("folder-dataflow", "digits", then=_show_dataflow),
    Stop("folder-trials", "digits/learning rate", then=_show_trials),
    Stop("run-overview", _RUN, "overview", new_tab=True),
    Stop("run-metrics", _RUN, "metrics"),
    Stop("run-metrics-figure", _RUN, "metrics", then=_open_figure),
    Stop("run-metrics-derived", _RUN, "metrics", then=_open_derived),
    Stop("run-metrics-arranged", _RUN, "metrics", then=_arrange_charts),
    Stop("run-metrics-long", _LONG_RUN, "metrics"),
    Stop("run-metrics-nan", _DIVERGED, "metrics"),
    Stop("run-damaged", _DAMAGED, "metrics"),
    Stop("run-parameters", _RUN, "parameters"),
    Stop("run-dataflow", _RUN, "dataflow"),
    Stop("run-dataflow-drop", _RUN, "dataflow", then=_drag_report_over_run),
    Stop("run-platform", _RUN, "platform"),
    Stop("run-git", _RUN, "git"),
    Stop("run-log", _LONG_RUN, "log"),
    Stop("run-files", _RUN, "files"),
    Stop("artifact-overview", _REPORT, "overview", new_tab=True),
    Stop("artifact-files", _REPORT, "files"),
    Stop("autotune", _SEARCH, new_tab=True),
    Stop("autotune-file", _SEARCH, then=_show_trial_file),
    Stop("compare", _COMPARED, new_tab=True, then=_compare),
    Stop("compare-changes", then=_show_changes),
    Stop("compare-scatter", then=_show_scatter),
    Stop("model", "asset hub/models/digits-logreg"),
    Stop("model-dataflow", "asset hub/models/digits-logreg", "dataflow"),
    Stop("dataset", "asset hub/datasets/digits"),
    Stop("file", "README.md"),
    Stop("no-longer-here", "digits/absent"),
    Stop("palette", "digits", then=_type_into_palette),
    Stop("settings", "digits", then=_open_settings),
    Stop("shortcuts", "digits", then=_open_shortcuts),
    Stop("connect", "digits", then=open_connect),
    Stop("share", "digits", then=open_share),
    Stop("labels", "digits", then=_choose_label_color),
    Stop("activity", "digits", then=_tidy_up),
    Stop("trash", "digits", then=_show_trash),
)


def draw(
    directory: Path,
    names: Sequence[str] = (),
    languages: Sequence[str] = LANGUAGES,
    themes: Sequence[str] = THEMES,
) -> Iterator[Path]:
    """Draw the tour's pictures; yields each file when it is written.

    Args:
        directory: where the PNG files go; made if it isn't there.
        names: the stops to picture; all of them if empty.
        languages: codes, as `i18n.languages` has them.
        themes: ``light``, ``dark``.

    Raises:
        NotFoundError: there is no stop of a name.
        UnavailableError: the window doesn't come to rest.
    """
    known = [stop.name for stop in STOPS]
    for name in names:
        if name not in known:
            raise NotFoundError(name, f"the views are {', '.join(known)}")
    directory.mkdir(parents=True, exist_ok=True)
    for language in languages:
        for theme in themes:
            with TemporaryDirectory(prefix="em-tour-") as folder:
                yield from _walk(Path(folder), directory, names, (language, theme))


def _walk(
    home: Path, directory: Path, names: Sequence[str], variant: tuple[str, str]
) -> Iterator[Path]:
    language, theme = variant
    store = copy_sample_store(home / "experiments")
    application = build(Folders.inside(home))
    try:
        application.context.settings.set(settings.LANGUAGE, language)
        application.context.settings.set(settings.THEME, theme)
        application.context.settings.set(settings.IMPORTANCE, value=True)
        application.frame.resize(*WINDOW_SIZE)
        QCursor.setPos(application.frame.geometry().bottomLeft())  # nothing is pointed at
        application.show()
        for stop in visit(application, store, names):
            picture = directory / f"{stop.name}-{theme}-{language}.png"
            _shoot(application, picture)
            yield picture
    finally:
        application.close()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def visit(application: Application, store: Path, names: Sequence[str] = ()) -> Iterator[Stop]:
    """Go from stop to stop; each is shown, and at rest, until the next one is asked for.

    Args:
        application: it is shown already.
        store: the folder of the sample store.
        names: the stops to go to; all of them if empty.

    Raises:
        UnavailableError: the window doesn't come to rest.
    """
    _settle(application)
    for stop in STOPS:
        if names and stop.name not in names:
            continue
        if stop.path is not None:
            _go(application, store, stop)
        if stop.then is not None:
            stop.then(application)
            _settle(application)
        yield stop
        _leave(application, stop)


def _go(application: Application, store: Path, stop: Stop) -> None:
    window = application.window
    if str(store) not in application.context.stores:
        window.open_folder(str(store))
        _settle(application)
        folders = [NodePath(), *map(NodePath.parse, ("digits", "tuning"))]
        window.navigator.expand([Location(str(store), path) for path in folders])
    path = NodePath.parse(stop.path or "")
    application.context.open(Location(str(store), path), new_tab=stop.new_tab)
    _settle(application)
    if stop.tab:
        _pane(application).restore_state({"tab": stop.tab})
        _settle(application)


def _shoot(application: Application, picture: Path) -> None:
    window = application.window
    image = window.grab()
    for widget in _above(application):
        place = widget.pos() - application.frame.pos()
        if widget.windowFlags() & Qt.WindowType.Popup != Qt.WindowType.Popup:
            # Without a window manager nothing places them: in the middle, as one would.
            place = window.rect().center() - widget.rect().center()
        widget.render(image, place)
    image.save(str(picture))


def _above(application: Application) -> list[QWidget]:
    """The dialogs and popups over the window, the one on top last."""
    shown = (each for each in QApplication.topLevelWidgets() if each.isVisible())
    above = [each for each in shown if each is not application.frame]
    return sorted(above, key=lambda each: each is QApplication.activePopupWidget())


def _leave(application: Application, stop: Stop) -> None:
    """Close what the stop opened."""
    window = application.window
    for widget in _above(application):
        widget.close()
    application.frame.activateWindow()  # without a window manager nothing else does
    if stop.then is not None:  # what lies inside the window, such as the palette
        _press(QApplication.focusWidget() or window, Qt.Key.Key_Escape)


def _press(widget: QWidget, key: Qt.Key) -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier)
        QCoreApplication.sendEvent(widget, event)


def _wait_for_jobs(application: Application) -> None:
    """Until what people would have waited for is done, also what is asked before it."""
    while True:
        _settle(application)
        if not application.context.editor.running:
            return


def _pane(application: Application) -> Pane:
    page = application.window.tabs.page
    if page is None or page.pane is None:
        raise UnavailableError("tour", "the tab shows no node")
    return page.pane


def _is_putting_off(application: Application) -> bool:
    """Whether the window does something soon, such as the next of several charts."""
    return any(
        timer.isActive() and timer.isSingleShot() and timer.interval() < QUIET_MS
        for timer in application.frame.findChildren(QTimer)
    )


def _settle(application: Application) -> None:
    """Let the window work until nothing has run for `QUIET_MS`, and nothing is put off."""
    tasks = application.context.tasks
    loop, quiet, passed = QEventLoop(), QTimer(singleShot=True, interval=QUIET_MS), QElapsedTimer()
    passed.start()

    def look() -> None:
        if tasks.idle and not _is_putting_off(application):
            loop.quit()
        elif passed.elapsed() > LONGEST_MS:
            loop.exit(1)
        else:
            quiet.start()

    quiet.timeout.connect(look)
    tasks.running_changed.connect(quiet.start)
    quiet.start()
    failed = loop.exec()
    tasks.running_changed.disconnect(quiet.start)
    if failed:
        raise UnavailableError("tour", f"still busy with {', '.join(tasks.running) or 'work'}")
