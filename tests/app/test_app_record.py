"""The record of sources in the parser pool."""

from monitor.app.parse_record import Record


def test_nobody_has_a_clean_record_before_the_first_document_was_read_in_time() -> None:
    record = Record()
    assert not record.is_clean("a")
    record.note("a", in_time=True)
    assert record.is_clean("a")
    assert not record.is_clean("b")


def test_after_a_slow_document_it_takes_three_that_are_not() -> None:
    record = Record()
    record.note("a", in_time=True)
    record.note("a", in_time=False)
    seen = []
    for _ in range(4):
        seen.append(record.is_clean("a"))
        record.note("a", in_time=True)
    assert seen == [False, False, False, True]


def test_it_does_not_grow_with_the_addresses_of_an_attacker() -> None:
    record = Record()
    record.note("first", in_time=True)
    for number in range(20_000):
        record.note(f"https://attacker.example/{number}", in_time=True)
    assert not record.is_clean("first")
