"""The catalogue of ensembles: which there are, what is done, and what waits to be gathered into files."""
