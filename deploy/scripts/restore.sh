#!/bin/sh
# Bring a backup into an empty database: restore.sh FILE, then `python -m services migrate`
# DATABASE_URL is the new database's address, as its administrator. All of it arrives, or nothing.
set -eu

file=${1:?usage: restore.sh FILE}
: "${DATABASE_URL:?the address of the new database, as its administrator}"

ask() {
    psql --dbname="$DATABASE_URL" --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --command="$1"
}

# Rows of two lives of a database do not mix: numbers of transactions and of rows would collide.
found=$(ask "select count(*) from pg_namespace where nspname in ('territories', 'criteria', 'synthesis', 'gateway')")
if [ "$found" != 0 ]; then
    echo "restore: this database is in use already; name an empty one" >&2
    exit 1
fi

# A backup tells who owns what, but roles belong to the server; migrate gives them their passwords.
for service in territories criteria synthesis gateway; do
    if [ -z "$(ask "select 1 from pg_roles where rolname = 'spiral_$service'")" ]; then
        ask "create role spiral_$service login nosuperuser"
    fi
done

pg_restore --dbname="$DATABASE_URL" --single-transaction --exit-on-error "$file"
ask "analyze"
echo "restore: done. Now run 'python -m services migrate', and only then start the services."
