/* make: a Makefile that runs the invocations of the script beside it, side by side, and goes on where it was stopped.
 *
 * A recipe cannot hold a newline, and a name no blank: so there are numbers alone, and none of them is a file. What
 * is done stands in the state, which the script keeps, and which it is asked about once, when make begins. */
#include <inttypes.h>

#include "runtime/core/limits.h"
#include "runtime/emit/emit.h"
#include "runtime/emit/order.h"
#include "runtime/emit/quote.h"

enum { NUMBERS_A_LINE = 20 };

/* On one line, where make reads no comment and no line that goes on. */
static bool is_plain(Str path) {
  for (size_t i = 0; i < path.n; i++)
    if ((unsigned char)path.p[i] < 0x20 || path.p[i] == 0x7F || path.p[i] == '#' || path.p[i] == '\\') return false;
  return true;
}

/* A word of a shell, for the value of a variable of make's. */
static void put_word(Buf *buf, Str word) {
  Buf quoted = buf_new(buf->arena, LIMIT_STRING_BYTES);
  quote_sh_line(&quoted, word);
  for (size_t i = 0; i < quoted.n; i++) {
    if (quoted.p[i] == '$') buf_char(buf, '$');
    buf_char(buf, quoted.p[i]);
  }
}

static void put_numbers(Buf *buf, const char *name, int64_t first, int64_t last) {
  buf_printf(buf, "%s :=", name);
  for (int64_t i = first; i <= last; i++)
    buf_printf(buf, "%s%" PRId64, (i - first) % NUMBERS_A_LINE ? " " : " \\\n  ", i);
  buf_char(buf, '\n');
}

static void put_head(Buf *buf, const EmitJob *job, Str state) {
  const EmitOptions *options = &job->options;
  emit_put_header(buf, job, "# ");
  buf_printf(buf,
             "#\n# make -f %.*s.mk -j%" PRId64 " -k     runs what is not done yet, past failures\n"
             "# make -f %.*s.mk -n         says what that is; -q whether there is anything\n"
             "#\n# CHANGED=rerun or CHANGED=keep: what to do with what was done by another command; else it fails.\n"
             ".SUFFIXES:\nMAKEFLAGS += --no-builtin-rules\nSHELL := /bin/sh\n",
             STR_FMT(job->stem), options->concurrency, STR_FMT(job->stem));
  buf_puts(buf, "STATE := ");
  put_word(buf, state);
  buf_puts(
      buf,
      "\n\n# This file, the last that was read; where its folder has a blank in its name, that is several words of the "
      "list.\n"
      "FILE := $(lastword $(MAKEFILE_LIST))\nifeq ($(wildcard $(FILE)),)\nFILE := $(MAKEFILE_LIST)\nendif\n"
      "quoted = '$(subst ','\\'',$1)'\n"
      "FIND := file=$(call quoted,$(FILE)); file=./$${file\\# }; case $$file in .//*) file=$${file\\#./} ;; esac\n");
  buf_printf(
      buf,
      "RUN := sh \"$${file%%/*}/%.*s.sh\" --state $(STATE)$(if $(CHANGED), --changed $(call quoted,$(CHANGED)))\n\n",
      STR_FMT(job->stem));
}

/* The numbers of what is left. The others have no recipe. */
static void put_missing(Buf *buf) {
  buf_puts(buf, "LEFT := $(shell $(FIND); $(RUN) --missing || echo unknown)\n"
                "ifneq ($(findstring unknown,$(LEFT)),)\n$(error what is left to do is not known)\nendif\n\n"
                ".PHONY: all $(NUMBERS)\nall: $(LEFT)\n");
}

static void put_order(Buf *buf, const EmitStretch *stretch) {
  int64_t last = stretch->first + stretch->count - 1;
  if (stretch->head && !stretch->serial) {
    put_numbers(buf, "REST", stretch->first + 1, last);
    buf_printf(buf, "$(REST): %" PRId64 "\n", stretch->first);
  }
  for (int64_t i = stretch->first + 1; stretch->serial && i <= last; i++)
    buf_printf(buf, "%" PRId64 ": %" PRId64 "\n", i, i - 1);
}

/* One number: side by side each dbt has folders of its own, as Dagster gives them. */
static void put_recipe(Buf *buf, const EmitJob *job) {
  const EmitOptions *options = &job->options;
  buf_puts(buf,
           "\n$(LEFT): %:\n\t@$(FIND); own=$(STATE)/.make/$@; DBT_TARGET_PATH=$$own/target DBT_LOG_PATH=$$own/log; \\\n"
           "\texport DBT_TARGET_PATH DBT_LOG_PATH; ");
  if (options->retries) buf_puts(buf, "try=0; ");
  buf_puts(buf, "\\\n\tuntil ");
  if (options->timeout) buf_printf(buf, "timeout %" PRId64 " ", options->timeout);
  buf_puts(buf, "$(RUN) --log $@; do \\\n\t  status=$$?; ");
  if (options->retries)
    buf_printf(buf, "[ $$try -lt %" PRId64 " ] && [ $$status != 75 ] && try=$$((try + 1)) && continue; ",
               options->retries);
  buf_puts(buf, "exit $$status; \\\n\tdone; rm -rf \"$$own\"\n");
}

bool emit_make(Arena *arena, const EmitJob *job, Writer *const *files) {
  Buf buf = buf_new(arena, LIMIT_ARENA_BYTES);
  Str state = path_join(arena, job->options.project_dir, job->options.state);
  EmitOrder order = order_of_job(arena, job);
  if (!is_plain(state))
    return emit_refuse(
        job, str_printf(arena, "the state in '%.*s'", STR_FMT(state)),
        STR("make does not read '#', a backslash or a control character in it: --state DIR says another folder"));
  put_head(&buf, job, state);
  put_numbers(&buf, "NUMBERS", 0, job->count - 1);
  put_missing(&buf);
  for (size_t i = 0; i < order.n; i++) put_order(&buf, &order.at[i]);
  put_recipe(&buf, job);
  writer_put(files[0], buf_str(&buf));
  EmitJob script = emit_tried_once(job);
  return emit_sh(arena, &script, files + 1);
}
