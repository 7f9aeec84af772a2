"""Names as they are compared: without case, accents and punctuation, each script for itself, and across two scripts.

Letters of one script are never compared through another: 李伟 and 李威 sound alike and are two people. Only where one
source writes a name in its own script and the other in Latin letters does the sound decide.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

from anyascii import anyascii

LATIN: Final = "LATIN"
_MARKED: Final = {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"}
_ONE_LETTER: Final = str.maketrans("أإآٱىةیکё", "اااايهيكе")
_MARKS_SAY_LITTLE: Final = ("ARABIC", "HEBREW", "GREEK")
SYLLABLES: Final = ("CJK", "HANGUL")
_SOUNDS: Final[Mapping[str, str]] = {
    "CYRILLIC": "'e>ie '> kh>h g>h x>ks w>v [jy]>i ii+>i ^ie>e ander>andr",
    "GREEK": "ay(?=[aeioubdglmnrz])>av ey(?=[aeioubdglmnrz])>ev ay>af ey>ef gg>ng oy|ou>u ei|oi|y>i ph>f ch>h",
    "ARMENIAN": "kh>h y>i",
    "GEORGIAN": "kh>h",
    "CJK": "",
    "HANGUL": "^(i|yi)$>lee ^im$>lim ^(bag|pak)$>park (?<!c)h> w> yeo|you|yoo|yu|eu|eo|oo|ou>0 y(?=[aeo])> oe|oi|ae>e"
    " ui|ee>i r>l g>k b>p d>t j>ch 0>u",
}
"""Of scripts that write their vowels: spellings of one sound, both in what is transliterated and in what is met."""
_CONSONANTS: Final = (
    "'> sch|sh>s ch>1 ph>f th>t kh>k gh>g dh>d bh>b zh>z ck|[cq]>k 1>c [vw]>v x>ks h$> [aeiouy]> (.)\\1+>\\1"
)
_INDIC: Final = "ch?>1 (?<=.)m(?=[dgjkstv1]|$)>n z>j ow>o"
_FIRST: Final[Mapping[str, str]] = {
    "ARABIC": "ay|aw>a (?<![aeiou])w(?![aeiou])>u w>u",
    "HEBREW": "ch>h kh>q tz|ts>z ph|f>p [bvw]> j>y",
    "DEVANAGARI": "mh>ngh " + _INDIC,
    "GURMUKHI": _INDIC,
    "BENGALI": _INDIC,
}
"""Of scripts that write few vowels, or none as they are spelt here: what is brought together before consonants are."""


def fold(text: str) -> str:
    """Latin letters without accents, in lower case; other scripts in one spelling of their own; NFKC throughout."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_ONE_LETTER)
    if script_of(plain) == LATIN:
        return re.sub(r"[^0-9a-z]", "", anyascii(plain).lower())
    if script_of(plain) in _MARKS_SAY_LITTLE:
        plain = "".join(one for one in unicodedata.normalize("NFD", plain) if unicodedata.category(one) != "Mn")
    return "".join(one for one in plain if unicodedata.category(one)[0] in "LMN" and one != "ـ")


def folds(word: str) -> frozenset[str]:
    """Each form that a word may be met in: “Müller” as “muller” and “mueller”."""
    plain = unicodedata.normalize("NFKC", word).casefold()
    spelt_out = "".join(_MARKED.get(letter, letter) for letter in plain)
    return frozenset({fold(plain), fold(spelt_out)}) - {""}


def script_of(text: str) -> str:
    """The script of the first letter that is not Latin, by its Unicode name; LATIN when there is none."""
    for letter in text:
        if letter.isalpha():
            script = unicodedata.name(letter, LATIN).split()[0]
            if script not in {LATIN, "FULLWIDTH", "MODIFIER"}:
                return script
    return LATIN


def run_together(sounds: Iterable[str]) -> str:
    """Sounds said in one breath: what doubles where two words meet is heard once."""
    return re.sub(r"(.)\1+", r"\1", "".join(sounds))


def syllables(word: str) -> tuple[str, ...]:
    """A word in Latin letters, in the parts that scripts of syllables write it in: 李伟 as li, wei."""
    spelt = anyascii(word)
    return tuple(re.findall(r"[A-Z][^A-Z]*|[^A-Z]+", spelt)) if script_of(word) in SYLLABLES else (spelt,)


def sound(word: str, script: str) -> str:
    """How a word of this script, or one in Latin letters that stands for such, sounds: equal for what is one name."""
    spelt = re.sub(r"[^a-z']", "", anyascii(word).lower())
    if script in _SOUNDS:
        return _exchanged(spelt, _SOUNDS[script])
    return _exchanged(_exchanged(spelt, _FIRST.get(script, "")), _CONSONANTS)


def _exchanged(word: str, exchanges: str) -> str:
    for exchange in exchanges.split():
        old, _, new = exchange.partition(">")
        word = re.sub(old, new, word)
    return word
