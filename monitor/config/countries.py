"""Countries, as far as a new source's side, file and time zone follow from them; from the tables of the IANA zones."""

from functools import cache
from importlib.resources import files

_NOT_TAKEN_AT_THEIR_WORD = frozenset(
    {"AC", "AI", "CC", "CO", "FM", "GG", "IO", "IS", "LA", "LY", "ME", "NU", "SH", "TK", "TO", "TV", "WS"}
)
"""Countries whose domains are sold to everyone."""
_BY_DOMAIN = {"uk": "GB", "gov": "US", "mil": "US", "eu": "EU", "int": "INT", "su": "RU"}
_NOT_IN_THE_TABLE = {"EU": "European Union", "INT": "International organisations"}

_CAPITALS = {
    "AU": "Australia/Sydney", "BR": "America/Sao_Paulo", "CA": "America/Toronto", "CL": "America/Santiago",
    "CY": "Asia/Nicosia", "DE": "Europe/Berlin", "EC": "America/Guayaquil", "ES": "Europe/Madrid",
    "EU": "Europe/Brussels", "INT": "UTC", "KZ": "Asia/Almaty", "MN": "Asia/Ulaanbaatar", "NZ": "Pacific/Auckland",
    "PT": "Europe/Lisbon", "RU": "Europe/Moscow", "UA": "Europe/Kyiv", "UZ": "Asia/Tashkent",
}  # fmt: skip
"""Where the table, which goes from north to south or by age, does not have the capital's zone first."""


@cache
def countries() -> dict[str, str]:
    """Their names by their two capital letters, and `EU` and `INT` beside them."""
    return {code: rest[0] for code, *rest in _table("iso3166.tab")} | _NOT_IN_THE_TABLE


def timezone_of(country: str) -> str | None:
    """The zone of a country's capital; None for what is no country."""
    return _CAPITALS.get(country) or next((zone for code, _, zone, *_ in _table("zone.tab") if code == country), None)


def country_of(host: str) -> str | None:
    """The country by a host's domain; None where that says nothing."""
    domain = host.rpartition(":")[0].rpartition(".")[2] if ":" in host else host.rpartition(".")[2]
    code = _BY_DOMAIN.get(domain, domain.upper())
    return code if code in countries() and code not in _NOT_TAKEN_AT_THEIR_WORD else None


@cache
def _table(name: str) -> tuple[tuple[str, ...], ...]:
    lines = (files("tzdata") / "zoneinfo" / name).read_text("utf-8").splitlines()
    return tuple(tuple(line.split("\t")) for line in lines if line and not line.startswith("#"))
