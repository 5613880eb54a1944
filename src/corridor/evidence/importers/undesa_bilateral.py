"""UN DESA International Migrant Stock by destination and origin (XLSX), in its two layouts.

Since the 2020 edition the table is long: one row for each destination and origin, groups of countries among
them, with two location codes and three blocks of years.  Up to 2019 it was wide: one row for each year and
destination, one column for each origin, one sheet for each sex; the origins have names there and no codes,
and a name is that of the row of the same file which has it.
"""

from __future__ import annotations

import re
from typing import Any

from corridor.evidence.areas import plain_name
from corridor.evidence.importers import undesa_tables as tables
from corridor.evidence.importers.base import (
    Imported,
    Options,
    Parts,
    Totals,
    cell_figure,
    check_duplicates,
    same_total,
)
from corridor.evidence.importers.look import Look
from corridor.evidence.importers.workbook import Row, column_letters
from corridor.evidence.model import ESTIMATE, OTHER_ORIGINS, WORLD, Sex, as_observations
from corridor.evidence.problems import Unreadable

NAME = "undesa-ims-bilateral"
VERSION = "1"
TITLE = "UN DESA International Migrant Stock by destination and origin (XLSX, long or wide)"

NOTES = (
    "Mid-year. The flag is the destination's type of data: B by country of birth, C by citizenship, R includes "
    "refugees, I imputed. Origin XXX: other or unknown origins."
)

Cell = tuple[float | None, int, int, str | None]
Figures = dict[tuple[str, int], dict[tuple[str, str], Cell]]
"""(sex, year) to (destination, origin) to (value, row, column, flag)."""


def recognises(look: Look) -> bool:
    """Whether the workbook has a table of the stock by destination and origin."""
    if look.made != "workbook" or tables.edition_of(look) is None:
        return False
    return any(s.layout in {"long", "wide"} for s in tables.table_sheets(look))


def read(look: Look, options: Options) -> Imported:
    """Read the workbook. Every destination's, origin's and the world's total is checked."""
    edition = tables.edition_of(look)
    if edition is None:
        raise Unreadable(look.file, "the workbook does not say which edition it is")
    sheets = tables.table_sheets(look)
    # Further sheets hold tables of regions, in other layouts.
    long = sorted((s for s in sheets if s.layout == "long"), key=lambda s: not s.blocks)[:1]
    wide = [s for s in sheets if s.layout == "wide"]
    tables.needs(long or wide, look)
    found: Figures = {}
    if long:
        sheet = long[0]
        where = look.workbook.where(sheet.name)
        _read_long(look, sheet, found, options)
    else:
        where = look.file
        for sheet in wide:
            _read_wide(look, sheet, found, options)
    if not any(found.values()):
        options.report.add(where, "the table has no figure of a destination and an origin")
    options.report.finish()
    _check(found, where, options)
    options.report.finish()
    source = tables.source(
        look,
        edition,
        "bilateral",
        f"International Migrant Stock {edition}: by destination and origin",
        NAME,
        VERSION,
        NOTES,
    )
    frame = as_observations(_frame(found), source_id=source.source_id, kind=ESTIMATE)
    check_duplicates(frame, where, options.report)
    return Imported((source,), frame, options.report.finish())


def _frame(found: Figures) -> Any:
    """The figures as rows: pairs as ``stock``, totals of the file as stocks of one country."""
    import polars as pl

    columns: dict[str, list[Any]] = {
        n: [] for n in ("indicator", "origin", "destination", "country", "sex", "year", "value", "flag")
    }
    for (sex, year), figures in found.items():
        for (destination, origin), (value, _, _, flag) in figures.items():
            single = WORLD in {destination, origin}
            if not single:
                row: tuple[str | None, ...] = ("stock", origin, destination, None)
            elif origin == WORLD:
                row = ("immigrant_stock", None, None, destination)
            else:
                row = ("emigrant_stock", None, None, origin)
            for name, cell in zip(columns, (*row, sex, year, value, flag), strict=True):
                columns[name].append(cell)
    types = dict.fromkeys(columns, pl.String) | {"year": pl.Int32, "value": pl.Float64}
    return pl.DataFrame(columns, schema=types).sort("origin", "destination", "country", "sex", "year")


