"""The OpenAPI document: made from the routes and the types they decode and answer with, so it cannot lie."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import msgspec

from shopbell.contracts import KeyScope

REF = "#/components/schemas/{name}"


class Problem(msgspec.Struct, frozen=True):
    """A refusal (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str


class DocumentedRoute(NamedTuple):
    """One route as the document shows it. Types are msgspec's; None for a body that is no JSON."""

    method: str
    path: str
    needs: KeyScope | None
    summary: str
    tag: str
    body: Any = None
    answers: Mapping[int, Any] = {}
    query: Mapping[str, Any] = {}


def openapi(title: str, version: str, routes: Iterable[DocumentedRoute]) -> dict[str, Any]:
    """The whole document, version 3.1 (whose schemas are the JSON Schemas that msgspec makes)."""
    listed = sorted(routes, key=lambda route: (route.path, route.method))
    schemas, components = msgspec.json.schema_components(_types(listed), ref_template=REF)
    schema_of = dict(zip(map(_hashable, _types(listed)), schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for route in listed:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, schema_of)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "responses": {"Problem": _answer("The request is refused.", schema_of[_hashable(Problem)], problem=True)},
        },
    }


def _operation(route: DocumentedRoute, schema_of: Mapping[Any, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": re.sub(r"[^a-z0-9]+", "_", f"{route.method} {route.path}".lower()).strip("_"),
        "summary": route.summary,
        "tags": [route.tag],
        "parameters": _parameters(route, schema_of),
        "responses": {
            str(status): _answer("", None if kind is None else schema_of[_hashable(kind)])
            for status, kind in route.answers.items()
        }
        | {"default": {"$ref": "#/components/responses/Problem"}},
    }
    if route.needs:
        operation["security"] = [{"key": []}]
        operation["description"] = f"Needs a key with the scope `{route.needs}`."
    if route.body is not None:
        content = {"application/json": {"schema": schema_of[_hashable(route.body)]}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _parameters(route: DocumentedRoute, schema_of: Mapping[Any, Any]) -> list[dict[str, Any]]:
    names = re.findall(r"\{(\w+)\}", route.path)
    inside = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]
    return inside + [
        {"name": name, "in": "query", "schema": schema_of[_hashable(kind)]} for name, kind in route.query.items()
    ]


def _answer(text: str, schema: Any, *, problem: bool = False) -> dict[str, Any]:
    if schema is None:
        return {"description": text}
    kind = "application/problem+json" if problem else "application/json"
    return {"description": text, "content": {kind: {"schema": schema}}}


def _types(routes: Iterable[DocumentedRoute]) -> list[Any]:
    found: dict[Any, Any] = {_hashable(Problem): Problem}
    for route in routes:
        for kind in (route.body, *route.answers.values(), *route.query.values()):
            if kind is not None:
                found.setdefault(_hashable(kind), kind)
    return list(found.values())


def _hashable(kind: Any) -> str:
    return f"{getattr(kind, '__module__', '')}.{kind!r}"  # ``list[X]`` of two generations must not be one
