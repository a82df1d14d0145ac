#include "compiler/cli/launches.h"
#include "runtime/core/limits.h"

bool keys_are_given(const Options *o) {
  return o->partitions.n || o->ranges.n || o->keys_from.n || o->all || o->since.n || o->until.n || o->latest;
}

typedef struct Keys {
  Session *session;
  const PartitionsDef *def;
  int64_t now, count; /* windows closed at `now` */
  KeySet *set;
} Keys;

static Str key_of(const Keys *keys, int64_t index) {
  Buf buf = buf_new(&keys->session->arena, LIMIT_STRING_BYTES);
  partition_write_key(keys->def, index, &buf);
  return buf_str(&buf);
}

static Str shown(const Keys *keys, int64_t index) {
  return str_printf(&keys->session->arena, "'%.*s'", STR_FMT(key_of(keys, index)));
}

static Str iso(Arena *arena, const Civil *civil) {
  char text[CIVIL_ISO_ROOM];
  int n = civil_iso(civil, 'T', text);
  return str_copy(arena, (Str){text, (size_t)n});
}

/* ---- what is wrong ---- */

static Str reason(const Keys *keys, KeyStatus status, const Window *window) {
  Arena *arena = &keys->session->arena;
  switch (status) {
    case KEY_WRONG_FORMAT: return str_printf(arena, "keys look like %.*s", STR_FMT(shown(keys, 0)));
    case KEY_BEFORE_START: return str_printf(arena, "the first one is %.*s", STR_FMT(shown(keys, 0)));
    case KEY_NOT_CLOSED:
      return str_printf(arena, "it ends %.*s, which is still to come", STR_FMT(iso(arena, &window->end)));
    case KEY_AFTER_END: return STR("it lies behind the end of the definition");
    case KEY_OFF_SCHEDULE: return STR("no window begins there");
    case KEY_NOT_LISTED: return STR("it is not among the keys");
    case KEY_OK: break;
  }
  return STR("");
}

static Str valid_keys(const Keys *keys, Str wrong) {
  Arena *arena = &keys->session->arena;
  if (keys->def->kind == PARTITIONS_STATIC) {
    Str near = str_nearest(wrong, keys->def->keys, keys->def->key_count);
    if (near.n) return str_printf(arena, "did you mean '%.*s'?", STR_FMT(near));
  }
  if (keys->count == 0) return STR("no partition is closed yet");
  Str first = shown(keys, 0), last = shown(keys, keys->count - 1);
  return str_printf(arena, "the partitions are %.*s to %.*s", STR_FMT(first), STR_FMT(last));
}

static bool unknown_key(const Keys *keys, Str key, Str why) {
  Diag *diag = diag_report(keys->session->workspace.sink, DIAG_UNKNOWN_PARTITION, PLACE_NONE, DIAG_ARGS(key, why));
  diag->hint = valid_keys(keys, key);
  return false;
}

static bool find_key(const Keys *keys, Str key, KeySpan *span) {
  Window window = {0};
  int64_t index = -1;
  KeyStatus status = partition_find(keys->def, &keys->session->arena, key, keys->now, &index, &window);
  if (status != KEY_OK) return unknown_key(keys, key, reason(keys, status, &window));
  *span = (KeySpan){index, index, index < 0 ? key : STR(""), window};
  return true;
}

/* ---- keys and ranges ---- */

static bool add_key(Keys *keys, Str key) {
  KeySpan span;
  if (!find_key(keys, key, &span)) return false;
  key_set_add(&keys->session->arena, keys->set, span);
  return true;
}

static bool add_range(Keys *keys, Str range) {
  KeySpan first, last;
  size_t dots = str_find(range, STR("..."), 0); /* options.c has seen to it that they are there */
  Str start = str_sub(range, 0, dots), end = str_sub(range, dots + 3, range.n);
  bool start_found = find_key(keys, start, &first);
  if (!find_key(keys, end, &last) || !start_found) return false;
  if (first.first < 0) return unknown_key(keys, start, reason(keys, KEY_OFF_SCHEDULE, NULL));
  if (last.first < 0) return unknown_key(keys, end, reason(keys, KEY_OFF_SCHEDULE, NULL));
  if (first.first > last.first) {
    diag_report(keys->session->workspace.sink, DIAG_RANGE_REVERSED, PLACE_NONE, DIAG_ARGS(start, end));
    return false;
  }
  key_set_add(&keys->session->arena, keys->set, (KeySpan){.first = first.first, .last = last.first});
  return true;
}

