"""One-time codes on paper and the keys that participants hold: made, typed, hashed.

A code is 12 random signs of 31 (59 bits) and a check sign; a key is 19 and a check sign.  Signs that look alike
(0 O, 1 I L) are not used.  The modulus is prime, so one wrong sign and two swapped ones are always noticed before
anything is looked up.  Only a keyed hash is stored: who has the database without the key file can test no code.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import unicodedata
from dataclasses import dataclass
from pathlib import Path

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH, KEY_LENGTH = 13, 20
KEY_FILE = "dialogue.key"


@dataclass(frozen=True)
class Keyed:
    """Hashes under the secret of this installation."""

    secret: bytes

    def hash(self, use: str, text: str) -> str:
        """A hash of a text for one use; hashes for different uses cannot be compared."""
        return hmac.new(self.secret, f"{use}\0{text}".encode(), hashlib.sha256).hexdigest()


def keyed(folder: Path) -> Keyed:
    """The secret in ``dialogue.key`` of the data folder, made at first use. It is never in the database."""
    file = folder / KEY_FILE
    for _attempt in range(2):
        try:
            secret = file.read_bytes()
            if len(secret) == 32:
                return Keyed(secret)
            raise OSError(f"{file}: expected 32 bytes; restore it from a copy, or the codes issued are void")
        except FileNotFoundError:
            folder.mkdir(parents=True, exist_ok=True)
            # linked into place in one step, so that two processes agree on one secret
            part = folder / f".{KEY_FILE}.{secrets.token_hex(8)}"
            handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            try:
                os.write(handle, secrets.token_bytes(32))
                os.fsync(handle)
            finally:
                os.close(handle)
            try:
                os.link(part, file)
            except FileExistsError:
                pass
            finally:
                part.unlink()
    raise OSError(f"{file}: cannot be read")


def new_code() -> str:
    """A new code, such as ``7KQM-2XRT-9WAHB``."""
    return grouped(_with_check("".join(secrets.choice(ALPHABET) for _n in range(CODE_LENGTH - 1))))


def new_key() -> str:
    """A new key of a participant, in groups of four."""
    return grouped(_with_check("".join(secrets.choice(ALPHABET) for _n in range(KEY_LENGTH - 1))))


def grouped(signs: str) -> str:
    """Signs in groups of four; the last group takes what would be left alone.

    >>> grouped("ABCDEFGHJKMNP")
    'ABCD-EFGH-JKMNP'
    """
    parts = [signs[i : i + 4] for i in range(0, len(signs), 4)]
    if len(parts) > 1 and len(parts[-1]) < 2:
        parts[-2:] = [parts[-2] + parts[-1]]
    return "-".join(parts)


def typed(text: str) -> str | None:
    """What somebody typed as code or key, in its one form; None if a sign is wrong or missing.

    Small letters, spaces, hyphens, and digits of other scripts are taken.
    """
    signs = []
    for sign in unicodedata.normalize("NFKC", text[:80]).upper():
        if sign.isalnum():
            digit = unicodedata.digit(sign, None)
            signs.append(sign if digit is None else str(digit))
    found = "".join(signs)
    if len(found) not in (CODE_LENGTH, KEY_LENGTH) or any(s not in ALPHABET for s in found):
        return None
    return found if _with_check(found[:-1]) == found else None


def _with_check(signs: str) -> str:
    """The signs and a check sign: weights 1, 2, 3 ... modulo 31."""
    total = sum(place * ALPHABET.index(sign) for place, sign in enumerate(signs, start=1))
    return signs + ALPHABET[total % len(ALPHABET)]
