#include "compiler/schema.h"

#include <math.h>
#include <string.h>

#include "compiler/schema_table.h"
#include "compiler/yaml/words.h"
#include "runtime/core/limits.h"
#include "runtime/eval/dg.h"
#include "runtime/value/native.h"

static const KeyRow *find_key(Form form, Str name) {
  for (size_t i = 0; i < KEY_COUNT; i++)
    if (str_eq(SCHEMA_KEYS[i].name, name) && schema_has_form(form, SCHEMA_KEYS[i].form)) return &SCHEMA_KEYS[i];
  return NULL;
}

/* ---- reporting ---- */

typedef struct Check {
  DiagSink *sink;
  const Source *source;
} Check;

static Place place_of(const Check *check, const YNode *node) { return (Place){check->source, node->span}; }

/* The place of a value; that of its key where nothing is written. */
static Place value_place(const Check *check, const YNode *key, const YNode *value) {
  bool is_empty = value->span.start == value->span.end;
  return place_of(check, is_empty && key ? key : value);
}

static void set_hint(const Check *check, Diag *diag, Str hint) { diag->hint = str_copy(check->sink->arena, hint); }

static Str with_and(const Check *check, Str before, Str word, size_t index, size_t count, const char *last) {
  const char *between = index == 0 ? "" : index + 1 == count ? last : ", ";
  return str_printf(check->sink->arena, "%.*s%s%.*s", STR_FMT(before), between, STR_FMT(word));
}

/* "text, a list of text or nothing". */
static Str types_in_words(const Check *check, unsigned types) {
  static const struct {
    unsigned types;
    Str words;
  } rows[] = {
      {TEXT | LITERAL, STR_INIT("text")},
      {BOOL, STR_INIT("true or false")},
      {INT, STR_INIT("a whole number")},
      {TEXTS, STR_INIT("a list of text")},
      {ARGS, STR_INIT("a list of arguments")},
      {MAPS, STR_INIT("a list of mappings")},
      {MAP | FREE | SCALARS, STR_INIT("a mapping")},
      {NOTHING, STR_INIT("nothing")},
  };
  size_t count = 0, index = 0;
  Str words = {"", 0};
  for (size_t i = 0; i < COUNT(rows); i++) count += (types & rows[i].types) != 0;
  for (size_t i = 0; i < COUNT(rows); i++)
    if (types & rows[i].types) words = with_and(check, words, rows[i].words, index++, count, " or ");
  return words;
}

static bool is_text(const YNode *node) {
  if (node->kind != Y_SCALAR) return false;
  return node->value.kind == V_STR || (node->value.kind == V_BYTES && str_is_utf8(value_text(node->value), NULL));
}

/* A selection is one text, in which blanks join what a list would hold; empty: the list holds something else. */
static Str joined_texts(const Check *check, const YNode *list) {
  Buf buf = buf_new(check->sink->arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < list->n; i++) {
    if (!is_text(list->items[i])) return STR("");
    buf_printf(&buf, "%s%.*s", i ? " " : "", STR_FMT(list->items[i]->text));
  }
  return buf_str(&buf);
}

static void wrong_type(const Check *check, Str name, Str wanted, const YNode *key, const YNode *value) {
  Diag *diag = diag_report(check->sink, DIAG_WRONG_TYPE, value_place(check, key, value),
                           DIAG_ARGS(name, wanted, str_of(ynode_describe(value))));
  bool is_selection = str_is(name, "select") || str_is(name, "exclude");
  Str joined = is_selection && value->kind == Y_LIST ? joined_texts(check, value) : STR("");
  if (joined.n) diag->hint = str_printf(check->sink->arena, "blanks join: write '%.*s'", STR_FMT(joined));
}

static Str key_text(const YNode *key) { return key->kind == Y_SCALAR ? key->text : (Str){"", 0}; }

/* Where a key that stands in the wrong mapping belongs; "" where no mapping near has it. */
static const char *belongs_where(Form form, Str name) {
  if (form == FORM_FILE && find_key(FORM_DBT, name)) return "it stands below 'attributes'";
  if (form == FORM_DBT && find_key(FORM_FILE, name)) return "it stands beside 'attributes', not below";
  if (form == FORM_DBT && find_key(FORM_TRANSLATION, name))
    return "it stands below 'translation', or below 'attributes' of an item of 'post_processing.assets'";
  if (form == FORM_DBT && find_key(FORM_OP, name)) return "it stands below 'op'";
  if (form == FORM_DBT && find_key(FORM_PROJECT_DIR, name)) return "it stands below 'project', beside 'project_dir'";
  if (schema_has_form(form, FORM_WINDOWED) && form != FORM_TIME_WINDOW && find_key(FORM_TIME_WINDOW, name))
    return "it goes with 'type: time_window'";
  if (form == FORM_POLICY_SINGLE && find_key(FORM_POLICY_MULTI, name)) return "it goes with 'type: multi_run'";
  if (form == FORM_ASSET && find_key(FORM_TRANSLATION, name)) return "it can stand in 'translation' only";
  if (form == FORM_POST && find_key(FORM_POST_ITEM, name)) return "it stands in an item of 'assets'";
  return "";
}