static bool add_file(Keys *keys, Str path) {
  const Source *source = session_read(keys->session, path);
  bool found = source != NULL;
  for (size_t at = 0; source && at < source->text.n;) {
    size_t end = str_find(source->text, STR("\n"), at);
    Str key = str_trim(str_sub(source->text, at, end));
    if (key.n && !add_key(keys, key)) found = false;
    at = end == SIZE_MAX ? source->text.n : end + 1;
  }
  return found;
}

static bool add_named(Keys *keys) {
  const Options *options = keys->session->options;
  bool found = true;
  for (size_t i = 0; i < options->partitions.n; i++) found &= add_key(keys, options->partitions.at[i]);
  for (size_t i = 0; i < options->ranges.n; i++) found &= add_range(keys, options->ranges.at[i]);
  if (options->keys_from.n) found &= add_file(keys, options->keys_from);
  return found;
}

/* ---- stretches of time ---- */

/* The first window that begins at `instant` or later. */
static int64_t first_from(const Keys *keys, int64_t instant) {
  Window window;
  int64_t index = partition_at(keys->def, instant);
  partition_window(keys->def, index < 0 ? 0 : index, &window);
  if (index < 0) return instant <= civil_instant(&window.start) ? 0 : keys->count;
  return civil_instant(&window.start) == instant ? index : index + 1;
}

/* The last window that ends at `instant` or earlier. */
static int64_t last_until(const Keys *keys, int64_t instant) {
  Window window;
  int64_t index = partition_at(keys->def, instant);
  partition_window(keys->def, 0, &window);
  if (index < 0) return instant < civil_instant(&window.start) ? -1 : keys->count - 1;
  return index - 1;
}

/* The number that --since or --until mean by a key or a time. */
static bool end_of_stretch(const Keys *keys, const char *option, Str text, bool is_since, int64_t *index) {
  Window window;
  KeyStatus status = partition_find(keys->def, &keys->session->arena, text, keys->now, index, &window);
  if (status == KEY_OK && *index >= 0) return true;
  if (status == KEY_BEFORE_START) return *index = is_since ? 0 : -1, true;
  if (status == KEY_NOT_CLOSED || status == KEY_AFTER_END)
    return *index = is_since ? keys->count : keys->count - 1, true;
  if (!partitions_have_windows(keys->def)) return unknown_key(keys, text, reason(keys, status, &window));
  int64_t instant;
  int32_t micros;
  if (!session_time(keys->session, option, text, keys->def->tz, &instant, &micros)) return false;
  *index = is_since ? first_from(keys, instant) : last_until(keys, instant);
  return true;
}

static void note_empty(const Keys *keys, bool is_named) {
  DiagSink *sink = keys->session->workspace.sink;
  Str file = keys->session->options->keys_from;
  if (str_is(file, "-")) file = STR("standard input");
  Window window;
  if (is_named || keys->count || !partitions_have_windows(keys->def)) {
    Str text = is_named ? str_printf(sink->arena, "no partition is named in %.*s", STR_FMT(file))
                        : STR("no closed partition lies in this stretch");
    diag_report(sink, DIAG_PASSED_OVER, PLACE_NONE, DIAG_ARGS(text));
    return;
  }
  partition_window(keys->def, 0, &window);
  diag_report(sink, DIAG_NOTHING_CLOSED, PLACE_NONE, DIAG_ARGS(iso(sink->arena, &window.end)));
}

static bool add_stretch(Keys *keys) {
  const Options *options = keys->session->options;
  int64_t first = options->latest ? keys->count - 1 : 0, last = keys->count - 1;
  if (options->since.n && !end_of_stretch(keys, "--since", options->since, true, &first)) return false;
  if (options->until.n && !end_of_stretch(keys, "--until", options->until, false, &last)) return false;
  if (last >= keys->count) last = keys->count - 1;
  if (first >= 0 && first <= last)
    key_set_add(&keys->session->arena, keys->set, (KeySpan){.first = first, .last = last});
  return true;
}

bool keys_choose(Session *session, const PartitionsDef *def, KeySet *set) {
  const Options *options = session->options;
  Keys keys = {.session = session, .def = def, .set = set};
  int32_t micros;
  workspace_now(&session->workspace, &keys.now, &micros);
  keys.count = partition_count(def, keys.now);
  bool is_named = options->partitions.n || options->ranges.n || options->keys_from.n;
  bool found = is_named ? add_named(&keys) : add_stretch(&keys);
  if (found && set->spans.n == 0) note_empty(&keys, is_named);
  return found;
}
