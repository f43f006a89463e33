"""Finds the topics in what was said: a tree from fine to broad in which every statement has its place."""
