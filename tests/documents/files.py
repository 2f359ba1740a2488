"""Files as people send them, good and bad, made on the spot."""

from __future__ import annotations

import io
import stat
import struct
import warnings
import zipfile
import zlib

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def pdf(change=None, **saving) -> bytes:
    """A one-page PDF; `change(document)` spoils it."""
    document = pikepdf.new()
    document.add_blank_page()
    if change:
        change(document)
    out = io.BytesIO()
    document.save(out, **saving)
    return out.getvalue()


def with_javascript(document) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    document.Root.OpenAction = action


def with_hidden_javascript(document) -> None:
    """Deep inside a page's annotation, in an action after the first."""
    last = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("x"))
    first = pikepdf.Dictionary(
        S=pikepdf.Name.GoTo, D=pikepdf.String("a"), Next=pikepdf.Array([last])
    )
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, A=document.make_indirect(first))
    document.pages[0].obj.Annots = pikepdf.Array([note])


def with_launch(document) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("cmd"))


def with_jump(kind: str):
    """A link that opens another file: on the reader's disk, or one carried inside."""

    def change(document) -> None:
        target = pikepdf.Dictionary(S=pikepdf.Name(kind), F=pikepdf.String("other.pdf"))
        note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, A=document.make_indirect(target))
        document.pages[0].obj.Annots = pikepdf.Array([note])

    return change


def carrying(name: str):
    """Another file inside, under this name."""

    def change(document) -> None:
        document.attachments[name] = pikepdf.AttachedFileSpec(document, b"x", filename=name)

    return change


def with_form_script(document) -> None:
    document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(), XFA=pikepdf.Array())


def png(width: int = 4, height: int = 4) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(b"\0" * 5 * 4))
    return b"\x89PNG\r\n\x1a\n" + head + data + chunk(b"IEND", b"")


def jpeg(width: int = 16, height: int = 16) -> bytes:
    app = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    frame = b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00"
    return b"\xff\xd8" + app + frame + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x00\xff\xd9"


def photograph(turned: int = 1, place: bytes = b"N45.899 E6.129") -> bytes:
    """A JPEG as a phone writes it: which side is up, where it was taken, a second picture behind
    its end that says so, too."""
    entry = struct.pack("<HHIHH", 0x0112, 3, 1, turned, 0)
    exif = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", 1) + entry + b"\0\0\0\0" + place
    xmp = b"http://ns.adobe.com/xap/1.0/\0<x>" + place + b"</x>"
    parts = b"".join(
        bytes([0xFF, code]) + struct.pack(">H", len(body) + 2) + body
        for code, body in ((0xE1, exif), (0xE1, xmp), (0xE2, b"MPF\0" + place), (0xFE, place))
    )
    plain = jpeg()
    return plain[:2] + parts + plain[2:] + plain[:2] + parts + plain[2:]


def told_png(place: bytes = b"N45.899 E6.129") -> bytes:
    """A PNG with texts beside the picture."""
    told = b""
    for kind, body in ((b"tEXt", b"Comment\0" + place), (b"eXIf", b"II*\0" + place)):
        told += struct.pack(">I", len(body)) + kind + body
        told += struct.pack(">I", zlib.crc32(kind + body))
    plain = png()
    return plain[:33] + told + plain[33:]


def p7m(size: int = 400) -> bytes:
    inner = bytes.fromhex("06092a864886f70d010702") + b"\xa0\x00" * ((size - 11) // 2)
    return b"\x30\x82" + struct.pack(">H", len(inner)) + inner


def archive(members: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return out.getvalue()


def bomb_pdf(megabytes: int) -> bytes:
    """A PDF whose object stream is a few kilobytes and unpacks to this much."""
    packed = zlib.compress(b"5 0 " + b" " * (megabytes * 1_000_000) + b"<< >>", 9)
    head = b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n"
    bodies = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [] /Count 0 >>",
        4: head % len(packed) + packed + b"\nendstream",
    }
    out, places = io.BytesIO(b"%PDF-1.7\n"), {}
    out.seek(0, io.SEEK_END)
    for number, body in bodies.items():
        places[number] = out.tell()
        out.write(b"%d 0 obj\n" % number + body + b"\nendobj\n")
    places[6] = out.tell()
    rows = [(2, 4, 0) if n == 5 else (int(n in places), places.get(n, 0), 0) for n in range(7)]
    table = b"".join(struct.pack(">BIH", *row) for row in rows)
    out.write(
        b"6 0 obj\n<< /Type /XRef /Size 7 /W [1 4 2] /Root 1 0 R /Length %d >>\nstream\n"
        % len(table)
        + table
        + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % places[6]
    )
    return out.getvalue()


def linked(name: str) -> bytes:
    """A text document with a member that is a symbolic link."""
    out = io.BytesIO(docx())
    with zipfile.ZipFile(out, "a") as made:
        link = zipfile.ZipInfo(name)
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(link, "/etc/passwd")
    return out.getvalue()


def twice(name: str) -> bytes:
    """A text document with two members of one name."""
    out = io.BytesIO(docx())
    with warnings.catch_warnings(), zipfile.ZipFile(out, "a") as made:
        warnings.simplefilter("ignore")
        made.writestr(name, "<w:document>another</w:document>")
    return out.getvalue()


def docx(**more: bytes) -> bytes:
    return archive(
        {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>", **more}
    )
