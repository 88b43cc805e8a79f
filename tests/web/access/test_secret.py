"""The server's secret, and what is signed with it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from didymium.web.access.secret import SecretError, server_secret
from didymium.web.access.signing_in.forms import Forms


def test_it_is_made_once_and_for_the_owner_only(tmp_path: Path) -> None:
    """32 random bytes; the next start finds the same; too open a file is closed."""
    state = tmp_path / "state"
    secret = server_secret(state)
    assert len(bytes.fromhex(secret)) == 32
    file = state / "secret"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o644)
    assert server_secret(state) == secret
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in state.iterdir()] == ["secret"]
    assert server_secret(tmp_path / "other") != secret


def test_a_damaged_one_is_said(tmp_path: Path) -> None:
    """A short secret would sign badly, so it is not used."""
    (tmp_path / "secret").write_text("abc", encoding="ascii")
    with pytest.raises(SecretError, match="is damaged: remove it"):
        server_secret(tmp_path)


def test_fields_are_bound() -> None:
    """A field is good with its cookie and its secret only, and is no state of a sign-in elsewhere."""
    forms, others = Forms("a" * 64), Forms("b" * 64)
    field = forms.field("cookie")
    assert forms.is_right(field, "cookie")
    assert not forms.is_right(field, "other")
    assert not others.is_right(field, "cookie")
    assert not forms.is_right(forms.field(""), "")
    assert not forms.is_right(field[:-1], "cookie")
    assert not forms.is_right(field, "cookie", seconds=-1)
    packed = forms.pack({"state": 1})
    assert forms.unpack(packed) == {"state": 1}
    assert forms.unpack(field) == {}
    assert others.unpack(packed) == {}
    assert not forms.is_right(packed, "cookie")