def _read_long(look: Look, sheet: tables.Sheet, found: Figures, options: Options) -> None:
    where, report = look.workbook.where(sheet.name), options.report
    texts = {c: str(v).casefold() for c, v in sheet.header.values.items()}
    to, of = sheet.codes
    if "origin" in texts[to] or "destination" in texts[of]:
        to, of = of, to
    if "destination" not in texts[to] or "origin" not in texts[of]:
        raise Unreadable(
            where,
            "expected the columns 'Location code of destination' and 'Location code of origin'",
            row=sheet.header.number,
        )
    if {b.sex for b in sheet.blocks} != {"both", "male", "female"} and len(sheet.blocks) != 1:
        raise Unreadable(
            where, "expected three blocks of years: both sexes, males, females", row=sheet.header.number
        )
    seen: dict[tuple[int, int], int] = {}
    for row in look.workbook.rows(sheet.name):
        if row.number <= sheet.header.number or len(row.values) < 4:
            continue
        destination, to_number = tables.location(row, to, where, report)
        origin, of_number = tables.location(row, of, where, report)
        if (to_number, of_number) in seen and to_number >= 0 and of_number >= 0:
            report.add(
                where,
                f"destination {to_number} and origin {of_number} stand in row {seen[to_number, of_number]} too",
                row=row.number,
            )
            continue
        seen[to_number, of_number] = row.number
        if destination is None or origin is None:
            continue
        if destination == OTHER_ORIGINS:
            report.add(where, "location 2003 (others) as a destination", row=row.number)
            continue
        flag = row.text(sheet.type_of_data).strip() or None if sheet.type_of_data else None
        for block in sheet.blocks:
            for column, year in block.years:
                _keep(
                    row,
                    column,
                    found.setdefault((block.sex, year), {}),
                    (destination, origin),
                    flag,
                    where,
                    options,
                )


def _keep(
    row: Row,
    column: int,
    into: dict[tuple[str, str], Cell],
    pair: tuple[str, str],
    flag: str | None,
    where: str,
    options: Options,
) -> None:
    there, value = cell_figure(row, column, where, options.report)
    if not there:
        return
    if value is not None and value < 0:
        options.report.add(
            where,
            "a negative number of persons",
            row=row.number,
            column=column_letters(column),
            value=row.text(column),
        )
        return
    before = into.get(pair)
    if before is not None and before[0] is not None:
        # Two columns of the wide layout ("Other South", "Other North") make the other origins together.
        value = before[0] + (value or 0.0)
    into[pair] = (value, row.number, column, flag)


def _read_wide(look: Look, sheet: tables.Sheet, found: Figures, options: Options) -> None:
    where, report = look.workbook.where(sheet.name), options.report
    title = f"{sheet.title} {sheet.name}".casefold()
    sex: Sex = "female" if "female" in title else "male" if re.search(r"\bmales?\b", title) else "both"
    texts = {c: " ".join(str(v).split()).casefold() for c, v in sheet.header.values.items()}
    year_column = next(c for c, t in texts.items() if t == "year")
    name_column = next(c for c, t in texts.items() if "destination" in t or "country or area" in t)
    rows: list[tuple[Row, str]] = []
    names: dict[int, str] = {c: str(v) for c, v in sheet.header.values.items() if isinstance(v, str)}
    codes: dict[str, set[str]] = {}
    for row in look.workbook.rows(sheet.name):
        if row.number <= sheet.header.number:
            continue
        if not isinstance(row.values.get(year_column), float):
            if not rows:
                # The names of the origins may stand in a row of their own below the header.
                names.update({c: v for c, v in row.values.items() if isinstance(v, str)})
            continue
        code, _ = tables.location(row, sheet.codes[0], where, report)
        if code is None:
            continue
        codes.setdefault(plain_name(row.text(name_column)), set()).add(code)
        rows.append((row, code))
    first = max(sheet.codes[0], sheet.type_of_data, name_column, year_column)
    origins = _origins(
        {c: n for c, n in names.items() if c > first}, codes, where, sheet.header.number, options
    )
    seen: dict[tuple[str, int], int] = {}
    for row, destination in rows:
        year = int(float(row.values[year_column]))
        if (destination, year) in seen:
            report.add(
                where, f"{destination} in {year} stands in row {seen[destination, year]} too", row=row.number
            )
            continue
        seen[destination, year] = row.number
        flag = row.text(sheet.type_of_data).strip() or None if sheet.type_of_data else None
        for column, origin in origins.items():
            _keep(row, column, found.setdefault((sex, year), {}), (destination, origin), flag, where, options)


