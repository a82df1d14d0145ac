# Shared by the scripts of the test run; sourced.
#
# $REPOSITORY  the checkout            $BUILD   the build under test (absolute)
# $WORK        a folder for scratch    $RESULTS a file: one line "ok NAME" or "FAILED NAME" a test

REPOSITORY=${REPOSITORY:-$(cd "$(dirname "$0")/.." && pwd)}
BUILD=${BUILD:-$REPOSITORY/build}
case $BUILD in /*) ;; *) BUILD=$REPOSITORY/$BUILD ;; esac
WORK=${WORK:-$BUILD/tests/work}
RESULTS=${RESULTS:-$BUILD/tests/results}
SAMPLES=$REPOSITORY/samples
# Releases of the time zone database change the past, too: what is recorded holds for tests/zones.
TZDIR=${TZDIR:-$REPOSITORY/tests/zones}
# A make that a test runs is nobody else's.
unset MAKEFLAGS MFLAGS MAKELEVEL
# What the tests' projects ask of their environment is theirs to say: continuous integration sets CI, a user of dbt DBT_TARGET.
for name in $(env | sed -n 's/^\([A-Z_]*\)=.*/\1/p'); do
  case $name in
  CI | X | KEY | NUM | MODE | REGION | DEPLOYMENT | SCHEMA | STAGE | TAG | NAME | TARGET | START | OWNER | PORT | HOST | TEAM | \
    ENVIRONMENT | APP_ENV | MODELS | THREADS | FULL_REFRESH | API_KEY | API_TOKEN | DBT_* | DAGSTER_*) unset "$name" ;;
  esac
done
LC_ALL=C.UTF-8
NO_COLOR=1
export REPOSITORY BUILD WORK RESULTS SAMPLES TZDIR LC_ALL NO_COLOR
mkdir -p "$WORK"

pass() {
  echo "ok $1" >>"$RESULTS"
}

# fail NAME [FILE]: the file, if any, tells what went wrong.
fail() {
  echo "FAILED $1" >>"$RESULTS"
  echo "FAILED $1"
  [ -z "${2:-}" ] || tail -n 60 "$2" | sed 's/^/    /'
}

# same NAME EXPECTED FOUND
same() {
  if diff -u "$2" "$3" >"$WORK/difference" 2>&1; then pass "$1"; else fail "$1" "$WORK/difference"; fi
}

# fresh FOLDER: an empty folder of that name below $WORK; prints its path.
fresh() {
  rm -rf "${WORK:?}/$1"
  mkdir -p "$WORK/$1"
  (cd "$WORK/$1" && pwd -P)
}

# A folder with `dbtplan` as the tests call it comes first in PATH: $WRAPPER is `valgrind …` or nothing. It appears whole, since
# another script may be about to call it.
mkdir -p "$BUILD/tests/bin"
printf '#!/bin/sh\nexec %s "%s" "$@"\n' "${WRAPPER:-}" "$BUILD/dbtplan" >"$BUILD/tests/bin/dbtplan.$$"
chmod +x "$BUILD/tests/bin/dbtplan.$$"
mv "$BUILD/tests/bin/dbtplan.$$" "$BUILD/tests/bin/dbtplan"
PATH=$BUILD/tests/bin:$PATH
export PATH
