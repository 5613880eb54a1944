"""End-of-service benefit of the labour law of the United Arab Emirates."""
