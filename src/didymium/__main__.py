"""``python -m didymium``."""

from didymium.cli import main

if __name__ == "__main__":
    main()
