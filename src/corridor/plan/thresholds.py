"""The numbers that people chose: proposals of this project, not of the founding documents.

A plan cannot set them for itself.  Whoever asks may; they stand beside every result.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from fractions import Fraction

from corridor.i18n import N_, _, number_in_words

#: What each number is.
TITLES: Mapping[str, str] = {
    "finance_share": N_(
        "share of deployment, remittances and diaspora money from which a plan rests on them"
    ),
    "from_share": N_("share of what migrants are to give from which a plan is about that"),
    "token_share": N_("share of the known money up to which a piece of work counts as one without money"),
    "women_share": N_("least share of women among those consulted while the plan was drawn up"),
    "reply_rate": N_("least share of what was asked for that has a reasoned reply"),
    "origin_share": N_("least share of measures that answer what people asked for or an assessment found"),
    "review_months": N_("most months between two reviews"),
    "least_words": N_("least number of different words in an entry that is to say something"),
    "copies": N_("most measures that may share one text of a rights entry"),
}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The numbers by name; ``TITLES`` says what each is."""

    finance_share: Fraction = Fraction(1, 2)
    from_share: Fraction = Fraction(1, 2)
    token_share: Fraction = Fraction(1, 100)
    women_share: Fraction = Fraction(2, 5)
    reply_rate: Fraction = Fraction(9, 10)
    origin_share: Fraction = Fraction(1, 2)
    review_months: Fraction = Fraction(12)
    least_words: Fraction = Fraction(3)
    copies: Fraction = Fraction(3)

    def with_values(self, values: Mapping[str, str]) -> Thresholds:
        """The same with some numbers replaced.

        Raises:
            ValueError: every name that is not there, and every value that is no number from 0.
        """
        names = [f.name for f in fields(self)]
        wrong, new = [], {}
        for name, text in values.items():
            if name not in names:
                expected = _("threshold {name}: expected one of {names}")
                wrong.append(expected.format(name=name, names=", ".join(names)))
                continue
            try:
                new[name] = Fraction(text)
            except (ValueError, ZeroDivisionError):
                new[name] = Fraction(-1)
            if new[name] < 0:
                wrong.append(
                    _("threshold {name}: expected a number such as 0.5, not {value}").format(
                        name=name, value=text
                    )
                )
        if wrong:
            raise ValueError("\n".join(wrong))
        return replace(self, **new)

    def in_words(self, name: str) -> str:
        """One number as it is shown: shares as percentages, and whether it was changed."""
        value, usual = getattr(self, name), getattr(Thresholds(), name)
        text = _percent(name, value)
        if value == usual:
            return text
        return _("{value}, changed from {usual}").format(value=text, usual=_percent(name, usual))


def _percent(name: str, value: Fraction) -> str:
    if name.endswith(("_share", "_rate")):
        return _("{number}%").format(number=number_in_words(100 * value))
    return number_in_words(value)