/* What a key of Dagster 1.10 is called today; empty: it is none. */
static Str name_of_today(Form form, Str key) {
  static const struct {
    Form form;
    const char *before, *now;
  } rows[] = {{FORM_FILE, "params", "attributes"},
              {FORM_DBT, "asset_attributes", "translation"},
              {FORM_DBT, "dbt", "project"}};
  for (size_t i = 0; i < COUNT(rows); i++)
    if (rows[i].form == form && str_is(key, rows[i].before)) return str_of(rows[i].now);
  return (Str){"", 0};
}

/* The one name of which `word` is the beginning: `start` of `start_date`. */
static Str begun_with(const Str *names, size_t count, Str word) {
  Str found = {"", 0};
  for (size_t i = 0; i < count; i++) {
    bool begins = word.n > 3 && str_starts(names[i], word) && names[i].p[word.n] == '_';
    if (begins && found.n) return (Str){"", 0};
    if (begins) found = names[i];
  }
  return found;
}

static bool is_near(Str word, Str name) { return str_nearest(word, &name, 1).n > 0; }

static bool is_meant_for(Form form, Str key, Str name) {
  return is_near(key, name) || begun_with(&name, 1, key).n > 0 || str_eq(name_of_today(form, key), name);
}

/* Whether a key is likely meant for one that is missing: that is said of it already. */
static bool has_misspelt(Form form, const YNode *map, Str name) {
  for (size_t i = 0; i < map->n; i++)
    if (is_text(map->pairs[i].key) && is_meant_for(form, map->pairs[i].key->text, name)) return true;
  return false;
}

static void suggest(const Check *check, Diag *diag, Form form, const YNode *map, const YNode *key) {
  Str names[KEY_COUNT];
  size_t count = 0;
  for (size_t i = 0; i < KEY_COUNT; i++)
    if (schema_has_form(form, SCHEMA_KEYS[i].form)) names[count++] = SCHEMA_KEYS[i].name;
  const char *where = belongs_where(form, key->text);
  bool sole = true;
  Str now = name_of_today(form, key->text), near = now;
  if (!*where && !now.n) near = str_nearest_sole(key->text, names, count, &sole);
  if (!*where && !near.n) near = begun_with(names, count, key->text);
  if (*where) set_hint(check, diag, str_of(where));
  if (!near.n) return;
  const char *hint = now.n ? "it is called '%.*s' now" : "did you mean '%.*s'?";
  set_hint(check, diag, str_printf(check->sink->arena, hint, STR_FMT(near)));
  size_t quotes = key->style == Y_PLAIN ? 0 : 2;
  bool is_as_written = key->span.end - key->span.start == key->text.n + quotes;
  Place inside = {check->source, {key->span.start + (uint32_t)quotes / 2, key->span.end - (uint32_t)quotes / 2}};
  if (sole && is_as_written && !ynode_pair(map, str_z(check->sink->arena, near)))
    diag_edit(check->sink, diag, inside, near);
}

static void unknown_key(const Check *check, Form form, const YNode *map, const YNode *key) {
  Diag *diag = diag_report(check->sink, DIAG_UNKNOWN_KEY, place_of(check, key), DIAG_ARGS(key_text(key)));
  suggest(check, diag, form, map, key);
}

/* ---- values ---- */

static void check_map(const Check *check, Form form, const YNode *owner, const YNode *map);

static bool is_nothing(const YNode *node) { return node->kind == Y_SCALAR && node->value.kind == V_NONE; }

/* pydantic's bool: 0 and 1 count. */
static bool is_bool(const YNode *node) {
  if (node->kind != Y_SCALAR) return false;
  Value value = node->value;
  return value.kind == V_BOOL || (value.kind == V_INT && (value.i == 0 || value.i == 1)) ||
         (value.kind == V_FLOAT && (value.f == 0 || value.f == 1));
}

