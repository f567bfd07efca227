"""The OpenAPI document as the reference page shows it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.settings import spectacular_settings

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Parameter:
    name: str
    place: str
    kind: str
    required: bool
    description: str


@dataclass(frozen=True)
class Property:
    name: str
    kind: str
    description: str


@dataclass(frozen=True)
class Operation:
    identifier: str
    method: str
    path: str
    description: str
    parameters: tuple[Parameter, ...]
    properties: tuple[Property, ...]


@cache
def read_document() -> dict[str, Any]:
    """The whole OpenAPI document; it depends on the code alone, so one process makes it once."""
    generator = SchemaGenerator(api_version=spectacular_settings.VERSION)
    document: dict[str, Any] = generator.get_schema(request=None, public=True)
    return document


def describe_operations() -> list[Operation]:
    document = read_document()
    return [
        _describe(document, path, method, item[method])
        for path, item in document["paths"].items()
        for method in METHODS
        if method in item
    ]


def _describe(document: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> Operation:
    return Operation(
        identifier=operation["operationId"],
        method=method.upper(),
        path=path,
        description=operation.get("description", ""),
        parameters=tuple(_describe_parameter(row) for row in operation.get("parameters", ())),
        properties=tuple(_list_properties(document, operation)),
    )


def _describe_parameter(row: dict[str, Any]) -> Parameter:
    return Parameter(
        name=row["name"], place=row["in"], kind=_kind(row.get("schema", {})), required=row.get("required", False),
        description=row.get("description", ""),
    )


def _list_properties(document: dict[str, Any], operation: dict[str, Any]) -> Iterator[Property]:
    """The fields of one row of the answer, lists and pages unwrapped."""
    content = operation["responses"].get("200", {}).get("content", {}).get("application/json", {})
    schema = _resolve(document, content.get("schema", {}))
    if results := schema.get("properties", {}).get("results"):
        schema = _resolve(document, results.get("items", {}))
    for name, row in schema.get("properties", {}).items():
        yield Property(name, _kind(row), row.get("description", ""))


def _resolve(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    resolved: dict[str, Any] = document["components"]["schemas"][reference.rsplit("/", 1)[-1]]
    return resolved


def _kind(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    for key in ("allOf", "oneOf", "anyOf"):
        if key in schema:
            return " | ".join(dict.fromkeys(_kind(part) for part in schema[key]))
    kind = schema.get("type", "")
    text = " | ".join(kind) if isinstance(kind, list) else str(kind)
    if text == "array":
        return f"array of {_kind(schema.get('items', {}))}"
    return f"{text} ({schema['format']})" if "format" in schema else text
