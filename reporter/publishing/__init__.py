"""Channels: bring a finished edition to where a person can send it. Nothing here publishes."""
