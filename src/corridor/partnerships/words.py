"""Words of a text as a search compares them: accents, case, Arabic marks and common endings folded away."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

_WORD = re.compile(r"\w+", re.UNICODE)
_ARABIC = str.maketrans({"ة": "ه", "ى": "ي", "ـ": "", "ؤ": "و", "ئ": "ي"})
_PREFIXES = ("وال", "بال", "فال", "كال", "ال", "لل")
#: Words that say nothing about the matter, in the languages of Corridor, folded as texts are.
_NOTHING = """
    a an and are as at be by for from has have in into is it its of on or our that the their them they this to was we were
    what which who will with not no you your i want
    au aux avec ce ces dans de des du elle en est et il ils je la le les leur leurs mais ne nos notre nous on ou par pas
    pour que qui sa se ses son sont sur un une vous
    al como con del el ella ellos es esta este las lo los mas nuestra nuestro para pero por si sin su sus una
    من في علي الي عن مع هذا هذه ان او لا ما التي الذي هو هي نحن كل قد بين
"""
_STOP = frozenset(_NOTHING.split())
#: What a query word counts that is only the beginning of a word in the text.
BEGINNING = 0.7
#: The shortest query word that may be the beginning of another.
SHORTEST_BEGINNING = 4


def folded(text: str) -> str:
    """A text without accents, case and marks.

    >>> folded("Pensión"), folded("Ré-Émigré")
    ('pension', 're-emigre')
    """
    flat = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in flat if not unicodedata.combining(c)).translate(_ARABIC)


def words_of(text: str) -> list[str]:
    """The words of a text that mean something, folded to what their forms share.

    >>> words_of("The pensions of the workers"), words_of("las pensiones")
    (['pension', 'worker'], ['pension'])
    """
    return [stem(w) for w in _WORD.findall(folded(text)) if w not in _STOP and (len(w) > 1 or w.isdigit())]


def stem(word: str) -> str:
    """What the forms of a word share: plural endings of Latin scripts and the Arabic article are cut."""
    if "\u0600" <= word[0] <= "\u06ff":
        for prefix in _PREFIXES:
            if word.startswith(prefix) and len(word) - len(prefix) >= 3:
                return word[len(prefix) :]
        return word
    if len(word) > 4 and word[-1] in "sx" and not word.endswith("ss"):
        word = word[:-1]
    if len(word) > 4 and word[-1] == "e":
        word = word[:-1]
    return word


@dataclass(frozen=True)
class Found:
    """How far a text holds the words of a query: ``share`` of their weight (0 to 1), and the words that it holds."""

    share: float
    words: tuple[str, ...]


class Index:
    """Texts by key, with how telling each word is: a word that stands in few of them counts more."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        self._words = {key: frozenset(words_of(text)) for key, text in texts}
        self._in = Counter(w for words in self._words.values() for w in words)

    def weight(self, word: str) -> float:
        """How telling a word is: ``log(1 + texts / (texts with it + 1))``."""
        return math.log(1 + max(1, len(self._words)) / (self._in.get(word, 0) + 1))

    def look(self, query: str) -> dict[str, Found]:
        """For each text that holds a word of the query how far it holds them."""
        asked = {
            stem(w): w for w in reversed(_WORD.findall(folded(query))) if stem(w) in set(words_of(query))
        }
        total = sum(self.weight(w) for w in asked)
        found = {}
        for key, words in self._words.items():
            points, held = 0.0, []
            for word, shown in asked.items():
                if word in words:
                    points += self.weight(word)
                elif len(word) >= SHORTEST_BEGINNING and any(w.startswith(word) for w in words):
                    points += BEGINNING * self.weight(word)
                else:
                    continue
                held.append(shown)
            if held:
                found[key] = Found(points / total, tuple(reversed(held)))
        return found
