#include <stdlib.h>

#include "compiler/cli/launches.h"
#include "runtime/core/limits.h"

bool keys_are_given(const Options *o) {
  return o->partitions.n || o->ranges.n || o->keys_from.n || o->missing.n || o->all || o->since.n || o->until.n ||
         o->latest || o->due;
}

typedef struct Keys {
  Session *session;
  const PartitionsDef *def;
  int64_t now;
  bool exist;              /* whether any do at `now` */
  PartitionId first, last; /* of those that do */
  KeySet *set;
  const Source *file; /* that lists keys; NULL: none */
} Keys;

static Str shown(const Keys *keys, const PartitionsDef *def, PartitionId id) {
  Buf buf = buf_new(&keys->session->arena, LIMIT_STRING_BYTES);
  buf_char(&buf, '\'');
  partition_write_key(def, id, &buf);
  buf_char(&buf, '\'');
  return buf_str(&buf);
}

static Str iso(Arena *arena, const Civil *civil) {
  char text[CIVIL_ISO_ROOM];
  int n = civil_iso(civil, 'T', text);
  return str_copy(arena, (Str){text, (size_t)n});
}

/* Whether there are partitions at some time, be it far off. */
static bool ever_exist(const PartitionsDef *def) {
  PartitionId first, last;
  return partitions_extent(def, INT64_MAX, &first, &last);
}

/* ---- what is wrong ---- */

/* The first key, whether or not it exists yet. */
static Str example(const Keys *keys, const PartitionsDef *def) {
  PartitionId first = {{0}};
  for (size_t i = 0; i < PARTITIONS_DIMENSIONS; i++)
    if (!partition_from(partitions_dimension(def, i), INT64_MIN, &first.at[i])) return STR("nothing: there are none");
  return shown(keys, def, first);
}

static Str ends(const Keys *keys, const PartitionFound *found) {
  Window window;
  if (!partition_window(found->dimension, found->id, &window)) return STR("its window lies behind the calendar");
  if (civil_instant(&window.end) <= keys->now) return STR("it has ended, but the end_offset leaves it out as yet");
  Str end = iso(&keys->session->arena, &window.end);
  return str_printf(&keys->session->arena, "it ends %.*s, which is still to come", STR_FMT(end));
}

/* Whether a key differs from another in its digits alone. */
static bool looks_like(Str key, Str other) {
  bool does = key.n == other.n;
  for (size_t i = 0; i < key.n && does; i++)
    does = key.p[i] == other.p[i] || (char_is_digit(key.p[i]) && char_is_digit(other.p[i]));
  return does;
}

/* The form of a key by an example, and the format that it is read by. */
static Str form(const Keys *keys, const PartitionFound *found) {
  Arena *arena = &keys->session->arena;
  const PartitionsDef *def = found->dimension;
  Str like = example(keys, def), text = str_printf(arena, "keys look like %.*s", STR_FMT(like));
  if (looks_like(found->key, str_sub(like, 1, like.n - 1)))
    return def->kind == PARTITIONS_MULTI ? STR("it has not two parts") : STR("the calendar has no such time");
  return def->fmt.n ? str_printf(arena, "%.*s, by the format '%.*s'", STR_FMT(text), STR_FMT(def->fmt)) : text;
}

static Str reason(const Keys *keys, KeyStatus status, const PartitionFound *found) {
  Arena *arena = &keys->session->arena;
  switch (status) {
    case KEY_WRONG_FORMAT: return form(keys, found);
    case KEY_BEFORE_START: return str_printf(arena, "the first one is %.*s", STR_FMT(example(keys, found->dimension)));
    case KEY_NOT_CLOSED: return ends(keys, found);
    case KEY_AFTER_END:
      return found->dimension->has_end ? STR("it lies behind the end of the definition")
                                       : STR("its window lies behind the calendar");
    case KEY_OFF_SCHEDULE: return STR("no window begins there");
    case KEY_EXCLUDED: return STR("the definition leaves this window out");
    case KEY_NOT_LISTED: return STR("it is not among the keys");
    case KEY_OK: break;
  }
  return STR("");
}

