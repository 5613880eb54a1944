"""Metadata for the prepared tables of the shared folder, so that the plain route reads them.

    python -m tests.evidence.prepared FOLDER TO

writes for each table of FOLDER a copy and its metadata file into TO; ``corridor evidence add TO/*.parquet`` then
adds them.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

import yaml

Metadata = dict[str, Any]
METHODS = ("da_pb_closed", "da_min_closed", "da_min_open", "mig_rate", "sd_rev_neg", "sd_drop_neg")
PAIR = {"origin": "origin", "destination": "dest", "year": "year", "sex": "sex"}
ASYLUM = {"origin": "origin", "destination": "asylum", "year": "year"}
UN = "United Nations, Department of Economic and Social Affairs, Population Division"


def source(
    source_id: str, series: str, publisher: str, title: str, edition: str, licence: str = "CC BY 3.0 IGO"
) -> Metadata:
    return {
        "source_id": source_id,
        "series": series,
        "publisher": publisher,
        "title": title,
        "edition": edition,
        "licence": licence,
    }


def counts(**names: str) -> list[Metadata]:
    return [{"indicator": ours, "value": theirs, "columns": ASYLUM} for theirs, ours in names.items()]


def of_year(indicator: str, value: str, sex: str = "both", scale: float = 1) -> Metadata:
    return {
        "indicator": indicator,
        "value": value,
        "columns": {"country": "iso3", "year": "year", "variant": "variant"},
        "constants": {"sex": sex},
        "scale": scale,
        "words": {"variant": {"estimate": None}},
    }


DEVELOPMENT = {
    "World Bank via Gapminder systema_globalis": (
        "wb-wdi-2026-03",
        "official estimate",
        ["gdp_pc_const_usd", "gdp_pc_ppp", "gini", "gni_pc_atlas", "oda_received_gni", "poverty_300"],
    ),
    "WHO/WB via Gapminder systema_globalis": ("who-2026-03", "official estimate", ["doctors_per_1000"]),
    "UNDP via Gapminder systema_globalis": ("undp-hdi-2026-03", "official estimate", ["hdi"]),
    "ILOSTAT via Gapminder systema_globalis": (
        "ilostat-2026-03",
        "model",
        ["hourly_labour_cost", "lfp_female_15plus", "lfp_male_15plus", "unemployment_15plus"],
    ),
    "ILO/WB via Gapminder systema_globalis": ("ilo-wb-2026-03", "model", ["self_employed"]),
    "UN SDG database, 2020 snapshot": (
        "un-sdg-2020-10",
        "official estimate",
        ["pension_coverage_old_age", "social_protection_any", "unemployment_benefit_coverage"],
    ),
    "World Bank WDI/WGI via IOM GDI gdiviz 2024-05": (
        "wb-wdi-2024-05",
        "official estimate",
        [
            "age_dependency",
            "political_stability",
            "population",
            "remittances_received_usd",
            "remittances_paid_usd",
        ],
    ),
}
RENAMED = {"remittances_received_usd": "remittance_received", "remittances_paid_usd": "remittance_paid"}


def tables() -> dict[str, Metadata]:
    """The metadata of each prepared table, by file name."""
    stock = source(
        "undesa-ims-2020-bilateral", "undesa-ims", UN, "International Migrant Stock 2020, bilateral", "2020"
    )
    totals = source(
        "undesa-ims-2024-totals", "undesa-ims", UN, "International Migrant Stock 2024, totals", "2024"
    )
    ages = source(
        "undesa-ims-2019-ages", "undesa-ims", UN, "International Migrant Stock 2019, by age", "2019"
    )
    unhcr = {"publisher": "UNHCR", "edition": "2025.12.1", "licence": "CC BY 4.0"}
    return {
        "un_desa_ims2020_bilateral.parquet": {
            "source": stock,
            "kind": "official estimate",
            "series": [{"indicator": "stock", "value": "stock", "columns": PAIR}],
        },
        "un_desa_ims2024_totals.parquet": {
            "source": totals,
            "kind": "official estimate",
            "series": [
                {
                    "indicator": ours,
                    "value": "stock",
                    "columns": {"country": "iso3", "year": "year"},
                    "where": {"role": role},
                }
                for role, ours in (("immigrants", "immigrant_stock"), ("emigrants", "emigrant_stock"))
            ],
        },
        "un_desa_ims2019_by_age_sex_dest.parquet": {
            "source": ages,
            "kind": "official estimate",
            "series": [
                {
                    "indicator": "immigrant_stock",
                    "value": "migrants",
                    "columns": {"country": "dest", "year": "year", "sex": "sex", "age": "age"},
                }
            ],
        },
        "abel_cohen_flows_5yr_1990_2020.parquet": {
            "source": source(
                "abel-cohen-1990-2020",
                "abel-cohen",
                "Abel and Cohen",
                "Flow estimates",
                "1990-2020",
                "CC BY 4.0",
            ),
            "kind": "model",
            "series": [
                {
                    "indicator": "flow",
                    "value": method,
                    "constants": {"variant": method},
                    "length": 5,
                    "null_is": 0,
                    "columns": {**PAIR, "year": "year0"},
                    "words": {"sex": {"total": "both"}},
                }
                for method in METHODS
            ],
        },
        "wb_bilateral_remittances_2017.parquet": {
            "source": source(
                "wb-bilateral-remittances-2017",
                "wb-bilateral-remittances",
                "World Bank",
                "Bilateral Remittance Estimates for 2017",
                "April 2018 version",
                "not known",
            ),
            "kind": "model",
            "series": [
                {
                    "indicator": "remittance_bilateral",
                    "value": "usd_m",
                    "columns": {"origin": "receiver", "destination": "sender", "year": "year"},
                }
            ],
        },
        "rpw_corridor_cost_2011_2020.parquet": {
            "source": source(
                "wb-rpw-2020-12",
                "wb-rpw",
                "World Bank",
                "Remittance Prices Worldwide",
                "2020-12-07",
                "CC BY 4.0",
            ),
            "kind": "observed",
            "series": [
                {
                    "indicator": "remittance_cost",
                    "value": "cost_pct",
                    "columns": {
                        "origin": "receiver",
                        "destination": "sender",
                        "year": "year",
                        "quarter": "quarter",
                    },
                }
            ],
        },
        "un_wpp2024_country_year.parquet": {
            "source": source("undesa-wpp-2024", "undesa-wpp", UN, "World Population Prospects 2024", "2024"),
            "kind": "official estimate",
            "series": [
                of_year("population", "pop_male_k", "male", 1000),
                of_year("population", "pop_female_k", "female", 1000),
                of_year("life_expectancy", "e0_both"),
                of_year("life_expectancy", "e0_male", "male"),
                of_year("life_expectancy", "e0_female", "female"),
                of_year("births", "births_k", scale=1000),
                of_year("deaths", "deaths_k", scale=1000),
                of_year("fertility", "tfr"),
                of_year("net_migration", "net_migration_k", scale=1000),
            ],
        },
        "un_wpp2022_pop_single_age.parquet": {
            "source": source(
                "undesa-wpp-2022-ages", "undesa-wpp", UN, "World Population Prospects 2022", "2022"
            ),
            "kind": "official estimate",
            "series": [
                {
                    "indicator": "population",
                    "value": "pop_k",
                    "scale": 1000,
                    "columns": {"country": "iso3", "year": "year", "sex": "sex", "age": "age"},
                }
            ],
        },
        "un_wpp2024_mx_5x5.parquet": {
            "source": source(
                "undesa-wpp-2024-mx", "undesa-wpp", UN, "World Population Prospects 2024, death rates", "2024"
            ),
            "kind": "official estimate",
            "series": [
                {
                    "indicator": "death_rate",
                    "value": f"mx_{sex}",
                    "constants": {"sex": sex},
                    "columns": {"country": "iso3", "year": "mid_year", "age": "age"},
                }
                for sex in ("male", "female")
            ],
        },
        "unhcr_population_1951_2025.parquet": {
            "source": {
                **unhcr,
                "source_id": "unhcr-population-2025-12",
                "series": "unhcr",
                "title": "Population",
            },
            "kind": "observed",
            "series": counts(
                refugees="refugees",
                asylum_seekers="asylum_seekers",
                returned_refugees="returned_refugees",
                idps="idps",
                returned_idps="returned_idps",
                stateless="stateless",
                ooc="others_of_concern",
                oip="other_in_need",
                hst="host_community",
            ),
        },
        "unhcr_asylum_decisions_2000_2025.parquet": {
            "source": {
                **unhcr,
                "source_id": "unhcr-decisions-2025-12",
                "series": "unhcr",
                "title": "Decisions",
            },
            "kind": "observed",
            "series": counts(
                dec_recognized="asylum_recognized",
                dec_other="asylum_other",
                dec_rejected="asylum_rejected",
                dec_closed="asylum_closed",
                dec_total="asylum_decisions",
            ),
        },
        "unhcr_solutions_1959_2025.parquet": {
            "source": {
                **unhcr,
                "source_id": "unhcr-solutions-2025-12",
                "series": "unhcr-solutions",
                "title": "Solutions",
            },
            "kind": "observed",
            "series": counts(
                resettlement="resettlement",
                naturalisation="naturalisation",
                returned_refugees="returned_refugees",
                returned_idps="returned_idps",
            ),
        },
        "idmc_conflict_idp_stock_1990_2025.parquet": {
            "source": source(
                "idmc-2025", "idmc", "IDMC", "Internally displaced persons", "2025.12.1", "CC BY 4.0"
            ),
            "kind": "official estimate",
            "series": [
                {
                    "indicator": "idps_conflict",
                    "value": "idps_conflict_stock",
                    "columns": {"country": "iso3", "year": "year"},
                }
            ],
        },
        "idmc_new_displacements_2008_2023.parquet": {
            "source": source(
                "idmc-new-2023", "idmc-new", "IDMC", "New displacements", "2024-05", "not known"
            ),
            "kind": "official estimate",
            "series": [
                {
                    "indicator": f"new_displacements_{cause}",
                    "value": "new_displacements",
                    "where": {"cause": cause},
                    "columns": {"country": "iso3", "year": "year"},
                }
                for cause in ("conflict", "disaster")
            ],
        },
        "gaskin_abel_net_migration_1990_2023.parquet": {
            "source": source(
                "gaskin-abel-2025",
                "gaskin-abel",
                "Gaskin and Abel",
                "Net migration (preprint)",
                "2025-06",
                "not known",
            ),
            "kind": "model",
            "series": [
                {"indicator": ours, "value": value, "columns": {"country": "iso3", "year": "year"}}
                for value, ours in (("net_mean", "net_migration"), ("net_std", "net_migration_sd"))
            ],
        },
        "wb_income_group_history.parquet": {
            "source": source(
                "wb-income-history-fy26", "wb-income-groups", "World Bank", "OGHIST", "FY26", "not known"
            ),
            "kind": "observed",
            "series": [
                {
                    "indicator": "income_group",
                    "value": "income",
                    "columns": {"country": "iso3", "year": "data_year", "flag": "income"},
                    "words": {"value": {"L": 1, "LM": 2, "UM": 3, "H": 4}},
                }
            ],
        },
        "development_indicators.parquet": {
            "sources": [
                source(i, i.rsplit("-", 2)[0], words.split(" via ")[0], words, "as copied", "not known")
                for words, (i, _, _) in DEVELOPMENT.items()
            ],
            "series": [
                {
                    "source": i,
                    "kind": kind,
                    "value": "value",
                    "where": {"source": words},
                    "columns": {"indicator": "indicator", "country": "iso3", "year": "year"},
                    "indicators": {n: RENAMED.get(n, n) for n in names},
                }
                for words, (i, kind, names) in DEVELOPMENT.items()
            ],
        },
    }


class _Plain(yaml.SafeDumper):
    """Writes the same thing out each time it is meant, without references."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def prepare(folder: Path, to: Path, name: str) -> Path:
    """A copy of a prepared table with its metadata beside it."""
    copy = to / name
    shutil.copyfile(folder / name, copy)
    (to / f"{name}.meta.yaml").write_text(
        yaml.dump(tables()[name], Dumper=_Plain, sort_keys=False), encoding="utf-8"
    )
    return copy


if __name__ == "__main__":
    for table in tables():
        sys.stdout.write(f"{prepare(Path(sys.argv[1]), Path(sys.argv[2]), table)}\n")
