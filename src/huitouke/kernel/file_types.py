"""What a file is, told by its content: only kinds that a hotel keeps and that cannot act on a reader's machine."""

import io
import re
import zipfile
from typing import Final

import puremagic

IMAGES: Final = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
"""Kinds that a browser shows as a picture and nothing else."""

_BY_MAGIC: Final = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}
_OFFICE: Final = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/presentation.xml": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_ACTS: Final = re.compile(r"vba|macrosheets/|activex/|\.(?:exe|js|vbs)$", re.IGNORECASE)
"""Parts of an office file that run when it is opened: macros of today, sheets of macros of old, controls."""

_ENDINGS: Final = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    "text/plain": (".txt", ".csv", ".tsv", ".md", ".log", ".vcf", ".ics"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": (".pptx",),
}
"""The endings under which a file of each kind opens in a program that only shows it, the usual one first."""
_TEXT_SIGNS: Final = frozenset(range(32, 256)) | {9, 10, 12, 13}
_MARKUP: Final = (b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script", b"<?php", b"#!")

NAMES: Final = "PDF, JPEG, PNG, WebP, GIF, Word, Excel, PowerPoint, text"
"""What is taken, for the words of a refusal."""


def media_type_of(content: bytes) -> str:
    """The kind of a file as its content says, or '' where it is none that is kept: programs, web pages, pictures that
    hold scripts, archives, documents with macros."""
    for magic, kind in _BY_MAGIC.items():
        if content.startswith(magic):
            return kind if _agrees(content, kind) else ""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith(b"PK\x03\x04"):
        return _office_kind(content)
    return "text/plain" if _is_text(content) else ""


def honest_name(name: str, media_type: str, longest: int) -> str:
    """The name of a file with an ending of its kind: a machine opens a file by its ending, and a text called `a.bat`
    would be run."""
    endings = _ENDINGS[media_type]
    if len(name) <= longest and name.lower().endswith(endings):
        return name
    return name[: longest - len(endings[0])] + endings[0]


def _agrees(content: bytes, kind: str) -> bool:
    """Whether a library with all known signatures takes the file for nothing else first."""
    try:
        found = puremagic.magic_string(content[:4096])
    except puremagic.PureError:
        return False
    return any(kind == each.mime_type for each in found)


def _office_kind(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError):
        return ""
    if any(_ACTS.search(name) for name in names):
        return ""
    return next((kind for part, kind in _OFFICE.items() if part in names), "")


def _is_text(content: bytes) -> bool:
    if not content or not set(content) <= _TEXT_SIGNS:
        return False
    if content.lstrip()[:12].lower().startswith(_MARKUP):
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
