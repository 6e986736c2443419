"""Small words that only one of the languages has: in short texts letters mislead, these do not.

Left out is what two of English, German, French, Spanish, Italian, Dutch and Portuguese have in common: "in", "an",
"die", "was", "me", "on", "so", "es", "de", "la".
"""

_WORDS = {
    "en": "the of and with for from to under below between your you my our it this that these those what which who"
    " where when how why have has are does did can could would will should there any some not by about than"
    " more less please",
    "de": "der und mit für fuer von zu unter über ueber zwischen ihr ihre ihren ich wir sie das diese dieser dieses"
    " welche welcher welches wer wann warum haben hat habt sind kann kannst können würde gibt nicht bei aus"
    " als mehr weniger bitte ein eine einen einem einer kein keine ohne für zum zur auf nach oder",
    "fr": "les une et avec pour sous entre vous votre vos mon nous cette ces quel quelle quels quelles où quand"
    " comment pourquoi avez êtes etes puis-je peut est-ce pas chez dans moins plus sans aux du des je cherche",
    "es": "los las y para debajo usted su sus mi nosotros este estos estas qué cuál cuáles quién dónde cuándo cómo"
    " tiene tienen son puedo puede hay ningún del más menos por favor unos unas busco quiero sin hasta",
}


def small_words(languages: dict[str, str]) -> dict[str, str]:
    """Word -> the shop's language that has it.

    Args:
        languages: the shop's languages by their base: ``{"en": "en-GB"}``.
    """
    return {word: languages[base] for base, words in _WORDS.items() if base in languages for word in words.split()}