/* "dimension 'region': " where the status is about one of several. */
static Str about(const Keys *keys, const PartitionFound *found) {
  for (size_t i = 0; i < keys->def->dimension_count; i++)
    if (found->dimension == keys->def->dimensions[i].def && found->key.p)
      return str_printf(&keys->session->arena, "'%.*s' in dimension '%.*s': ", STR_FMT(found->key),
                        STR_FMT(keys->def->dimensions[i].name));
  return STR("");
}

/* The keys on both sides of a time at which no window begins; empty: they are too far off to help. */
static Str neighbours(const Keys *keys, const PartitionFound *found, PartitionId first, PartitionId last) {
  PartitionId before = {{0}}, after = {{0}};
  int64_t at = found->id.at[0];
  if (!partition_until(found->dimension, at - 1, &before.at[0]) || before.at[0] < first.at[0]) return STR("");
  if (!partition_from(found->dimension, at, &after.at[0]) || after.at[0] > last.at[0]) return STR("");
  return str_printf(&keys->session->arena, "the partitions next to it are %.*s and %.*s",
                    STR_FMT(shown(keys, found->dimension, before)), STR_FMT(shown(keys, found->dimension, after)));
}

/* The keys of a list that is short enough to be read. */
static Str listed_keys(const Keys *keys, const PartitionsDef *def, const char *of) {
  enum { READABLE = 12 };
  Buf buf = buf_new(&keys->session->arena, LIMIT_STRING_BYTES);
  if (partitions_have_windows(def) || def->key_count < 2 || def->key_count > READABLE) return STR("");
  buf_puts(&buf, of);
  for (size_t i = 0; i < def->key_count; i++)
    buf_printf(&buf, "%s'%.*s'", i ? ", " : " ", STR_FMT(def->keys[i]));
  return buf_str(&buf);
}

static Str valid_keys(const Keys *keys, KeyStatus status, const PartitionFound *found) {
  Arena *arena = &keys->session->arena;
  const PartitionsDef *def = found->dimension;
  PartitionId first, last;
  Str near = status == KEY_NOT_LISTED ? str_nearest(found->key, def->keys, def->key_count) : STR("");
  if (near.n) return str_printf(arena, "did you mean '%.*s'?", STR_FMT(near));
  if (!partitions_extent(def, keys->now, &first, &last))
    return ever_exist(def) ? STR("no partition is closed yet") : STR("there are no partitions");
  if (status == KEY_OFF_SCHEDULE || status == KEY_EXCLUDED) near = neighbours(keys, found, first, last);
  if (near.n) return near;
  const char *of = def == keys->def ? "the partitions are" : "its keys are";
  near = listed_keys(keys, def, of);
  if (near.n) return near;
  return str_printf(arena, "%s %.*s to %.*s", of, STR_FMT(shown(keys, def, first)), STR_FMT(shown(keys, def, last)));
}

/* Where a key stands in the file that lists it; nowhere, if the command line has it. */
static Place place_of_key(const Keys *keys, Str key) {
  const Source *file = keys->file;
  uintptr_t start = file ? (uintptr_t)file->text.p : 0, at = (uintptr_t)key.p;
  if (!file || at < start || at >= start + file->text.n) return PLACE_NONE;
  return (Place){file, {(uint32_t)(at - start), (uint32_t)(at - start + key.n)}};
}

static bool unknown_key(const Keys *keys, Str key, KeyStatus status, const PartitionFound *found) {
  Str why = str_cat(&keys->session->arena, about(keys, found), reason(keys, status, found));
  DiagSink *sink = keys->session->workspace.sink;
  Diag *diag = diag_report(sink, DIAG_UNKNOWN_PARTITION, place_of_key(keys, key), DIAG_ARGS(key, why));
  if (!sink->dropped) diag->hint = valid_keys(keys, status, found); /* a hint nobody reads costs a search of all keys */
  return false;
}

static bool find_key(const Keys *keys, Str key, PartitionFound *found) {
  KeyStatus status = partition_find(keys->def, &keys->session->arena, key, keys->now, found);
  return status == KEY_OK || unknown_key(keys, key, status, found);
}

/* ---- keys and ranges ---- */

static bool add_key(Keys *keys, Str key) {
  PartitionFound found;
  Arena *arena = &keys->session->arena;
  if (!find_key(keys, key, &found)) return false;
  if (found.is_off_schedule) key_set_add_off_schedule(arena, keys->set, found.id, key);
  else key_set_add(arena, keys->set, found.id, found.id);
  return true;
}

