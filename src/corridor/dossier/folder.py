"""Writing a folder whole or not at all: whatever interrupts it, the old dossier stays or nothing is there."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

MANIFEST = "manifest.json"
FORMAT = "corridor-dossier-1"


def check(target: Path) -> None:
    """Refuse a folder that holds anything but a dossier as it was written.

    Raises:
        FileExistsError: it is a file, or holds files that a dossier does not have.
    """
    if not target.exists() and not target.is_symlink():
        return
    if not target.is_dir() or target.is_symlink():
        raise FileExistsError(f"{target} is there and is not a folder; choose another name")
    present = {p.relative_to(target).as_posix() for p in target.rglob("*") if not p.is_dir()}
    if not present:
        return
    known = files_of(target)
    if known is None:
        raise FileExistsError(f"{target} holds files and is not a dossier; choose another folder")
    foreign = sorted(present - known - {MANIFEST})
    if foreign:
        named = ", ".join(foreign[:3]) + (" ..." if len(foreign) > 3 else "")
        raise FileExistsError(
            f"{target} holds files that are not of the dossier ({named}); move them, they would be lost"
        )


def files_of(target: Path) -> set[str] | None:
    """The files that the manifest of a dossier names, or ``None`` where there is no such manifest."""
    try:
        manifest = json.loads(target.joinpath(MANIFEST).read_text(encoding="utf-8"))
        return {str(f["name"]) for f in manifest["files"]} if manifest["format"] == FORMAT else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def put(files: Mapping[str, bytes], target: Path) -> None:
    """Write all files into a new folder beside the target, then let it take its place.

    Raises:
        OSError: it cannot be written: a full disk, a folder that cannot be written to.
        FileExistsError: something else appeared at the target meanwhile.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    _sweep(target)
    draft = target.with_name(f".{target.name}.making-{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        for name, data in sorted(files.items()):
            file = draft / name
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
        check(target)
        _take_place(draft, target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _take_place(draft: Path, target: Path) -> None:
    """Let the draft be the target.

    Where the system can exchange two folders in one step the old one is never absent; elsewhere it stands under
    another name for an instant, and the next build of this folder puts it back if it was cut off there.
    """
    if not target.exists():
        draft.rename(target)
        return
    if _exchange(draft, target):
        return
    old = _old(target)
    target.rename(old)
    draft.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step (Linux); whether that was possible."""
    import ctypes

    at_cwd, exchange = -100, 2
    with contextlib.suppress(OSError, AttributeError):
        rename = ctypes.CDLL(None, use_errno=True).renameat2
        return bool(rename(at_cwd, os.fsencode(one), at_cwd, os.fsencode(other), exchange) == 0)
    return False


def _old(target: Path) -> Path:
    return target.with_name(f".{target.name}.old")


def _sweep(target: Path) -> None:
    """Clear away what builds that were cut off have left, and put an old dossier back that lost its place."""
    old = _old(target)
    if old.is_dir() and not target.exists() and files_of(old) is not None:
        old.rename(target)
    for left in target.parent.glob(f".{target.name}.making-*"):
        maker = left.name.rpartition("-")[2]
        if maker.isdigit() and not _runs(int(maker)):
            shutil.rmtree(left, ignore_errors=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
