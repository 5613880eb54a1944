"""Old Age Security pension of Canada."""
