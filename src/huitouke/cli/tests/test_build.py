"""What is built, when, and that a failed build leaves the former one: with a make-believe npm."""

import gettext
import os
from pathlib import Path

import pytest

from huitouke.cli import build
from huitouke.cli.build import BuildError, build_catalogues, build_frontend
from huitouke.cli.processes import StepError

NPM = """\
#!/bin/sh
echo "$1" >>"$FAKE_LOG"
case $1 in
  ci) mkdir -p node_modules ;;
  run)
    while [ "$1" != --outDir ]; do shift; done
    mkdir -p "$2"
    [ -z "${FAKE_FAIL:-}" ] || { echo "syntax error in main.ts"; exit 1; }
    cp frontend/main.ts "$2/main.js"
    echo '{}' >"$2/manifest.json"
    ;;
esac
"""


@pytest.fixture
def clone(tmp_path, monkeypatch):
    root = tmp_path / "clone"
    (root / "frontend").mkdir(parents=True)
    (root / "frontend" / "main.ts").write_text("one\n")
    (root / "package-lock.json").write_text("{}\n")
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, text in (("npm", NPM), ("node", "#!/bin/sh\necho v22.12.0\n")):
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("FAKE_LOG", str(tmp_path / "log"))
    return root


def calls(root: Path) -> list[str]:
    return (root.parent / "log").read_text().split()


def bundle(root: Path) -> str:
    return (root / "build" / "frontend" / "main.js").read_text()


def test_builds_once_and_again_only_when_the_sources_change(clone):
    assert build_frontend(clone) is True
    assert build_frontend(clone) is False
    assert calls(clone) == ["ci", "run"]
    (clone / "frontend" / "main.ts").write_text("two\n")
    assert build_frontend(clone) is True
    assert calls(clone) == ["ci", "run", "run"]
    assert bundle(clone) == "two\n"


def test_installs_the_modules_again_when_their_lock_changes(clone):
    build_frontend(clone)
    (clone / "package-lock.json").write_text('{"name": "other"}\n')
    assert build_frontend(clone) is True
    assert calls(clone) == ["ci", "run", "ci", "run"]


def test_a_failed_build_tells_why_and_leaves_the_former_one(clone, monkeypatch):
    build_frontend(clone)
    (clone / "frontend" / "main.ts").write_text("broken\n")
    monkeypatch.setenv("FAKE_FAIL", "1")
    with pytest.raises(StepError, match=r"syntax error in main\.ts"):
        build_frontend(clone)
    assert bundle(clone) == "one\n"
    assert not build.is_frontend_built(clone)


@pytest.mark.parametrize(
    ("version", "is_good"),
    [
        ("v18.20.0", False),
        ("v20.18.3", False),
        ("v20.19.0", True),
        ("v21.7.0", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v24.19.0", True),
        ("nonsense", False),
    ],
)
def test_takes_only_a_node_that_vite_runs_on(tmp_path, version, is_good):
    node = tmp_path / "node"
    node.write_text(f"#!/bin/sh\necho {version}\n")
    node.chmod(0o755)
    assert build._is_node_good(str(node)) is is_good


def test_an_old_node_on_the_path_gives_way_to_the_one_in_the_environment(clone, monkeypatch, tmp_path):
    (tmp_path / "bin" / "node").write_text("#!/bin/sh\necho v16.0.0\n")
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    monkeypatch.setattr(build.sysconfig, "get_path", lambda _name: str(scripts))
    with pytest.raises(BuildError, match=r"Node 20\.19"):
        build.node_environment()
    (scripts / "node").touch()
    found = build.node_environment()
    assert found["PATH"].split(os.pathsep)[0] == str(scripts)
    changed = {name for name in found if found[name] != os.environ.get(name)}
    assert changed == {"PATH"}


def test_compiles_catalogues_without_fuzzy_messages(tmp_path):
    folder = tmp_path / "src" / "huitouke" / "locale" / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    text = 'msgid "guest"\nmsgstr "宾客"\n\n#, fuzzy\nmsgid "stay"\nmsgstr "住"\n'
    (folder / "django.po").write_text(header + text, encoding="utf-8")
    assert build_catalogues(tmp_path) is True
    assert build_catalogues(tmp_path) is False
    compiled = tmp_path / "build" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.mo"
    with compiled.open("rb") as file:
        translations = gettext.GNUTranslations(file)
    assert translations.gettext("guest") == "宾客"
    assert translations.gettext("stay") == "stay"
