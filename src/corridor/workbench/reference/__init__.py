"""Pages to look things up: countries, corridors, agreements, schemes, requirements, evidence."""
