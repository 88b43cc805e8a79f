"""The shock lab: move a slider, see the chain re-solved."""

from __future__ import annotations

from didymium.web.look.shell import Page
from didymium.web.pages.shock_lab.lab import build

PAGE = Page("shock_lab", "/shock-lab", build)
