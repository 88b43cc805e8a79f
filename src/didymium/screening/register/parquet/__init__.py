"""A register of millions of parties as two Parquet files."""