static bool is_integer(const YNode *node) {
  if (node->kind != Y_SCALAR) return false;
  Value value = node->value;
  if (value.kind == V_FLOAT) return isfinite(value.f) && value.f == floor(value.f);
  return value.kind == V_INT || value.kind == V_BIGINT || value.kind == V_BOOL ||
         (value.kind == V_STR && str_whole_number(node->text, NULL));
}

static bool is_template(Str text) {
  return str_find(text, STR("{{"), 0) != SIZE_MAX || str_find(text, STR("{%"), 0) != SIZE_MAX ||
         str_find(text, STR("{#"), 0) != SIZE_MAX;
}

/* The choices in words; the nearest to `text` in `*near`. */
static Str choices_in_words(const Check *check, const char *choices, Str text, Str *near) {
  Str all = str_of(choices), words = {"", 0}, names[8];
  size_t count = 0;
  for (size_t at = 0; at < all.n && count < 8;) {
    size_t end = str_find(all, STR(" "), at);
    if (end == SIZE_MAX) end = all.n;
    names[count++] = str_sub(all, at, end);
    at = end + 1;
  }
  for (size_t i = 0; i < count; i++) {
    Str quoted = str_printf(check->sink->arena, "'%.*s'", STR_FMT(names[i]));
    words = with_and(check, words, quoted, i, count, " and ");
  }
  *near = str_nearest(text, names, count);
  return words;
}

static void check_choice(const Check *check, const KeyRow *row, const YNode *value) {
  if (!*row->choices || str_lists(str_of(row->choices), value->text)) return;
  Diag *diag =
      diag_report(check->sink, DIAG_WRONG_VALUE, place_of(check, value), DIAG_ARGS(value->text, row->name));
  Str near, words = choices_in_words(check, row->choices, value->text, &near);
  set_hint(check, diag, str_printf(check->sink->arena, "its values are %.*s", STR_FMT(words)));
  if (near.n && value->style == Y_PLAIN) diag_edit(check->sink, diag, place_of(check, value), near);
}

static void check_run_size(const Check *check, const KeyRow *row, const YNode *value) {
  bool is_size = str_is(row->name, "max_partitions_per_run") && value->kind == Y_SCALAR && value->value.kind == V_INT;
  if (is_size && value->value.i < 1)
    diag_report(check->sink, DIAG_RUN_SIZE, place_of(check, value), DIAG_ARGS(value->text));
}

/* A list whose items are text, of `choices` where there are any. Its items are not rendered one by one before they are
 * validated, so that a template is no choice. */
static void check_texts(const Check *check, const KeyRow *row, const YNode *list) {
  for (size_t i = 0; i < list->n; i++) {
    const YNode *item = list->items[i];
    Str name = str_printf(check->sink->arena, "%.*s[%zu]", STR_FMT(row->name), i);
    if (is_text(item))
      check_choice(check, row, item);
    else
      wrong_type(check, name, STR("text"), list, item);
  }
}

static void check_maps(const Check *check, const KeyRow *row, const YNode *list) {
  for (size_t i = 0; i < list->n; i++) {
    const YNode *item = list->items[i];
    Str name = str_printf(check->sink->arena, "%.*s[%zu]", STR_FMT(row->name), i);
    if (item->kind == Y_MAP)
      check_map(check, row->below, item, item);
    else
      wrong_type(check, name, STR("a mapping"), list, item);
  }
}

/* Tags are texts in the end: of `NO` and `12:30` other ones than are written. */
static void check_word(const Check *check, const YNode *key, const YNode *value) {
  Heap printing = {.arena = check->sink->arena, .steps = LIMIT_EVAL_STEPS};
  bool is_number = value->value.kind == V_INT || value->value.kind == V_FLOAT;
  if (!ynode_is_word(value) && !(is_number && ynode_is_other_number(value))) return;
  bool is_bool = value->value.kind == V_BOOL;
  Str read = is_bool ? (value->value.i ? STR("true") : STR("false")) : value_to_str(&printing, value->value);
  diag_report(check->sink, DIAG_YAML_WORD, place_of(check, value), DIAG_ARGS(key_text(key), value->text, read));
}

/* A mapping with text keys; `scalars`: its values are text, numbers, true or false. */
static void check_free(const Check *check, const KeyRow *row, const YNode *map, bool scalars) {
  bool is_tags = str_is(row->name, "tags");
  for (size_t i = 0; i < map->n; i++) {
    const YNode *key = map->pairs[i].key, *value = map->pairs[i].value;
    if (map->pairs[i].shadowed) continue;
    if (!is_text(key)) wrong_type(check, key_text(key), STR("text as a key"), NULL, key);
    bool is_scalar = value->kind == Y_SCALAR && !is_nothing(value);
    if (scalars && !is_scalar) wrong_type(check, key_text(key), STR("text, a number, true or false"), key, value);
    if (is_tags && is_scalar && value->style == Y_PLAIN) check_word(check, key, value);
  }
}

