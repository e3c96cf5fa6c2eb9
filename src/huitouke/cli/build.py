"""What is built from sources and never committed: the front end and the message catalogues, under `build/`.

Each result is keyed by a hash of its sources, kept beside it; what is up to date is left alone, and a build
that is cut short leaves the former one in place.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from huitouke.cli.processes import run_step

REPOSITORY: Final = Path(__file__).resolve().parents[3]


class BuildError(RuntimeError):
    """A build cannot be made; the message says what is missing."""


def build_frontend(root: Path = REPOSITORY) -> bool:
    """Bundles `frontend/` into `build/frontend` where its sources changed. Returns whether it built.

    Raises BuildError without Node, StepError with what npm said.
    """
    with _alone(root):
        key = frontend_key(root)
        if is_frontend_built(root):
            return False
        environment = node_environment()
        npm = shutil.which("npm", path=environment["PATH"])
        if npm is None:
            raise BuildError("npm is missing: run ./huitouke again, which installs it.")
        _install_modules(root, npm, environment)
        fresh, target = root / "build" / "frontend.new", root / "build" / "frontend"
        words = [npm, "run", "build", "--silent", "--", "--outDir", str(fresh), "--emptyOutDir"]
        run_step(words, environment=environment, folder=root)
        if not (fresh / "manifest.json").is_file():
            raise BuildError("npm run build left no manifest.json.")
        _stamp(root, "frontend").unlink(missing_ok=True)
        shutil.rmtree(target, ignore_errors=True)
        fresh.rename(target)
        _write_atomically(_stamp(root, "frontend"), f"{key}\n".encode())
        return True


def is_frontend_built(root: Path = REPOSITORY) -> bool:
    """Whether `build/frontend` belongs to the sources as they are."""
    return _is_stamped(root, "frontend", frontend_key(root)) and (root / "build" / "frontend").is_dir()


def frontend_key(root: Path = REPOSITORY) -> str:
    """Hash of everything that the bundle is made from."""
    files = [path for path in (root / "frontend").rglob("*") if path.is_file()]
    names = ("package.json", "package-lock.json", "vite.config.ts", "tsconfig.json")
    return _hash_of(root, [*files, *(root / name for name in names if (root / name).is_file())])


def build_catalogues(root: Path = REPOSITORY) -> bool:
    """Compiles the message catalogues into `build/locale` where they changed. Returns whether it built.

    Messages marked fuzzy are left out, as gettext does.
    """
    with _alone(root):
        key = catalogues_key(root)
        if is_catalogues_built(root):
            return False
        for source in _catalogues(root):
            with source.open("rb") as file:
                catalogue = read_po(file, domain=source.stem)
            target = root / "build" / source.relative_to(root / "src" / "huitouke").with_suffix(".mo")
            target.parent.mkdir(parents=True, exist_ok=True)
            draft = target.with_name(f".{target.name}.{os.getpid()}")
            with draft.open("wb") as file:
                write_mo(file, catalogue)
            draft.replace(target)
        _write_atomically(_stamp(root, "catalogues"), f"{key}\n".encode())
        return True


def is_catalogues_built(root: Path = REPOSITORY) -> bool:
    """Whether `build/locale` belongs to the catalogues as they are."""
    return _is_stamped(root, "catalogues", catalogues_key(root))


def catalogues_key(root: Path = REPOSITORY) -> str:
    """Hash of all message catalogues."""
    return _hash_of(root, _catalogues(root))


def static_key(root: Path = REPOSITORY) -> str:
    """Hash of what collectstatic gathers: the bundle, our own static files, and the installed packages."""
    own = [path for path in (root / "src").glob("huitouke/**/static/**/*") if path.is_file()]
    return _hash_of(root, [*own, root / "requirements.lock", _stamp(root, "frontend")])


def is_static_collected(root: Path = REPOSITORY) -> bool:
    """Whether `build/static` belongs to the bundle and packages as they are."""
    return _is_stamped(root, "static", static_key(root)) and (root / "build" / "static").is_dir()


def mark_static_collected(root: Path = REPOSITORY) -> None:
    """Notes that `build/static` is up to date."""
    _write_atomically(_stamp(root, "static"), f"{static_key(root)}\n".encode())


def node_environment() -> dict[str, str]:
    """Our environment with a Node that can build on its PATH: the machine's, else the one from its wheel.

    Only PATH is changed: npm without the rest of the environment takes minutes. Raises BuildError where
    there is no Node.
    """
    environment = dict(os.environ)
    if _is_node_good(shutil.which("node")) and shutil.which("npm"):
        return environment
    scripts = Path(sysconfig.get_path("scripts"))
    if not (scripts / "node").exists():
        raise BuildError("No Node 20.19 or later: run ./huitouke again, which installs one, or install Node.")
    environment["PATH"] = os.pathsep.join((str(scripts), environment.get("PATH", os.defpath)))
    return environment


def _is_node_good(node: str | None) -> bool:
    """Whether Vite runs on this Node: 20.19 and later of 20, or 22.12 and later."""
    if node is None or Path(node).parent == Path(sys.executable).parent:
        return False
    try:
        said = subprocess.run(
            [node, "--version"], capture_output=True, text=True, check=False, timeout=20
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return False
    found = re.match(r"v(\d+)\.(\d+)", said)
    if found is None:
        return False
    version = (int(found[1]), int(found[2]))
    return (20, 19) <= version < (21, 0) or version >= (22, 12)


def _install_modules(root: Path, npm: str, environment: dict[str, str]) -> None:
    key = _hash_of(root, [root / "package-lock.json"])
    stamp = root / "node_modules" / ".huitouke-stamp"
    if stamp.is_file() and stamp.read_text(encoding="ascii").strip() == key:
        return
    words = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    run_step(words, environment=environment, folder=root)
    _write_atomically(stamp, f"{key}\n".encode())


def _catalogues(root: Path) -> list[Path]:
    return sorted((root / "src" / "huitouke" / "locale").glob("*/LC_MESSAGES/*.po"))


def _hash_of(root: Path, files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(f"{path.relative_to(root)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes() if path.is_file() else b"").digest())
    return digest.hexdigest()


def _stamp(root: Path, name: str) -> Path:
    return root / "build" / f"{name}.stamp"


def _is_stamped(root: Path, name: str, key: str) -> bool:
    stamp = _stamp(root, name)
    return stamp.is_file() and stamp.read_text(encoding="ascii").strip() == key


def _write_atomically(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(path)


@contextlib.contextmanager
def _alone(root: Path) -> Iterator[None]:
    """One build at a time in this clone; the second finds the first one's result."""
    (root / "build").mkdir(exist_ok=True)
    with (root / "build" / "build.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
