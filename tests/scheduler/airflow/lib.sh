# One Airflow on this machine; sourced behind tests/lib.sh and tests/scheduler/server.sh. Its metadata is in SQLite, and where a
# scheduler runs in PostgreSQL, if that is installed: SQLite has one writer, and refuses one that has read before another wrote.
#
# $version is 2 or 3, and its programs come first in PATH (`airflow_is_there`); $home is its folder, where dags/ is read.

# airflow_is_there: puts the programs of $version first in PATH; false where it is not installed.
before_airflow='' pids=''
airflow_is_there() {
  before_airflow=${before_airflow:-$PATH}
  PATH=$REPOSITORY/build/airflow$version/bin:$before_airflow
  export PATH
  [ -x "$REPOSITORY/build/airflow$version/bin/airflow" ]
}

settings() {
  home=$(fresh "airflow$version")
  mkdir "$home/dags" "$home/records"
  AIRFLOW_HOME=$home AIRFLOW__CORE__DAGS_FOLDER=$home/dags AIRFLOW__CORE__LOAD_EXAMPLES=False RECORD=$home/records
  AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL=5 AIRFLOW__SCHEDULER__DAG_DIR_LIST_INTERVAL=5 AIRFLOW__CORE__PARALLELISM=4
  AIRFLOW__API__PORT=18080 AIRFLOW__CORE__EXECUTION_API_SERVER_URL=http://127.0.0.1:18080/execution/
  AIRFLOW__API_AUTH__JWT_SECRET=$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')
  AIRFLOW__SCHEDULER__PARSING_PRE_IMPORT_MODULES=False AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT=120
  export AIRFLOW_HOME AIRFLOW__CORE__DAGS_FOLDER AIRFLOW__CORE__LOAD_EXAMPLES RECORD AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL \
    AIRFLOW__SCHEDULER__DAG_DIR_LIST_INTERVAL AIRFLOW__CORE__PARALLELISM AIRFLOW__API__PORT \
    AIRFLOW__CORE__EXECUTION_API_SERVER_URL AIRFLOW__API_AUTH__JWT_SECRET AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT
  unset AIRFLOW__DATABASE__SQL_ALCHEMY_CONN AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC AIRFLOW__CORE__EXECUTOR
  airflow db migrate >"$home/migrate.log" 2>&1
}

services() {
  case $version in
  2) parts=scheduler ;;
  3) parts='api-server scheduler dag-processor' ;;
  esac
  pids=
  for part in $parts; do
    setsid airflow $part >"$home/$part.log" 2>&1 &
    pids="$pids $!"
  done
}
stop_services() {
  for pid in $pids; do kill -- "-$pid" 2>/dev/null; done
  pids=
}

# To a database of its own, before the scheduler runs; what SQLite holds is left behind.
to_a_server() {
  server_is_there || return 0
  [ "$server" ] || server_begin "$home/server.log" || return 1
  psql -qAtc "drop database if exists airflow$version" -c "create database airflow$version" || return 1
  AIRFLOW__DATABASE__SQL_ALCHEMY_CONN="postgresql+psycopg2://$PGUSER@/airflow$version?host=$server"
  AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC="postgresql+asyncpg://$PGUSER@/airflow$version?host=$server"
  AIRFLOW__CORE__EXECUTOR=LocalExecutor
  export AIRFLOW__DATABASE__SQL_ALCHEMY_CONN AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC AIRFLOW__CORE__EXECUTOR
  airflow db migrate >"$home/migrate.log" 2>&1
}

metadata() {
  case ${AIRFLOW__DATABASE__SQL_ALCHEMY_CONN:-} in postgresql*) psql -qAt -d "airflow$version" -c "$1"; return ;; esac
  python - "$home/airflow.db" "$1" <<'END'
import sqlite3, sys
for row in sqlite3.connect(sys.argv[1], timeout=60).execute(sys.argv[2]):
    print(*row)
END
}
# ended DAG COUNT SECONDS: waits until so many runs of a DAG have ended.
ended() {
  left=$3
  until [ "$(metadata "select count(*) from dag_run where dag_id = '$1' and state in ('success', 'failed')")" -ge "$2" ]; do
    left=$((left - 2))
    if [ "$left" -le 0 ]; then cat "$home"/*.log >"$WORK/said"; fail "airflow $version/$1 ends" "$WORK/said"; return 1; fi
    sleep 2
  done
}
known() { # known DAG: waits until the scheduler has read it
  left=120
  until [ "$(metadata "select count(*) from serialized_dag where dag_id = '$1'" 2>/dev/null)" = 1 ]; do
    left=$((left - 1))
    if [ $left = 0 ]; then fail "airflow $version/$1 is known"; return 1; fi
    sleep 1
  done
  airflow dags unpause "$1" >/dev/null 2>&1
}