/* ---- forms ---- */

static bool has(const YNode *map, const char *key) { return ynode_pair(map, key) != NULL; }

static const struct {
  const char *type;
  Form form;
  const char *marks[2]; /* keys that the forms before it do not have */
} partitions_forms[] = {{"static", FORM_STATIC, {"partition_keys", "partition_keys"}},
                        {"time_window", FORM_TIME_WINDOW, {"cron_schedule", "fmt"}},
                        {"weekly", FORM_WEEKLY, {"day_offset", "day_offset"}},
                        {"daily", FORM_DAILY, {"hour_offset", "hour_offset"}},
                        {"hourly", FORM_HOURLY, {"minute_offset", "start_date"}}};
enum { PARTITIONS_FORMS = COUNT(partitions_forms), FORM_WITH_MOST_KEYS = 2 };

static size_t partitions_row(const YNode *map) {
  const YNode *type = ynode_get(map, "type");
  for (size_t i = 0; i < PARTITIONS_FORMS; i++) {
    const char *const *marks = partitions_forms[i].marks;
    bool is_it = type ? is_text(type) && str_is(type->text, partitions_forms[i].type)
                      : has(map, marks[0]) || has(map, marks[1]);
    if (is_it) return i;
  }
  return type && is_text(type) ? FORM_WITH_MOST_KEYS : PARTITIONS_FORMS - 1;
}

static Form partitions_form(const YNode *map) { return partitions_forms[partitions_row(map)].form; }

const char *schema_partitions_type(const YNode *map) { return partitions_forms[partitions_row(map)].type; }

static Form form_of(Form form, const YNode *map) {
  const YNode *type = ynode_get(map, "type");
  switch ((int)form) {
    case FORM_PROJECT: return has(map, "repo_url") && !has(map, "project_dir") ? FORM_PROJECT_GIT : FORM_PROJECT_DIR;
    case FORM_POLICY:
      if (!type) return has(map, "max_partitions_per_run") ? FORM_POLICY_MULTI : FORM_POLICY_SINGLE;
      return is_text(type) && str_is(type->text, "single_run") ? FORM_POLICY_SINGLE : FORM_POLICY_MULTI;
    case FORM_PARTITIONS: return partitions_form(map);
    default: return form;
  }
}

/* ---- cli_args ---- */

/* Indents the lines of `span` by two more columns; empty lines stay. */
static void indent_lines(const Check *check, Diag *diag, Span span) {
  Str text = check->source->text;
  for (size_t at = str_behind(str_sub(text, 0, span.start), '\n'); at < span.end;) {
    size_t end = str_find(text, STR("\n"), at);
    if (end == SIZE_MAX) end = text.n;
    bool is_empty = end == at || (end == at + 1 && text.p[at] == '\r');
    if (!is_empty) diag_edit(check->sink, diag, (Place){check->source, {(uint32_t)at, (uint32_t)at}}, STR("  "));
    at = end + 1;
  }
}

/* The pairs of an item as they are written: the first, the second, and how many. */
typedef struct Written {
  const YPair *first, *second;
  size_t n;
} Written;

static Written written_pairs(const YNode *map) {
  Written written = {0};
  for (size_t i = 0; i < map->n; i++) {
    const YPair *pair = &map->pairs[i];
    if (pair->shadowed) continue;
    written.n++;
    if (!written.first || pair->key->span.start < written.first->key->span.start) {
      written.second = written.first;
      written.first = pair;
    } else if (!written.second || pair->key->span.start < written.second->key->span.start) {
      written.second = pair;
    }
  }
  return written;
}

/* "'min_date' and 'max_date' stand". */
static Str others_in_words(const Check *check, const YNode *map, const YPair *first) {
  Str words = {"", 0};
  size_t count = 0, index = 0;
  for (size_t i = 0; i < map->n; i++) count += !map->pairs[i].shadowed && &map->pairs[i] != first;
  for (size_t i = 0; i < map->n; i++) {
    if (map->pairs[i].shadowed || &map->pairs[i] == first) continue;
    Str quoted = str_printf(check->sink->arena, "'%.*s'", STR_FMT(map->pairs[i].key->text));
    words = with_and(check, words, quoted, index++, count, " and ");
  }
  return str_printf(check->sink->arena, "%.*s %s", STR_FMT(words), count == 1 ? "stands" : "stand");
}

