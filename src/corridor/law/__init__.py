"""What every legal order shares: dated parameters, rules with their article, exact numbers, calendars, the trace."""
