/* sh: one POSIX script with every invocation behind an index.
 *
 * What the script does stands in run.sh, which this file only introduces. Below it, behind its `exit`, each invocation
 * is one comment of quoted words:
 *
 *     #INDEX KEY FILES COMPONENT HASH ARGUMENT…
 *
 * (FILES: its name in a state, and behind it, for a range, those of its partitions, with commas between). sed
 * fetches one of them by its line number, a loop reads all of them, so a shell parses no more than the code, however
 * many there are. A project's text stands nowhere but in words that runtime/emit/quote made. */
#include <inttypes.h>

#include "runtime/core/limits.h"
#include "runtime/core/texts.h"
#include "runtime/emit/emit.h"
#include "runtime/emit/order.h"
#include "runtime/emit/quote.h"

/* ---- the head ---- */

static void put_comment(Buf *buf, const EmitJob *job) {
  buf_puts(buf, "#!/bin/sh\n# shellcheck disable=SC2034,SC2317\n");
  emit_put_header(buf, job, "# ");
  buf_puts(buf, "# 'sh SCRIPT --help' says what can be done with them.\n");
}

static void put_component(Buf *buf, size_t number, const BoundComponent *bound) {
  buf_printf(buf, "  %zu) name=", number);
  quote_sh_line(buf, bound->component->name);
  buf_puts(buf, " folder=");
  state_name(buf, bound->component->name);
  buf_puts(buf, " project=");
  quote_sh_line(buf, bound->project_dir);
  buf_puts(buf, " profiles=");
  quote_sh_line(buf, bound->profiles_dir);
  buf_puts(buf, " ;;\n");
}

static size_t count_projects(const EmitJob *job) {
  size_t count = 0;
  for (size_t i = 0; i < job->component_count; i++) {
    size_t earlier = 0;
    while (!str_eq(job->components[earlier]->project_dir, job->components[i]->project_dir)) earlier++;
    count += earlier == i;
  }
  return count;
}

/* Lines that need them call for them when they are read. */
static bool components_need_controls(const EmitJob *job) {
  bool needed = false;
  for (size_t i = 0; i < job->component_count; i++) {
    const BoundComponent *bound = job->components[i];
    needed = needed || quote_needs_controls(bound->component->name) || quote_needs_controls(bound->project_dir) ||
             quote_needs_controls(bound->profiles_dir);
  }
  return needed;
}

static void put_definitions(Buf *buf, const EmitJob *job) {
  buf_puts(buf, "n='\n'\n");
  if (!str_is(job->options.dbt, "dbt")) {
    buf_puts(buf, "DBT=${DBT:-");
    quote_sh_line(buf, job->options.dbt);
    buf_puts(buf, "}\n");
  }
  buf_puts(buf, "controls() {\n  ");
  quote_sh_controls(buf);
  buf_puts(buf, "}\n");
  if (components_need_controls(job)) buf_puts(buf, "controls\n");
  buf_puts(buf, "component() {\n  case $1 in\n");
  for (size_t i = 0; i < job->component_count; i++) put_component(buf, i, job->components[i]);
  buf_puts(buf, "  esac\n}\n");
  buf_printf(buf, "components=%zu projects=%zu retries=%" PRId64 " needs='", job->component_count, count_projects(job),
             job->options.retries);
  for (size_t i = 0; i < job->options.env.n; i++)
    buf_printf(buf, "%s%.*s", i ? " " : "", STR_FMT(job->options.env.at[i]));
  buf_puts(buf, "'\n");
}

static size_t count_lines(Str text) {
  size_t lines = 0;
  for (size_t i = 0; i < text.n; i++) lines += text.p[i] == '\n';
  return lines;
}

/* The code has to know on which line the invocations begin, so it comes after the rest. */
Str emit_sh_head(Arena *arena, const EmitJob *job, int64_t from) {
  Buf head = buf_new(arena, LIMIT_STRING_BYTES), code = buf_new(arena, LIMIT_STRING_BYTES);
  put_comment(&head, job);
  buf_puts(&head, "set -u\n");
  put_definitions(&head, job);
  text_put(&code, STR("runtime/emit/run.sh"));
  int64_t first = (int64_t)(count_lines(buf_str(&head)) + 1 + count_lines(buf_str(&code)) + 1) - from;
  buf_printf(&head, "first=%" PRId64 " count=%" PRId64 "\n", first, job->count);
  buf_put(&head, buf_str(&code));
  return buf_str(&head);
}

/* ---- the invocations ---- */

/* The launch, then the partitions of a range, as files of a state are called. */
static void put_files(Buf *buf, Arena *scratch, Str key, const Launch *launch) {
  Launch one;
  state_name(buf, key);
  if (launch->mode != LAUNCH_RANGE) return;
  for (LaunchIter partitions = launch_partitions(scratch, launch); launch_next(&partitions, &one);) {
    buf_char(buf, ',');
    state_name(buf, launch_first_key(scratch, &one));
  }
}

