# A standing schedule for each text of the corpus; sourced behind lib.sh.
#
# $SCHEDULES/NAME/  the project, what was emitted of it for cron and systemd in it, `expected`: how it must call dbtplan

SCHEDULES=$WORK/schedules
NAMES=$(cut -d '"' -f 2 "$SCHEDULER/hostile.py" | grep '^[a-z-]*$')

make_schedules() {
  rm -rf "$SCHEDULES"
  python3 "$SCHEDULER/corpus.py" schedules "$SCHEDULES" || return 1
  for name in $NAMES; do
    folder=$SCHEDULES/$name
    for target in cron systemd; do
      dbtplan emit $target "$folder" --now 2024-03-01T12:00:00Z --dbtplan "$RECORD_DBT" --project-dir "$folder" --name "$name" \
        $([ $target = systemd ] || echo --host-zone UTC) -o "$folder/" >/dev/null 2>"$folder/$target.errors"
    done
  done
}

[ -d "$SCHEDULES/long" ] && [ "$SCHEDULES" -nt "$BUILD/dbtplan" ] || make_schedules || exit 1

# expected_sums NAME...: the sums of what their schedules must record.
expected_sums() {
  for name; do sha256sum <"$SCHEDULES/$name/expected" | cut -d ' ' -f 1; done | sort
}
