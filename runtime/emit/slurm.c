/* slurm: job arrays that run the invocations of the script beside it.
 *
 * One file is both: run by sh it submits itself, in as many arrays as the cluster's MaxArraySize asks for; run by
 * Slurm it is an element of one, whose number it adds to the array's offset. `sbatch` takes commas and newlines in
 * its options for its own, so nothing but numbers and checked names stands in them. */
#include <inttypes.h>

#include "runtime/core/limits.h"
#include "runtime/core/texts.h"
#include "runtime/emit/emit.h"
#include "runtime/emit/order.h"
#include "runtime/emit/quote.h"

static void put_directives(Buf *buf, const EmitJob *job) {
  const EmitOptions *options = &job->options;
  buf_printf(buf, "#SBATCH --job-name=%.*s\n#SBATCH --output=%%x_%%A_%%a.out\n#SBATCH --open-mode=append\n",
             STR_FMT(options->name));
  int64_t minutes = (options->timeout * (options->retries + 1) + 59) / 60;
  if (minutes) buf_printf(buf, "#SBATCH --time=%" PRId64 "\n", minutes);
  if (options->env.n) buf_puts(buf, "#SBATCH --export=PATH,HOME,DBT");
  for (size_t i = 0; i < options->env.n; i++) buf_printf(buf, ",%.*s", STR_FMT(options->env.at[i]));
  if (options->env.n) buf_char(buf, '\n');
}

/* The element: $1 the script, $2 the offset. */
static void put_element(Buf *buf, const EmitJob *job) {
  const EmitOptions *options = &job->options;
  buf_puts(buf, "set -u\nif [ \"${SLURM_ARRAY_TASK_ID:-}\" ]; then\n  index=$(($2 + SLURM_ARRAY_TASK_ID)) state=");
  quote_sh_line(buf, path_join(buf->arena, options->project_dir, options->state));
  buf_puts(buf, "\n  ran=$state/.slurm-$SLURM_JOB_ID\n  DBT_TARGET_PATH=$ran/target DBT_LOG_PATH=$ran/log\n"
                "  export DBT_TARGET_PATH DBT_LOG_PATH\n  try=0\n  while :; do\n    ");
  if (options->timeout) buf_printf(buf, "timeout %" PRId64 " ", options->timeout);
  buf_puts(buf, "sh \"$1\" --state \"$state\" ${3:+--changed \"$3\"} \"$index\" && break\n    status=$?\n");
  if (options->retries)
    buf_printf(buf,
               "    if [ $try -lt %" PRId64
               " ] && [ $status != 75 ]; then\n      try=$((try + 1))\n      continue\n    fi\n",
               options->retries);
  buf_puts(buf, "    exit $status\n  done\n  rm -rf \"$ran\"\n  exit 0\nfi\n\n");
}

static void put_submit(Buf *buf, int64_t first, int64_t last, int64_t width, const char *behind) {
  buf_printf(buf, "submit %" PRId64 " %" PRId64 " %" PRId64 " %s \"$@\"\n", first, last, width, behind);
}

static void put_stretch(Buf *buf, const EmitJob *job, const EmitStretch *stretch) {
  int64_t width = stretch->serial ? 1 : job->options.concurrency, last = stretch->first + stretch->count - 1;
  bool has_head = stretch->head && !stretch->serial;
  if (has_head) put_submit(buf, stretch->first, stretch->first, 1, "''");
  put_submit(buf, stretch->first + has_head, last, width, has_head ? "\"$tail\"" : "''");
}

bool emit_slurm(Arena *arena, const EmitJob *job, Writer *const *files) {
  Buf buf = buf_new(arena, LIMIT_STRING_BYTES);
  EmitOrder order = order_of_job(arena, job);
  buf_puts(&buf, "#!/bin/sh\n# shellcheck disable=SC2034\n");
  put_directives(&buf, job);
  emit_put_header(&buf, job, "# ");
  put_element(&buf, job);
  buf_printf(&buf, "script=%.*s.sh\n", STR_FMT(job->stem));
  text_put(&buf, STR("runtime/emit/slurm.sh"));
  for (size_t i = 0; i < order.n; i++) put_stretch(&buf, job, &order.at[i]);
  writer_put(files[0], buf_str(&buf));
  EmitJob script = emit_tried_once(job);
  return emit_sh(arena, &script, files + 1);
}
