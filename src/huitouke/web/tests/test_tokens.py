"""The tokens keep their contrast in light and dark, and nothing beside them holds a colour or a size."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

FRONTEND = Path(__file__).resolve().parents[4] / "frontend"
GROUNDS = ("page", "card", "sunk", "pointed")

# WCAG 2.2: 1.4.6 for body text, 1.4.3 for all other text, 1.4.11 for what shows where a control is.
AAA, AA, EDGE = 7.0, 4.5, 3.0
PAIRS = [
    *(("ink", ground, AAA) for ground in GROUNDS),
    *(("ink", tint, AAA) for tint in ("accent-tint", "alarm-tint")),
    *(("ink-2", ground, AA) for ground in GROUNDS),
    *(("ink-3", ground, AA) for ground in GROUNDS),
    *(("accent", ground, AA) for ground in (*GROUNDS, "accent-tint")),
    *(("alarm", ground, AA) for ground in ("card", "page", "alarm-tint")),
    *(("watch", ground, AA) for ground in ("card", "sunk", "watch-tint")),
    *(("good", ground, AA) for ground in ("card", "good-tint")),
    ("ink-2", "accent-tint", AA),
    ("ink-3", "accent-tint", AA),
    ("tier", "tier-tint", AA),
    ("vip-ink", "vip", AA),
    ("accent-ink", "accent", AA),
    ("accent-ink", "accent-strong", AA),
    ("good-ink", "good", AA),
    ("seal-ink", "seal", AA),
    *(("edge", ground, EDGE) for ground in ("card", "page")),
    *(("accent", ground, EDGE) for ground in ("line", "card")),
]


def declarations(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", css))


def themes() -> dict[str, dict[str, str]]:
    css = (FRONTEND / "tokens.css").read_text(encoding="utf-8")
    light, rest = css.split("@media (prefers-color-scheme: dark)", 1)
    dark = rest.split("@media", 1)[0]
    paper = css.split("@media print", 1)[1]
    first = declarations(light)
    return {
        "light": first,
        "dark": {**first, **declarations(dark)},
        "print": {**first, **declarations(paper)},
    }


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` as WCAG 2.2 defines it, 0 to 1."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_every_pair_of_words_and_ground_can_be_read(theme: str) -> None:
    colours = themes()[theme]
    poor = {
        f"{ink} on {ground}": round(contrast(colours[ink], colours[ground]), 2)
        for ink, ground, least in PAIRS
        if contrast(colours[ink], colours[ground]) < least
    }
    assert poor == {}


def test_the_dark_theme_is_neutral() -> None:
    dark = themes()["dark"]
    for ground in (*GROUNDS, "line", "line-strong", "edge", "ink"):
        assert len({dark[ground][at : at + 2] for at in (1, 3, 5)}) == 1, ground


def test_only_the_tokens_hold_colours_and_sizes() -> None:
    found = []
    for sheet in sorted((FRONTEND / "parts").glob("*.css")):
        css = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        # A media query and a page rule cannot read a custom property.
        css = re.sub(r"@(media|page)[^{]*(\{[^{}]*size:[^{}]*\})?", "", css)
        found += [
            f"{sheet.name}: {value}"
            for value in re.findall(
                r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl)a?\(|\b\d*\.?\d+(?:px|rem|mm|pt)\b", css
            )
        ]
    assert found == []


def test_every_token_that_is_spoken_of_exists() -> None:
    known = set(re.findall(r"(--[\w-]+):", (FRONTEND / "tokens.css").read_text(encoding="utf-8")))
    for sheet in sorted((FRONTEND / "parts").glob("*.css")):
        spoken = set(re.findall(r"var\((--[\w-]+)\)", sheet.read_text(encoding="utf-8")))
        assert spoken <= known, (sheet.name, spoken - known)