static void report_misindented(const Check *check, const YNode *item, Written written) {
  const YNode *key = written.first->key;
  Str others = others_in_words(check, item, written.first);
  Diag *diag = diag_report(check->sink, DIAG_ARGS_MISINDENTED, place_of(check, key), DIAG_ARGS(key->text, others));
  indent_lines(check, diag, (Span){written.second->key->span.start, item->span.end});
}

/* `{ --vars: , a: b, c: d }` is meant as `{ --vars: {a: b, c: d} }`. */
static void nest_in_braces(const Check *check, const YNode *item, Written written) {
  Str text = check->source->text;
  Span between = {written.first->key->span.end, written.second->key->span.start};
  uint32_t end = item->span.end;
  bool is_sound = item->flow && is_nothing(written.first->value) && between.start < between.end && end > 1 &&
                  text.p[end - 1] == '}';
  Str middle = str_trim(str_sub(text, between.start, between.end));
  if (!is_sound || middle.n < 2 || middle.p[0] != ':' || middle.p[middle.n - 1] != ',' ||
      str_trim(str_sub(middle, 1, middle.n - 1)).n)
    return;
  Str others = others_in_words(check, item, written.first);
  Diag *diag = diag_report(check->sink, DIAG_ARGS_MISINDENTED, place_of(check, written.first->key),
                           DIAG_ARGS(written.first->key->text, others));
  set_hint(check, diag, STR("put braces around them"));
  for (end--; end > 0 && (text.p[end - 1] == ' ' || text.p[end - 1] == '\n' || text.p[end - 1] == '\r'); end--)
    continue;
  diag_edit(check->sink, diag, (Place){check->source, between}, STR(": {"));
  diag_edit(check->sink, diag, (Place){check->source, {end, end}}, STR("}"));
}

/* Whether nothing is written for the value of the first: no `~`, and no alias, whose node stands elsewhere. */
static bool lacks_value(Written written) {
  const YNode *value = written.first->value;
  return is_nothing(value) && !value->text.n && value->span.start >= written.first->key->span.end;
}

/* Whether the others can be moved below the first: the pairs stand each on lines of their own. */
static bool can_indent(const Check *check, const YNode *item, Written written) {
  uint32_t first = written.first->key->span.start, second = written.second->key->span.start;
  Str between = first < second ? str_sub(check->source->text, first, second) : (Str){"", 0};
  return !item->flow && str_find(between, STR("\n"), 0) != SIZE_MAX;
}

static bool is_option(const YNode *node) { return node && is_text(node) && str_starts(node->text, STR("--")); }

/* `- --vars` and behind it `- a: 1` with `b: 2` below; or several options as one item. */
static void report_pairs(const Check *check, const YNode *before, const YNode *item, Written written) {
  Str count = str_printf(check->sink->arena, "%zu", written.n);
  Diag *diag = diag_report(check->sink, DIAG_ARGS_NOT_ONE_KEY, place_of(check, item), DIAG_ARGS(count));
  if (written.n < 2) return;
  if (is_option(written.first->key) && is_option(written.second->key))
    set_hint(check, diag, STR("write each option as an item of its own"));
  else if (is_option(before))
    set_hint(check, diag,
             str_printf(check->sink->arena,
                        "write the option and its mapping as one item: '- %.*s:' with "
                        "the mapping below it",
                        STR_FMT(before->text)));
}

static void check_args_map(const Check *check, const YNode *before, const YNode *item) {
  for (size_t i = 0; i < item->n; i++) {
    if (is_text(item->pairs[i].key)) continue;
    Str words = str_printf(check->sink->arena, "a mapping whose key is %s", ynode_describe(item->pairs[i].key));
    diag_report(check->sink, DIAG_ARGS_ITEM, place_of(check, item->pairs[i].key), DIAG_ARGS(words));
    return;
  }
  Written written = written_pairs(item);
  if (written.n == 1) return;
  if (written.n > 1 && lacks_value(written) && can_indent(check, item, written)) {
    report_misindented(check, item, written);
    return;
  }
  size_t errors = check->sink->errors;
  if (written.n > 1) nest_in_braces(check, item, written);
  if (check->sink->errors > errors) return;
  report_pairs(check, before, item, written);
}

/* What Dagster makes of a text without templates: one that looks like a number is none, with quotes or without. */
static Value native_of(const Check *check, Str text) {
  Heap heap = {.arena = check->sink->arena, .steps = LIMIT_EVAL_STEPS};
  return native_text(&heap, text);
}

