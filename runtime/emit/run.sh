me=${0##*/}
state='' changed=stop mode=run chosen='' line='' child='' mutex='' holds_locks='' status=0
log='' succeeded=0 failed=0 locked=0 failures=''
project_given=${DBT_PROJECT_DIR:-} profiles_given=${DBT_PROFILES_DIR:-} dbt=${DBT:-dbt}
case $project_given in '' | /*) ;; *) project_given=$PWD/$project_given ;; esac
case $profiles_given in '' | /*) ;; *) profiles_given=$PWD/$profiles_given ;; esac
case $dbt in /*) ;; */*) dbt=$PWD/$dbt ;; esac

usage() {
  cat <<END
usage: sh $me [--state DIR [--changed rerun|keep] [--log]] [--retries N] [--list|--dry-run] [INDEX... | --partition KEY...]
       sh $me --state DIR [--changed keep] --missing

Runs its $count invocations of dbt, numbered from 0, or those that are chosen: one after the other, also past a failure.

  --partition KEY   those of a partition; may be repeated
  --list            print index, component and partition of each
  --dry-run         print the commands
  --state DIR       record successes in DIR and skip what is done
  --changed WHAT    what was done by another command: 'rerun' it or 'keep' it; without this, stop
  --log             what dbt says goes to a file beside the record in DIR
  --missing         print the index of each that is not done
  --retries N       try one that fails N times more, after 1, 2, 4, ... seconds; without this, $retries times

DBT names the dbt to run. DBT_PROJECT_DIR and DBT_PROFILES_DIR, where set, win over the folders in this script.
Exit status: 0 all done; 1 some failed; 64 wrong usage; 75 locked by another run; 129, 130, 143 ended by a signal.
A single invocation without --state and retries becomes dbt itself and has its status.
END
}

say() { printf '%s: %s\n' "$me" "$1" >&2; }
die() {
  say "$2"
  exit "$1"
}

# Prints $1 so that a shell reads it back.
quote() {
  case $1 in
  '' | *[!A-Za-z0-9_@%+:,./-]*) ;;
  *)
    printf '%s' "$1"
    return
    ;;
  esac
  rest=$1 quoted=''
  while :; do
    case $rest in
    *\'*) quoted=$quoted${rest%%\'*}"'\\''" rest=${rest#*\'} ;;
    *) break ;;
    esac
  done
  printf "'%s'" "$quoted$rest"
}

# ---- running one ----

# Sets where component $1 runs; what the caller gave wins.
place() {
  component "$1"
  if [ -n "$project_given" ]; then
    [ "$profiles" != "$project" ] || profiles=$project_given
    project=$project_given
  fi
  profiles=${profiles_given:-$profiles}
}

# Becomes dbt with the arguments given.
become() {
  export DBT_PROJECT_DIR="$project"
  [ -z "$profiles" ] || export DBT_PROFILES_DIR="$profiles"
  cd "$project" || exit 1
  [ -z "$holds_locks" ] || exec "$dbt" "$@" 8>&8 9>&9
  exec "$dbt" "$@"
}

print_command() {
  printf 'cd '
  quote "$project"
  printf ' && DBT_PROJECT_DIR='
  quote "$project"
  if [ -n "$profiles" ]; then
    printf ' DBT_PROFILES_DIR='
    quote "$profiles"
  fi
  for word in "$dbt" "$@"; do
    printf ' '
    quote "$word"
  done
  printf '\n'
}

print_label() {
  printf '%s ' "$index"
  quote "$name"
  printf ' '
  quote "${key:--}"
  printf '\n'
}

# At a terminal an interrupt reaches dbt as it does without this script. Elsewhere the shell waits beside dbt, so that it
# can hand on a signal at once; a shell starts such a child deaf to interrupts, so it hands on TERM.
run() {
  if [ -t 0 ]; then
    (become "$@" 3<&-)
    status=$?
  else
    (become "$@" 3<&-) &
    child=$!
    wait "$child"
    status=$?
    child=''
  fi
  return "$status"
}

