"""IATI files of others: versions, languages, values no record can hold, names of persons, and files made to do harm."""

from __future__ import annotations

import dataclasses

import pytest

from corridor.partnerships import Registry, RegistryProblems
from corridor.partnerships.iati import read_iati, schema_problems, write_iati
from corridor.partnerships.iati.xmlfile import MAX_BYTES
from corridor.partnerships.model import practice_from
from tests.partnerships.material import official_schema

# the layout of a real publisher's file of version 2.02, with invented content
PUBLISHER = """<?xml version="1.0"?>
<iati-activities version="2.02" generated-datetime="2018-10-09T09:40:19+00:00">
<!--Generated-->
 <iati-activity last-updated-datetime="2018-10-09T09:33:43+00:00" xml:lang="en" default-currency="EUR" humanitarian="1" linked-data-uri="">
  <iati-identifier>
   ES-CIF-X1-PH 5/AC</iati-identifier>
  <reporting-org type="21" ref="ES-CIF-X1">
   <narrative xml:lang="es">ACCI&#xD3;N INVENTADA</narrative><narrative xml:lang="en">INVENTED ACTION</narrative>
  </reporting-org>
  <title><narrative>Shelter for seafarers</narrative><narrative xml:lang="AR">مأوى للبحارة</narrative></title>
  <description type="1"><narrative>General.</narrative></description>
  <description type="2"><narrative>Objectives.</narrative><narrative>More.</narrative></description>
  <participating-org ref="GB-CHC-1" type="21" role="1"><narrative>Funder</narrative></participating-org>
  <participating-org ref="GB-CHC-1" type="21" role="4"><narrative>Funder</narrative></participating-org>
  <participating-org type="10" role="4"/>
  <participating-org type="10" role="4"/>
  <other-identifier ref="XI" type="B1"/>
  <activity-status code="3"/>
  <activity-date type="2" iso-date="2017-01-06Z"/><activity-date type="4" iso-date="2016-02-20"/>
  <contact-info type="1"><organisation><narrative>Agency</narrative></organisation>
   <person-name><narrative>A. Person</narrative></person-name><email>a.person@example.org</email></contact-info>
  <recipient-country code="PH" percentage="80"/><recipient-country code="ZR"/><recipient-country code="ph"/>
  <location/><location/>
  <sector code="Water &amp; Hygiene" vocabulary="99"/><sector code="15190" vocabulary="1"/><sector code="16010"/>
  <tag code="10.7" vocabulary="3"/><tag code="99" vocabulary="3"/><tag code="x" vocabulary="1"/>
  <policy-marker code="1" significance="2" vocabulary="1"/><policy-marker code="2" significance="1"/>
  <budget type="1"><period-start iso-date="2017-01-06"/><period-end iso-date="2017-02-20"/><value value-date="2017-01-06">160,000.5</value></budget>
  <transaction><transaction-type code="3"/><transaction-date iso-date="2017-02-01"/><value currency="GBP" value-date="2017-02-01">0</value></transaction>
  <transaction><transaction-type code="11"/><transaction-date iso-date="2017-02-01"/><value>5</value></transaction>
  <document-link url="http:www.example.org/report one.odt" format="application/pdf"><title><narrative>Report</narrative></title><category code="A01"/><language code="EN"/></document-link>
  <result type="2"><title><narrative>Work</narrative></title>
   <indicator measure="1"><title><narrative>People in work</narrative></title>
    <baseline year="2016" value="10"><dimension name="Sex" value="Female"/></baseline>
    <baseline year="2016" value="0"><dimension name="gender" value="male"/></baseline>
    <period><period-start iso-date="2017-01-01"/><period-end iso-date="2017-12-31"/>
     <target value="20"><dimension name="sex" value="female"/></target><target value="30"><dimension name="age" value="young"/></target>
     <actual value="15"><dimension name="sex" value="female"/></actual><actual value="some"/></period>
   </indicator></result>
 </iati-activity>
</iati-activities>
"""


@pytest.mark.parametrize("version", ["2.01", "2.02", "2.03"])
def test_a_publishers_file(version):
    read = read_iati(PUBLISHER.replace('version="2.02"', f'version="{version}"').encode(), "publisher.xml")
    (p,) = read.practices
    assert p.id == "es-cif-x1-ph-5-ac"
    assert p.title == {"en": "Shelter for seafarers", "ar": "مأوى للبحارة"}
    assert p.activity == {"en": "General.\n\nObjectives.\nMore."}
    assert [(q.names, q.type, q.roles) for q in p.partners] == [
        ({"en": "Funder"}, "international ngo", ("funding", "implementing")),
        ({}, "national government", ("implementing",)),
        ({}, "national government", ("implementing",)),
    ]
    assert (p.status, p.start, p.end) == (
        "finishing",
        "2017-01-06",
        "",
    )  # an end before the start is not taken
    assert p.countries == ("PHL",) and p.corridors is None
    assert p.sectors == ("15190", "16010") and p.sdg == ("10.7",) and p.gender_marker == 2
    assert [(f.what, f.amount, f.currency) for f in p.funding] == [
        ("budget", pytest.approx(160000.5), "EUR"),
        ("disbursed", 0, "GBP"),
    ]
    (women, men) = p.results
    assert (women.sex, women.baseline, women.target, women.actual, women.level) == (
        "women",
        10,
        20,
        15,
        "outcome",
    )
    assert (men.sex, men.baseline, men.target, men.actual) == ("men", 0, None, None)
    assert p.contact.organisation == {"en": "Agency"} and p.contact.email == ""
    assert p.provenance.reported_by == "INVENTED ACTION" and p.provenance.reported_on == "2018-10-09"
    assert p.documents[0].title == {"en": "Report"} and p.documents[0].address == ""
    notes = "\n".join(read.notes)
    for said in (
        "contact person",
        "location",
        "(2 times)",
        "ZR",
        "transaction",
        "sector",
        "tag",
        "other-identifier",
        "sex",
        "no number",
    ):
        assert said in notes, said
    assert "A. Person" not in repr(read)