static bool add_range(Keys *keys, Str range) {
  PartitionFound first, last;
  size_t dots = str_find(range, STR("..."), 0); /* options.c has seen to it that they are there */
  Str start = str_sub(range, 0, dots), end = str_sub(range, dots + 3, range.n);
  bool start_found = find_key(keys, start, &first);
  if (!find_key(keys, end, &last) || !start_found) return false;
  if (first.is_off_schedule) return unknown_key(keys, start, KEY_OFF_SCHEDULE, &first);
  if (last.is_off_schedule) return unknown_key(keys, end, KEY_OFF_SCHEDULE, &last);
  for (size_t i = 0; i < PARTITIONS_DIMENSIONS; i++) {
    if (first.id.at[i] <= last.id.at[i]) continue;
    diag_report(keys->session->workspace.sink, DIAG_RANGE_REVERSED, PLACE_NONE, DIAG_ARGS(start, end));
    return false;
  }
  key_set_add(&keys->session->arena, keys->set, first.id, last.id);
  return true;
}

/* A line of a list of keys, to the byte: a key may begin or end with a blank. */
static Str key_of_line(Str line) {
  if (str_ends(line, STR("\r"))) line.n--;
  return str_trim(line).n ? line : STR("");
}

/* The keys that a file lists, one a line, be it behind a byte order mark; NULL: it cannot be read. */
static const Source *read_keys(Session *session, Str path, StrList *list) {
  const Source *source = session_read(session, path);
  Str mark = STR("\xEF\xBB\xBF");
  for (size_t at = source && str_starts(source->text, mark) ? mark.n : 0; source && at < source->text.n;) {
    size_t end = str_find(source->text, STR("\n"), at);
    Str key = key_of_line(str_sub(source->text, at, end));
    if (key.n) VEC_PUSH(&session->arena, list, key);
    at = end == SIZE_MAX ? source->text.n : end + 1;
  }
  return source;
}

static bool add_named(Keys *keys, const StrList *listed) {
  const Options *options = keys->session->options;
  bool found = true;
  for (size_t i = 0; i < options->partitions.n; i++) found &= add_key(keys, options->partitions.at[i]);
  for (size_t i = 0; i < options->ranges.n; i++) found &= add_range(keys, options->ranges.at[i]);
  for (size_t i = 0; i < listed->n; i++) found &= add_key(keys, listed->at[i]);
  return found;
}

/* ---- stretches of time ---- */

/* The place of the last window that ends at `instant` or earlier. */
static int64_t last_until(const PartitionsDef *dimension, int64_t instant) {
  PartitionId id = {{0}};
  Window window;
  if (!partition_until(dimension, instant, &id.at[0])) return INT64_MIN;
  bool has_ended = partition_window(dimension, id, &window) && civil_instant(&window.end) <= instant;
  return has_ended ? id.at[0] : id.at[0] - 1;
}

static bool refuse_end(const Keys *keys, const PartitionsDef *dimension, Str text, bool is_since) {
  Session *session = keys->session;
  const char *option = session->options->due ? "--from" : is_since ? "--since" : "--until";
  Buf key = buf_new(&session->arena, LIMIT_STRING_BYTES);
  if (dimension->first != INT64_MAX) partition_write_key(dimension, (PartitionId){{dimension->first, 0}}, &key);
  session_complain(session, EXIT_USAGE,
                   "%s takes a partition%s%.*s, or a time, as 2023-01-31T06:00:00+00:00, not '%.*s'", option,
                   key.n ? ", as " : "", STR_FMT(buf_str(&key)), STR_FMT(text));
  return false;
}

