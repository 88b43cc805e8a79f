"""Running many scenarios: on threads here or on a cluster, streamed to Parquet, resumable at any moment."""
