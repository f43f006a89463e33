#!/bin/sh
# Write the whole database into one file: backup.sh FILE
# DATABASE_URL is the administrator's address; pg_dump must not be older than the server.
set -eu
umask 077

file=${1:?usage: backup.sh FILE}
: "${DATABASE_URL:?the address of the database, as its administrator}"
if [ -e "$file" ]; then
    echo "backup: $file is there already" >&2
    exit 1
fi
part=$file.part
trap 'rm -f "$part"' EXIT

pg_dump --dbname="$DATABASE_URL" --format=custom --file="$part"
# A disk that was full or a connection that was cut shows here, and not on the day the file is needed.
pg_restore --file=/dev/null "$part"
mv "$part" "$file"
echo "backup: wrote $file, $(wc -c < "$file") bytes"
