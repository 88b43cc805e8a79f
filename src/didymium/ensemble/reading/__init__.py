"""Questions to the results of an ensemble: quantiles, risks, one number a scenario."""
