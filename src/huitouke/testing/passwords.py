"""Argon2 made cheap, so that tests may hire staff by the hundred. Verifies the real hashes as well."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class CheapArgon2PasswordHasher(Argon2PasswordHasher):
    time_cost = 1
    memory_cost = 8
    parallelism = 1
