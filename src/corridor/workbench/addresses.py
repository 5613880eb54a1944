"""The address of every page that can be looked at without entering anything."""

from __future__ import annotations

FORMS = ("/check", "/check/grid", "/cases", "/jobs/new", "/dossiers/new")
"""Pages to enter something; they have no content of their own, so no JSON."""


def every_page() -> list[str]:
    """Paths of all pages of reference: fixed ones, and one for each thing that there is.

    Of requirements, sentences, agreements that are not modelled and corridors, which are many and alike, the list has a sample.
    """
    from corridor.agreements import all_instruments
    from corridor.commitments import all_coded, load_catalogue
    from corridor.evidence.network import network
    from corridor.evidence.store import open_store
    from corridor.plan import example_names
    from corridor.schemes import all_schemes
    from corridor.workbench.home import DOORS, MORE

    known = load_catalogue()
    bonds = list(dict.fromkeys(b.instrument for b in network().bonds))
    return [
        "/",
        *(path for path, _title, _about in (*DOORS, *MORE) if path not in FORMS),
        "/corridors/MAR-ESP",
        "/corridors/PHL-CAN",
        "/corridors/NRU-TUV",
        "/countries/MAR",
        *(f"/schemes/{s.id}" for s in all_schemes(invented=True)),
        *(f"/agreements/{i.id}" for i in all_instruments(invented=True)),
        *(f"/agreements/{b}" for b in bonds[:: len(bonds) // 5]),
        "/agreements?country=CAN&country=PHL&on=2012-01-01",
        "/network?year=1990&country=ESP",
        *(f"/instruments/{i.id}" for i in all_coded()),
        *(f"/requirements/{r}" for r in list(known.requirements)[::20]),
        *(f"/founding/{s}" for s in list(known.sentences)[::20]),
        *(f"/data/{i}" for i in list(open_store().indicators())[::5]),
        "/partnerships/px05-rights-education",
        "/partnerships/match?requirement=ICRMW-20&pair=PHL-CAN",
        "/partnerships/check",
        *(f"/plans/{name}" for name in example_names()),
        "/search?q=canada",
        *FORMS,
    ]
