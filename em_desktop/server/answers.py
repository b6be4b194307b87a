"""What errors are answered with: statuses and texts that existing clients compare."""

from __future__ import annotations

from collections.abc import Callable

from starlette.responses import PlainTextResponse, Response

from em_desktop import errors
from em_desktop.domain import versions
from em_desktop.server.rates import TooManyRequestsError
from em_desktop.stores.engine import errors as engine

DENIED = "permission denied"

_Text = Callable[[errors.EmError], str]


def _says(text: str) -> _Text:
    return lambda _: text


def _names(text: str) -> _Text:
    return lambda error: f"{text}: {error.subject}"


def _brackets(text: str) -> _Text:
    """Clients cut the path out: nothing may stand behind the bracket."""
    return lambda error: f"{text}: [{error.subject}]"


def _quota(error: errors.EmError) -> str:
    return f"the quota of {error.subject} is used up: {error.reason}"


_TABLE: tuple[tuple[type[errors.EmError], int, _Text], ...] = (
    (engine.KeyNotFoundError, 400, _says("api key not found\n")),
    (engine.UserNotFoundError, 500, _names("user root node does not exist")),
    (engine.NodeNotFoundError, 404, _brackets("node not found")),
    (engine.ObjectNotFoundError, 404, _brackets("object not found")),
    (engine.UploadNotFoundError, 404, _names("upload not found")),
    (versions.RefNotFoundError, 404, _names("commit not found: nothing is named")),
    (engine.NameTakenError, 400, _names("Invalid conflicting node Name")),
    (versions.BranchExistsError, 409, _names("branch already exists")),
    (versions.TagExistsError, 409, _names("tag already exists")),
    (versions.DefaultBranchError, 500, _says("cannot delete repository default branch")),
    (versions.NothingToCommitError, 400, _says("commit: no changes")),
    (engine.CursorTooOldError, 410, str),
    (engine.KeyReusedError, 422, str),
    (TooManyRequestsError, 429, str),
    (errors.AccessDeniedError, 403, _says(DENIED)),
    (errors.NotFoundError, 404, str),
    (errors.AlreadyExistsError, 409, str),
    (errors.ConflictError, 409, str),
    (errors.TooLargeError, 413, str),
    (errors.InvalidNameError, 400, str),
    (errors.InvalidValueError, 400, str),
    (errors.InvalidMoveError, 400, str),
    (errors.MalformedError, 400, str),
    (errors.NotSupportedError, 400, str),
    (engine.QuotaError, 507, _quota),
    (engine.FolderFullError, 507, str),
    (errors.NoSpaceError, 507, _says("no space left on the server")),
    (errors.UnavailableError, 503, _says("the server's storage doesn't answer: try again")),
)


def status_and_text(error: errors.EmError) -> tuple[int, str]:
    """The status and the body of the answer to a request that failed so."""
    for kind, status, text in _TABLE:
        if isinstance(error, kind):
            return status, text(error)
    return 500, "internal error"


def answer_to(error: errors.EmError) -> Response:
    """The answer to a request that failed so."""
    status, text = status_and_text(error)
    headers = {"Retry-After": "2"} if status == 503 else None
    if isinstance(error, TooManyRequestsError):
        headers = {"Retry-After": str(error.wait)}
    safe = text.encode("utf-8", "backslashreplace").decode()
    return PlainTextResponse(safe, status, headers)
