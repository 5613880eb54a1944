"""The clause finder: it finds the article in four languages, says where, stays quick, and never answers."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest

from corridor.cli.main import BAD_INPUT, OK, run_cli
from corridor.commitments import load_catalogue
from corridor.commitments.finder import field_words, find_clauses

# Invented sentences, one article on each of three matters in each language.
TEXTS = {
    "en": ("Article 3\nWages may be moved freely.\n\nArticle 4\nThe worker may transfer savings to the home country.\n\n"
           "Article 5\nThe spouse and minor children may join the worker as a family after a year.\n\n"
           "Article 6\nA mixed commission meets once a year.\n"),
    "fr": ("Article 4\nLe transfert de l'épargne est libre.\n\nArticle 5\nLe conjoint et les enfants rejoignent la famille.\n\n"
           "Article 6\nUne commission mixte se réunit chaque année.\n"),
    "es": ("Artículo 4\nLa transferencia de los ahorros es libre.\n\nArtículo 5\nEl cónyuge y los hijos: reagrupación familiar.\n\n"
           "Artículo 6\nUna comisión mixta se reúne cada año.\n"),
    "de": ("Artikel 4\nDie Überweisung der Ersparnisse ist frei.\n\nArtikel 5\nEhegatte und Kinder: Nachzug der Familie.\n\n"
           "Artikel 6\nEine gemischte Kommission tritt jährlich zusammen.\n"),
}  # fmt: skip


def saved(folder: Path, text: str, name: str = "text.txt") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("language", TEXTS)
def test_the_article_is_found_in_each_language(tmp_path, language):
    found = find_clauses(saved(tmp_path, TEXTS[language]))
    for requirement, number in (("C97-07", "4"), ("ICRMW-20", "5"), ("R86ANNEX-15", "6")):
        best = found.proposals[requirement][0].passage
        assert best.heading.endswith(f" {number}"), (requirement, best)


def test_lines_lead_back_to_the_text(tmp_path):
    file = saved(tmp_path, TEXTS["en"])
    best = find_clauses(file, requirements=["ICRMW-20"]).proposals["ICRMW-20"][0]
    lines = file.read_text().split("\n")[best.passage.first_line - 1 : best.passage.last_line]
    assert "spouse" in " ".join(lines) and "spouse" in best.words


def test_what_is_not_found_is_not_silence(tmp_path):
    found = find_clauses(saved(tmp_path, "Article 1\nNothing of the kind.\n"), requirements=["C118-03"])
    assert found.nothing == ("C118-03",) and not found.proposals


@pytest.mark.parametrize("text", ["", " \n\t\n"])
def test_a_file_without_text_is_refused(tmp_path, text):
    with pytest.raises(ValueError, match="no text in it"):
        find_clauses(saved(tmp_path, text))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_older_encodings_are_read(tmp_path, encoding):
    file = tmp_path / "text.txt"
    file.write_bytes(TEXTS["de"].encode(encoding))
    found = find_clauses(file, requirements=["C97-07"]).proposals["C97-07"][0]
    assert "überweisung" in found.words and found.passage.heading == "Artikel 4"


def locked(folder: Path, password: str) -> Path:
    from pypdf import PdfReader, PdfWriter

    plain = folder / "plain.pdf"
    plain.write_bytes(pdf([["Article 5", "The spouse and minor children may join the worker."]]))
    writer = PdfWriter()
    writer.add_page(PdfReader(plain).pages[0])
    writer.encrypt(password, "owner", algorithm="RC4-128")
    file = folder / "locked.pdf"
    writer.write(file)
    return file


def test_a_pdf_behind_a_password_says_so_and_one_that_only_forbids_changes_is_read(tmp_path, capsys):
    assert run_cli(["find-clauses", str(locked(tmp_path, "secret"))]) == BAD_INPUT
    assert "protected by a password" in capsys.readouterr().err
    found = find_clauses(locked(tmp_path, ""), requirements=["ICRMW-20"])
    assert found.proposals["ICRMW-20"][0].passage.page == 1


def test_an_encryption_that_is_not_read_is_bad_input(tmp_path, capsys):
    file = locked(tmp_path, "secret")
    file.write_bytes(file.read_bytes().replace(b"/V 2", b"/V 5").replace(b"/R 3", b"/R 6"))
    assert run_cli(["find-clauses", str(file)]) == BAD_INPUT
    assert "encrypted" in capsys.readouterr().err or "not readable" in capsys.readouterr().err


@pytest.mark.parametrize("cut", [9, 200, 400])
def test_a_pdf_that_was_cut_off_is_bad_input(tmp_path, cut):
    file = tmp_path / "cut.pdf"
    file.write_bytes(pdf([["Article 5", "The spouse may join."]])[:cut])
    assert run_cli(["find-clauses", str(file)]) == BAD_INPUT


def test_every_topic_that_is_asked_has_words():
    asked = {r.topic for r in load_catalogue().requirements.values() if r.answer.scored}
    assert asked <= {t for t, words in field_words().topics.items() if words}


def test_hundreds_of_pages_take_little_memory(tmp_path):
    page = "\n\n".join(
        f"Article {n}\nThe parties consult each other on matter {n} of the benefits of persons."
        for n in range(12)
    )
    file = saved(tmp_path, (page + "\n\n") * 200 + TEXTS["en"])
    tracemalloc.start()
    found = find_clauses(file)
    assert tracemalloc.get_traced_memory()[1] < 75_000_000
    tracemalloc.stop()
    assert "spouse" in found.proposals["ICRMW-20"][0].words


def test_one_endless_line_is_cut(tmp_path):
    found = find_clauses(
        saved(tmp_path, "word " * 50_000 + "family reunion of the spouse"), requirements=["ICRMW-20"]
    )
    assert found.passages > 100 and found.proposals["ICRMW-20"][0].passage.first_line == 1


def pdf(pages: list[list[str]]) -> bytes:
    """A PDF with lines of text on each page, written by hand."""
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for i, lines in enumerate(pages):
        shown = "BT /F1 11 Tf 50 780 Td 14 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * i} 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream")
    out, places = b"%PDF-1.4\n", []
    for n, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{n} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{p:010d} 00000 n \n" for p in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF"
    return out + end.encode("latin-1")


def test_a_long_pdf(tmp_path):
    filler = [f"The parties consult each other on matter {n} of persons." for n in range(45)]
    file = tmp_path / "agreement.pdf"
    file.write_bytes(
        pdf([filler] * 399 + [["Article 12", "The spouse may join the worker: family reunion."]])
    )
    best = find_clauses(file).proposals["ICRMW-20"][0].passage
    assert (best.heading, best.page) == ("Article 12", 400)


def test_files_that_cannot_be_searched_say_why(tmp_path, capsys):
    (tmp_path / "empty.pdf").write_bytes(pdf([[]]))
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 nothing follows")
    (tmp_path / "word.doc").write_bytes(b"\xd0\xcf\x11\xe0\0\0\0")
    for name, words in (
        ("empty.pdf", "no text"),
        ("broken.pdf", "not readable as a PDF"),
        ("word.doc", "expected a text file"),
    ):
        assert run_cli(["find-clauses", str(tmp_path / name)]) == BAD_INPUT
        assert words in capsys.readouterr().err
    assert run_cli(["find-clauses", str(tmp_path / "none.txt")]) == BAD_INPUT
    assert run_cli(["find-clauses", str(saved(tmp_path, "x")), "--requirement", "C118-3"]) == BAD_INPUT


def test_it_proposes_and_never_scores(tmp_path, capsys):
    assert run_cli(["find-clauses", str(saved(tmp_path, TEXTS["en"])), "--json"]) == OK
    data = json.loads(capsys.readouterr().out)
    assert "confirm" in data["note"] and "status" not in json.dumps(data)
