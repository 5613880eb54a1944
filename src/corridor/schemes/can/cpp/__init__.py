"""Canada Pension Plan: retirement pension."""