/* The place in a dimension that --since or --until mean by a key or a time. */
static bool end_of_stretch(const Keys *keys, const PartitionsDef *dimension, Str text, bool is_since, int64_t *place) {
  PartitionFound found;
  KeyStatus status = partition_find(dimension, &keys->session->arena, text, keys->now, &found);
  bool is_between = found.is_off_schedule || status == KEY_EXCLUDED;
  if (status == KEY_OK || status == KEY_EXCLUDED) return *place = found.id.at[0] - (is_between && !is_since), true;
  if (status == KEY_BEFORE_START) return *place = INT64_MIN, true;
  if (status == KEY_NOT_CLOSED || status == KEY_AFTER_END) return *place = INT64_MAX, true;
  if (!partitions_have_windows(dimension)) return unknown_key(keys, text, status, &found);
  int64_t instant;
  int32_t micros;
  if (!session_read_time(keys->session, text, dimension->tz, &instant, &micros))
    return refuse_end(keys, dimension, text, is_since);
  *place = is_since ? instant : last_until(dimension, instant);
  return true;
}

/* Both ends by where they begin: between two times there need not be a whole window. */
static bool runs_backwards(const Keys *keys) {
  const Options *options = keys->session->options;
  int64_t since = 0, until = 0;
  if (!options->since.n || !options->until.n) return false;
  int time = partitions_time_dimension(keys->def);
  const PartitionsDef *dimension = partitions_dimension(keys->def, time < 0 ? 0 : (size_t)time);
  return end_of_stretch(keys, dimension, options->since, true, &since) &&
         end_of_stretch(keys, dimension, options->until, true, &until) && since > until;
}

/* Why the set is empty though nothing is wrong; empty where none is closed yet at all. */
static Str why_empty(const Keys *keys, bool is_named) {
  Arena *arena = keys->session->workspace.sink->arena;
  const Options *options = keys->session->options;
  Str file = options->missing.n ? options->missing : options->keys_from;
  if (str_is(file, "-")) file = STR("standard input");
  if (!keys->exist && !is_named) return STR("");
  if (runs_backwards(keys))
    return str_printf(arena, "the stretch runs backwards: '%.*s' lies after '%.*s'", STR_FMT(options->since),
                      STR_FMT(options->until));
  if (options->missing.n) return str_printf(arena, "%.*s lists all of these partitions", STR_FMT(file));
  if (is_named) return str_printf(arena, "no partition is named in %.*s", STR_FMT(file));
  return STR("no closed partition lies in this stretch");
}

static void note_empty(const Keys *keys, bool is_named) {
  DiagSink *sink = keys->session->workspace.sink;
  int time = partitions_time_dimension(keys->def);
  const PartitionsDef *dimension = partitions_dimension(keys->def, time < 0 ? 0 : (size_t)time);
  Str why = why_empty(keys, is_named);
  Window window;
  if (!why.n && time >= 0 && ever_exist(keys->def) &&
      partition_window(dimension, (PartitionId){{dimension->first}}, &window))
    diag_report(sink, DIAG_NOTHING_CLOSED, PLACE_NONE, DIAG_ARGS(iso(sink->arena, &window.end)));
  else
    diag_report(sink, DIAG_PASSED_OVER, PLACE_NONE, DIAG_ARGS(why.n ? why : STR("there are no partitions")));
}

/* The dimension that --since and --until are about: that of time, or the only one; -1 after complaining. */
static int stretched(const Keys *keys) {
  int time = partitions_time_dimension(keys->def);
  if (time >= 0 || keys->def->kind != PARTITIONS_MULTI) return time < 0 ? 0 : time;
  session_complain(keys->session, EXIT_USAGE,
                   "--since and --until need a definition with one dimension of time: use --partition-range");
  return -1;
}

static bool cut_stretch(const Keys *keys, PartitionId *first, PartitionId *last) {
  const Options *options = keys->session->options;
  int64_t since = INT64_MIN, until = INT64_MAX;
  if (!options->since.n && !options->until.n) return true;
  int d = stretched(keys);
  if (d < 0) return false;
  const PartitionsDef *dimension = partitions_dimension(keys->def, (size_t)d);
  if (options->since.n && !end_of_stretch(keys, dimension, options->since, true, &since)) return false;
  if (options->until.n && !end_of_stretch(keys, dimension, options->until, false, &until)) return false;
  if (since > first->at[d] && !partition_from(dimension, since, &first->at[d])) first->at[d] = INT64_MAX;
  if (until < last->at[d] && !partition_until(dimension, until, &last->at[d])) last->at[d] = INT64_MIN;
  if (until == INT64_MIN) last->at[d] = INT64_MIN;
  return true;
}

