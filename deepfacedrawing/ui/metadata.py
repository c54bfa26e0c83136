"""What an exported picture or film says about itself: that the face is synthetic, and what made it.

Neither names, paths nor times are written, so that a shared file tells nothing about the person who drew it.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree import ElementTree

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from deepfacedrawing import __version__
from deepfacedrawing.ui.sketch import RenderSettings

PROGRAM = "DeepFaceDrawing"
# Terms of the IPTC's vocabulary of digital source types; "digitalArt" was retired for "digitalCreation".
SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
SYNTHETIC, DRAWN = SOURCE_TYPES + "trainedAlgorithmicMedia", SOURCE_TYPES + "digitalCreation"
NAMESPACES = {
    "x": "adobe:ns:meta/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "dfd": "urn:deepfacedrawing:picture:",
}
MAX_TEXT = 500
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# Tags of EXIF: description, software; the block of the camera's data, and the colour space in it.
DESCRIPTION_TAG, SOFTWARE_TAG, EXIF_BLOCK, COLOUR_SPACE_TAG, SRGB = 0x010E, 0x0131, 0x8769, 0xA001, 1


@dataclass(frozen=True)
class Provenance:
    """What a face was made with: name and SHA-256 of the model, the settings, and this program with its version."""

    model: str
    checksum: str
    settings: RenderSettings
    software: str = f"{PROGRAM} {__version__}"


@dataclass(frozen=True)
class Label:
    """What is said about a picture.

    ``source_type``: a term of ``SOURCE_TYPES``, or "" where that is not known. ``properties``: name in XMP, with its
    prefix → text.
    """

    software: str
    description: str
    source_type: str
    properties: tuple[tuple[str, str], ...] = ()


def label_face(provenance: Provenance, description: str) -> Label:
    """The label of what shows a face: synthetic, with the model and the settings."""
    system, _, version = provenance.software.rpartition(" ")
    properties = {
        "Iptc4xmpExt:AISystemUsed": f"{system}, model {provenance.model}" if provenance.model else system,
        "Iptc4xmpExt:AISystemVersionUsed": version,
        "dfd:Model": provenance.model,
        "dfd:ModelSHA256": provenance.checksum,
        **{f"dfd:{name}": text for name, text in describe_settings(provenance.settings).items()},
    }
    cleaned = ((name, _clean(text)) for name, text in properties.items())
    return Label(provenance.software, description, SYNTHETIC, tuple((name, text) for name, text in cleaned if text))


def label_sketch(provenance: Provenance, has_background: bool) -> Label:
    """The label of a sketch alone: drawn by a person, unless it lies over a picture that came from elsewhere."""
    description = f"Sketch drawn with {PROGRAM}."
    return Label(provenance.software, description, "" if has_background else DRAWN)


def describe_settings(settings: RenderSettings) -> dict[str, str]:
    """The settings as short texts: ``Refinement``, ``Group``, ``Appearance``, ``Controls``, ``Pins``; "" for none."""
    appearance = settings.appearance
    pins = {name: f"sample {pin}" if isinstance(pin, int) else "another drawing" for name, pin in settings.pins.items()}
    return {
        "Refinement": _join({name: f"{value:.2g}" for name, value in settings.refinement.items()}),
        "Group": settings.group,
        "Appearance": f"random {appearance}" if isinstance(appearance, int) else appearance,
        "Controls": _join({name: f"{value:+.2g}" for name, value in settings.controls.items() if value}),
        "Pins": _join(pins),
    }


def _join(texts: dict[str, str]) -> str:
    return ", ".join(f"{name} {text}" for name, text in texts.items())


def _clean(text: str) -> str:
    """What XML can hold and a packet has room for; names come from model files of anybody."""
    return "".join(character for character in text[:MAX_TEXT] if character.isprintable())


def build_xmp(label: Label) -> bytes:
    """The label as an XMP packet, UTF-8."""
    for prefix, address in NAMESPACES.items():
        ElementTree.register_namespace(prefix, address)
    root = ElementTree.Element(_expand("x:xmpmeta"))
    rdf = ElementTree.SubElement(root, _expand("rdf:RDF"))
    about = ElementTree.SubElement(rdf, _expand("rdf:Description"), {_expand("rdf:about"): ""})
    ElementTree.SubElement(about, _expand("xmp:CreatorTool")).text = label.software
    if label.source_type:
        ElementTree.SubElement(about, _expand("Iptc4xmpExt:DigitalSourceType")).text = label.source_type
    texts = ElementTree.SubElement(ElementTree.SubElement(about, _expand("dc:description")), _expand("rdf:Alt"))
    ElementTree.SubElement(texts, _expand("rdf:li"), {XML_LANG: "x-default"}).text = label.description
    for name, text in label.properties:
        ElementTree.SubElement(about, _expand(name)).text = text
    body = ElementTree.tostring(root, encoding="unicode")
    packet = f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n{body}\n<?xpacket end="r"?>'
    return packet.encode("utf-8")


def _expand(name: str) -> str:
    prefix, local = name.split(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def build_exif(label: Label) -> Image.Exif:
    """Description, software and sRGB as EXIF, for JPEG and WebP."""
    exif = Image.Exif()
    exif[DESCRIPTION_TAG], exif[SOFTWARE_TAG] = label.description, label.software
    exif.get_ifd(EXIF_BLOCK)[COLOUR_SPACE_TAG] = SRGB
    return exif


def build_png_info(label: Label) -> PngInfo:
    """The label and sRGB as chunks of a PNG."""
    info = PngInfo()
    info.add(b"sRGB", b"\0")  # perceptual
    info.add_text("Software", label.software)
    info.add_text("Description", label.description)
    info.add_itxt("XML:com.adobe.xmp", build_xmp(label).decode("utf-8"))
    return info
