"""The condition of a source, as one word an operator can act on."""

WORRYING_PENALTY = 2.0


def condition(*, active: bool, outcome: str | None, penalty: float) -> str:
    """`off`, `new` (not visited yet), `ok`, `failing` (the last visit failed), or `down` (it keeps failing)."""
    if not active:
        return "off"
    if outcome is None:
        return "new"
    if outcome != "failed":
        return "ok"
    return "down" if penalty >= WORRYING_PENALTY else "failing"
