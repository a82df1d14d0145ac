# A PostgreSQL of a test's own, reached by a socket in a folder; sourced behind tests/lib.sh.

for folder in /usr/lib/postgresql/*/bin; do PATH=$PATH:$folder; done
export PATH
server='' as=''
if [ "$(id -u)" = 0 ]; then as='setpriv --reuid=postgres --regid=postgres --clear-groups'; fi

server_is_there() { command -v initdb >/dev/null; }

# server_begin LOG: starts it; PGHOST, PGUSER and PGDATABASE lead there.
server_begin() {
  server=$(mktemp -d /tmp/dbtplan-postgres.XXXXXX)
  chmod 755 "$server"
  [ -z "$as" ] || chown postgres "$server"
  PGHOST=$server PGUSER=dbt PGDATABASE=postgres
  export PGHOST PGUSER PGDATABASE
  $as initdb -D "$server/db" -A trust -U dbt >"$1" 2>&1 &&
    $as pg_ctl -D "$server/db" -w -l "$server/log" -o "-k $server -c listen_addresses=''" start >>"$1" 2>&1
}
server_end() {
  [ -z "$server" ] || $as pg_ctl -D "$server/db" -m immediate stop >/dev/null 2>&1
  [ -z "$server" ] || rm -rf "$server"
  server=''
}
