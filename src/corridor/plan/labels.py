"""Words against labels: where what a measure says of itself does not fit the label it was given.

A label is somebody's claim.  The words of the title and the description are held against it in the four languages of
Corridor, and a person is asked to check.  Nothing is relabelled; what is in doubt makes the bounds of the shares
wider.  Not checked: paraphrases and other languages.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from corridor.plan.model import Measure, Plan
from corridor.plan.vocabulary import FINANCE

#: Letters of other scripts that look like Latin ones.
_ALIKE = str.maketrans("аеіорсухѕԁοαενρτικ", "aeiopcyxsdoaevptik")
_LATIN = re.compile(r"[a-z]")

#: Stems by suspicion, without accents.  A space stands for anything between two words.
STEMS: Mapping[str, tuple[str, ...]] = {
    "remittances": (
        "remittance", "remitted", "money sent home", "send money", "sending money", "transfers from migrants",
        "migrants transfers", "envois de fonds", "transferts de fonds", "transferts des migrants", "transferts des mre",
        "family transfers", "transfers by families", "transfers home", "transferts familiaux",
        "remesa", "envio de dinero", "تحويلات", "حوالات",
    ),
    "diaspora-finance": (
        "diaspora bond", "diaspora invest", "diaspora fund", "diaspora saving", "invest by migrants", "migrants savings",
        "migrant savings", "savings of migrants", "invest by the diaspora", "investissements de la diaspora",
        "epargne des migrants", "epargne de la diaspora", "bons de la diaspora", "emprunt diaspora", "bonos de la diaspora",
        "fonds de la diaspora", "fondo de la diaspora", "hometown associations pay", "hometown associations co finance",
        "crowdfunding by emigrants",
        "savings of workers abroad", "savings of emigrants", "epargne des emigres", "ahorro de los emigrantes",
        "صندوق المغتربين", "اموال المغتربين", "مدخرات المغتربين",
        "ahorro de los migrantes", "ahorros de los migrantes", "inversion de la diaspora",
        "استثمارات الجاليه", "مدخرات المهاجرين",
    ),
    "deployment": (
        "deployment of workers", "deploy workers", "workers deployed", "labour export", "labor export", "export of labour",
        "export of labor", "overseas employment", "overseas placement", "placements abroad",
        "placement abroad", "placement of workers", "workers for abroad", "sending workers",
        "send workers", "recruitment abroad", "recruit workers for", "main d'oeuvre a l'etranger", "placement a l'etranger",
        "envoi de travailleurs", "colocacion en el exterior", "envio de trabajadores", "empleo en el exterior",
        "تصدير العماله", "ايفاد العمال", "التشغيل بالخارج",
        "توظيف العمال في الخارج", "التوظيف في الخارج", "تشغيل العمال بالخارج",
        "placement de travailleurs", "colocacion de trabajadores",
    ),
    "security": (
        "border control", "border guard", "border management", "border police", "surveillance", "detention", "deportation",
        "readmission", "interception", "law enforcement", "illegal migra", "combating irregular", "controle des frontieres",
        "police aux frontieres", "renvoi force", "expulsion", "control de fronteras", "vigilancia fronteriza", "deportacion",
        "الحدود", "ترحيل", "احتجاز",
    ),
    "taking": (
        "levy on", "tax on", "taxe sur", "impuesto sobre", "quota of remittances", "must remit", "solidarity contribution",
        "fee for migrants", "prelevement sur", "retenue sur", "ضريبه", "رسوم علي",
    ),
    "compulsion": (
        "mandatory", "compulsory", "obligatory", "obligatoire", "obligatorio", "obligatoria", "deducted from", "deduction from",
        "surcharge", "descuento", "الزامي", "اجباري",
    ),
    "conditions": (
        "return bond", "security bond", "deposit until", "deposit is returned", "deposit refunded", "withheld until", "withhold",
        "compulsory savings", "forced savings", "mandatory savings", "forfeit", "paid only after return", "paid on return only",
        "only if they return", "only when they return", "conditional on return", "condition of return", "guarantee of return",
        "passports are kept", "keep passports", "retain passports", "tied to one employer", "caution de retour",
        "a condition de rentrer", "conditionne au retour", "epargne forcee", "fianza de retorno", "condicionado al retorno",
        "ahorro forzoso", "retencion de pasaporte", "كفاله العوده", "مشروط بالعوده",
    ),
}  # fmt: skip

#: Words of an assumption that promise something: what the plan itself would have to do.
PROMISES = re.compile(
    r"\b(we|the (government|ministry|state|authorities|employers?|partners?|donors?|fund|migrants|returnees|associations?))"
    r" (will|shall|must|undertakes?|commits?)\b|\b(will|shall) be (paid|respected|guaranteed|protected|provided|funded|financed|"
    r"ratified|upheld|granted)\b|\bmigrants (will )?(go|come) back\b|"
    r"\b(seront|sera) (payes?|garantis?|respectes?|finances?|assures?)\b|\b(les|le) (migrants|gouvernement|ministere) "
    r"(reviendr|rentrer|s'engage|veiller|garantir)|\bse(ra|ran) (pagad|garantizad|respetad|financiad)|"
    r"\b(el gobierno|el ministerio|los migrantes) (se compromete|garantizara|volveran|regresaran)"
)
_MIGRANTS = frozenset(
    {
        "migrant",
        "migrants",
        "diaspora",
        "expatriates",
        "mre",
        "emigrants",
        "workers",
        "migrantes",
        "emigrantes",
        "emigres",
    }
)
_NOTHING = frozenset(
    {
        "", "na", "n a", "none", "no", "yes", "ok", "tbd", "tbc", "todo", "to be determined", "to be defined", "to be confirmed",
        "to be decided", "to be named", "vacant", "not applicable", "unknown", "various", "all", "idem", "see above",
        "a definir", "a preciser", "neant", "sans objet", "aucun", "por definir", "ninguno", "no aplica",
        "لا شيء", "لاحقا", "لا ينطبق",
        "aucune", "pendiente", "vide", "vacio", "empty", "nobody", "see description", "as above", "x", "xx", "xxx",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Doubt:
    """A measure whose words suggest something else than its label: ``suspicion`` is a key of ``STEMS`` or ``other``."""

    measure: str
    suspicion: str
    words: tuple[str, ...]


@cache
def plain(text: str) -> str:
    """Text for comparing: no accents, no case, no signs within words, letters that look alike made one.

    >>> plain("Re-mittances  à l’étranger")
    're mittances a l etranger'
    """
    text = unicodedata.normalize("NFKD", text).casefold()
    text = "".join(c for c in text if unicodedata.category(c) not in ("Mn", "Cf") and c != "\u0640")
    text = text.translate(str.maketrans("ىةأإآ", "يهااا"))
    words = (w.translate(_ALIKE) if _LATIN.search(w) else w for w in text.split())
    return " ".join(re.sub(r"[\W_]+", " ", " ".join(words)).split())


def says_something(text: str, least_words: int = 1) -> bool:
    """Whether a text is more than a placeholder: not "tbd", and so many different words with letters.

    >>> says_something("n/a"), says_something("right right right", 3), says_something("equal pay by law", 3)
    (False, False, True)
    """
    flat = plain(text)
    if flat in _NOTHING:
        return False
    return len({w for w in flat.split() if len(w) > 1 and any(c.isalpha() for c in w)}) >= least_words


def found(text: str, suspicion: str) -> tuple[str, ...]:
    """The stems of a suspicion that stand in a text; numbers between the words do not hide one."""
    flat = " ".join(w for w in plain(text).split() if not w.isdigit())
    squeezed = flat.replace(" ", "")
    hits = []
    for stem in STEMS[suspicion]:
        words = plain(stem)
        # a stem of some length is also found when its letters are pulled apart or run together
        if f" {words}" in f" {flat}" or (len(words) >= 9 and words.replace(" ", "") in squeezed):
            hits.append(stem)
    return tuple(hits)


def doubts(measure: Measure) -> tuple[Doubt, ...]:
    """Everything about the labels of a measure that a person should check."""
    out = []
    if not measure.finance:
        for kind in sorted(FINANCE):
            if hits := found(measure.words, kind):
                out.append(Doubt(measure.id, kind, hits))
        if measure.kind == "other":
            out.append(Doubt(measure.id, "other", ()))
    if measure.kind != "security" and (hits := found(measure.words, "security")):
        out.append(Doubt(measure.id, "security", hits))
    about_money = measure.finance or any(found(measure.words, k) for k in sorted(FINANCE))
    # rest days can be compulsory too: the word counts only where money of migrants is spoken of
    hits = found(measure.words, "taking") if about_money or _of_migrants(measure.words) else ()
    hits += found(measure.words, "compulsion") if about_money else ()
    if hits:
        out.append(Doubt(measure.id, "taking", hits))
    if hits := found(measure.words, "conditions"):
        out.append(Doubt(measure.id, "conditions", hits))
    return tuple(out)


def _of_migrants(words: str) -> bool:
    """Whether migrants are named in a text; of Arabic texts this is taken for granted."""
    flat = plain(words)
    return bool(_MIGRANTS & set(flat.split())) or any("\u0600" <= c <= "\u06ff" for c in flat)


@cache
def doubts_of(plan: Plan) -> tuple[Doubt, ...]:
    """The doubts about all measures that stand."""
    return tuple(d for m in plan.standing for d in doubts(m))


def doubted(plan: Plan, suspicions: Iterable[str]) -> frozenset[str]:
    """The measures with one of these doubts."""
    wanted = set(suspicions)
    return frozenset(d.measure for d in doubts_of(plan) if d.suspicion in wanted)


def promises(assumption: str, actors: Iterable[str]) -> bool:
    """Whether an assumption promises what somebody of the plan would have to do."""
    flat = unicodedata.normalize("NFKD", assumption.replace("’", "'")).casefold()
    flat = " ".join("".join(c for c in flat if not unicodedata.combining(c)).split())
    if PROMISES.search(flat):
        return True
    wills = re.search(r"\b(will|shall|must|va|vont|doit|debe|deben|س\w+)\b", flat)
    said = f" {plain(assumption)} "
    return bool(wills) and any(f" {plain(a)} " in said for a in actors if plain(a))
