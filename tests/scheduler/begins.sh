# What a test's dbt says of itself; sourced by it.

# begins DAY: notes in the working folder that dbt begins with it, in `began`. What must not be goes to `wrong`: that another one
# is at it, or that it is recorded as done already (recorded/DAY, of states.py).
begins() {
  set -C
  if ! { echo $$ >"runs/$1"; } 2>/dev/null; then
    other=$(cat "runs/$1")
    case $(ps -o args= -p "$other") in *"$1"*) echo "$1 runs twice at once: $other $$ $(ps -o stat= -p "$other")" >>wrong ;; esac
  fi
  set +C
  echo $$ >"runs/$1"
  [ ! -e "recorded/$1" ] || echo "$1 was recorded, and runs again" >>wrong
  echo "$1" >>began
}
