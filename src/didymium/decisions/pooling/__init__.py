"""Stocks that members hold together: what pooling saves, rules of sharing, and fair shares."""
