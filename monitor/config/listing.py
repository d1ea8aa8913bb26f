"""How a listing page is read: a profile by its name, or selectors of the operator's own."""

from difflib import get_close_matches
from typing import Any

from monitor.config.fields import fault
from monitor.model.catalog import ListingProfile
from monitor.parse.profiles import PROFILES
from monitor.parse.selection import selector_faults

_BY_NAME = {profile.name: profile for profile in PROFILES}
_FIELDS = ("item", "link", "title", "date", "text", "id", "article", "whole")


def selectors_of(value: Any) -> Any:
    """The selectors of the profile that a name stands for; what is no name is left as it is."""
    if not isinstance(value, str):
        return value
    profile = _BY_NAME.get(value)
    if profile is None:
        close = get_close_matches(value, _BY_NAME, n=1)
        names = ", ".join(f"`{name}`" for name in _BY_NAME)
        raise fault("no such profile", f"Write one of {names}, or selectors of your own.", close[0] if close else None)
    return {name: value for name in _FIELDS if (value := getattr(profile, name))}


def check_selectors(profile: ListingProfile) -> None:
    """A fault for the first selector that cannot be read."""
    for field, why in selector_faults(profile):
        raise fault(f"`{field}` is no CSS selector: {why}", "Write it as in a style sheet: `.news-item h2 a@href`.")
