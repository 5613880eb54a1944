"""The dated world table of social security agreements, and who is bound to whom by what on a day.

The table is Corridor's own list of facts: parties, dates, what an instrument does, for whom, how sure that is
and where it was read.  Rows that nobody read in a source (confidence ``low``) and rows without a date of entry
into force are kept as leads: they are shown, and never count as evidence unless asked for.

    >>> from corridor.evidence.network import network
    >>> from datetime import date
    >>> [b.bond.instrument for b in network().between("DEU", "MAR", date(2012, 1, 1)).binding]
    ['deu-mar', 'euromed-mar']
"""

from corridor.evidence.network.frames import Completeness, completeness, counts, pair_frame
from corridor.evidence.network.queries import Finding, Network, Relation, network
from corridor.evidence.network.table import (
    ISSA_BILATERAL,
    ISSA_MULTILATERAL,
    KNOWN_UNTIL,
    Bond,
    read_table,
)

__all__ = [
    "ISSA_BILATERAL",
    "ISSA_MULTILATERAL",
    "KNOWN_UNTIL",
    "Bond",
    "Completeness",
    "Finding",
    "Network",
    "Relation",
    "completeness",
    "counts",
    "network",
    "pair_frame",
    "read_table",
]
