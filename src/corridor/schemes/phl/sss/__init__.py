"""Social Security System: retirement pension and lump sum."""
