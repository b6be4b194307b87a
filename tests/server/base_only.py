"""Our server with a filter before it that refuses all that the plain API doesn't have.

``python -m tests.server.base_only serve ...`` is ``em-desktop serve ...`` for clients that
are to live with a server that can nothing more than an AIStore.
"""

from __future__ import annotations

import re
import sys
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from em_desktop.cli.main import main
from em_desktop.server import app as application

_API = "/t9k/aistore/server/apis/v1"
_ALLOWED = {
    "/t9k/aistore/server/oauth2/userinfo": {"GET"},
    "/t9k/asset-hub/server/apis/v1/init": {"GET"},
    f"{_API}/nodes": {"GET", "POST", "PUT", "DELETE"},
    f"{_API}/nodes/info": {"GET"},
    f"{_API}/nodes/shared": {"GET"},
    f"{_API}/nodes/public": {"GET"},
    f"{_API}/objects": {"GET", "POST", "DELETE"},
    f"{_API}/objects/ls": {"GET"},
    f"{_API}/objects/delete": {"POST"},
    f"{_API}/objects/multipart": {"POST"},
    f"{_API}/graphs": {"GET", "POST"},
    f"{_API}/nodes/branches": {"GET", "POST", "PUT", "DELETE"},
    f"{_API}/nodes/branches/diff": {"GET"},
    f"{_API}/nodes/tags": {"GET", "POST", "DELETE"},
    f"{_API}/nodes/commits": {"GET", "POST"},
    f"{_API}/nodes/commits/info": {"GET"},
    f"{_API}/nodes/copy": {"POST"},
}
_PART = re.compile(re.escape(_API) + r"/objects/multipart/[^/]+")
_UNKNOWN_HEADERS = {
    b"authorization",
    b"idempotency-key",
    b"range",
    b"if-range",
    b"if-none-match",
}
_UNKNOWN_ANSWERS = {b"etag", b"accept-ranges"}


class BaseOnly:
    """Lets through what every AIStore knows."""

    def __init__(self, inner: ASGIApp) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return
        is_part = _PART.fullmatch(scope["path"]) and scope["method"] in {"PUT", "POST", "DELETE"}
        if not is_part and scope["method"] not in _ALLOWED.get(scope["path"], ()):
            await send({"type": "http.response.start", "status": 404, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        known = [one for one in scope["headers"] if one[0].lower() not in _UNKNOWN_HEADERS]

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message.get("headers", [])
                kept = [one for one in headers if one[0].lower() not in _UNKNOWN_ANSWERS]
                message = {**message, "headers": kept}
            await send(message)

        await self._inner({**scope, "headers": known}, receive, answer)


def _create(*arguments: Any) -> ASGIApp:
    return BaseOnly(_create_app(*arguments))


if __name__ == "__main__":
    _create_app = application.create_app
    setattr(application, "create_app", _create)  # noqa: B010 - the type is the inner one's
    sys.exit(main())