/* Of a definition with a dimension of time all keys of its last window; else the last key. */
static void take_latest(const Keys *keys, PartitionId *first) {
  int time = partitions_time_dimension(keys->def);
  for (int i = 0; i < PARTITIONS_DIMENSIONS; i++)
    if (time < 0 || i == time) first->at[i] = keys->last.at[i];
}

static bool add_stretch(Keys *keys) {
  PartitionId first = keys->first, last = keys->last;
  if (!keys->exist) first.at[0] = last.at[0] + 1;
  if (keys->session->options->latest && keys->exist) take_latest(keys, &first);
  if (!cut_stretch(keys, &first, &last)) return false;
  if (keys->exist) key_set_add(&keys->session->arena, keys->set, first, last);
  return true;
}

/* ---- what a file does not list ---- */

typedef VEC(PartitionId) IdList;

static int compare_ids(const void *a, const void *b) {
  const PartitionId *first = a, *second = b;
  for (size_t i = 0; i < PARTITIONS_DIMENSIONS; i++)
    if (first->at[i] != second->at[i]) return first->at[i] < second->at[i] ? -1 : 1;
  return 0;
}

/* A list made some time ago may name what is no partition any more, or not yet; a text that is no key at all is likely
 * to mean that the file is another one. */
static bool listed_ids(const Keys *keys, const StrList *listed, IdList *ids) {
  bool found_all = true;
  for (size_t i = 0; i < listed->n; i++) {
    PartitionFound found;
    KeyStatus status = partition_find(keys->def, &keys->session->arena, listed->at[i], keys->now, &found);
    if (status == KEY_WRONG_FORMAT) found_all = unknown_key(keys, listed->at[i], status, &found);
    if (status == KEY_OK) VEC_PUSH(&keys->session->arena, ids, found.id);
  }
  if (ids->n) qsort(ids->at, ids->n, sizeof *ids->at, compare_ids);
  return found_all;
}

/* What is left of a box: the rest of one row, and the rows behind it. */
typedef struct Remainder {
  Keys *keys;
  KeySpan box;
  int64_t row, column; /* where the rest of the row begins; the row may lie behind the box */
} Remainder;

static void keep_row(Remainder *left, int64_t last_column) {
  PartitionId first = {{left->row, left->column}}, last = {{left->row, last_column}};
  if (left->row <= left->box.last.at[0]) key_set_add(&left->keys->session->arena, left->keys->set, first, last);
}

/* The row at hand to its end, and those behind it, before the row `until`. */
static void keep_rows(Remainder *left, int64_t until) {
  const PartitionsDef *rows = partitions_dimension(left->keys->def, 0);
  PartitionId first = {{0, left->box.first.at[1]}}, last = {{0, left->box.last.at[1]}};
  keep_row(left, left->box.last.at[1]);
  if (!partition_from(rows, left->row + 1, &first.at[0]) || !partition_until(rows, until - 1, &last.at[0])) return;
  if (last.at[0] > left->box.last.at[0]) last.at[0] = left->box.last.at[0];
  key_set_add(&left->keys->session->arena, left->keys->set, first, last);
}

static bool holds(const KeySpan *box, PartitionId id) {
  for (size_t i = 0; i < PARTITIONS_DIMENSIONS; i++)
    if (id.at[i] < box->first.at[i] || id.at[i] > box->last.at[i]) return false;
  return true;
}

static void leave_out(Remainder *left, PartitionId id) {
  const PartitionsDef *columns = partitions_dimension(left->keys->def, 1);
  int64_t before;
  if (!holds(&left->box, id) || (id.at[0] == left->row && id.at[1] < left->column)) return;
  if (id.at[0] != left->row) {
    keep_rows(left, id.at[0]);
    left->row = id.at[0];
    left->column = left->box.first.at[1];
  }
  if (partition_until(columns, id.at[1] - 1, &before)) keep_row(left, before);
  left->column = INT64_MAX;
  partition_from(columns, id.at[1] + 1, &left->column);
}

