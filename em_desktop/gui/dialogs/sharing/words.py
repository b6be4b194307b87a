"""The words about sharing, in the current language."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication

from em_desktop.domain.grants import Permission, Principal, PrincipalKind
from em_desktop.domain.paths import printable
from em_desktop.domain.sharing_draft import Line, Origin, Reach
from em_desktop.gui import wording


def permission_text(permission: Permission | None) -> str:
    """What somebody may do: "Can view"."""
    translate = QCoreApplication.translate
    match permission:
        case None:
            return translate("sharing", "No access")
        case Permission.VIEW:
            return translate("sharing", "Can view")
        case Permission.EDIT:
            return translate("sharing", "Can edit")
        case Permission.OWN:
            return translate("sharing", "Owner")


def principal_text(principal: Principal) -> str:
    """What somebody is called: a name, or "Public"."""
    if principal.kind is PrincipalKind.PUBLIC:
        return QCoreApplication.translate("sharing", "Public")
    return printable(principal.name)


def kind_text(principal: Principal, host: str) -> str:
    """What kind of somebody it is."""
    translate = QCoreApplication.translate
    match principal.kind:
        case PrincipalKind.USER:
            return translate("sharing", "Person")
        case PrincipalKind.GROUP:
            return translate("sharing", "Group of people")
        case PrincipalKind.PUBLIC:
            return wording.filled(translate("sharing", "Everyone on {host}"), host=printable(host))


def origin_text(origin: Origin, line: Line) -> str:
    """Where a line comes from; of an inherited one the folder's name."""
    translate = QCoreApplication.translate
    match origin:
        case Origin.HERE:
            return translate("sharing", "Set here")
        case Origin.CHANGED:
            return translate("sharing", "Changed, not saved")
        case Origin.NOWHERE:
            return translate("sharing", "Not shared")
        case Origin.ABOVE:
            return place_name("" if line.source is None else line.source.path)


def place_name(path: str) -> str:
    """The last part of a path on a server."""
    return printable(path.rstrip("/").rpartition("/")[2])


def given_text(line: Line) -> str:
    """Where, by whom and when a line was set; for its tooltip."""
    if line.source is None:
        return ""
    translate = QCoreApplication.translate
    action = line.source.action
    place = printable(line.source.path)
    if action.at is None or not action.by:
        return wording.filled(translate("sharing", "Set at {place}"), place=place)
    return wording.filled(
        translate("sharing", "Set at {place} by {who}, {when}"),
        place=place,
        who=printable(action.by),
        when=wording.time_text(action.at, datetime.now(UTC)),
    )


def reach_texts(reach: Reach, owner: str) -> list[tuple[str, str]]:
    """What somebody may do and why, as titled lines."""
    translate = QCoreApplication.translate
    lines = [(translate("sharing", "Can"), _can_text(reach.permission))]
    if reach.permission is Permission.OWN:
        because = translate("sharing", "It is in their own tree.")
    elif reach.because is None:
        because = wording.filled(
            translate("sharing", "Nothing is shared with them. Owner: {owner}."),
            owner=printable(owner),
        )
    else:
        because = _because_text(reach.because)
    lines.append((translate("sharing", "Because"), because))
    if reach.perhaps:
        names = ", ".join(
            f"{principal_text(line.principal)} ({permission_text(line.permission)})"
            for line in reach.perhaps
        )
        text = translate("sharing", "In these groups they may do more: {groups}.")
        lines.append((translate("sharing", "Perhaps"), wording.filled(text, groups=names)))
    return lines


def _can_text(permission: Permission | None) -> str:
    translate = QCoreApplication.translate
    match permission:
        case None:
            return translate("sharing", "Nothing")
        case Permission.VIEW:
            return translate("sharing", "View, not edit")
        case Permission.EDIT:
            return translate("sharing", "View and edit")
        case Permission.OWN:
            return translate("sharing", "Everything")


def _because_text(line: Line) -> str:
    translate = QCoreApplication.translate
    who = principal_text(line.principal)
    what = permission_text(line.permission)
    if line.is_changed:
        return wording.filled(
            translate("sharing", "{who}: {what}. This isn't saved yet."), who=who, what=what
        )
    return wording.filled(
        translate("sharing", "{who}: {what}. {given}."), who=who, what=what, given=given_text(line)
    )
