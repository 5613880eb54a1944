"""Portability regimes: under what rules the migrants of a corridor stand, as a range over the open choices.

Regime I: an agreement between origin and destination lets pension rights be added up or taken along.  II: no
agreement, but legal residents have access to the social security of the host, and may take benefits home as
far as its own law lets them.  III: legal residents without access (and without contributions).  IV: migrants
without legal residence, who have access to no scheme.

The definition is that of Holzmann, Koettl and Chernetsky (2005), World Bank SP Discussion Paper 0519, carried
on by Avato, Koettl and Sabates-Wheeler (2010) and Holzmann and Wels (2018).  How many migrants stand where
depends on choices that those papers leave open; here each is a switch, and results are given for the central
setting with the lowest and highest value over all of them.  Everything computed here is a model result.
"""

from corridor.evidence.regimes.classify import classify, stock_on
from corridor.evidence.regimes.irregular import IrregularShares, irregular_shares
from corridor.evidence.regimes.published import PUBLISHED, compare, high_income_by_year
from corridor.evidence.regimes.ranges import RegimeResult, corridor_ranges, ranges, sensitivity
from corridor.evidence.regimes.switches import CENTRAL, RANGE, REGIMES, SWITCHES, Switches, origin_groups

__all__ = [
    "CENTRAL",
    "PUBLISHED",
    "RANGE",
    "REGIMES",
    "SWITCHES",
    "IrregularShares",
    "RegimeResult",
    "Switches",
    "classify",
    "compare",
    "corridor_ranges",
    "high_income_by_year",
    "irregular_shares",
    "origin_groups",
    "ranges",
    "sensitivity",
    "stock_on",
]
