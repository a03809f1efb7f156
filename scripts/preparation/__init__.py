"""Preparation of measurements for training: the same pipelines as the program's workshop, from the same JSON."""
