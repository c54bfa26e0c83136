"""XML that may come from anywhere → a tree: no entities, nothing fetched, bounded in depth and size."""

from __future__ import annotations

from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from deepfacedrawing.rendering import UserError

SVG_NAMESPACE = "http://www.w3.org/2000/svg"
MAX_FILE_BYTES = 40_000_000
MAX_ELEMENTS = 100_000
MAX_DEPTH = 100


class BadContentError(UserError):
    """What is wrong with a file's content, as the end of a sentence."""


class _BoundedBuilder(TreeBuilder):
    """Gives up while the file is read, not after it has filled the memory."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = self._elements = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self._depth += 1
        self._elements += 1
        if self._depth > MAX_DEPTH:
            raise BadContentError("its elements are nested deeper than {limit}", limit=MAX_DEPTH)
        if self._elements > MAX_ELEMENTS:
            raise BadContentError("it has more than {limit} elements", limit=MAX_ELEMENTS)
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)


def parse_svg(data: bytes) -> Element:
    """The root of an SVG file.

    Raises:
        BadContentError: it is no XML, no SVG, too large, or declares entities.
    """
    # A plain DOCTYPE stands in most files of older programs; what it names is never fetched.
    parser = DefusedXMLParser(target=_BoundedBuilder(), forbid_dtd=False, forbid_entities=True, forbid_external=True)
    try:
        parser.feed(data)
        root = parser.close()
    except DefusedXmlException as error:
        raise BadContentError("it declares XML entities, which are refused") from error
    except ParseError as error:
        raise BadContentError("it is no valid XML ({error})", error=error) from error
    except (ValueError, LookupError) as error:  # an encoding that nobody knows
        raise BadContentError("it is not written in an encoding that can be read") from error
    if local_name(root) != "svg":
        raise BadContentError("it is no SVG, it begins with the element {name:.60}", name=root.tag)
    return root


def local_name(element: Element) -> str:
    """The name of an SVG element; "" for those of other namespaces. Files that forgot the namespace are forgiven."""
    tag = element.tag
    if tag.startswith("{"):
        namespace, _, name = tag[1:].partition("}")
        return name if namespace == SVG_NAMESPACE else ""
    return tag
