"""Trees of XML, with nothing in them that a document could make us fetch or expand."""

from lxml import etree


def xml_root(document: bytes, *, recover: bool = False) -> etree._Element | None:
    """The root of a UTF-8 document, without comments and processing instructions; None of one that is ill-formed.
    `recover` makes what it can of those. Depth and texts have libxml2's limits."""
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )
    try:
        return etree.fromstring(document, parser)
    except etree.XMLSyntaxError:
        return None
