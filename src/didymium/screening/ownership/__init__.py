"""Who owns and who controls a party: shares as sparse arrays, with bounds where the data leave room."""
