"""What an answer about stockpiles shows: tables, sentences, charts, files and the page."""
