# Shared by the scripts of tests/scheduler; sourced behind tests/lib.sh, in the repository.
#
# $CORPUS    the project of hostile texts (corpus.py), its backfill emitted as $CORPUS/run.sh
# $EXPECTED  what dbt must be called with, over all invocations in order; $COUNT of them
# $RECORD_DBT  the dbt that records how it was called (record.c)

SCHEDULER=$REPOSITORY/tests/scheduler
CORPUS=$WORK/corpus EXPECTED=$WORK/corpus.expected RECORD_DBT=$WORK/record
SKIPPED=$BUILD/tests/skipped

# skip NAME WHY: counts as neither; the summary names it.
skip() { echo "$1: $2" >>"$SKIPPED"; }

has() { command -v "$1" >/dev/null 2>&1; }

# records FOLDER: the sum of each record, sorted; whatever order they were made in.
records() {
  find "$1" -type f -exec sha256sum {} + | cut -d ' ' -f 1 | sort
}

# recorded NAME FOLDER: whether the records in it are those of all invocations.
recorded() {
  records "$2" >"$WORK/found"
  same "$1" "$WORK/corpus.sums" "$WORK/found"
}

make_corpus() {
  ${CC:-cc} -std=c11 -D_XOPEN_SOURCE=700 -O1 -o "$RECORD_DBT" "$SCHEDULER/record.c" || return 1
  rm -rf "$CORPUS"
  python3 "$SCHEDULER/corpus.py" backfill "$CORPUS" || return 1
  dbtplan resolve "$CORPUS" --all --format nul >"$EXPECTED" || return 1
  dbtplan emit sh "$CORPUS" --all --dbt "$RECORD_DBT" -o "$CORPUS/run.sh" || return 1
  each=$(fresh corpus.each)
  for key in $(dbtplan partitions "$CORPUS" --all --format keys); do
    dbtplan resolve "$CORPUS" --partition "$key" --format nul >"$each/$key"
  done
  records "$each" >"$WORK/corpus.sums"
}

[ -f "$CORPUS/run.sh" ] && [ "$CORPUS/run.sh" -nt "$BUILD/dbtplan" ] || make_corpus || exit 1
COUNT=$(sh "$CORPUS/run.sh" --list | wc -l)
LAST=$((COUNT - 1))
