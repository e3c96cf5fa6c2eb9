"""What a file is by its content, whatever its name says."""

import io
import zipfile

import pytest

from huitouke.kernel.file_types import honest_name, media_type_of

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(20)


def office(*names):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "application/pdf"),
        (PNG, "image/png"),
        (JPEG, "image/jpeg"),
        (b"GIF89a" + bytes(10), "image/gif"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
        ("您好".encode(), "text/plain"),
        ("您好".encode("gb18030"), "text/plain"),
    ],
)
def test_knows_what_a_hotel_keeps(content, kind):
    assert media_type_of(content) == kind


def test_knows_office_files_without_macros():
    assert media_type_of(office("[Content_Types].xml", "word/document.xml")).endswith(
        "wordprocessingml.document"
    )
    assert media_type_of(office("xl/workbook.xml")).endswith("spreadsheetml.sheet")
    for acts in ("xl/vbaProject.bin", "xl/macrosheets/sheet1.xml", "xl/activeX/activeX1.bin", "word/a.EXE"):
        assert media_type_of(office("xl/workbook.xml", acts)) == ""
    assert media_type_of(office("xl/workbook.xml", "xl/printerSettings/printerSettings1.bin"))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00" + bytes(60),
        b"\x7fELF" + bytes(60),
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"  <svg xmlns='http://www.w3.org/2000/svg' onload='x()'>",
        b"<?xml version='1.0'?><a/>",
        b"#!/bin/sh\nrm -rf /\n",
        office("a.txt"),
        b"PK\x03\x04broken",
    ],
)
def test_takes_nothing_that_could_act(content):
    assert media_type_of(content) == ""


@pytest.mark.parametrize(
    ("name", "kind", "kept"),
    [
        ("信.txt", "text/plain", "信.txt"),
        ("guests.CSV", "text/plain", "guests.CSV"),
        ("run.bat", "text/plain", "run.bat.txt"),
        ("letter.html", "text/plain", "letter.html.txt"),
        ("x.hta", "text/plain", "x.hta.txt"),
        ("photo.exe", "image/jpeg", "photo.exe.jpg"),
        ("scan", "application/pdf", "scan.pdf"),
        ("长" * 30 + ".pdf", "application/pdf", "长" * 16 + ".pdf"),
    ],
)
def test_a_name_ends_as_its_kind_is_opened(name, kind, kept):
    assert honest_name(name, kind, 20) == kept
