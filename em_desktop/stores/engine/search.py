"""Finding nodes by what they say of themselves."""

from __future__ import annotations

from sqlalchemy import select

from em_desktop.domain.grants import Permission
from em_desktop.stores.engine import tree
from em_desktop.stores.engine.nodes import Filter
from em_desktop.stores.engine.paging import Page
from em_desktop.stores.engine.schema import ROOT_ID, nodes
from em_desktop.stores.engine.session import Session
from em_desktop.stores.engine.tree import NodeView

MOST_CANDIDATES = 10_000
"""So many matches are looked at, of all users'; a search that has more should say more."""


def search(
    session: Session, text: str, which: Filter, under: str | None, page: Page
) -> tuple[list[NodeView], int]:
    """A page of the nodes that have every word in what they say of themselves, by path.

    That is name, labels, description, and a Run's hyperparameters.

    Args:
        session: the transaction; only what its caller sees is found.
        text: words, of any case.
        which: further conditions.
        under: only in this folder and below.
        page: which part.
    """
    top = None if under is None else tree.require(session, under, Permission.VIEW)
    words = [
        nodes.c.found_by.contains(word, autoescape=True)
        | nodes.c.parameters.contains(word, autoescape=True)
        for word in text.casefold().split()
    ]
    candidates = (
        select(nodes.c.id)
        .where(nodes.c.id != ROOT_ID, *words, *which.condition())
        .order_by(nodes.c.id.desc())
        .limit(MOST_CANDIDATES)
    )
    found = tree.ways(session, nodes.c.id.in_(candidates))
    if top is not None:
        found = {
            start: way
            for start, way in found.items()
            if any(row.id == top.node.id for row in way[:-1])
        }
    seen: list[NodeView] = []
    for start, (access, _) in tree.accesses(session, found).items():
        if access.permission is not None:
            way = found[start]
            seen.append(NodeView(way[-1], tree.path_of(way), access.permission))
    seen.sort(key=lambda one: one.path)
    return seen[page.offset : page.offset + page.size], len(seen)
