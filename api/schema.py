"""The OpenAPI document, in the reader's language, and the same as the reference page shows it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from rest_framework.utils.encoders import JSONEncoder

METHODS = ("get", "post", "put", "patch", "delete")
PROBLEMS = {
    "400": _("A parameter is unknown or its value makes no sense"),
    "401": _("The token is wrong, expired or revoked"),
    "404": _("There is nothing at this address, or nothing that you may see"),
    "406": _("The API answers in JSON only"),
    "500": _("The portal failed"),
    "503": _("The portal is not available"),
}
ERROR_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["pointer", "code", "detail"],
    "properties": {
        "pointer": {
            "type": "string",
            "description": _("Name of the parameter or header."),
        },
        "code": {"type": "string", "description": _("The same in every language.")},
        "detail": {"type": "string"},
    },
}
PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": _("Problem document (RFC 9457)."),
    "required": [*("type", "title", "status", "detail", "instance", "request_id", "errors")],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "format": "uri-reference"},
        "request_id": {
            "type": "string",
            "format": "uuid",
            "description": _("Name it when you ask the secretariat about an error."),
        },
        "errors": {"type": "array", "items": ERROR_SCHEMA},
    },
}


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:  # noqa: ARG002 (the extension's signature)
        return {
            "type": "http",
            "scheme": "bearer",
            "description": _("Issued on the token page of the portal."),
        }


def describe_answers(
    result: dict[str, Any],
    generator: SchemaGenerator,  # noqa: ARG001 (a hook's signature)
    request: Any,  # noqa: ANN401, ARG001 (likewise)
    public: bool,  # noqa: ARG001, FBT001 (likewise)
) -> dict[str, Any]:
    """Answers may get new values in any field, so values are examples; but every field is always there."""
    for component in result["components"]["schemas"].values():
        fields = component.get("properties", {})
        component["required"] = list(fields)
        for field in fields.values():
            field.pop("readOnly", None)
            for schema in (field, field.get("items", {})):
                schema.pop("x-spec-enum-id", None)
                if "enum" in schema:
                    schema["examples"] = [value for value in schema.pop("enum") if value]
    return result


def add_problems(
    result: dict[str, Any],
    generator: SchemaGenerator,  # noqa: ARG001 (a hook's signature)
    request: Any,  # noqa: ANN401, ARG001 (likewise)
    public: bool,  # noqa: ARG001, FBT001 (likewise)
) -> dict[str, Any]:
    """Every operation may answer with a problem document."""
    result["components"]["schemas"]["Problem"] = PROBLEM_SCHEMA
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for item in result["paths"].values():
        for method in filter(item.__contains__, METHODS):
            item[method]["responses"] |= {
                status: {"description": words, "content": content} for status, words in PROBLEMS.items()
            }
    return result


@dataclass(frozen=True)
class Parameter:
    name: str
    place: str
    kind: str
    values: tuple[str, ...]
    required: bool
    description: str


@dataclass(frozen=True)
class Property:
    name: str
    kind: str
    values: tuple[str, ...]
    description: str


@dataclass(frozen=True)
class Operation:
    identifier: str
    method: str
    path: str
    summary: str
    parameters: tuple[Parameter, ...]
    properties: tuple[Property, ...]
    # An answer as it looks, where the document has one.
    example: str


@cache
def read_document(language: str) -> dict[str, Any]:
    """The whole OpenAPI document; it depends on the code and the language alone, so a process makes it once."""
    with translation.override(language):
        generator = SchemaGenerator()  # type: ignore[no-untyped-call]
        document = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
        plain: dict[str, Any] = json.loads(json.dumps(document, cls=JSONEncoder))
    return plain


def describe_operations(language: str) -> list[Operation]:
    document = read_document(language)
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
        summary=operation.get("summary", ""),
        parameters=tuple(_describe_parameter(row) for row in operation.get("parameters", ())),
        properties=tuple(_list_properties(document, operation)),
        example=_print_example(operation),
    )


def _print_example(operation: dict[str, Any]) -> str:
    content = operation["responses"]["200"].get("content", {})
    examples = content.get("application/json", {}).get("examples", {})
    return next((json.dumps(row["value"], indent=2, ensure_ascii=False) for row in examples.values()), "")


def _describe_parameter(row: dict[str, Any]) -> Parameter:
    return Parameter(
        name=row["name"],
        place=row["in"],
        kind=_kind(row.get("schema", {})),
        values=_values(row.get("schema", {})),
        required=row.get("required", False),
        description=row.get("description", ""),
    )


def _list_properties(document: dict[str, Any], operation: dict[str, Any]) -> Iterator[Property]:
    """The fields of one row of the answer, lists and pages unwrapped."""
    content = operation["responses"]["200"].get("content", {})
    schema = _resolve(document, content.get("application/json", {}).get("schema", {}))
    if results := schema.get("properties", {}).get("results"):
        schema = _resolve(document, results.get("items", {}))
    for name, row in schema.get("properties", {}).items():
        words = row.get("description") or row.get("title", "")
        yield Property(name, _kind(row), _values(row), words)


def _resolve(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    resolved: dict[str, Any] = document["components"]["schemas"][reference.rsplit("/", 1)[-1]]
    return resolved


def _values(schema: dict[str, Any]) -> tuple[str, ...]:
    inner = schema.get("items", schema)
    return tuple(map(str, inner.get("enum") or inner.get("examples") or ()))


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
