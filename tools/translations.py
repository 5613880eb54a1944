"""The catalogues of translations: taken from the sources, filled, and checked.

    python tools/translations.py update                  extract the texts and merge them into every catalogue
    python tools/translations.py missing fr              what is not translated yet, as JSON
    python tools/translations.py fill fr answers.json    take translations back, checked
    python tools/translations.py check                   exit code 1 if anything is missing, outdated or wrong

There are two domains: ``messages`` (texts in the program and its templates) and ``law`` (texts in the data
files, see :mod:`tools.law_texts`).  ``docs/translating.md`` has the rules and the words to use.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.law_texts import law_texts  # noqa: E402 (found from the root of the repository)

SOURCE = ROOT / "src" / "corridor"
LOCALE = SOURCE / "locale"
LANGUAGES = ("fr", "es", "ar")
DOMAINS = ("messages", "law")

Key = str | tuple[str, str]
_KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


# -- the sources ---------------------------------------------------------------------------------------------


def sources() -> dict[str, dict[Key, list[str]]]:
    """Every text of each domain with the files it stands in."""
    messages: dict[Key, list[str]] = {}
    for file in sorted(SOURCE.rglob("*")):
        method = {".py": "python", ".html": "jinja2.ext:babel_extract", ".typ": None}.get(file.suffix)
        if method is None:
            continue
        options = {"silent": "false"} if file.suffix == ".html" else {}
        name = file.relative_to(SOURCE).as_posix()
        for _line, found, _comments, _context in extract_from_file(
            method, file, keywords=_KEYWORDS, options=options
        ):
            key: Key = (str(found[0]), str(found[1])) if isinstance(found, (tuple, list)) else str(found)
            files = messages.setdefault(key, [])
            if name not in files:
                files.append(name)
    said = {_singular(key) for key in messages}
    law: dict[Key, list[str]] = {}
    for text, name in law_texts(SOURCE):
        if text not in said:  # the program's own words come first when a text is looked up
            files = law.setdefault(text, [])
            if name not in files:
                files.append(name)
    return {"messages": messages, "law": law}


def _singular(key: Key) -> str:
    return key if isinstance(key, str) else key[0]


# -- the catalogues ------------------------------------------------------------------------------------------


def load(language: str, domain: str) -> Catalog:
    """A catalogue as it stands, empty if there is none yet."""
    file = LOCALE / language / f"{domain}.po"
    if not file.exists():
        return Catalog(locale=language, domain=domain)
    return read_po(BytesIO(file.read_bytes()), locale=language, domain=domain)


def entries(catalog: Catalog) -> Iterator[Message]:
    """The entries of a catalogue, its header left out."""
    return (message for message in catalog if message.id)


def save(language: str, domain: str, texts: Mapping[Key, Sequence[str]], known: Mapping[str, Any]) -> None:
    """Write a catalogue: the texts of the sources, with the translations that are known."""
    plurals = Catalog(locale=language)
    out = Catalog(locale=language, domain=domain, fuzzy=False)
    for key in sorted(texts, key=lambda k: (min(texts[k]), _singular(k))):
        out.add(
            key, _shaped(key, known.get(_singular(key)), plurals.num_plurals), [(f, 0) for f in texts[key]]
        )
        message = out.get(key)
        if message is not None:
            message.flags.clear()
    body = BytesIO()
    write_po(body, out, width=110, omit_header=True, include_lineno=False)
    head = (
        f"# {language}: {domain} of Corridor. The rules and the words to use: docs/translating.md\n"
        'msgid ""\nmsgstr ""\n'
        f'"Language: {language}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {plurals.plural_forms}\\n"\n\n'
    )
    file = LOCALE / language / f"{domain}.po"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(head + body.getvalue().decode("utf-8").strip() + "\n", encoding="utf-8")


def _shaped(key: Key, found: Any, plurals: int) -> Any:
    """A known translation if it has the form that the text needs, else an empty one."""
    if isinstance(key, str):
        return found if isinstance(found, str) else ""
    return tuple(found) if isinstance(found, (tuple, list)) and len(found) == plurals else ("",) * plurals


def known(language: str) -> dict[str, Any]:
    """Every translation that the catalogues of a language hold, by the English text.

    A text that moved from one domain to the other keeps its translation.
    """
    return {
        _singular(message.id): message.string
        for domain in reversed(DOMAINS)
        for message in entries(load(language, domain))
        if all(_forms(message.string))
    }


def _forms(string: Any) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)


# -- checks --------------------------------------------------------------------------------------------------


def placeholders(text: str) -> Counter[str]:
    """The placeholders of a text, each as often as it stands there.

    Raises:
        ValueError: a brace without its partner.
    """
    return Counter(
        name + (f":{spec}" if spec else "")
        for _text, name, spec, _conv in Formatter().parse(text)
        if name is not None
    )


def faults(key: Key, string: Any, plurals: int) -> list[str]:
    """What is wrong with one translation, in words; empty if nothing is."""
    source = (key,) if isinstance(key, str) else key
    forms = _forms(string)
    if isinstance(key, tuple) and len(forms) != plurals:
        return [f"expected {plurals} plural forms, not {len(forms)}"]
    if isinstance(key, str) and not isinstance(string, str):
        return ["expected one text, not plural forms"]
    found = []
    for i, form in enumerate(forms):
        if not form.strip():
            found.append("not translated")
            continue
        found += _differences(source, form, may_drop=plurals == 6 and i < 3)
    return found


def _differences(source: Sequence[str], form: str, *, may_drop: bool) -> list[str]:
    """How a translated text differs from its source in what must be the same."""
    text = source[-1]
    found = []
    braced = "{" in "".join(source)
    if braced:
        try:
            wanted, has = placeholders(text), placeholders(form)
        except ValueError as error:
            return [f"braces: {error}"]
        # the Arabic forms for none, one and two of a thing may say it in words, without the number
        if set(has) - set(wanted) or (has != wanted and not may_drop):
            found.append(f"placeholders {_listed(has)}, expected {_listed(wanted)}")
    for name, side in (("begins", re.compile(r"^\s*")), ("ends", re.compile(r"\s*$"))):
        if _match(side, text) != _match(side, form):
            found.append(f"{name} with other white space than the source")
    if Counter(_TAG.findall(text)) != Counter(_TAG.findall(form)):
        found.append("other tags than the source")
    return found


def _match(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found.group() if found else ""


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "none"


def problems() -> list[str]:
    """Everything that is wrong with the catalogues, one line a finding."""
    out = []
    texts = sources()
    for language in LANGUAGES:
        for domain in DOMAINS:
            where = f"{language}/{domain}.po"
            catalog = load(language, domain)
            has = {message.id: message for message in entries(catalog)}
            has = {tuple(k) if isinstance(k, (list, tuple)) else k: m for k, m in has.items()}
            out += [
                f"{where}: not in the catalogue (run update): {k!r}" for k in texts[domain] if k not in has
            ]
            for key, message in has.items():
                if key not in texts[domain]:
                    out.append(f"{where}: not in the sources any more (run update): {key!r}")
                    continue
                if message.fuzzy:
                    out.append(f"{where}: marked as fuzzy: {key!r}")
                out += [
                    f"{where}: {fault}: {key!r}" for fault in faults(key, message.string, catalog.num_plurals)
                ]
    return out


# -- commands ------------------------------------------------------------------------------------------------


def update() -> None:
    """Extract the texts and merge them into every catalogue; what is gone from the sources is dropped."""
    texts = sources()
    for language in LANGUAGES:
        translated = known(language)
        for domain in DOMAINS:
            save(language, domain, texts[domain], translated)
    print(count())


def count() -> str:
    """How much of each catalogue is translated."""
    lines = []
    for language in LANGUAGES:
        for domain in DOMAINS:
            has = list(entries(load(language, domain)))
            done = sum(all(_forms(m.string)) for m in has)
            lines.append(f"{language}/{domain}.po: {done} of {len(has)} translated")
    return "\n".join(lines)


def missing(language: str, domains: Sequence[str], limit: int | None, within: str) -> dict[str, Any]:
    """What is not translated yet: an empty text, or one for each plural form."""
    out: dict[str, Any] = {}
    for domain in domains:
        for message in entries(load(language, domain)):
            files = [name for name, _line in message.locations]
            if not all(_forms(message.string)) and any(within in name for name in files):
                plural = not isinstance(message.id, str)
                out[_singular(message.id)] = [""] * len(_forms(message.string)) if plural else ""
    return dict(list(out.items())[:limit])


def fill(language: str, answers: Mapping[str, Any]) -> list[str]:
    """Take translations into the catalogues; returns what was refused and why.  Empty answers are left out."""
    texts = sources()
    keys = {_singular(key): key for domain in DOMAINS for key in texts[domain]}
    plurals = Catalog(locale=language).num_plurals
    translated = known(language)
    refused = []
    for text, answer in answers.items():
        if not any(_forms(answer)):
            continue
        if text not in keys:
            refused.append(f"not a text of the sources: {text!r}")
            continue
        wrong = faults(keys[text], answer, plurals)
        refused += [f"{fault}: {text!r}" for fault in wrong]
        if not wrong:
            translated[text] = answer if isinstance(answer, str) else tuple(answer)
    for domain in DOMAINS:
        save(language, domain, texts[domain], translated)
    return refused


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("update", help="extract the texts and merge them into every catalogue")
    commands.add_parser("check", help="what the tests run")
    absent = commands.add_parser("missing", help="what is not translated yet, as JSON")
    absent.add_argument("language", choices=LANGUAGES)
    absent.add_argument("--domain", choices=DOMAINS, help="only this domain")
    absent.add_argument("--limit", type=int, help="at most so many")
    absent.add_argument("--within", default="", help="only texts of files whose path contains this")
    filled = commands.add_parser("fill", help="take translations back")
    filled.add_argument("language", choices=LANGUAGES)
    filled.add_argument(
        "file", type=Path, help="JSON: English text to translation, or to a list of plural forms"
    )
    given = parser.parse_args(arguments)
    if given.command == "update":
        update()
        return 0
    if given.command == "missing":
        domains = (given.domain,) if given.domain else DOMAINS
        found = missing(given.language, domains, given.limit, given.within)
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return 0
    if given.command == "fill":
        wrong = fill(given.language, json.loads(given.file.read_text(encoding="utf-8")))
        print(count())
    else:
        wrong = problems()
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
