import json

import pytest
from django.urls import get_resolver
from drf_spectacular.drainage import GENERATOR_STATS, reset_generator_stats
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from api.schema import describe_operations, read_document
from api.v1.examples import EXPLANATION, SUGGESTION
from matching.services import accept_match
from tests.factories_matching import make_match, match_all, port_need, port_offer
from tests.factories_postings import NOW, make_goal, make_node, make_secretary, make_theme

pytestmark = pytest.mark.django_db
SITE_LANGUAGES = ("en", "es", "fr", "pt-br")


@pytest.fixture
def world():
    """A row of everything that the API tells."""
    theme = make_theme("ports")
    theme.goals.set([make_goal(9)])
    match = make_match(
        need={
            "relations": {
                "themes": [theme],
                "plan_nodes": [make_node("1.1", make_node("1"))],
                "goals": [make_goal(9)],
            }
        },
        offer={"visibility": "states", "period_from": NOW.date()},
    )
    return accept_match(offer=match.offer, need=match.need, by=make_secretary(), at=NOW)


@pytest.mark.parametrize("language", SITE_LANGUAGES)
def test_the_document_is_valid_openapi_in_every_language(language):
    document = read_document(language)
    assert document["openapi"] == "3.1.0"
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_the_generator_has_nothing_to_warn_about():
    read_document.cache_clear()
    reset_generator_stats()
    read_document("en")
    assert (GENERATOR_STATS._warn_cache, GENERATOR_STATS._error_cache) == ({}, {})


def test_the_schema_is_the_document_in_the_language_asked_for(ask):
    for language in SITE_LANGUAGES:
        answer = ask("schema/", headers={"accept-language": language})
        assert (answer["Content-Type"], answer["Content-Language"]) == ("application/json", language)
        assert answer.json() == read_document(language)
    assert ask("schema/").json() == read_document("en")


def test_every_address_of_the_api_is_described_and_no_other():
    patterns = get_resolver("api.urls").url_patterns
    lists = {
        f"/api/v1/{pattern.pattern!s}".split("^")[-1].strip("/$")
        for row in patterns
        for pattern in getattr(row, "url_patterns", ())
    }
    described = {path.removeprefix("/api/v1/").partition("/")[0] for path in read_document("en")["paths"]}
    assert described == {"offers", "needs", "matches", "suggestions", "plans", "countries", "themes"}
    assert {name.partition("/")[0] for name in lists} == described


def test_every_operation_names_its_parameters_its_security_and_its_problems():
    document = read_document("en")
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    for path, item in document["paths"].items():
        assert list(item) == ["get"]
        operation = item["get"]
        assert operation["security"] == [{"token": []}, {}]
        assert operation["summary"]
        assert set(operation["responses"]) == {"200", "400", "401", "404", "406", "500", "503"}
        assert [
            row["name"]
            for row in operation.get("parameters", [])
            if not row.get("description") and row["in"] == "query"
        ] == []
        assert path.endswith(("/{reference}/", "/{code}/")) == (
            operation["operationId"].endswith("_retrieve")
        )


def validator_of(path, status, kind="application/json"):
    document = read_document("en")
    schema = document["paths"][path]["get"]["responses"][status]["content"][kind]["schema"]
    return Draft202012Validator(
        {**schema, "components": document["components"]}, format_checker=Draft202012Validator.FORMAT_CHECKER
    )


def test_real_answers_are_what_the_schema_says(ask, world):
    reader = make_secretary()
    singles = {"offers": world.offer.reference, "needs": world.need.reference, "matches": world.reference}
    singles |= {"countries": "HT", "themes": "ports", "plans": "celac-2022"}
    for name, row in singles.items():
        key = "reference" if "-2" in row and name != "plans" else "code"
        page, single = ask(f"{name}/", reader).json(), ask(f"{name}/{row}/", reader).json()
        assert page["results"]
        assert [error.message for error in validator_of(f"/api/v1/{name}/", "200").iter_errors(page)] == []
        assert [
            error.message for error in validator_of(f"/api/v1/{name}/{{{key}}}/", "200").iter_errors(single)
        ] == []


