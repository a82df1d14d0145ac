# start.sh STARTS INDEXES BUT: runs the invocation of a pod. Its place, JOB_COMPLETION_INDEX, is one in the list INDEXES
# ("0-9,12"), whose index begins in the last of the scripts run-0.sh, run-1.sh ... whose first index in STARTS ("0,4000") is
# not above it. Those in BUT are run by another Job.
set -eu
place=$JOB_COMPLETION_INDEX index='' script=-1
IFS=,
for range in $2; do
  first=${range%-*} count=$((${range#*-} - ${range%-*} + 1))
  if [ "$place" -lt "$count" ]; then
    index=$((first + place))
    break
  fi
  place=$((place - count))
done
[ "$index" ] || exit 64
for other in $3; do
  [ "$index" != "$other" ] || exit 0
done
for start in $1; do
  [ "$index" -lt "$start" ] || script=$((script + 1))
done
exec sh "${0%/*}/run-$script.sh" "$index"
