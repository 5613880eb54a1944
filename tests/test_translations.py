"""Every word in every language: the catalogues are up to date with the sources and complete."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tools import translations

from corridor.i18n import LANGUAGES

ROOT = Path(__file__).parent.parent


def test_the_catalogues_are_up_to_date_and_complete() -> None:
    found = translations.problems()
    assert not found, f"{len(found)} findings (python tools/translations.py check):\n" + "\n".join(found[:40])


def test_every_language_but_english_has_catalogues() -> None:
    assert set(translations.LANGUAGES) == set(LANGUAGES) - {"en"}


@pytest.mark.parametrize("language", translations.LANGUAGES)
@pytest.mark.parametrize("domain", translations.DOMAINS)
def test_a_catalogue_names_no_date_machine_or_line(language: str, domain: str) -> None:
    text = (ROOT / "src" / "corridor" / "locale" / language / f"{domain}.po").read_text(encoding="utf-8")
    head = text.partition("\n\n")[0]
    for name in ("POT-Creation-Date", "Generated-By", "Last-Translator", "@"):
        assert name not in head
    locations = [line for line in text.splitlines() if line.startswith("#:")]
    assert locations
    assert not any(part.rsplit(":", 1)[-1].isdigit() for line in locations for part in line[3:].split())


@pytest.mark.parametrize(
    ("key", "translation", "fault"),
    [
        ("{who} owes {amount}", "{who} doit {montant}", "placeholders"),
        ("{who} owes {amount}", "{who} doit", "placeholders"),
        ("{who} owes", "{who", "braces"),
        ("none ", "aucun", "white space"),
        ("<b>new</b>", "nouveau", "tags"),
        ("none", "  ", "not translated"),
        ("none", ["un", "deux"], "one text"),
        (("{n} day", "{n} days"), ["{n} jour"], "expected 2 plural forms"),
        (("{n} day", "{n} days"), ["{n} jour", "jours"], "placeholders"),
    ],
)
def test_what_is_wrong_with_a_translation_is_named(key, translation, fault) -> None:
    assert fault in "; ".join(translations.faults(key, translation, 2))


def test_a_right_translation_passes() -> None:
    assert not translations.faults("{who} owes {amount}.", "{amount} : {who}.", 2)
    assert not translations.faults(("{n} day", "{n} days"), ["{n} jour", "{n} jours"], 2)
    assert translations.faults(("{n} day", "{n} days"), ["un jour", "{n} jours"], 2), (
        "French says 0 with it too"
    )
    six = ["لا يوم", "يوم", "يومان", "{n} أيام", "{n} يوم", "{n} يوما"]
    assert not translations.faults(("{n} day", "{n} days"), six, 6)
    assert translations.faults(("{n} day", "{n} days"), [*six[:3], "أيام", *six[4:]], 6)


def test_fill_keeps_what_is_right_and_refuses_the_rest(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(translations, "LOCALE", tmp_path)
    texts = {"messages": {"yes": ["a.py"], ("{n} day", "{n} days"): ["a.py"]}, "law": {"pension": ["b.yaml"]}}
    monkeypatch.setattr(translations, "sources", lambda: texts)
    translations.update()
    absent = translations.missing("ar", translations.DOMAINS, None, "")
    assert absent == {"yes": "", "{n} day": [""] * 6, "pension": ""}
    refused = translations.fill("ar", {"yes": "نعم", "{n} day": ["{n} يوم"], "tax": "ضريبة", "pension": ""})
    assert len(refused) == 2
    assert list(translations.missing("ar", translations.DOMAINS, None, "")) == ["{n} day", "pension"]
    # a text that leaves the sources leaves the catalogue; one that moves keeps its translation
    texts["law"]["yes"] = texts["messages"].pop("yes")
    translations.update()
    assert json.dumps(translations.missing("ar", ["law"], None, "")) == '{"pension": ""}'
    before = (tmp_path / "ar" / "law.po").read_bytes()
    translations.update()
    assert (tmp_path / "ar" / "law.po").read_bytes() == before
