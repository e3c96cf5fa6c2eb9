"""The pages: parse, call one service or query, answer. The shell and its parts are in base/, one folder a
context beside it."""
