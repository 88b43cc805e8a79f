"""An answer in parts, which terminal, report, page and files share."""
