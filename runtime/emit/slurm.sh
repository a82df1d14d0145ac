# ---- submitting: sh FILE [OPTION OF SBATCH...]; CHANGED=rerun or keep, as the script's --changed ----
here=$(cd "$(dirname "$0")" && pwd) || exit 1
most=$(scontrol show config 2>/dev/null | awk '$1 == "MaxArraySize" { print $3 }')
most=${most:-1001}
if [ "$most" -le 0 ]; then
  echo "${0##*/}: this cluster has no job arrays: MaxArraySize is 0" >&2
  exit 1
fi

# submit FIRST LAST AT-ONCE BEHIND [OPTION...]: the numbers FIRST to LAST, as arrays that fit, one behind the other; all
# of them once the job BEHIND has succeeded. Sets `tail` to the job of the last number.
submit() {
  at=$1 last=$2 width=$3 behind=${4:+afterok:$4} wait=${4:+afterok:$4}
  shift 4
  while [ "$at" -le "$last" ]; do
    end=$((at + most - 1))
    [ "$end" -le "$last" ] || end=$last
    id=$(sbatch --parsable --array="0-$((end - at))%$width" ${wait:+--dependency="$wait" --kill-on-invalid-dep=yes} "$@" \
      "$here/${0##*/}" "$here/$script" "$at" "${CHANGED:-}") || exit 1
    id=${id%%;*} tail=${id%%;*}_$((end - at))
    echo "$id: invocations $at to $end"
    wait=${behind:+$behind,}afterany:$id at=$((end + 1))
  done
}
