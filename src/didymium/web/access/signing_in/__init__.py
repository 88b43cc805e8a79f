"""Signing in and out, by password or through OpenID Connect."""
