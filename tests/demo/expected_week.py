"""What a desk should hear of the week of 2 to 12 June 2025, written down from the facts of the scenario.

The delegations met in Istanbul on 2 June for their second round and agreed on an exchange, which both sides announced.
On 7 June Moscow said that it was put off, which Kyiv denied. It began on 9 June, as the first stage, the sixty-sixth
exchange in Kyiv's count; a second stage followed on the 10th, another on the 12th. Bodies were handed over on the 11th:
1,212 by Moscow's count, 1,200 by Kyiv's until it corrected itself. A third round is spoken of, without a day.
"""

from typing import NamedTuple


class Told(NamedTuple):
    """One message: whose piece it comes with (the end of its link), why, and what of the event it changes."""

    piece: str
    reason: str
    changes: dict[str, tuple[str, str]]


class Expected(NamedTuple):
    """One event, as it stands at the end, and all that is told of it."""

    kind: str
    fields: dict[str, str]
    told: tuple[Told, ...]


BOTH, ONE, AT_ODDS = "both sides", "single side", "conflicting"

WEEK = (
    Expected(
        "negotiation",
        {"status": "done", "date": "2025-06-02", "round": "2", "place": "Istanbul", "corroboration": BOTH},
        (
            Told("no_-110_-istanbul-ikinci-tur.tr.mfa", "new_event", {}),
            Told(
                "u-stambuli-rozpochavsya-drugyj-raund",
                "status_changed",
                {"status": ("planned", "under_way"), "corroboration": (BOTH, ONE)},
            ),
            Told("2020188/", "status_changed", {"status": ("under_way", "done"), "corroboration": (ONE, BOTH)}),
        ),
    ),
    Expected(
        "exchange",
        {
            "status": "done",
            "date": "2025-06-09",
            "exchange number": "66",
            "stage": "1",
            "announced, returned to RU": "at least 1,000",
            "announced, returned to UA": "at least 1,000",
            "agreement": "istanbul:2025-06-02",
            "corroboration": BOTH,
        },
        (
            Told("2020188/", "new_event", {}),
            Told("domovilis-pro-novij-obmin-98162", "other_side_confirms", {"corroboration": (ONE, BOTH)}),
            Told(
                "12561390@egNews",
                "status_changed",
                {"status": ("planned", "postponed"), "corroboration": (BOTH, ONE)},
            ),
            Told("shchodo-zayav-rosiiskoi-storony", "sides_differ", {"corroboration": (ONE, AT_ODDS)}),
            Told(
                "12561603@egNews",
                "status_changed",
                {
                    "status": ("postponed", "done"),
                    "date": ("", "2025-06-09"),
                    "stage": ("", "1"),
                    "corroboration": (AT_ODDS, ONE),
                },
            ),
            Told("nashi-lyudi-vdoma-98340", "other_side_confirms", {"corroboration": (ONE, BOTH)}),
            Told("66-obmin-pershyi-etap", "ordinal_changed", {"exchange number": ("", "66")}),
        ),
    ),
    Expected(
        "negotiation",
        {"status": "planned", "round": "3", "corroboration": ONE},
        (Told("2020760/", "new_event", {}),),
    ),
    Expected(
        "exchange",
        {
            "status": "done",
            "date": "2025-06-10",
            "stage": "2",
            "agreement": "istanbul:2025-06-02",
            "corroboration": BOTH,
        },
        (
            Told("12561688@egNews", "new_event", {}),
            Told("66-obmin-druhyi-etap", "other_side_confirms", {"corroboration": (ONE, BOTH)}),
        ),
    ),
    Expected(
        "bodies",
        {
            "status": "done",
            "date": "2025-06-11",
            "bodies to RU": "27",
            "bodies to UA": "1,212",
            "agreement": "istanbul:2025-06-02",
            "corroboration": BOTH,
        },
        (
            Told("12561751@egNews", "new_event", {}),
            Told(
                "repatriatsiia-11-chervnia",
                "sides_differ",
                {"bodies to UA": ("1,212", "1,212 (RU) v 1,200 (UA)"), "corroboration": (ONE, AT_ODDS)},
            ),
            Told(
                "repatriatsiia-11-chervnia",
                "corrected",
                {"bodies to UA": ("1,212 (RU) v 1,200 (UA)", "1,212"), "corroboration": (AT_ODDS, BOTH)},
            ),
        ),
    ),
    Expected(
        "exchange",
        {"status": "done", "date": "2025-06-12", "agreement": "istanbul:2025-06-02", "corroboration": BOTH},
        (
            Told("12561840@egNews", "new_event", {}),
            Told("tyazhkoporaneni-98431", "other_side_confirms", {"corroboration": (ONE, BOTH)}),
        ),
    ),
)

HELD = {"copy": 5, "cosmetic_edit": 1, "nothing_new": 14}
"""Pieces about these events that bring nothing: copies of the wire, an edit that adds a photograph, the rest."""
