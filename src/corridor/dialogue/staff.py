"""The sign-in of staff: a passphrase set with a one-time token from the terminal, kept as a salted slow hash."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from corridor.dialogue.consultations import Refused
from corridor.i18n import _
from corridor.records.consultations import StaffRow
from corridor.records.database import Database

SHORTEST = 12
"""Chosen: fewest signs of a passphrase."""
_COST = {"n": 2**15, "r": 8, "p": 1, "maxmem": 64 * 2**20}
"""scrypt: about 32 MB and 0.1 s a try."""


def new_token(database: Database) -> str:
    """A token that allows to set the passphrase once; an earlier one is void."""
    token = secrets.token_urlsafe(18)
    _put(database, "token", _hashed(token))
    return token


def is_set(database: Database) -> bool:
    """Whether there is a passphrase."""
    return _get(database, "passphrase") is not None


def set_passphrase(database: Database, token: str, passphrase: str) -> None:
    """Set the passphrase with the token; the token is used up.

    Raises:
        Refused: another token, or a short passphrase.
    """
    if len(passphrase) < SHORTEST:
        raise Refused(
            _("Take a passphrase of at least {most} signs, such as four words.").format(most=SHORTEST)
        )
    held = _get(database, "token")
    if held is None or not _fits(token.strip(), held):
        raise Refused(_("This is not the token. Get one in the terminal: corridor consult staff-token"))
    value = _hashed(passphrase)
    with database.writing() as session:
        row = session.get(StaffRow, "token", with_for_update=True)
        if row is None or row.value != held:
            raise Refused(_("This is not the token. Get one in the terminal: corridor consult staff-token"))
        session.delete(row)
        session.merge(StaffRow(name="passphrase", value=value))


def fits(database: Database, passphrase: str) -> bool:
    """Whether this is the passphrase."""
    held = _get(database, "passphrase")
    return _fits(passphrase, held or _hashed("")) and held is not None


def _hashed(text: str) -> str:
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}${hashlib.scrypt(text.encode(), salt=salt, **_COST).hex()}"


def _fits(text: str, held: str) -> bool:
    salt, _sign, wanted = held.partition("$")
    found = hashlib.scrypt(text.encode(), salt=bytes.fromhex(salt), **_COST).hex()
    return hmac.compare_digest(found, wanted)


def _get(database: Database, name: str) -> str | None:
    with database.reading() as session:
        row = session.get(StaffRow, name)
        return None if row is None else row.value


def _put(database: Database, name: str, value: str) -> None:
    with database.writing() as session:
        session.merge(StaffRow(name=name, value=value))
