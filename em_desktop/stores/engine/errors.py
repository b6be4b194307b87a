"""What the engine refuses, more exactly than the general errors: each has an answer of its own."""

from __future__ import annotations

from em_desktop.errors import (
    AccessDeniedError,
    AlreadyExistsError,
    ConflictError,
    EmError,
    Fault,
    InvalidMoveError,
    InvalidValueError,
    NoSpaceError,
    NotFoundError,
)


class NodeNotFoundError(NotFoundError):
    """No node is at this path or has this id; it may be in the trash."""


class ParentNotFoundError(NodeNotFoundError):
    """The folder that something should go into isn't there."""


class UserNotFoundError(NotFoundError):
    """Nobody is called so; the path's first part names no user."""


class ObjectNotFoundError(NotFoundError):
    """The node or version has no object of this key."""


class UploadNotFoundError(NotFoundError):
    """No upload in parts has this id: it is finished, cancelled, too old or somebody else's."""


class NameTakenError(AlreadyExistsError):
    """The folder has a node of this name."""


class ReservedNodeError(AccessDeniedError):
    """The node's place is fixed: a user's root, or the folders of the Asset Hub."""


class WrongNodeError(InvalidMoveError):
    """The node is of a type that can't do this."""


class KeyNotFoundError(EmError):
    """The key is unknown, revoked or expired."""

    code = "access_denied"
    fault = Fault.USER


class QuotaError(NoSpaceError):
    """The user's uploads would take more than they may."""


class FolderFullError(NoSpaceError):
    """A folder has as many nodes as one may have."""


class PartsMismatchError(InvalidValueError):
    """The list of parts isn't what was uploaded."""


class CursorTooOldError(ConflictError):
    """So old changes aren't kept any more: list everything afresh."""


class KeyReusedError(ConflictError):
    """The idempotency key was used for another request."""


class ContentGoneError(ConflictError):
    """The content was collected as unused in this moment: keep it again."""