static bool is_number_text(const Check *check, const YNode *item) {
  if (!is_text(item) || str_find(item->text, STR("{"), 0) != SIZE_MAX) return false;
  ValueKind kind = native_of(check, item->text).kind;
  return kind == V_NONE || kind == V_BOOL || kind == V_INT || kind == V_BIGINT || kind == V_FLOAT;
}

/* Quotes keep what stays text; a number is the value of its option. */
static void hint_item(const Check *check, Diag *diag, const YNode *option, const YNode *item) {
  Arena *arena = check->sink->arena;
  if (value_is_str(native_of(check, item->text)))
    set_hint(check, diag, str_printf(arena, "write '%.*s'", STR_FMT(item->text)));
  else if (is_option(option))
    set_hint(check, diag, str_printf(arena, "with quotes too Dagster reads it so: write '- %.*s: %.*s' as one item",
                                     STR_FMT(option->text), STR_FMT(item->text)));
}

static void report_item(const Check *check, const YNode *option, const YNode *item) {
  Place place = place_of(check, item);
  bool is_empty = place.span.start == place.span.end && place.span.start > 0;
  if (is_empty) place.span.start--; /* the dash */
  Str words = str_of(ynode_describe(item));
  if (is_text(item))
    words =
        str_printf(check->sink->arena, "text that Dagster reads as %s", value_type_name(native_of(check, item->text)));
  Diag *diag = diag_report(check->sink, DIAG_ARGS_ITEM, place, DIAG_ARGS(words));
  if (item->kind == Y_SCALAR && !is_empty) hint_item(check, diag, option, item);
  if (item->kind == Y_LIST) set_hint(check, diag, STR("write what is in it as items of their own, without brackets"));
}

static void check_args(const Check *check, const YNode *list) {
  for (size_t i = 0; i < list->n; i++) {
    const YNode *item = list->items[i], *before = i ? list->items[i - 1] : NULL;
    if (item->kind == Y_MAP)
      check_args_map(check, before, item);
    else if (!is_text(item) || is_number_text(check, item))
      report_item(check, before, item);
  }
}

/* ---- a value by its row, a mapping by its form ---- */

static void check_value(const Check *check, const KeyRow *row, const YNode *key, const YNode *value) {
  unsigned types = row->types;
  bool is_list = value->kind == Y_LIST, is_map = value->kind == Y_MAP;
  if ((types & (TEXT | LITERAL)) && is_text(value)) {
    bool is_judged_later = (types & TEXTS) || ((types & TEXT) && is_template(value->text));
    if (!is_judged_later) check_choice(check, row, value);
  } else if ((types & TEXTS) && is_list) {
    check_texts(check, row, value);
  } else if ((types & MAPS) && is_list) {
    check_maps(check, row, value);
  } else if ((types & ARGS) && is_list) {
    check_args(check, value);
  } else if ((types & MAP) && is_map) {
    check_map(check, form_of(row->below, value), key, value);
  } else if ((types & (FREE | SCALARS)) && is_map) {
    check_free(check, row, value, types & SCALARS);
  } else {
    bool fits = ((types & NOTHING) && is_nothing(value)) || ((types & BOOL) && is_bool(value)) ||
                ((types & INT) && is_integer(value));
    if (!fits) wrong_type(check, row->name, types_in_words(check, types), key, value);
    check_run_size(check, row, value);
  }
}

/* `owner` is what a missing key is reported at: the key above, or the item of a list. */
static void check_required(const Check *check, Form form, const YNode *owner, const YNode *map) {
  for (size_t i = 0; i < KEY_COUNT; i++) {
    bool is_needed = SCHEMA_KEYS[i].required && schema_has_form(form, SCHEMA_KEYS[i].form);
    if (!is_needed || has(map, SCHEMA_KEYS[i].name.p) || has_misspelt(form, map, SCHEMA_KEYS[i].name)) continue;
    Place place = place_of(check, owner);
    if (owner == map && owner->kind == Y_MAP && !owner->flow && map->n) place = place_of(check, map->pairs[0].key);
    Diag *diag = diag_report(check->sink, DIAG_MISSING_KEY, place, DIAG_ARGS(SCHEMA_KEYS[i].name));
    if (form == FORM_DBT && str_is(SCHEMA_KEYS[i].name, "project"))
      diag->hint = STR("the dbt project's folder, such as 'project: \"{{ context.project_root }}/dbt\"'");
  }
}

static void check_map(const Check *check, Form form, const YNode *owner, const YNode *map) {
  for (size_t i = 0; i < map->n; i++) {
    const YPair *pair = &map->pairs[i];
    if (pair->shadowed) continue;
    const KeyRow *row = is_text(pair->key) ? find_key(form, pair->key->text) : NULL;
    if (row)
      check_value(check, row, pair->key, pair->value);
    else
      unknown_key(check, form, map, pair->key);
  }
  check_required(check, form, owner, map);
}

