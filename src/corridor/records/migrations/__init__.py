"""Migrations of the database, run by :func:`corridor.records.database.open_database`."""
