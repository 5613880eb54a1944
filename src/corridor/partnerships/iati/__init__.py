"""IATI activities: the standard in which funders publish projects, version 2.03 (2.01 and 2.02 are read too).

What IATI cannot say travels in elements of a namespace of our own, which other readers may ignore: a corridor, and each field
whose value the standard elements would not give back.  Such a field stands with a mark of what the standard elements said
when it was written; if somebody changes those afterwards, the change counts and the field is set aside, with a note.
"""

from corridor.partnerships.iati.reading import read_iati
from corridor.partnerships.iati.schema import schema_problems
from corridor.partnerships.iati.writing import write_iati

__all__ = ["read_iati", "schema_problems", "write_iati"]
