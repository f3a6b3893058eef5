"""Processes that run one job at a time, stream what it yields and can be killed without harm."""
