"""The interface for programs, from its own description: nothing that is sent breaks it, and answers are as described."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from corridor.workbench.app import create_app
from corridor.workbench.settings import Settings

APP = create_app(Settings(data=Path(tempfile.mkdtemp(prefix="corridor-fuzz-"))))
schema = schemathesis.openapi.from_asgi("/api/openapi.json", APP, headers={"host": "127.0.0.1"})
#: These have tests of their own that know what they take.
OWN_TESTS = "^/(check|cases|api/check|jobs/new|dossiers/new)"


@schema.exclude(path_regex=OWN_TESTS).parametrize()
@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_sent_is_answered_as_described(case: schemathesis.Case) -> None:
    headers = {"host": "127.0.0.1", "accept": "application/json", "x-corridor": "1"}
    response = case.call(headers=headers)
    case.validate_response(
        response,
        checks=[not_a_server_error, content_type_conformance, response_schema_conformance],
    )
    assert "Traceback" not in response.text


def test_the_description_names_every_page_and_types_its_answer() -> None:
    described = APP.openapi()
    for path in (
        "/corridors/{pair}",
        "/schemes/{scheme_id}",
        "/agreements/{agreement_id}",
        "/instruments",
        "/search",
    ):
        answer = described["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        assert "$ref" in answer, path
    assert "http://" not in str(described.get("servers", "")), "no address of another machine"


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
def test_no_page_of_the_framework_is_served(path: str) -> None:
    from fastapi.testclient import TestClient

    assert TestClient(APP, base_url="http://127.0.0.1").get(path).status_code == 404
