"""The page to sign in: a plain form, in three languages, without a script."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request

from didymium.locale import LANGUAGES, Catalogue, catalogue
from didymium.web.access.guard.paths import OPENID, SIGN_IN, SIGN_OUT, STYLE

NATIVE = {"en": "English", "ko": "한국어", "ja": "日本語"}
"""Each language in its own words."""
STYLE_FILE = Path(__file__).parent.parent.parent / "static" / "sign_in.css"


@dataclass(frozen=True)
class SignInPage:
    """What the page shows."""

    lang: str
    wanted: str
    """Path to go on to."""
    field: str
    """Signed value that the form brings back."""
    provider: str | None = None
    """Issuer, if people come through OpenID Connect."""
    fault: str | None = None
    """Message id of what went wrong."""
    wait_seconds: int = 0
    signed_in_as: str | None = None

    def html(self) -> str:
        """Return the page."""
        template = _environment().get_template("sign_in.html.j2")
        return template.render(
            page=self,
            words=_words(self.lang).text,
            languages=[(code, NATIVE[code]) for code in LANGUAGES],
            provider_host=urlsplit(self.provider or "").hostname,
            sign_in=SIGN_IN,
            sign_out=SIGN_OUT,
            openid=OPENID,
            style=STYLE,
        )


def language_of(request: Request) -> str:
    """Return the language to speak: by ``?lang=``, else the first that the browser asks for, else English."""
    asked = request.query_params.get("lang", "")
    if asked in LANGUAGES:
        return asked
    weighed = [_weighed(part) for part in request.headers.get("accept-language", "").split(",")[:20]]
    known = [(weight, code) for weight, code in weighed if code in LANGUAGES and weight > 0]
    return max(known, key=lambda pair: pair[0])[1] if known else "en"


def _weighed(part: str) -> tuple[float, str]:
    name, _, quality = part.partition(";q=")
    try:
        weight = float(quality) if quality else 1.0
    except ValueError:
        weight = 0.0
    return weight, name.strip().lower().partition("-")[0]


@cache
def _words(lang: str) -> Catalogue:
    return catalogue(lang)


@cache
def _environment() -> Environment:
    loader = PackageLoader("didymium.web.access.signing_in", "templates")
    return Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