stop() {
  trap '' HUP INT TERM
  if [ -n "$child" ]; then
    kill -TERM "$child" 2>/dev/null
    wait "$child"
  fi
  unlock
  exit "$1"
}

# ---- the state: DIR/COMPONENT/PARTITION.state holds "HASH OUTCOME TIME LAUNCH", as 'dbtplan run' has it ----

# Calls $1 with each partition of the invocation, as files of the state are called; stops at the first failure.
each_partition() {
  IFS=,
  for partition in $partitions; do
    unset IFS
    "$1" "$partition" || return 1
  done
  unset IFS
}

# Where flock is there the locks end with dbt, whatever happens to this shell: one on the component that scripts share
# and 'dbtplan run' has alone, one on the record of the first partition.
lock() {
  record=$place_of_records/${partitions%%,*}.state
  if ! mkdir -p "$place_of_records" || ! (: >>"$place_of_records/.lock") || ! (: >>"$record"); then
    die 1 "cannot write to '$state'"
  fi
  if command -v flock >/dev/null 2>&1; then
    exec 8>>"$place_of_records/.lock" 9>>"$record"
    holds_locks=1
    flock -s -n 8 8>&8 && flock -n 9 9>&9 # some shells hand on only what is named
  else
    mkdir "$record.lock" 2>/dev/null && mutex=$record.lock
  fi
}
unlock() {
  exec 8>&- 9>&-
  [ -z "$mutex" ] || rmdir "$mutex"
  mutex='' holds_locks=''
}

# What cannot be read may be done: it is not run again.
cannot_read() {
  unlock
  die 1 "cannot read '$1', so nothing more is run"
}

