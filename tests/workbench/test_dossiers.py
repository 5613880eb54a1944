"""Folders with dossiers: shown and served safely."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from corridor.dossier.folder import FORMAT
from tests.workbench.visitor import send, visitor


def dossier(folder: Path, **files: bytes) -> str:
    """An invented dossier; its id."""
    folder.mkdir(parents=True)
    held = {
        "index.html": b"<style>p{color:red}</style><script>alert(1)</script><p>invented</p>",
        "dossier.xlsx": b"PK",
        **files,
    }
    for name, content in held.items():
        (folder / name).write_bytes(content)
    content_hash = hashlib.sha256(str(sorted(held)).encode()).hexdigest()
    entries = [{"name": n, "bytes": len(c), "sha256": hashlib.sha256(c).hexdigest()} for n, c in held.items()]
    entries += [
        {"name": n, "bytes": 1, "sha256": ""}
        for n in ("../secret.html", "/etc/passwd", "link.html", "gone.html")
    ]
    said = {
        "format": FORMAT,
        "title": "<b>Invented</b>",
        "content_hash": content_hash,
        "language": "en",
        "on": "2025-01-01",
    }
    (folder / "manifest.json").write_text(json.dumps({**said, "files": entries}))
    return content_hash[:20]


def test_a_named_folder_and_the_folders_in_it_are_shown(tmp_path: Path) -> None:
    one = dossier(tmp_path / "shelf" / "one")
    (tmp_path / "shelf" / "other").mkdir()
    (tmp_path / "shelf" / "other" / "manifest.json").write_text("not json")
    client = visitor(tmp_path / "data", folders=(tmp_path / "shelf",))
    page = client.get("/dossiers").text
    assert f"/dossiers/{one}" in page and "&lt;b&gt;Invented" in page and "<b>Invented" not in page
    assert client.get(f"/dossiers/{one}").status_code == 200
    direct = visitor(tmp_path / "data", folders=(tmp_path / "shelf" / "one",))
    assert direct.get(f"/dossiers/{one}").status_code == 200
    assert client.get("/dossiers/ffffffffffffffffffff").status_code == 404


def test_the_page_of_a_dossier_runs_nothing_and_has_no_part_in_the_workbench(tmp_path: Path) -> None:
    one = dossier(tmp_path / "one")
    client = visitor(tmp_path / "data", folders=(tmp_path / "one",))
    answer = client.get(f"/dossiers/{one}/files/index.html")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox") and "script-src" not in policy and "allow-scripts" not in policy
    assert "allow-same-origin" not in policy and "default-src 'none'" in policy
    book = client.get(f"/dossiers/{one}/files/dossier.xlsx")
    assert book.headers["content-disposition"].startswith("attachment")
    assert client.get(f"/dossiers/{one}/files/manifest.json").json()["format"] == FORMAT


@pytest.mark.parametrize(
    "name",
    [
        "../secret.html",
        "..%2fsecret.html",
        "%2e%2e/secret.html",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "link.html",
        "gone.html",
        "notes.txt",
    ],
)
def test_no_file_outside_is_served_even_if_the_manifest_names_it(tmp_path: Path, name: str) -> None:
    one = dossier(tmp_path / "one")
    (tmp_path / "secret.html").write_text("what is hidden")
    (tmp_path / "one" / "notes.txt").write_text("what is hidden")
    (tmp_path / "one" / "link.html").symlink_to(tmp_path / "secret.html")
    client = visitor(tmp_path / "data", folders=(tmp_path / "one",))
    answer = client.get(f"/dossiers/{one}/files/{name}")
    assert answer.status_code == 404 and "what is hidden" not in answer.text


def test_all_problems_of_the_form_come_at_once(tmp_path: Path) -> None:
    answer = send(visitor(tmp_path), "/dossiers/new", {"origin": "ZZZ", "destination": "", "on": "soon"})
    assert answer.status_code == 422
    for field in ("origin", "destination", "on"):
        assert f'href="#{field}"' in answer.text
    same = send(visitor(tmp_path), "/dossiers/new", {"origin": "PHL", "destination": "PHL"})
    assert same.status_code == 422 and not (tmp_path / "jobs").exists()
