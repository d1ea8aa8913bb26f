"""Where words begin and end."""

import pytest

from monitor.text import fold, word_spans


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Обмен: 300 на 300.", ["обмен", "300", "на", "300"]),
        ("об’єднання п'ять", ["об'єднання", "п'ять"]),
        ("'обмен' d'échange Moscow's", ["обмен", "d", "échange", "moscow", "s"]),
        ("İstanbul’da", ["istanbul", "da"]),
        ("Абу-Даби", ["абу", "даби"]),
        ("#обмен_пленными", ["обмен", "пленными"]),
        ("हिन्दी 日本", ["हिन्दी", "日本"]),
        ("5'6 x'я", ["5", "6", "x", "я"]),
        ("…", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    folded = fold(text).text
    assert [folded[start:end] for start, end in word_spans(folded)] == words
