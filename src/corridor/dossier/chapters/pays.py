"""Which scheme pays which share to many people together."""

from __future__ import annotations

from corridor.countries import country_name
from corridor.dossier.assumptions import assumptions
from corridor.dossier.bars import percent
from corridor.dossier.chapters.shared import ASSUMED, PEOPLE, scheme_words, set_title
from corridor.dossier.document import Data, Result, Table
from corridor.dossier.material import Material, Population
from corridor.dossier.population import MINIMUM, Burden, Row, too_few
from corridor.i18n import _, number_in_words
from corridor.portability.entitlement import NONE
from corridor.portability.wording import per


def who_pays(material: Material, p: Population, paid: list[Burden]) -> Result:
    """What the schemes pay to all people together, without and with the instruments."""
    last = material.last_set
    visible = [b for b in paid if _enough(p, b.scheme)]
    rows = []
    for b in visible:
        if b.instruments not in (NONE, last):
            continue
        amount = per(b.amount, b.currency, b.frequency)
        if b.left_out:
            amount = _("at least {amount}; {n} amounts are not known").format(
                amount=amount, n=number_in_words(b.left_out)
            )
        share = percent(b.share) if b.share is not None else _("cannot be told")
        rows.append((country_name(b.country), b.scheme, set_title(b.instruments), amount, share))
    changed = [b for b in visible if b.instruments == last and b.change]
    if changed:
        said = "; ".join(
            _("{scheme}: {amount}").format(
                scheme=scheme_words(b.scheme),
                amount=("+" if b.change > 0 else "") + per(b.change, b.currency, b.frequency),
            )
            for b in changed
        )
        text = (
            _("For all these people together the draft costs, against no agreement: {changes}.")
            if material.draft
            else _(
                "For all these people together the agreements in force cost, against no agreement: {changes}."
            )
        )
        answer = text.format(changes=said)
    elif not visible:
        answer = too_few()
    else:
        answer = _("What the schemes pay to these people does not change.")
    rates = ", ".join(
        f"1 {c} = US$ {number_in_words(r)}"
        for c, r in assumptions().dollars.items()
        if any(b.currency == c for b in visible)
    )
    table = Table(
        _("Who pays which share"),
        (
            _("Country"),
            _("Scheme"),
            _("Agreements"),
            _("Paid to all of them"),
            _("Share of what is paid as often"),
        ),
        tuple(rows),
        (3, 4),
        note=_(
            "Shares use these assumed rates: {rates}. Monthly pensions and single sums are not added up."
        ).format(rates=rates),
        sources=(PEOPLE, ASSUMED),
    )
    return Result(
        id="who-pays",
        title=_("Which scheme pays which share"),
        answer=answer,
        comparison=(table,),
        uncertain=(
            _(
                "What is paid in the first month of the claim, not over a lifetime. What people or "
                "employers paid in is not set against it."
            ),
            _("What a lump sum would have cost in place of the pension is not taken off."),
        ),
        sources=(PEOPLE, ASSUMED),
    )


def _enough(p: Population, scheme: str) -> bool:
    return p.results.filter(p.results["scheme"] == scheme)["person_id"].n_unique() >= MINIMUM


def burden_data(paid: list[Burden], rows: list[Row]) -> Data:
    """The same as a table; schemes with too few people are left out."""
    columns = {
        "scheme": _("scheme that pays"),
        "country": _("its country, ISO3"),
        "instruments": _("none, in force or draft"),
        "frequency": _("month, week or once"),
        "currency": "ISO 4217",
        "amount": _("paid to all people together, where they live; known amounts only"),
        "share": _("share of what all schemes pay as often, at assumed rates; empty: cannot be told"),
        "change": _("change against no agreement"),
        "left_out": _("entitled people whose amount is not known"),
    }
    seen = {r.scheme for r in rows if r.by == "all" and r.people is not None}
    data = [
        {
            c: round(v, 4) if c == "share" and (v := getattr(b, c)) is not None else getattr(b, c)
            for c in columns
        }
        for b in paid
        if b.scheme in seen
    ]
    return Data("who_pays", _("Which scheme pays which share"), columns, data, (PEOPLE, ASSUMED))
