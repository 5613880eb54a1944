"""XML from strangers: no document type, no entities, no network, no more than a fixed size."""

from __future__ import annotations

from typing import Any
from xml.parsers import expat

from corridor.i18n import _
from corridor.partnerships.forms import Report

MAX_BYTES = 40_000_000
"""Above real files of publishers, below what would fill the memory."""


class _Begun(Exception):
    """The first element was reached."""


class _HasDoctype(Exception):
    """The file declares a document type, in which entities can stand."""


def parse_xml(content: bytes, report: Report) -> Any:
    """The root element of an XML file.

    Raises:
        RegistryProblems: it is no XML, too large, or declares a document type.
    """
    if len(content) > MAX_BYTES:
        report.add(
            "file", _("has {size} bytes; expected at most {most}").format(size=len(content), most=MAX_BYTES)
        )
        report.finish()
    _refuse_doctype(content, report)
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        report.add("file", _("not readable as XML: {why}").format(why=" ".join(str(error).split())[:200]))
    return report.finish()


def _refuse_doctype(content: bytes, report: Report) -> None:
    """A document type stands before the first element; reading ends there, so that nothing is expanded."""

    def doctype(*_values: object) -> None:
        raise _HasDoctype

    def element(*_values: object) -> None:
        raise _Begun

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = element
    try:
        for begin in range(0, len(content), 65_536):
            parser.Parse(content[begin : begin + 65_536], False)
        parser.Parse(b"", True)
    except _Begun:
        return
    except _HasDoctype:
        report.add("file", _("declares a document type (DOCTYPE); IATI files have none, and it is not read"))
    except (expat.ExpatError, LookupError, ValueError) as error:
        report.add("file", _("not readable as XML: {why}").format(why=error))
    else:
        report.add("file", _("expected an XML file with activities"))
    report.finish()
