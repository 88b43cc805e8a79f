"""What an answer about who should be in shows: tables, sentences, charts, files and the page."""