def test_no_answer_holds_a_field_that_the_schema_does_not_name(ask, world):
    document = read_document("en")
    row = ask(f"offers/{world.offer.reference}/", make_secretary()).json()
    assert set(row) == set(document["components"]["schemas"]["Offer"]["properties"])


def test_real_problems_are_what_the_schema_says(ask):
    for where, status in (("offers/?colour=blue", "400"), ("offers/OF-2020-0001/", "404")):
        path = "/api/v1/offers/" if status == "400" else "/api/v1/offers/{reference}/"
        rows = validator_of(path, status, "application/problem+json").iter_errors(ask(where).json())
        assert [error.message for error in rows] == []


def test_values_of_answers_are_open_and_those_of_filters_are_not():
    document = read_document("en")
    assert '"enum"' not in json.dumps(document["components"])
    kinds = next(
        row for row in document["paths"]["/api/v1/offers/"]["get"]["parameters"] if row["name"] == "kind"
    )
    assert "training" in kinds["schema"]["items"]["enum"]


def test_the_document_needs_no_database(django_assert_num_queries):
    read_document.cache_clear()
    with django_assert_num_queries(0):
        read_document("en")


def test_the_reference_page_gets_every_operation_with_its_fields():
    operations = {row.identifier: row for row in describe_operations("en")}
    assert len(operations) == 15
    assert all(row.properties and row.summary for row in operations.values())
    offers = operations["offers_list"]
    assert {"theme", "cursor", "page_size"} <= {row.name for row in offers.parameters}
    fields = {row.name: row for row in offers.properties}
    assert (fields["country"].kind, fields["texts"].kind) == ("string | null", "array of OfferText")
    assert fields["visibility"].values == ("public", "states", "secretariat")


def test_every_field_of_a_posting_and_of_a_match_is_explained():
    for row in describe_operations("en"):
        if row.identifier in {
            "offers_list",
            "needs_list",
            "matches_list",
            "suggestions_list",
            "matches_explanation",
        }:
            assert [field.name for field in row.properties if not field.description] == []


def test_a_name_has_one_shape_in_the_whole_contract():
    schemas = read_document("en")["components"]["schemas"]
    fields = [(name, field) for row in schemas.values() for name, field in row.get("properties", {}).items()]
    assert [name for name, _field in fields if name.endswith(("_en", "_es", "_fr", "_pt"))] == []
    names = [field for name, field in fields if name == "name"]
    assert len(names) == 6
    assert [list(field["properties"]) for field in names] == [["en", "es", "fr", "pt"]] * len(names)


EXPLAINED = {
    "/api/v1/matches/{reference}/explanation/": EXPLANATION,
    "/api/v1/suggestions/{reference}/": SUGGESTION,
}


def test_explanations_are_what_the_schema_says_and_so_are_its_examples(ask, world):
    need = port_need(working_languages=["fr"], interpretation_accepted=False)
    offer = port_offer(working_languages=["es"])
    match_all()
    pair, secretary = f"{need.reference}_{offer.reference}", make_secretary()
    answers = {
        "/api/v1/matches/{reference}/explanation/": ask(
            f"matches/{world.reference}/explanation/", secretary
        ).json(),
        "/api/v1/suggestions/{reference}/": ask(f"suggestions/{pair}/", secretary).json(),
    }
    page = ask("suggestions/", secretary).json()
    assert answers["/api/v1/suggestions/{reference}/"] in page["results"]
    assert list(validator_of("/api/v1/suggestions/", "200").iter_errors(page)) == []
    for path, example in EXPLAINED.items():
        for answer in (answers[path], example):
            assert [error.message for error in validator_of(path, "200").iter_errors(answer)] == []
            assert set(answer) == set(answers[path])
        content = read_document("en")["paths"][path]["get"]["responses"]["200"]["content"]
        assert [row["value"] for row in content["application/json"]["examples"].values()] == [example]


def test_every_part_of_an_explanation_is_described():
    schemas = read_document("en")["components"]["schemas"]
    for name in ("Explanation", "Suggestion", "Contribution", "Evidence", "Blocker", "Change"):
        fields = schemas[name]["properties"]
        assert [field for field, schema in fields.items() if not schema.get("description")] == [], name
