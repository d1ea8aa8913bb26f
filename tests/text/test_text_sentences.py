import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text.sentences import sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Вернулись 84 человека. 85 передано.", ["Вернулись 84 человека.", "85 передано."]),
        ("В 2025 г. Москва и Киев договорились. Это всё.", ["В 2025 г. Москва и Киев договорились.", "Это всё."]),
        ("«Дома!» Президент рад.", ["«Дома!»", "Президент рад."]),
        ("A line\nand another", ["A line", "and another"]),
        ("It was 3.5 per cent. So far", ["It was 3.5 per cent.", "So far"]),
        ("Die 2. Runde begann am 3. Juni. Sie endete.", ["Die 2. Runde begann am 3. Juni.", "Sie endete."]),
        ("Odbyła się 71. wymiana jeńców. Wróciło 84.", ["Odbyła się 71. wymiana jeńców.", "Wróciło 84."]),
        ("3. tur 5. gün sürdü. Bitti.", ["3. tur 5. gün sürdü.", "Bitti."]),
        ("Es war 2025. Dann kam Ruhe.", ["Es war 2025.", "Dann kam Ruhe."]),
        ("Wrócili m.in. Ukraińcy, tj. ok. 50 osób.", ["Wrócili m.in. Ukraińcy, tj. ok. 50 osób."]),
        ("  spaces  ", ["spaces"]),
        ("", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == expected


@given(st.text(alphabet="аб. \n!?«»1А", max_size=60))
def test_nothing_but_white_space_lies_outside_the_sentences(text: str) -> None:
    position = 0
    for start, end in sentences(text):
        assert not text[position:start].strip()
        assert start < end
        position = end
    assert not text[position:].strip()
