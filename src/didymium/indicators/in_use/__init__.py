"""What is in use, and what scrap will come of it: goods followed by the year in which they entered use."""
