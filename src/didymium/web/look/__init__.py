"""How every page looks: the shell around it, charts, and figures with their sources and downloads."""
