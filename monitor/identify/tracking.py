"""What addresses carry beside the page they name: marks of campaigns, channels, sessions and forms of display."""

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CAMPAIGNS = _words(
    """
    _branch_match_id _ga _gac _gl _hsenc _hsmi _openstat action_object_map action_ref_map action_type_map at_bbc_team
    at_campaign at_campaign_type at_custom1 at_custom2 at_custom3 at_custom4 at_format at_link_id at_link_origin
    at_link_type at_medium at_ptr_name cmpid dclid ef_id epik etcc_cmp etcc_med fb_action_ids fb_action_types fb_ref
    fb_source fbclid gad_source gbraid gclid gclsrc gs_l hsctatracking icid igsh igshid itm_campaign itm_medium
    itm_source li_fat_id maca mc_cid mc_eid mcimg mdesc mimg mkt_tok msclkid mtitle ncid ocid oft_c oft_ck oft_d oft_id
    oft_ids oft_k oft_lk oft_sk oly_anon_id oly_enc_id rb_clickid s_cid s_kwcid share_from sc_campaign sc_channel
    sc_content sc_country sc_geo sc_medium sc_outcome srsltid traffic_source trk trkcampaign trkinfo ttclid twclid
    unicorn_click_id vero_conv vero_id wbraid wickedid wt_mc xtor yadclid yclid ymclid yptr ysclid
    """
)
"""Parameters, in lower case, that tell who led the reader there and never what is read."""

CAMPAIGN_PREFIXES = ("utm_", "mtm_", "pk_", "piwik_", "matomo_", "hsa_", "stm_", "ga_", "adj_", "__hs")

SESSIONS = _words("aspsessionid cfid cftoken jsessionid phpsessid sessionid session_id viewstate")
SESSION = re.compile(r"[A-Za-z0-9,_-]{16,}")
"""How the value of a session looks. `PHPSESSID=7` and every `sid=` may well be the page."""

CHANNELLED = _words("cid from origin ref referer referrer share sid source src type utm via")
CHANNELS = _words(
    """
    amp dzen email facebook fb feed google instagram mail main mainpage newsletter newstape ok push rss rss2 rss_feed
    share social telegram tg top topnews twitter viber vk whatsapp yandex yandexnews ynews yxnews zen
    """
)
"""Values, in lower case, by which a parameter of `CHANNELLED` names the way and not the page."""

DISPLAY = {
    "amp": frozenset(("", "1", "true", "yes", "y")),
    "m": frozenset(("1",)),
    "mobile": frozenset(("", "1", "true", "yes", "y")),
    "outputtype": frozenset(("amp",)),
    "print": frozenset(("", "1", "true", "yes", "y")),
    "view": frozenset(("mobile", "amp", "print")),
    "format": frozenset(("amp", "mobile")),
}
"""Parameters that ask for another form of the same page when they have one of these values."""

REDIRECTORS = {
    ("google.com", "/url"): ("q", "url"),
    ("l.facebook.com", "/l.php"): ("u",),
    ("vk.com", "/away.php"): ("to",),
    ("t.umblr.com", "/redirect"): ("z",),
    ("l.instagram.com", "/"): ("u",),
    ("youtube.com", "/redirect"): ("q",),
}
"""Pages that only lead on, and the parameters that say where."""

PLACES = _words("comments respond top main content rss share")
"""Fragments that name a part of a page; any other may be the only thing that tells two entries apart."""


def is_tracking(name: str, value: str) -> bool:
    """Whether the parameter says nothing about which page it is."""
    lowered = name.lower()
    if lowered in CAMPAIGNS or lowered.startswith(CAMPAIGN_PREFIXES):
        return True
    if lowered in CHANNELLED:
        return value.lower() in CHANNELS
    if lowered in SESSIONS or lowered.startswith("aspsessionid"):
        return SESSION.fullmatch(value) is not None
    return lowered in DISPLAY and value.lower() in DISPLAY[lowered]
