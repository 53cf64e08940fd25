"""XML read without entities, network, and in the usual depth: what a stranger's file may do to us is nothing."""

from __future__ import annotations

import re

from lxml import etree

from toolkit.documents.inputs import Unreadable

_ENTITY = re.compile(r"<!ENTITY\b", re.I)


def parse(data: bytes, origin: str) -> etree._Element:
    """The root element. Raises: Unreadable for what is no XML, and for files that declare entities.

    Entities are how a file of 1 KB becomes 1 GB (billion laughs) or brings in another file; no export has any.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        detail = f"{origin}: XML that is not well-formed ({error}); export it again"
        raise Unreadable("unreadable", detail) from error
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise entities(origin)
    return root


def check_entities(text: str, origin: str) -> None:
    """Nothing for XML, read as text, that declares no entities. Raises: Unreadable otherwise."""
    if _ENTITY.search(text):
        raise entities(origin)


def entities(origin: str) -> Unreadable:
    """The error for a file that declares entities."""
    detail = f"{origin}: XML that declares entities, which may stand for anything; take the declarations out"
    return Unreadable("unsafe XML", detail)


def name_of(element: etree._Element) -> str:
    """An element's name without its namespace; empty for what is no element."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