look_at() {
  file=$place_of_records/$1.state recorded='' outcome=''
  if [ -s "$file" ]; then
    if [ ! -f "$file" ] || [ ! -r "$file" ]; then cannot_read "$file"; fi
    read -r recorded outcome rest <"$file"
  fi
  case $outcome/$recorded in
  "done/$hash") ;;
  done/*) by_another=1 ;;
  *) is_missing=1 ;;
  esac
}

is_done() {
  is_missing='' by_another=''
  each_partition look_at
  case $by_another$changed in
  1stop)
    unlock
    say "$label was done by another command than the one here; nothing more is run"
    die 1 "'--changed rerun' runs it again, '--changed keep' leaves it as it is"
    ;;
  1rerun) return 1 ;;
  esac
  [ -z "$is_missing" ]
}

note() { printf '%s %s %s %s\n' "$hash" "$1" "$(date -u '+%Y-%m-%dT%H:%M:%SZ')" "$launch"; }

put_failed() { printf '%s\n' "$text" >"$place_of_records/$1.state"; }
set_failed() {
  text=$(note failed)
  each_partition put_failed
}

# What is done appears whole: written beside its place, brought to the disk, renamed.
put_done() { printf '%s\n' "$text" >"$new/$1.state"; }
move_done() {
  set -- "$new"/*.state
  while [ $# -gt 200 ]; do
    mv -f "$1" "$2" "$3" "$4" "$5" "$6" "$7" "$8" "$9" "$place_of_records" || return 1
    shift 9
  done
  mv -f "$@" "$place_of_records"
}
set_done() {
  text=$(note 'done') new=$place_of_records/.new.$launch
  rm -rf "$new"
  mkdir "$new" && each_partition put_done || return 1
  sync -f "$new" 2>/dev/null || sync 2>/dev/null
  move_done && rmdir "$new"
}

# What is done needs no lock; what another run has just done shows behind it.
run_with_state() {
  place_of_records=$state/$folder launch=${files%%,*} partitions=${files#*,}
  if is_done; then
    succeeded=$((succeeded + 1))
    return
  fi
  if ! lock; then
    unlock
    say "$label is locked by another run"
    locked=$((locked + 1))
    return
  fi
  if is_done; then
    succeeded=$((succeeded + 1))
  else
    [ -z "$by_another" ] || set_failed
    [ -z "$log" ] || log=$place_of_records/$launch.log
    run_and_count "$@"
  fi
  unlock
}

run_where_told() {
  if [ -n "$log" ]; then
    run "$@" >>"$log" 2>&1
  else
    run "$@"
  fi
}

# A shell hands on no signal while it waits for what is not beside it.
rest() {
  sleep "$1" &
  child=$!
  wait "$child"
  child=''
}

# Until it succeeds, or has been tried often enough.
run_again() {
  tries=0 pause=1
  [ -z "$log" ] || : >"$log"
  until run_where_told "$@"; do
    [ "$tries" -lt "$retries" ] || return 1
    say "[$index] $label failed with status $status, and is tried again"
    rest "$pause"
    tries=$((tries + 1)) pause=$((pause * 2))
    [ "$pause" -le 60 ] || pause=60
  done
}

run_and_count() {
  say "[$index] $label"
  if ! run_again "$@"; then
    say "[$index] $label failed with status $status${log:+, see $log}"
    [ -z "$state" ] || set_failed
  elif [ -z "$state" ] || set_done; then
    succeeded=$((succeeded + 1))
    return
  else
    say "[$index] $label is done, but that cannot be written to '$state'"
  fi
  failed=$((failed + 1)) failures="$failures $index"
}

# ---- the lines of invocations ----

# Does with an invocation what was asked for: INDEX KEY FILES COMPONENT HASH ARGUMENT...
invocation() {
  index=$1 key=$2 files=$3 hash=$5
  place "$4"
  label=$name${key:+ $key}
  shift 5
  case $mode$state in
  list*) print_label ;;
  print*) print_command "$@" ;;
  become) become "$@" ;;
  run) run_and_count "$@" ;;
  run*) run_with_state "$@" ;;
  esac
}

# Sets `words` to the words of the line, which must be that of index $1.
read_line() {
  case $line in
  "#$1 "*) words=${line#?} ;;
  *) die 64 "cannot read the invocations in '$0': run this script from an unchanged file of its own" ;;
  esac
  case $words in *\"\$x*) [ "${x7f:-}" ] || controls ;; esac
}

fetch() {
  line=$(LC_ALL=C sed -n "$((first + $1)){p;q;}" "$0" 2>/dev/null)
  read_line "$1"
}

# Calls $1 with the words of each line.
each() {
  [ -r "$0" ] || read_line x
  exec 3<"$0"
  at=1 number=0
  while [ "$at" -lt "$first" ] && read -r line <&3; do at=$((at + 1)); done
  while [ "$number" -lt "$count" ]; do
    line=''
    IFS= read -r line <&3
    read_line "$number"
    eval "$1 $words"
    number=$((number + 1))
  done
  exec 3<&-
}

# What awk sees of all in one pass: prints the labels ($1 is `list`), or the indexes of what is not done (`missing`). False,
# with nothing printed, where it cannot read a line: a label with a control character only a shell can.
print_all() {
  at=0
  while [ "$at" -lt "$components" ]; do
    component "$at"
    case $1 in list) quote "$name" ;; *) printf '%s' "$folder" ;; esac
    printf '\n'
    at=$((at + 1))
  done | {
    cat - "$0" 2>/dev/null
  } | STATE=$state CHANGED=$changed LC_ALL=C awk -v names="$components" -v above="$((components + first - 1))" -v count="$count" -v mode="$1" '
    function is_done(files, folder, hash, part, parts, i, file, record, field) {
      parts = split(files, part, ",")
      for (i = parts > 1 ? 2 : 1; i <= parts; i++) {
        file = ENVIRON["STATE"] "/" folder "/" part[i] ".state"
        record = ""
        getline record <file
        close(file)
        split(record, field, " ")
        if (field[2] != "done" || (field[1] != hash && ENVIRON["CHANGED"] != "keep")) return 0
      }
      return 1
    }
    NR <= names { name[NR - 1] = $0; next }
    NR <= above { next }
    {
      at = NR - above - 1
      head = "#" at " "
      line = substr($0, length(head) + 1)
      if (index($0, head) != 1 || !match(line, /^([^ \047"\\]|\047[^\047]*\047|"[^"]*"|\\\047)+ /)) exit
      key = substr(line, 1, RLENGTH - 1)
      split(substr(line, RLENGTH + 1), word, " ")
      if (!(word[2] in name) || (mode == "list" && index(key, "\"$"))) exit
      if (mode == "list") found[at] = at " " name[word[2]] " " (key == "\047\047" ? "-" : key)
      else if (!is_done(word[1], name[word[2]], word[3])) found[at] = at
      if (at + 1 == count) all = 1
    }
    END {
      if (!all) exit 1
      for (at = 0; at < count; at++)
        if (at in found) print found[at]
    }'
}

match() { [ "$2" != "$wanted" ] || chosen="$chosen $1"; }
choose_partition() {
  wanted=$1 before=$chosen
  each match
  [ "$chosen" != "$before" ] || die 64 "there is no partition '$1' here; --list shows those there are"
}

choose_index() {
  case $1 in
  0) ;;
  '' | 0* | *[!0-9]* | ??????????*) die 64 "'$1' is neither an index nor an option; see --help" ;;
  esac
  [ "$1" -lt "$count" ] || die 64 "there is no index $1 among these $count, which begin at 0"
  chosen="$chosen $1"
}

# ---- the command line ----

while [ $# -gt 0 ]; do
  case $1 in
  --help | -h)
    usage
    exit 0
    ;;
  --list) mode=list ;;
  --dry-run) mode=print ;;
  --missing) mode=missing ;;
  --log) log=1 ;;
  --partition=*) choose_partition "${1#*=}" ;;
  --state=*) state=${1#*=} ;;
  --changed=*) changed=${1#*=} ;;
  --retries=*) retries=${1#*=} ;;
  --partition | --state | --changed | --retries)
    [ $# -gt 1 ] || die 64 "$1 needs a value"
    case $1 in
    --partition) choose_partition "$2" ;;
    --state) state=$2 ;;
    --changed) changed=$2 ;;
    --retries) retries=$2 ;;
    esac
    shift
    ;;
  *) choose_index "$1" ;;
  esac
  shift
done
case $state in -*) state=./$state ;; esac
case $changed in stop | rerun | keep) ;; *) die 64 "--changed takes rerun or keep, not '$changed'" ;; esac
case $retries in '' | *[!0-9]* | ??????*) die 64 "--retries takes a number, not '$retries'" ;; esac
case $mode$log in
missing* | *1) [ -n "$state" ] || die 64 "--missing and --log need --state" ;;
esac
[ "$projects" -le 1 ] || [ -z "$project_given" ] ||
  die 64 "DBT_PROJECT_DIR is set, but these invocations are of $projects dbt projects"

if [ "$mode" = run ]; then
  for variable in $needs; do
    eval "[ \"\${$variable+set}\" ]" || die 64 "$variable is not set, and dbt needs it"
  done
fi

trap 'stop 129' HUP
trap 'stop 130' INT
trap 'stop 143' TERM
[ -n "$chosen" ] || [ "$count" -ne 1 ] || chosen=' 0'
case $chosen in
' '*' '* | '') ;;
*) [ "$mode$state" != run ] || [ "$retries" -gt 0 ] || mode=become ;;
esac
if [ "$mode" = missing ]; then
  [ "$count" -eq 0 ] || print_all missing || read_line x
elif [ -n "$chosen" ]; then
  for one in $chosen; do
    fetch "$one"
    eval "invocation $words"
  done
elif [ "$mode" != list ] || ! print_all list; then
  each invocation
fi
[ "$mode" = run ] || exit 0
[ "$failed" -eq 0 ] || die 1 "$failed of $((succeeded + failed + locked)) failed:$failures"
[ "$locked" -eq 0 ] || exit 75
exit 0
