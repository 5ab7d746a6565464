"""Adapters to the outside: feeds and venues.

Getting bytes and reading them are two functions in every adapter, so that old bytes can be
read again with new code.
"""
