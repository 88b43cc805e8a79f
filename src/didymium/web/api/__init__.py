"""The API under ``/api``: the same models, numbers and words as the files and the command line."""
