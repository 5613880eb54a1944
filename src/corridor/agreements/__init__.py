"""Agreements: one file an instrument, with parties, dated versions, methods and articles."""

from corridor.agreements.instrument import BenefitRule, CreditRule, ExportRule, Instrument, Version
from corridor.agreements.registry import all_instruments, find_instrument, load_instrument

__all__ = [
    "BenefitRule",
    "CreditRule",
    "ExportRule",
    "Instrument",
    "Version",
    "all_instruments",
    "find_instrument",
    "load_instrument",
]
