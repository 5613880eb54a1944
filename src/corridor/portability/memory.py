"""Keeping freed memory at hand while many blocks are computed."""

from __future__ import annotations

import ctypes
from functools import lru_cache

# numbers of malloc.h
_M_TRIM_THRESHOLD = -1
_M_MMAP_THRESHOLD = -3

#: Freed memory up to this many bytes stays with the process for the next block.
KEPT = 512 * 1024**2


@lru_cache(maxsize=1)
def keep_freed_memory() -> bool:
    """Ask the C library not to give freed arrays back to the system after every block.

    Each block makes and drops the same arrays; handing their pages back and forth costs up to a third of a run.  Only
    glibc can be asked; elsewhere nothing happens.

    Returns:
        Whether the library took it.
    """
    try:
        libc = ctypes.CDLL(None)
        mallopt = libc.mallopt
    except (OSError, AttributeError):
        return False
    return bool(mallopt(_M_MMAP_THRESHOLD, KEPT) and mallopt(_M_TRIM_THRESHOLD, KEPT))
