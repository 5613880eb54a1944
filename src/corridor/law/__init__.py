"""What every legal order shares.

Dated parameters, rules with their article, exact numbers, calendars, the trace.
"""
