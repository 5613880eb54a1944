"""What people write and keep on purpose: saved cases, and the records of other rooms, in one database of their own.

:func:`corridor.records.database.open_database` opens it: a SQLite file in the user's data folder, or the
PostgreSQL database that ``CORRIDOR_DATABASE`` names.

To add a table: declare it in a module of this folder on :class:`corridor.records.database.Base`, name the
module in ``database.TABLE_MODULES``, and add a file to ``migrations/versions`` whose ``down_revision`` is the
last one before it.  A test compares what the modules declare with what the migrations make.
"""
