"""Logs into Postgres as Dagster will, and says in one line what keeps it from working; the port is the argument."""

import os
import sys

import psycopg2


def setting(name: str) -> str:
    return os.environ[f"DAGSTER_POSTGRES_{name}"]


try:
    connection = psycopg2.connect(
        host=setting("HOST"),
        port=sys.argv[1],
        user=setting("USER"),
        password=setting("PASSWORD"),
        dbname=setting("DB"),
        connect_timeout=10,
    )
except psycopg2.OperationalError as error:
    sys.exit(str(error).strip().replace("\n", " "))

with connection.cursor() as cursor:
    cursor.execute("SELECT has_schema_privilege(current_schema(), 'CREATE')")
    # NULL: none of the user's schemas is there.
    if cursor.fetchone() != (True,):
        sys.exit("the user may not create tables in the database's schema")
