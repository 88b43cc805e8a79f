"""The first page: a member at a glance."""

from __future__ import annotations

from didymium.web.look.shell import Page
from didymium.web.pages.overview.page import PATH, build

PAGE = Page("overview", PATH, build)