/* The first of the ids, which are in order, that does not lie before the first one of a box. */
static size_t first_within(const IdList *ids, const KeySpan *box) {
  size_t low = 0, high = ids->n;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (compare_ids(&ids->at[middle], &box->first) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/* Takes the partitions that a file lists out of the set. */
static bool cut_listed(Keys *keys, Str path) {
  StrList listed = {0};
  IdList ids = {0};
  KeySet whole = *keys->set;
  keys->file = read_keys(keys->session, path, &listed);
  if (!keys->file || !listed_ids(keys, &listed, &ids)) return false;
  *keys->set = (KeySet){.off_schedule = whole.off_schedule};
  for (size_t i = 0; i < whole.spans.n; i++) {
    KeySpan box = whole.spans.at[i];
    Remainder left = {keys, box, box.first.at[0], box.first.at[1]};
    for (size_t k = first_within(&ids, &box); k < ids.n && compare_ids(&ids.at[k], &box.last) <= 0; k++)
      leave_out(&left, ids.at[k]);
    keep_rows(&left, INT64_MAX);
  }
  return true;
}

/* ---- choosing ---- */

static Str dynamic_name(const PartitionsDef *def) {
  for (size_t i = 0; i < def->dimension_count; i++)
    if (partitions_are_dynamic(def->dimensions[i].def)) return def->dimensions[i].def->name;
  return def->name;
}

/* Whether a named key exists only Dagster's instance knows: it is taken at its word. */
static bool know_keys(Session *session, const PartitionsDef **def, bool is_alone, const StrList *listed) {
  const StrList *named = &session->options->partitions;
  bool is_named = named->n && is_alone && !session->options->ranges.n;
  if (!partitions_are_dynamic(*def)) return true;
  if (!session->options->keys_from.n && is_named) listed = named;
  if (listed->n || session->options->keys_from.n) {
    *def = partitions_with_keys(&session->arena, *def, listed->at, listed->n);
    return true;
  }
  diag_report(session->workspace.sink, DIAG_KEYS_UNKNOWN, PLACE_NONE, DIAG_ARGS(dynamic_name(*def)));
  return false;
}

bool keys_choose(Session *session, const PartitionsDef **def, bool is_alone, KeySet *set) {
  const Options *options = session->options;
  StrList listed = {0};
  int32_t micros;
  const Source *file = options->keys_from.n ? read_keys(session, options->keys_from, &listed) : NULL;
  if (options->keys_from.n && !file) return false;
  if (!know_keys(session, def, is_alone, &listed)) return false;
  Keys keys = {.session = session, .def = *def, .set = set, .file = file};
  workspace_now(&session->workspace, &keys.now, &micros);
  keys.exist = partitions_extent(*def, keys.now, &keys.first, &keys.last);
  bool is_named = options->partitions.n || options->ranges.n || options->keys_from.n;
  bool found = is_named ? add_named(&keys, &listed) : add_stretch(&keys);
  if (found && options->missing.n) found = cut_listed(&keys, options->missing);
  if (found && key_set_is_empty(set)) note_empty(&keys, is_named);
  return found;
}

/* ---- what is due ---- */

bool keys_choose_due(Session *session, const PartitionsDef *def, Str from, KeySet *set) {
  int time = partitions_time_dimension(def);
  int32_t micros;
  int64_t since = INT64_MIN;
  Keys keys = {.session = session, .def = def, .set = set};
  workspace_now(&session->workspace, &keys.now, &micros);
  keys.now -= session->options->delay_seconds;
  keys.exist = partitions_extent(def, keys.now, &keys.first, &keys.last);
  const PartitionsDef *dimension = partitions_dimension(def, (size_t)time);
  if (from.n && !end_of_stretch(&keys, dimension, from, true, &since)) return false;
  if (!keys.exist) return true;
  if (since > keys.first.at[time] && !partition_from(dimension, since, &keys.first.at[time])) return true;
  key_set_add(&session->arena, set, keys.first, keys.last);
  return true;
}

bool keys_is_before(Session *session, const PartitionsDef *def, Str one, Str other) {
  Keys keys = {.session = session, .def = def};
  int32_t micros;
  int64_t first, second;
  const PartitionsDef *dimension = partitions_dimension(def, (size_t)partitions_time_dimension(def));
  workspace_now(&session->workspace, &keys.now, &micros);
  return end_of_stretch(&keys, dimension, one, true, &first) &&
         end_of_stretch(&keys, dimension, other, true, &second) && first < second;
}
