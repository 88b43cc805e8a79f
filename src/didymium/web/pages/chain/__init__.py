"""The chain on a map and as a diagram, through time."""

from __future__ import annotations

from didymium.web.look.shell import Page
from didymium.web.pages.chain.page import PATH, build

PAGE = Page("chain", PATH, build)