static void put_hash(Buf *buf, uint64_t hash) {
  char *out = buf_room(buf, 16);
  for (int i = 15; i >= 0; i--, hash >>= 4) out[i] = "0123456789abcdef"[hash & 15];
  buf->n += 16;
}

/* What one line leaves for the next: most arguments are the same in all lines, so what became of those of the first;
 * and the picture of the keys, whose texts differ by a digit or two. */
enum { CACHED_WORDS = 32 };
typedef struct LineCache {
  Str word[CACHED_WORDS], quoted[CACHED_WORDS];
  size_t n;
  const PartitionsDef *def; /* whose keys they are; NULL: none was met */
  bool has_picture;
  StrftimePicture picture;
  char key[STRFTIME_PICTURE];
} LineCache;

/* Whether what a picture shows is itself in a shell and as the name of a file: it is letters and digits that change. */
static bool is_plain(Arena *scratch, const StrftimePicture *picture) {
  Str text = {picture->text, picture->n};
  Buf word = buf_new(scratch, LIMIT_STRING_BYTES), file = word;
  quote_sh_line(&word, text);
  state_name(&file, text);
  return str_eq(buf_str(&word), text) && str_eq(buf_str(&file), text);
}

static void fill_cache(Arena *arena, LineCache *cache, const StrList *words) {
  for (cache->n = 0; cache->n < words->n && cache->n < CACHED_WORDS; cache->n++) {
    Buf buf = buf_new(arena, LIMIT_STRING_BYTES);
    quote_sh_line(&buf, words->at[cache->n]);
    cache->word[cache->n] = str_copy(arena, words->at[cache->n]);
    cache->quoted[cache->n] = buf_str(&buf);
  }
}

/* The key of a launch by the picture; empty: the general way must be gone. */
static Str show_key(LineCache *cache, Arena *scratch, const Launch *launch) {
  bool by_window = launch->mode == LAUNCH_KEY && partitions_have_windows(launch->def) && !launch->off_schedule.p;
  if (!by_window) return STR("");
  if (launch->def != cache->def)
    cache->has_picture = strftime_picture(launch->def->fmt, &cache->picture) && is_plain(scratch, &cache->picture);
  cache->def = launch->def;
  bool shown = cache->has_picture && partition_show_key(&cache->picture, &launch->window.start, cache->key);
  return shown ? (Str){cache->key, cache->picture.n} : STR("");
}

static void put_launch(Buf *buf, Arena *scratch, const Launch *launch, LineCache *cache) {
  Str key = show_key(cache, scratch, launch);
  if (key.n) {
    buf_put(buf, key);
    buf_char(buf, ' ');
    buf_put(buf, key);
    return;
  }
  key = launch_name(scratch, launch);
  quote_sh_line(buf, key);
  buf_char(buf, ' ');
  put_files(buf, scratch, key, launch);
}

static void put_line(Buf *buf, const EmitJob *job, int64_t index, const Invocation *invocation, LineCache *cache) {
  const StrList *argv = &invocation->argv;
  buf_char(buf, '#');
  buf_int(buf, index);
  buf_char(buf, ' ');
  put_launch(buf, job->scratch, &invocation->launch, cache);
  buf_char(buf, ' ');
  buf_int(buf, (int64_t)order_component(job, invocation->bound));
  buf_char(buf, ' ');
  put_hash(buf, invocation_hash(invocation));
  for (size_t i = 1; i < argv->n; i++) {
    buf_char(buf, ' ');
    if (i < cache->n && str_eq(argv->at[i], cache->word[i]))
      buf_put(buf, cache->quoted[i]);
    else
      quote_sh_line(buf, argv->at[i]);
  }
  buf_char(buf, '\n');
}

void emit_sh_line(Buf *buf, const EmitJob *job, int64_t index, const Invocation *invocation) {
  LineCache cache;
  cache.n = 0;
  cache.def = NULL;
  put_line(buf, job, index, invocation, &cache);
}

/* Where the output is buffered, unless it is long. */
static void write_line(Writer *out, const EmitJob *job, int64_t index, const Invocation *invocation, LineCache *cache) {
  enum { USUAL = 4096 };
  char *room = writer_room(out, USUAL);
  Buf line = buf_in(job->scratch, room, USUAL, LIMIT_STRING_BYTES);
  put_line(&line, job, index, invocation, cache);
  if (line.p == room) out->n += line.n;
  else writer_put(out, buf_str(&line));
}

EmitJob emit_tried_once(const EmitJob *job) {
  EmitJob once = *job;
  once.options.retries = 0;
  return once;
}

bool emit_sh(Arena *arena, const EmitJob *job, Writer *const *files) {
  Writer *out = files[0];
  Invocation invocation;
  LineCache *cache = ARENA_NEW(arena, LineCache);
  int64_t index = 0;
  writer_put(out, emit_sh_head(arena, job, 0));
  for (job->rewind(job->state); !out->error && job->next(job->state, &invocation); index++) {
    if (!emit_fits(job, &invocation)) return false;
    if (!index) fill_cache(arena, cache, &invocation.argv);
    write_line(out, job, index, &invocation, cache);
  }
  return out->error || index == job->count;
}