/* ---- what stands across keys ---- */

/* What a template gives is judged when it is rendered (compiler/lower/lower_dbt). */
static bool says_something(const YNode *node) {
  return node && is_text(node) && node->text.n > 0 && !is_template(node->text);
}

static void check_selection(const Check *check, const YNode *attributes) {
  if (!says_something(ynode_get(attributes, "selector"))) return;
  static const char *const others[] = {"select", "exclude"}, *const presets[] = {"fqn:*", ""};
  for (int i = 0; i < 2; i++) {
    const YNode *other = ynode_get(attributes, others[i]);
    if (!says_something(other) || str_is(other->text, presets[i])) continue;
    const YPair *selector = ynode_pair(attributes, "selector"), *pair = ynode_pair(attributes, others[i]);
    Diag *diag = diag_report(check->sink, DIAG_CONFLICT, place_of(check, selector->key),
                             DIAG_ARGS(selector->key->text, pair->key->text));
    diag_relate(check->sink, diag, place_of(check, pair->key), STR("stands here"));
  }
}

static void check_attributes(const Check *check, const YNode *document, DocumentKind kind) {
  const YPair *pair = ynode_pair(document, "attributes");
  bool is_map = pair && pair->value->kind == Y_MAP;
  if (kind == DOCUMENT_FOLDER) {
    if (!is_map || pair->value->n == 0) return;
    Diag *diag = diag_report(check->sink, DIAG_UNKNOWN_KEY, place_of(check, pair->key), DIAG_ARGS(STR("attributes")));
    set_hint(check, diag, STR("a folder's file has 'template_vars_module' and 'post_processing'"));
  } else if (is_map) {
    check_map(check, FORM_DBT, pair->key, pair->value);
    check_selection(check, pair->value);
  } else if (pair ? is_nothing(pair->value) : !has_misspelt(FORM_FILE, document, STR("attributes"))) {
    Diag *diag =
        diag_report(check->sink, DIAG_MISSING_KEY,
                    place_of(check, pair ? pair->key : ynode_pair(document, "type")->key), DIAG_ARGS(STR("project")));
    set_hint(check, diag, STR("write 'attributes:' and, below it, 'project:' with the path of the dbt project"));
  }
}

/* `post_process`: its content is checked as that of `post_processing`, which the fix makes it. */
static bool check_post_process(const Check *check, const YNode *document, const YPair *pair) {
  if (!is_text(pair->key) || !str_is(pair->key->text, "post_process") || has(document, "post_processing")) return false;
  Diag *diag = diag_report(check->sink, DIAG_POST_PROCESS, place_of(check, pair->key), DIAG_NO_ARGS);
  diag_edit(check->sink, diag, place_of(check, pair->key), STR("post_processing"));
  check_value(check, find_key(FORM_FILE, STR("post_processing")), pair->key, pair->value);
  return true;
}

/* Dagster records the place of every value by its path, whose parts are text or integers (SourcePositionTree). */
static void check_key_types(Check *check, const YNode *yaml) {
  for (size_t i = 0; i < yaml->n && yaml->kind == Y_LIST; i++) check_key_types(check, yaml->items[i]);
  for (size_t i = 0; i < yaml->n && yaml->kind == Y_MAP; i++) {
    const YNode *key = yaml->pairs[i].key;
    bool sound = key->value.kind == V_STR || key->value.kind == V_INT || key->value.kind == V_BIGINT ||
                 key->value.kind == V_BOOL;
    if (!sound)
      diag_report(check->sink, DIAG_KEY_TYPE, (Place){check->source, key->span},
                  DIAG_ARGS(str_of(ynode_describe(key))));
    check_key_types(check, yaml->pairs[i].value);
  }
}

bool schema_check(DiagSink *sink, const Source *source, const YNode *document, DocumentKind kind) {
  Check check = {sink, source};
  size_t errors = sink->errors;
  check_key_types(&check, document);
  for (size_t i = 0; i < document->n; i++) {
    const YPair *pair = &document->pairs[i];
    if (pair->shadowed || check_post_process(&check, document, pair)) continue;
    const KeyRow *row = is_text(pair->key) ? find_key(FORM_FILE, pair->key->text) : NULL;
    if (row)
      check_value(&check, row, pair->key, pair->value);
    else
      unknown_key(&check, FORM_FILE, document, pair->key);
  }
  check_attributes(&check, document, kind);
  return sink->errors == errors;
}

