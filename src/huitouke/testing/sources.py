"""The product's own source files, parsed once, for tests that hold rules and documents against the code."""

import ast
from functools import cache
from pathlib import Path
from typing import Final

REPOSITORY: Final = Path(__file__).resolve().parents[3]
SOURCE: Final = REPOSITORY / "src" / "huitouke"
_NOT_PRODUCT: Final = frozenset({"tests", "testing", "migrations"})


@cache
def product_files() -> dict[Path, ast.Module]:
    """Each module of the product, by its path below `src/huitouke`; no tests, migrations or test tools."""
    return {
        path.relative_to(SOURCE): ast.parse(path.read_text(encoding="utf-8"), str(path))
        for path in sorted(SOURCE.rglob("*.py"))
        if _NOT_PRODUCT.isdisjoint(path.relative_to(SOURCE).parts)
    }


def texts_of(tree: ast.Module) -> list[str]:
    """Every text constant of a module."""
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


def name_of(node: ast.expr) -> str:
    """The last name of `a.b.c` or `c`; '' where it has none."""
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""
