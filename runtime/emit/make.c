/* make: a Makefile that runs the invocations of the script beside it, side by side, and goes on where it was stopped.
 *
 * A recipe cannot hold a newline, and a name no blank: so there are numbers alone, and the file of a number that is done
 * lies in a folder of the state that is named by what all invocations are; another plan has another folder. The script
 * keeps the state itself. */
#include <inttypes.h>

#include "runtime/core/limits.h"
#include "runtime/emit/emit.h"
#include "runtime/emit/order.h"
#include "runtime/emit/quote.h"

enum { NUMBERS_A_LINE = 20 };

/* What make reads as itself in a name, and a shell too. */
static bool is_plain(Str path) {
  for (size_t i = 0; i < path.n; i++) {
    char c = path.p[i];
    bool is_alphanumeric = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (!is_alphanumeric && !(c == '_' || c == '-' || c == '.' || c == '/' || c == '+' || c == ',')) return false;
  }
  return path.n > 0 && path.p[0] != '-';
}

static Str state_folder(Arena *arena, const EmitJob *job) {
  return path_join(arena, job->options.project_dir, job->options.state);
}

static void put_numbers(Buf *buf, const char *name, int64_t first, int64_t last) {
  buf_printf(buf, "%s :=", name);
  for (int64_t i = first; i <= last; i++)
    buf_printf(buf, "%s%" PRId64, (i - first) % NUMBERS_A_LINE ? " " : " \\\n  ", i);
  buf_char(buf, '\n');
}

/* A number for all that the invocations are. */
static uint64_t identity(const EmitJob *job) {
  uint64_t hash = 14695981039346656037u;
  Invocation invocation;
  for (job->rewind(job->state); job->next(job->state, &invocation);) {
    uint64_t label = str_hash(emit_label(job->scratch, &invocation));
    hash = ((hash ^ invocation_hash(&invocation)) * 1099511628211u ^ label) * 1099511628211u;
  }
  return hash;
}

static void put_head(Buf *buf, const EmitJob *job, Str state) {
  const EmitOptions *options = &job->options;
  emit_put_header(buf, job, "# ");
  buf_printf(buf,
             "#\n# make -f %.*s.mk -j%" PRId64 " -k     runs what is not done yet, past failures\n"
             "# make -f %.*s.mk -n         says what that is; -q whether there is anything\n"
             "#\n# CHANGED=rerun or CHANGED=keep: what to do with what was done by another command; else it fails.\n"
             ".DELETE_ON_ERROR:\n.SUFFIXES:\nMAKEFLAGS += --no-builtin-rules\nSHELL := /bin/sh\n",
             STR_FMT(job->stem), options->concurrency, STR_FMT(job->stem));
  buf_printf(buf, "SCRIPT := $(dir $(lastword $(MAKEFILE_LIST)))%.*s.sh\n", STR_FMT(job->stem));
  buf_printf(buf, "STATE := %.*s\nDONE := $(STATE)/.make-%016" PRIx64 "\n", STR_FMT(state), identity(job));
}

static void put_order(Buf *buf, const EmitStretch *stretch) {
  int64_t last = stretch->first + stretch->count - 1;
  if (stretch->head && !stretch->serial) {
    put_numbers(buf, "REST", stretch->first + 1, last);
    buf_printf(buf, "$(REST:%%=$(DONE)/%%): $(DONE)/%" PRId64 "\n", stretch->first);
  }
  for (int64_t i = stretch->first + 1; stretch->serial && i <= last; i++)
    buf_printf(buf, "$(DONE)/%" PRId64 ": $(DONE)/%" PRId64 "\n", i, i - 1);
}

/* One number: side by side each dbt has folders of its own, as Dagster gives them. */
static void put_recipe(Buf *buf, const EmitJob *job) {
  const EmitOptions *options = &job->options;
  buf_puts(buf, "$(DONE)/%: | $(DONE)\n\t@ran='$(DONE)/$*.run'; DBT_TARGET_PATH=$$ran/target DBT_LOG_PATH=$$ran/log; "
                "export DBT_TARGET_PATH DBT_LOG_PATH; \\\n\ttry=0; while :; do \\\n\t  ");
  if (options->timeout) buf_printf(buf, "timeout %" PRId64 " ", options->timeout);
  buf_puts(buf, "sh '$(SCRIPT)' --state '$(STATE)' $(if $(CHANGED),--changed '$(CHANGED)') $* >'$@.log' 2>&1 && break; \\\n"
                "\t  status=$$?; ");
  if (options->retries)
    buf_printf(buf, "[ $$try -lt %" PRId64 " ] && [ $$status != 75 ] && { try=$$((try + 1)); continue; }; \\\n\t  ", options->retries);
  buf_puts(buf, "echo \"$*: status $$status, see $@.log\" >&2; exit $$status; \\\n\tdone; rm -rf \"$$ran\"\n\t@: >'$@'\n\n"
                "$(DONE):\n\t@mkdir -p '$@'\n");
}

bool emit_make(Arena *arena, const EmitJob *job, Writer *const *files) {
  Buf buf = buf_new(arena, LIMIT_ARENA_BYTES);
  Str state = state_folder(arena, job);
  EmitOrder order = order_of_job(arena, job);
  if (!is_plain(state))
    return emit_refuse(job, str_printf(arena, "the state in '%.*s'", STR_FMT(state)),
                       STR("a file of make's is named by letters, digits and '_-.,+/': --state DIR says another folder"));
  put_head(&buf, job, state);
  put_numbers(&buf, "NUMBERS", 0, job->count - 1);
  buf_puts(&buf, "\n.PHONY: all\nall: $(NUMBERS:%=$(DONE)/%)\n\n");
  for (size_t i = 0; i < order.n; i++) put_order(&buf, &order.at[i]);
  put_recipe(&buf, job);
  writer_put(files[0], buf_str(&buf));
  return emit_sh(arena, job, files + 1);
}