bool schema_check_translation(DiagSink *sink, const Source *source, const YNode *map) {
  Check check = {sink, source};
  size_t errors = sink->errors;
  check_map(&check, FORM_TRANSLATION, map, map);
  return sink->errors == errors;
}

/* ---- the kind of a document ---- */

static const Str other_dbt_types[] = {STR_INIT("dagster_dbt.DbtCloudComponent"),
                                      STR_INIT("dagster_dbt.cloud_v2.component.DbtCloudComponent")};

static bool is_among(Str text, const Str *names, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (str_eq(text, names[i])) return true;
  return false;
}

/* The type that was probably meant by one that does not exist; "" if `type` may exist, as far as can be told. */
static Str meant_type(Str type) {
  size_t dot = str_behind(type, '.'), first_end = str_find(type, STR("."), 0);
  Str name = str_sub(type, dot, type.n), package = str_sub(type, 0, first_end == SIZE_MAX ? 0 : first_end);
  bool near_folder = is_near(name, STR("DefsFolderComponent"));
  if (str_starts(type, STR("."))) return (Str){"", 0};
  if (str_is(package, "dagster") && near_folder) return schema_folder_types().at[0];
  if (dot == 0 && near_folder) return schema_folder_types().at[0];
  bool of_dbt = dot == 0 || is_near(package, STR("dagster_dbt")) || str_starts(type, STR("dagster_components."));
  return of_dbt ? schema_dbt_types().at[0] : (Str){"", 0};
}

/* `dagster.ScheduleComponent`: Dagster itself is known by all its names. */
static bool is_not_of_dagster(Str type) {
  Str package = STR("dagster.");
  Str name = str_starts(type, package) ? str_sub(type, package.n, type.n) : (Str){"", 0};
  return name.n && str_find(name, STR("."), 0) == SIZE_MAX && !dagster_has(name);
}

static void report_type(const Check *check, const YNode *type, Str meant) {
  Diag *diag = diag_report(check->sink, DIAG_UNKNOWN_TYPE, place_of(check, type), DIAG_ARGS(type->text));
  if (!meant.n) return;
  set_hint(check, diag, str_printf(check->sink->arena, "did you mean '%.*s'?", STR_FMT(meant)));
  Str name = str_sub(type->text, str_behind(type->text, '.'), type->text.n);
  bool is_plain_slip = is_near(name, str_sub(meant, str_behind(meant, '.'), meant.n));
  if (is_plain_slip) diag_edit(check->sink, diag, place_of(check, type), meant);
}

static DocumentKind broken_document(const Check *check, const YNode *document) {
  if (!document) {
    diag_report(check->sink, DIAG_EMPTY_FILE, (Place){check->source, {0, 0}}, DIAG_NO_ARGS);
  } else {
    Diag *diag = diag_report(check->sink, DIAG_WRONG_TYPE, place_of(check, document), DIAG_NO_ARGS);
    diag->message = str_printf(check->sink->arena, "a component is a mapping, not %s", ynode_describe(document));
  }
  return DOCUMENT_BROKEN;
}

static void missing_type(const Check *check, const YNode *document) {
  const YNode *at = document->n ? document->pairs[0].key : document;
  Diag *diag = diag_report(check->sink, DIAG_MISSING_KEY, place_of(check, at), DIAG_ARGS(STR("type")));
  set_hint(check, diag, STR("a dbt component has 'type: dagster_dbt.DbtProjectComponent'"));
}

DocumentKind schema_kind(DiagSink *sink, const Source *source, const YNode *document) {
  Check check = {sink, source};
  if (!document || document->kind != Y_MAP) return broken_document(&check, document);
  const YPair *pair = ynode_pair(document, "type");
  if (!pair) {
    missing_type(&check, document);
    return DOCUMENT_BROKEN;
  }
  if (!is_text(pair->value)) {
    wrong_type(&check, STR("type"), STR("text"), pair->key, pair->value);
    return DOCUMENT_BROKEN;
  }
  Str type = pair->value->text;
  if (is_among(type, schema_dbt_types().at, schema_dbt_types().n)) return DOCUMENT_DBT;
  if (is_among(type, schema_folder_types().at, schema_folder_types().n)) return DOCUMENT_FOLDER;
  if (is_among(type, other_dbt_types, COUNT(other_dbt_types))) return DOCUMENT_OTHER;
  Str meant = meant_type(type);
  if (!meant.n && !is_not_of_dagster(type)) return DOCUMENT_OTHER;
  report_type(&check, pair->value, meant);
  return DOCUMENT_BROKEN;
}
