"""Files that are checked in and must equal what the code makes."""

from pathlib import Path


def assert_golden(path: Path, made: str, *, is_writing: bool) -> None:
    """Compare `made` with the checked-in file at `path`; write it instead with `pytest --write-golden`."""
    if is_writing:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made, encoding="utf-8")
    kept = path.read_text(encoding="utf-8") if path.is_file() else ""
    assert made == kept, (
        f"{path.name} is not what the code makes any more. If the change is meant, refresh it with "
        f"`./huitouke test --write-golden` or `pytest --write-golden` on this test, and read the difference."
    )