def _origins(
    names: dict[int, str], codes: dict[str, set[str]], where: str, row: int, options: Options
) -> dict[int, str]:
    """The origin of each column, by the code that the same name has in the rows of the file."""
    found: dict[int, str] = {}
    for column, name in names.items():
        plain = plain_name(name)
        if plain in {"country or area of origin", "country of origin"}:
            continue
        if plain == "total":
            found[column] = WORLD
        elif plain in {"other south", "other north", "others", "other", "unknown"}:
            found[column] = OTHER_ORIGINS
        elif len(codes.get(plain, ())) == 1:
            found[column] = next(iter(codes[plain]))
        else:
            options.report.add(
                where,
                "no row of the file has this name with the code of one country",
                row=row,
                column=column_letters(column),
                value=name,
            )
    if WORLD not in found.values():
        options.report.add(where, "expected a column 'Total' among the origins", row=row)
    return found


def _check(found: Figures, where: str, options: Options) -> None:
    """Sums over origins, over destinations, over the world, and over the sexes against the file's own totals."""
    totals = Totals(options)
    for (sex, year), figures in found.items():
        both = found.get(("both", year), {}) if sex != "both" else {}
        to: dict[str, Parts] = {}
        of: dict[str, Parts] = {}
        world = Parts()
        for (destination, origin), (value, *_) in figures.items():
            if WORLD in {destination, origin}:
                continue
            bound = both[destination, origin][0] if (destination, origin) in both else None
            for parts in (to.setdefault(destination, Parts()), of.setdefault(origin, Parts()), world):
                parts.add(value, bound)
        whole = all(v[0] is None or v[0].is_integer() for v in figures.values())
        for (destination, origin), (value, row, column, _) in figures.items():
            if value is None or WORLD not in {destination, origin}:
                continue
            if destination == WORLD and origin == WORLD:
                parts, what = world, "world"
            elif origin == WORLD:
                parts, what = to.get(destination, Parts()), f"destination {destination}"
            else:
                parts, what = of.get(origin, Parts()), f"origin {origin}"
            said = f"{what}, {sex}, {year}"
            totals.check(said, parts, value, where, row, column_letters(column), whole=whole)
        if sex == "both":
            _check_sexes(found, figures, year, where, totals)
    totals.tell(where)


def _check_sexes(
    found: Figures, figures: dict[tuple[str, str], Cell], year: int, where: str, totals: Totals
) -> None:
    men, women = found.get(("male", year)), found.get(("female", year))
    if men is None or women is None:
        return
    nothing: Cell = (None, 0, 0, None)
    for pair, (value, row, column, _) in figures.items():
        m, w = men.get(pair, nothing)[0], women.get(pair, nothing)[0]
        if (
            value is not None
            and m is not None
            and w is not None
            and not same_total(m + w, value, 2, whole=True)
        ):
            what = f"destination {pair[0]}, origin {pair[1]}, {year}, women and men"
            totals.compare(what, m + w, value, where, row, column_letters(column))