def test_what_was_taken_can_be_written_again():
    (p,) = read_iati(PUBLISHER.encode()).practices
    written = write_iati([p])
    assert schema_problems(written.content, official_schema()) == []
    assert read_iati(written.content).practices == (p,)


def test_a_change_by_somebody_else_counts():
    p = dataclasses.replace(Registry.open().find("PX02"), status="running", start="2010")
    content = write_iati([p]).content
    changed = content.replace(b'<activity-status code="2"', b'<activity-status code="4"').replace(
        b'iso-date="2010-01-01"', b'iso-date="2011-03-01"'
    )
    read = read_iati(changed)
    assert read.practices[0].status == "closed"
    assert read.practices[0].start == "2011-03-01"
    assert any(note.startswith("start:") for note in read.notes)
    assert read.practices[0].example == "PX02"


def test_the_examples_say_that_dates_are_not_stated():
    written = write_iati(Registry.open())
    assert len(written.notes) == 10
    assert written.content.count(b'corridor:stated="no"') >= 30
    assert all(p.start == "" and p.status == "" for p in read_iati(written.content).practices)


def test_a_corridor_is_written_as_such():
    practice = practice_from(
        {
            "id": "mar-esp",
            "kind": "project",
            "title": {"en": "Advice", "ar": "مشورة"},
            "corridors": [{"origin": "MAR", "destination": "ESP"}],
            "provenance": {"source": {"en": "invented"}},
        }
    )
    text = write_iati([practice]).content.decode()
    assert '<corridor:corridor origin="MAR" destination="ESP"/>' in text
    assert 'code="MAR-ESP"' in text and 'xml:lang="ar">مشورة' in text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'<iati-activities version="1.04"><iati-activity/></iati-activities>', "1.0x"),
        (b'<iati-activities version="2.04"><iati-activity/></iati-activities>', "2.01, 2.02 or 2.03"),
        (b"<iati-activities><iati-activity/></iati-activities>", "2.01, 2.02 or 2.03"),
        (b'<iati-organisations version="2.03"/>', "about organisations"),
        (b"<html><body/></html>", "iati-activities"),
        (b'<iati-activities version="2.03"/>', "at least one"),
        (b"", "XML"),
        (b"not xml", "XML"),
        (b"PK\x03\x04", "XML"),
        (b'<iati-activities version="2.03"><iati-activity>', "XML"),
        (b'<iati-activities version="2.03">' + b"<a>" * 5000 + b"</a>" * 5000 + b"</iati-activities>", "XML"),
        (b" " * (MAX_BYTES + 1), "at most"),
    ],
)
def test_refused(content, said):
    with pytest.raises(RegistryProblems, match=said):
        read_iati(content)


LAUGHS = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><iati-activities version="2.03"><iati-activity><title><narrative>&c;</narrative></title>
</iati-activity></iati-activities>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
<iati-activities version="2.03"><iati-activity><title><narrative>&secret;</narrative></title></iati-activity></iati-activities>"""
REMOTE = '<!DOCTYPE iati-activities SYSTEM "http://127.0.0.1:9/x.dtd"><iati-activities version="2.03"><iati-activity/></iati-activities>'


@pytest.mark.parametrize("text", [LAUGHS, OUTSIDE, REMOTE])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_no_document_type_is_read(text, encoding):
    with pytest.raises(RegistryProblems, match="DOCTYPE"):
        read_iati(text.encode(encoding))


def test_an_activity_with_nothing_in_it():
    (p,) = read_iati(b'<iati-activities version="2.03"><iati-activity/></iati-activities>').practices
    assert p.partners is None and p.funding is None and p.results is None and p.status == ""


def test_two_activities_of_one_name_stay_two():
    one = b"<iati-activity><iati-identifier>A-1</iati-identifier></iati-activity>"
    read = read_iati(b'<iati-activities version="2.03">' + one + one + b"</iati-activities>")
    assert [p.id for p in read.practices] == ["a-1", "a-1-2"]


def test_a_record_in_the_extension_is_checked():
    content = write_iati([Registry.open().find("PX02")]).content.replace(b'"rights"', b'"wrongs"')
    with pytest.raises(RegistryProblems, match="themes"):
        read_iati(content)


def test_names_of_persons_have_no_place():
    with pytest.raises(RegistryProblems, match=r"contact\.person"):
        practice_from(
            {
                "id": "a",
                "kind": "project",
                "title": {"en": "A"},
                "provenance": {"source": {"en": "invented"}},
                "contact": {"organisation": {"en": "Office"}, "person": "Somebody"},
            }
        )
