"""A page as PDF, printed by a browser of the system; nothing is fetched from anywhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from didymium.files.atomic import write_whole_bytes

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
TIMEOUT_SECONDS = 120
FONT_LANGUAGES = ("ko", "ja")
"""Languages whose letters most systems lack without a font package."""
FONT_PACKAGE = "fonts-noto-cjk"
_QUIET = (
    "--headless",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pdf-header-footer",
)


class PdfError(Exception):
    """Raised if a page cannot be printed; says what to install."""


def print_pdf(page: Path, pdf: Path, lang: str) -> None:
    """Print a file of HTML to PDF, whole or not at all.

    Raises:
        PdfError: If there is no browser, no font for the language, or the browser fails.
        OSError: If the PDF cannot be written.
    """
    browser = _browser()
    _check_font(lang)
    with tempfile.TemporaryDirectory(prefix="didymium-browser-", ignore_cleanup_errors=True) as profile:
        made = Path(profile) / "page.pdf"
        pdf.parent.mkdir(parents=True, exist_ok=True)
        _run(browser, page, made, Path(profile))
        write_whole_bytes(pdf, made.read_bytes())


def check_printing(lang: str) -> None:
    """See that there is a browser and a font, before anything is worked out.

    Raises:
        PdfError: If there is none.
    """
    _browser()
    _check_font(lang)


def _browser() -> str:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise PdfError(
            "no browser prints the PDF: install chromium (on Debian and Ubuntu apt-get install chromium), "
            "or print the HTML of the briefing yourself"
        )
    return found


def _check_font(lang: str) -> None:
    """Refuse a language for which the system has no letters; where fc-list is missing, nobody knows."""
    lister = shutil.which("fc-list")
    if lang not in FONT_LANGUAGES or lister is None:
        return
    listed = subprocess.run(
        [lister, f":lang={lang}"], capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=False
    )
    if listed.returncode == 0 and not listed.stdout.strip():
        raise PdfError(
            f'no font has the letters of "{lang}": install {FONT_PACKAGE} '
            f"(on Debian and Ubuntu apt-get install {FONT_PACKAGE})"
        )


def _run(browser: str, page: Path, pdf: Path, profile: Path) -> None:
    # Chromium's sandbox refuses to run as root, as in most containers; the page is our own.
    sandbox = ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []
    told = [f"--user-data-dir={profile / 'profile'}", f"--print-to-pdf={pdf}", page.resolve().as_uri()]
    try:
        done = subprocess.run(
            [browser, *_QUIET, *sandbox, *told], capture_output=True, timeout=TIMEOUT_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise PdfError(f"{browser} did not print the PDF within {TIMEOUT_SECONDS} seconds") from None
    if done.returncode != 0 or not pdf.is_file():
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise PdfError(f"{browser} did not print the PDF: {' '.join(last) or done.returncode}")
