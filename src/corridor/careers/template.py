"""Blank forms for careers: an XLSX workbook with drop-down lists, and a CSV table."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

from corridor.careers.columns import PER, PERIOD_COLUMNS, PERSON_COLUMNS
from corridor.careers.vocabulary import FactType, Vocabulary, listed
from corridor.careers.words import NO, YES

MEANINGS: dict[str, str] = {
    "person_id": "any name or number that tells the persons apart",
    "birth_date": "year-month-day",
    "sex": "female or male (f, m); empty = not stated",
    "nationality": "ISO3 code; several with ; stateless or unknown are words too; empty = not stated",
    "residence": "ISO3 code of the country where the person lives",
    "claim_date": "the day the pension is claimed from, year-month-day",
    "title": "a name for the case",
    "invented": "yes for an example that is no real person",
    "country": "ISO3 code of the country where the period was insured",
    "scheme": "id of the scheme; may stay empty where the country has one that takes the kind",
    "kind": "kind of period",
    "start": "first day, year-month-day, or a range such as 2003-01-01..2003-06-30",
    "end": "last day (it belongs to the period), or a range",
    "earnings": "a number, a range such as 1000..1500, or the word unknown; empty only where not needed",
    "earnings_per": "what the earnings are for: period (the whole period, also if empty), month or year",
    "currency": "ISO 4217 code of the scheme's currency at that time",
    "count": "days, weeks, months or contributions on the record, in the scheme's unit; may stay empty",
    "contract": "a name for the contract of employment, for schemes that pay by contract; may stay empty",
}

EXAMPLE_ID = "example"
ROWS = 2_000
"""Rows of the workbook that get drop-down lists."""


def write_template(path: str | Path, vocabulary: Vocabulary, *, with_example: bool = True) -> Path:
    """Write a form to fill in: ``.xlsx`` (sheets persons, periods, help) or ``.csv`` (one flat table).

    ``with_example`` puts in one invented person, marked as such, from the first scheme of the vocabulary.
    Returns the path.  Raises ``ValueError`` for another suffix; an existing file is not overwritten
    (``FileExistsError``).
    """
    target = Path(path)
    suffix = target.suffix.lower()
    if suffix not in (".xlsx", ".csv"):
        raise ValueError(f"a template ends in .xlsx or .csv, not {target.suffix or 'nothing'}")
    if target.exists():
        raise FileExistsError(f"{target} exists already; choose another name")
    person, period = _example(vocabulary) if with_example else ({}, {})
    if suffix == ".csv":
        _write_csv(target, person, period)
    else:
        _write_xlsx(target, vocabulary, person, period)
    return target


def _example(vocabulary: Vocabulary) -> tuple[dict[str, Any], dict[str, Any]]:
    """One invented person with one period, right under the vocabulary."""
    scheme, info = next(iter(sorted(vocabulary.schemes.items())), (None, None))
    country = info.country if info else "PHL"
    kind = info.kinds[0] if info else "employment"
    start, end = date(2001, 1, 1), date(2010, 12, 31)
    currency = next(
        (
            code
            for code, (first, last) in (info.accepted_currencies() if info else {}).items()
            if (first is None or first <= end) and (last is None or last >= start)
        ),
        "",
    )
    person = {
        "person_id": EXAMPLE_ID,
        "birth_date": date(1960, 5, 12),
        "sex": "female",
        "nationality": country,
        "residence": country,
        "claim_date": date(2025, 6, 1),
        "title": "An example to overwrite",
        "invented": "yes",
    }
    period = {
        "person_id": EXAMPLE_ID,
        "country": country,
        "scheme": scheme,
        "kind": kind,
        "start": start,
        "end": end,
        "earnings": 1000,
        "earnings_per": "month",
        "currency": currency,
    }
    return person, period


def _write_csv(target: Path, person: dict[str, Any], period: dict[str, Any]) -> None:
    names = list(dict.fromkeys((*PERSON_COLUMNS, *PERIOD_COLUMNS)))
    # The mark at the beginning makes spreadsheets read the file as UTF-8.
    with target.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(names)
        row = {**person, **period}
        if row:
            writer.writerow(["" if row.get(name) is None else row[name] for name in names])


def _write_xlsx(target: Path, vocabulary: Vocabulary, person: dict[str, Any], period: dict[str, Any]) -> None:
    import openpyxl
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = openpyxl.Workbook()
    facts = vocabulary.fact_columns()
    choices = _choices(vocabulary)
    first: Any = book.active
    first.title = "persons"
    persons: Any = first
    periods, help_, lists = (book.create_sheet(name) for name in ("periods", "help", "lists"))
    # Drop-downs point to a sheet of lists: a list in the rule itself may hold 255 characters at most.
    areas: dict[str, str] = {}
    for number, (name, words) in enumerate(choices.items(), start=1):
        letter = get_column_letter(number)
        lists[f"{letter}1"] = name
        for row, word in enumerate(words, start=2):
            lists[f"{letter}{row}"] = word
        if words:
            areas[name] = f"lists!${letter}$2:${letter}${len(words) + 1}"
    lists.sheet_state = "hidden"
    for sheet, names, example in (
        (persons, (*PERSON_COLUMNS, *facts), person),
        (periods, PERIOD_COLUMNS, period),
    ):
        for number, name in enumerate(names, start=1):
            letter = get_column_letter(number)
            sheet[f"{letter}1"] = name
            sheet[f"{letter}1"].font = Font(bold=True)
            sheet.column_dimensions[letter].width = max(12, len(name) + 2)
            if name in areas:
                # Not strict: a nationality may be several codes, and the reader explains better.
                rule = DataValidation(
                    type="list", formula1=areas[name], allow_blank=True, showErrorMessage=False
                )
                sheet.add_data_validation(rule)
                rule.add(f"{letter}2:{letter}{ROWS}")
            if example.get(name) is not None:
                sheet[f"{letter}2"] = example[name]
        sheet.freeze_panes = "A2"
    _write_help(help_, vocabulary, facts)
    book.save(target)


def _choices(vocabulary: Vocabulary) -> dict[str, list[str]]:
    """Column name -> the words it may hold, for the drop-down lists."""
    countries = sorted(vocabulary.all_countries())
    choices: dict[str, list[str]] = {
        "sex": ["female", "male"],
        "nationality": countries,
        "residence": countries,
        "invented": ["yes", "no"],
        "country": countries,
        "scheme": sorted(vocabulary.schemes),
        "kind": list(vocabulary.all_kinds()),
        "earnings_per": list(PER),
        "currency": sorted({c for info in vocabulary.schemes.values() for c in info.accepted_currencies()}),
    }
    for name, kind in vocabulary.fact_columns().items():
        if kind == "yes/no":
            choices[name] = [YES[0], NO[0]]
        elif not isinstance(kind, str):
            choices[name] = list(kind)
    return choices


def _write_help(sheet: Any, vocabulary: Vocabulary, facts: dict[str, FactType]) -> None:
    rows: list[tuple[str, ...]] = [("column", "sheet", "what to write")]
    rows += [(name, "persons", MEANINGS[name]) for name in PERSON_COLUMNS]
    rows += [
        (name, "persons", kind if isinstance(kind, str) else listed(kind)) for name, kind in facts.items()
    ]
    rows += [(name, "periods", MEANINGS[name]) for name in PERIOD_COLUMNS if name != "person_id"]
    rows += [
        ("note..., x_...", "both", "your own remarks, in columns whose name begins so; they are not read")
    ]
    rows += [("",), ("scheme", "country", "kinds of period", "currency", "unit")]
    for name, info in sorted(vocabulary.schemes.items()):
        rows.append((name, info.country, listed(info.kinds), listed(info.accepted_currencies()), info.unit))
    for row in rows:
        sheet.append(row)
    sheet.column_dimensions["A"].width = 26
    sheet.column_dimensions["C"].width = 90
