"""The forms of words, as listed: a word written as dictionaries have it stands for all its forms."""

from collections.abc import Collection, Mapping, Sequence

FormLists = Mapping[str, Mapping[str, Sequence[str]]]
"""Forms by language (`uk`) and dictionary form, all folded. A word has no need to be among its own forms."""


class Inflection:
    """What words stand for in keywords.

    Only the dictionary form is inflected: `обмен` finds обмену, `плена` finds плена. A word that several languages
    have gets the forms of each, for a rule names no language or several.
    """

    def __init__(self, lists: FormLists) -> None:
        self._lists = lists
        self._known = {lang: frozenset().union(*forms.values(), forms) for lang, forms in lists.items()}

    def of(self, word: str, langs: Collection[str] = ()) -> frozenset[str]:
        """The folded `word` and its forms in `langs` (all where none is named)."""
        listed = (self._lists[lang].get(word, ()) for lang in self._lists if not langs or lang in langs)
        return frozenset({word}).union(*listed)

    def knows(self, word: str, langs: Collection[str] = ()) -> bool:
        """Whether the lists have the folded `word`, in this or another form."""
        return any(word in known for lang, known in self._known.items() if not langs or lang in langs)


NO_FORMS = Inflection({})
