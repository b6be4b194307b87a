"""The description of the interface, made from the table that the router has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from em_desktop import __version__
from em_desktop.server.endpoints import Base, Media, Parameter, Route
from em_desktop.server.settings import Settings

_TEXT = {"text/plain": {"schema": {"type": "string"}}}


def description(routes: Sequence[Route], settings: Settings) -> dict[str, Any]:
    """The OpenAPI 3.1 description of these endpoints at these addresses."""
    paths: dict[str, dict[str, Any]] = {}
    bases = {Base.AISTORE: settings.aistore, Base.ASSET_HUB: settings.asset_hub}
    for route in routes:
        path = bases[route.base] + route.path
        paths.setdefault(path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "EM Desktop server: AIStore and Asset Hub",
            "version": __version__,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "paths": paths,
        "components": {
            "securitySchemes": {
                "query": {"type": "apiKey", "in": "query", "name": "apikey"},
                "bearer": {"type": "http", "scheme": "bearer"},
            }
        },
        "security": [{"query": []}, {"bearer": []}],
    }


def _operation(route: Route) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": route.summary,
        "operationId": _name(route),
        "parameters": [*_path_parameters(route), *map(_parameter, route.query)],
        "responses": _responses(route),
    }
    if route.method != "GET":
        operation["parameters"].append(_IDEMPOTENCY)
    if route.body is not None:
        content = {route.body_media.value: {"schema": dict(route.body)}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


_IDEMPOTENCY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "a request that comes twice with one key has its effect once",
    "schema": {"type": "string", "minLength": 8, "maxLength": 64},
}


def _name(route: Route) -> str:
    words = [word.strip("{}") for word in route.path.split("/") if word not in {"", "apis", "v1"}]
    return "-".join([route.method.lower(), *words])


def _path_parameters(route: Route) -> list[dict[str, Any]]:
    names = [part.strip("{}") for part in route.path.split("/") if part.startswith("{")]
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in names
    ]


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": parameter.description,
        "schema": {"type": "integer" if parameter.is_number else "string"},
    }


def _responses(route: Route) -> dict[str, Any]:
    done: dict[str, Any] = {"description": "done"}
    if route.answer is not None:
        done["content"] = {route.answer_media.value: {"schema": dict(route.answer)}}
    answers: dict[str, Any] = {"200": done}
    if route.answer_media is Media.BYTES:
        answers["206"] = {**done, "description": "the range that was asked for"}
        answers["304"] = {"description": "you have it already"}
        answers["416"] = {"description": "the range is beyond the end", "content": _TEXT}
    refusals = {
        "302": "no key came along",
        "400": "the request can't be done as it is; the text says why",
        "403": "you may not",
        "404": "it isn't there",
        "409": "it is in the way of what is there",
        "410": "too long ago",
        "413": "too large",
        "422": "the idempotency key came with another request",
        "500": "it can't be done, or the server failed",
        "503": "try again",
        "507": "the server is full",
    }
    for status, text in refusals.items():
        answers[status] = {"description": text, "content": _TEXT}
    return answers
