"""Every format gives back the same record: what is not stated stays not stated, none stays none, no sign is lost."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings

from corridor.partnerships.hsds import read_hsds, write_hsds
from corridor.partnerships.iati import read_iati, schema_problems, write_iati
from corridor.partnerships.jsonld import read_json_ld, script_json, write_json_ld
from corridor.partnerships.model import as_plain, practice_from
from corridor.partnerships.registry import practices_of_text, yaml_of
from corridor.partnerships.tablefiles import read_csv_tables, read_workbook, write_csv_folder, write_workbook
from tests.partnerships.material import official_schema, practices

few = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


@few
@given(practices)
def test_plain_data_and_yaml(practice):
    plain = json.loads(json.dumps(as_plain(practice)))
    assert practice_from(plain) == practice
    assert practices_of_text(yaml_of([practice]), "it.yaml") == [practice]


@few
@given(practices)
def test_iati_is_valid_and_gives_the_record_back(practice):
    written = write_iati([practice])
    assert schema_problems(written.content, official_schema()) == []
    read = read_iati(written.content)
    assert read.practices == (practice,)
    assert read.notes == ()


@few
@given(practices)
def test_csv(practice):
    with tempfile.TemporaryDirectory() as folder:
        write_csv_folder([practice], Path(folder))
        assert read_csv_tables(Path(folder)) == [practice]


@settings(few, max_examples=10)
@given(practices)
def test_xlsx(practice):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "book.xlsx"
        write_workbook([practice], file)
        assert read_workbook(file) == [practice]


@few
@given(practices)
def test_json_ld(practice):
    assert read_json_ld(write_json_ld([practice])) == [practice]
    assert "<" not in script_json(practice)


@few
@given(practices)
def test_hsds(practice):
    written = write_hsds([practice])
    if practice.services:
        assert read_hsds(written) == [practice]
    else:
        assert json.loads(written)["empty"]
