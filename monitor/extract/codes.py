"""The facts in the field's code books: CAMEO 1.1b3, PLOVER 2.0, ACLED, IPTC Media Topics."""

from monitor.model.fact import Codes, Kind, Status

_AGREEMENT = "Strategic developments: Agreement"
_PRISONERS_OF_WAR, _WAR_VICTIMS, _PEACE_TALKS = "20000080", "20001377", "20000076"

_RELEASED = ("0841", "RETREAT:release")
_PROMISED = ("0353", "AGREE")
_REFUSED = ("1243", "REJECT:yield")
_MET = ("046", "CONSULT")
_TO_MEET = ("036", "AGREE")
_BROKEN_OFF = ("164", "SANCTION:withdraw")

_EXCHANGE = {
    Status.PROPOSED: _PROMISED,
    Status.PLANNED: _PROMISED,
    Status.POSTPONED: _PROMISED,
    Status.CALLED_OFF: _REFUSED,
    # A denied report is no event: the books have no code for it.
    Status.DENIED: ("", ""),
}
_NEGOTIATION = {
    Status.PROPOSED: _TO_MEET,
    Status.PLANNED: _TO_MEET,
    Status.POSTPONED: _TO_MEET,
    Status.CALLED_OFF: _BROKEN_OFF,
}


def codes_of(kind: Kind, status: Status | None) -> Codes:
    """The codes of a fact by what it is and how far it is; "" where a book has none."""
    if kind is Kind.NEGOTIATION:
        cameo, plover = _NEGOTIATION.get(status, _MET) if status else _MET
        return Codes(cameo, plover, _AGREEMENT, _PEACE_TALKS)
    cameo, plover = _EXCHANGE.get(status, _RELEASED) if status else _RELEASED
    return Codes(cameo, plover, _AGREEMENT, _PRISONERS_OF_WAR if kind is Kind.EXCHANGE else _WAR_VICTIMS)
