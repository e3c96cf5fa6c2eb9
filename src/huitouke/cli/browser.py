"""Chromium and a Chinese font, which the browser tests and their screenshots need."""

import os
import shutil
import subprocess

import click

from huitouke.cli.processes import run_step
from huitouke.cli.progress import step

_NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_chromium() -> str | None:
    """The browser's program, or None."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


def has_chinese_font() -> bool:
    """Whether some installed font draws Chinese."""
    if shutil.which("fc-list") is None:
        return False
    done = subprocess.run(["fc-list", ":lang=zh-cn", "family"], capture_output=True, text=True, check=False)
    return bool(done.stdout.strip())


def missing_packages() -> list[str]:
    """Debian's names of what is not there."""
    missing = [] if find_chromium() else ["chromium"]
    return missing if has_chinese_font() else [*missing, "fonts-noto-cjk"]


def ensure_browser() -> None:
    """Installs Chromium and a Chinese font as root on Debian and its kin; elsewhere says what to install."""
    missing = missing_packages()
    if not missing:
        return
    if os.getuid() != 0 or shutil.which("apt-get") is None:
        raise click.ClickException(
            f"The browser tests need {' and '.join(missing)}. Install them (Debian, Ubuntu: apt-get install "
            f"{' '.join(missing)}), then again."
        )
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with step(f"Installing {' and '.join(missing)}"):
        run_step(["apt-get", "update", "-qq"], environment=environment)
        words = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]
        run_step(
            [*words, *missing, *([] if shutil.which("fc-list") else ["fontconfig"])], environment=environment
        )
    if still := missing_packages():
        raise click.ClickException(f"Still missing after the installation: {' and '.join(still)}.")
