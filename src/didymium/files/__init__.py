"""Files as people save them: CSV and TOML read strictly, with every problem at once, and written whole."""
