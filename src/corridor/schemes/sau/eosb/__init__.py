"""End-of-service award of the Saudi Labour Law."""
