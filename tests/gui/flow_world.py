"""A store with a data flow such as the design shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from em_desktop.domain.nodes import Node, NodeType, Status
from em_desktop.domain.paths import NodePath
from em_desktop.domain.recordings import Association, AssociationKind, Role
from em_desktop.gui.stores import StoreFactory
from em_desktop.stores.base import Store
from em_desktop.stores.memory import MemoryStore

START = datetime(2024, 11, 22, 9, 41, tzinfo=UTC)
GIT = """\
repo_path: mnist
remote_url: https://git.example.com/demo/mnist.git
branch: main
commit: 8d14ae83c02710a49098ddd0c5ffd9fa759117e2
is_dirty: true
entrypoint: src/{name}.py
"""


class FlowWorld:
    """Writes nodes and their data flow into a store in memory."""

    def __init__(self) -> None:
        self.store = MemoryStore("flow")
        self._order = 0

    def data(self, name: str, size: int = 100, files: int = 1) -> None:
        path = NodePath(("em-example", name))
        self._order += 1
        node = Node(path, NodeType.ARTIFACT, name, created=START)
        content = {f"part{number}.bin": bytes(size // files) for number in range(files)}
        self.store.add(node, content)

    def asset(self, name: str, kind: NodeType) -> None:
        self.store.add(Node(NodePath(("hub", name)), kind, name, id=f"id-{name}", created=START))

    def run(
        self,
        name: str,
        reads: tuple[str, ...] = (),
        writes: tuple[str, ...] = (),
        status: Status = Status.COMPLETE,
        seconds: float = 1084,
    ) -> None:
        """A Run; what it reads and writes are names, or ``tag:mnist:v1.2`` of a version."""
        self._order += 1
        start = START + timedelta(hours=self._order)
        over = status is not Status.RUNNING
        now = datetime.now(UTC)
        node = Node(
            NodePath(("em-example", name)),
            NodeType.RUN,
            name,
            status=status,
            started=start if over else now - timedelta(seconds=seconds),
            ended=start + timedelta(seconds=seconds) if over else None,
            last_activity=None if over else now,
        )
        sides = ((Role.INPUT, reads), (Role.OUTPUT, writes))
        flows = tuple(_association(role, each) for role, names in sides for each in names)
        files = {"git.yaml": GIT.format(name=name).encode(), "hyperparameters.yaml": b"lr: 0.1\n"}
        self.store.add(node, files, flows)


def _association(role: Role, text: str) -> Association:
    kind, colon, rest = text.partition(":")
    if not colon:
        return Association(role, AssociationKind.ARTIFACT, text)
    name, _, ref = rest.partition(":")
    if not ref:
        return Association(role, AssociationKind(kind), id=f"id-{name}", path=f"/demo/{name}")
    return Association(
        role, AssociationKind(kind), id=f"id-{name}:{ref}", path=f"/demo/hub/{name}:{ref}"
    )


def mnist() -> FlowWorld:
    """The data flow of the design's picture."""
    world = FlowWorld()
    for name in ("mnist", "emnist"):
        world.asset(name, NodeType.DATASET)
    world.asset("mnist-classifier", NodeType.MODEL)
    sizes = {"mnist_dataset": (52_400, 4), "emnist_aug": (190_000, 8), "eval_report": (1_200, 1)}
    for name in ("mnist_wide_ckpt", "mnist_keras_ckpt", "mnist_aug_ckpt"):
        sizes[name] = (14_100, 1)
    for name, (size, files) in sizes.items():
        world.data(name, size, files)
    world.run("prep_mnist", ("tag:mnist:v1.2",), ("mnist_dataset",), seconds=130)
    world.run("augment_emnist", ("branch:emnist:main",), ("emnist_aug",), seconds=872)
    world.run("mnist_wide", ("mnist_dataset",), ("mnist_wide_ckpt",), seconds=2472)
    keras = ("mnist_keras_ckpt", "eval_report")
    world.run("mnist_keras", ("mnist_dataset", "emnist_aug"), keras)
    world.run("mnist_aug", ("mnist_dataset", "emnist_aug"), ("mnist_aug_ckpt",), seconds=3160)
    made = ("commit:mnist-classifier:9f31c0a77e",)
    world.run("export_onnx", ("mnist_keras_ckpt",), made, seconds=48)
    world.run(
        "ensemble_eval",
        ("mnist_wide_ckpt", "mnist_keras_ckpt", "mnist_aug_ckpt"),
        ("ensemble_report",),
        Status.RUNNING,
        362,
    )
    for number in range(25):
        world.run(f"mnist_fp{number:02}", ("mnist_dataset",), status=Status.ERROR, seconds=295)
    return world


def opened(world: FlowWorld) -> StoreFactory:
    """Opens this world whatever folder is asked for."""

    def make(_path: Path) -> Store:
        return world.store

    return make
