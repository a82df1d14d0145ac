#include "compiler/cli/difference.h"

#include "compiler/check/arguments.h"
#include "compiler/cli/render.h"
#include "runtime/core/limits.h"
#include "runtime/plan/node_json.h"
#include "runtime/value/json.h"

/* ---- an invocation as named values ---- */

typedef struct Field {
  Str name, value; /* the value as JSON; "" of a flag */
  bool taken;      /* its partner was found */
} Field;

typedef struct FieldList {
  Field *at;
  size_t n, cap;
} FieldList;

typedef struct Fields {
  Heap heap;
  FieldList list;
} Fields;

static Str quoted(Arena *arena, Str text) {
  Buf buf = buf_new(arena, LIMIT_ARENA_BYTES);
  json_write_str(&buf, text);
  return buf_str(&buf);
}

/* A name that is there already gets a number. */
static void add_field(Fields *fields, Str name, Str value) {
  size_t same = 0;
  Arena *arena = fields->heap.arena;
  for (size_t i = 0; i < fields->list.n; i++) same += str_eq(fields->list.at[i].name, name);
  if (same) name = str_printf(arena, "%.*s (%zu)", STR_FMT(name), same + 1);
  VEC_PUSH(arena, &fields->list, (Field){name, value, false});
}

/* The variables one by one; false where the text is no JSON object. */
static bool add_variables(Fields *fields, Str name, Str text) {
  Str why;
  size_t offset;
  Value v;
  if (!json_loads(&fields->heap, text, &v, &why, &offset) || v.kind != V_DICT) return false;
  for (size_t i = 0; i < v.dict->n; i++) {
    const DictEntry *entry = &v.dict->at[i];
    if (entry->key.kind == V_ABSENT) continue;
    Value shown = json_dumps(&fields->heap, entry->value);
    Str key = str_printf(fields->heap.arena, "%.*s.%.*s", STR_FMT(name), STR_FMT(value_text(entry->key)));
    add_field(fields, key, value_is_str(shown) ? value_text(shown) : STR("?"));
  }
  return true;
}

static void add_option(Fields *fields, Str name, Str value) {
  bool is_vars = str_is(name, "--vars") && add_variables(fields, name, value);
  if (!is_vars) add_field(fields, name, quoted(fields->heap.arena, value));
}

static bool is_option(Str arg) { return arg.n > 1 && arg.p[0] == '-'; }

/* Whether the word behind an option is its value; of one that dbt does not have, behind the command it is. */
static bool takes_value(Str name, bool seen_command) {
  const DbtOption *option = arguments_option(name);
  return option ? option->kind != DBT_FLAG : seen_command;
}

static void add_arguments(Fields *fields, const StrList *argv) {
  bool seen_command = false;
  for (size_t i = 1; i < argv->n; i++) {
    Str arg = argv->at[i];
    size_t equals = is_option(arg) ? str_find(arg, STR("="), 0) : SIZE_MAX;
    if (!is_option(arg)) {
      add_field(fields, seen_command ? STR("argument") : STR("command"), quoted(fields->heap.arena, arg));
      seen_command = true;
    } else if (equals != SIZE_MAX) {
      add_option(fields, str_sub(arg, 0, equals), str_sub(arg, equals + 1, arg.n));
    } else if (takes_value(arg, seen_command) && i + 1 < argv->n && !is_option(argv->at[i + 1])) {
      add_option(fields, arg, argv->at[++i]);
    } else {
      add_field(fields, arg, STR(""));
    }
  }
}

/* Where it runs, and the variables of the environment, told from the project's root. */
static void add_surroundings(Fields *fields, const Invocation *invocation) {
  Arena *arena = fields->heap.arena;
  Str root = invocation->bound->component->root;
  add_field(fields, STR("directory"), quoted(arena, path_relative(arena, invocation->cwd, root)));
  for (size_t i = 0; i < invocation->env.n; i++) {
    Str entry = invocation->env.at[i];
    size_t equals = str_find(entry, STR("="), 0);
    Str name = str_sub(entry, 0, equals), value = str_sub(entry, equals + 1, entry.n);
    if (str_is(name, "DBT_PROJECT_DIR")) continue; /* the directory */
    add_field(fields, name, quoted(arena, path_relative(arena, value, root)));
  }
}

/* ---- one launch on one side ---- */

typedef struct Side {
  const PlanComponent *component;
  BoundComponent bound;
  PartitionId first, last; /* what is closed */
  bool exists;             /* something is */
} Side;

typedef struct Compare {
  Session *session;
  Arena *arena; /* what is kept */
  Difference *difference;
  Side old, new;
} Compare;

/* What a launch comes to; one that fails, to its failure. */
static Fields fields_of(Compare *compare, const Side *side, const Launch *launch) {
  Session *session = compare->session;
  Arena *scratch = &session->scratch;
  Fields fields = {.heap = {.arena = scratch, .workspace = &session->workspace, .steps = LIMIT_EVAL_STEPS}};
  Invocation invocation;
  DiagSink found, *sink = session->workspace.sink;
  diag_sink_beside(&found, scratch, sink);
  session->workspace.sink = &found;
  bool done = resolve_launch(scratch, &side->bound, launch, &invocation);
  session->workspace.sink = sink;
  if (!done) {
    add_field(&fields, STR("fails"), quoted(scratch, found.list.n ? found.list.at[0]->message : STR("")));
    return fields;
  }
  add_arguments(&fields, &invocation.argv);
  add_surroundings(&fields, &invocation);
  return fields;
}

static Change *change_of(Compare *compare, Str name, bool was, bool is) {
  Difference *difference = compare->difference;
  for (size_t i = 0; i < difference->changes.n; i++) {
    Change *change = &difference->changes.at[i];
    if (str_eq(change->name, name) && change->was == was && change->is == is) return change;
  }
  Change change = {.name = str_copy(compare->arena, name), .was = was, .is = is};
  VEC_PUSH(compare->arena, &difference->changes, change);
  return &difference->changes.at[difference->changes.n - 1];
}

/* What was shown of the launch before gives way: the last one is what runs next. */
static void keep_text(Compare *compare, Str *kept, Str text) {
  if (kept->n == text.n && kept->p) {
    memcpy((char *)kept->p, text.p, text.n);
    return;
  }
  *kept = str_copy(compare->arena, text);
}

static void count(Compare *compare, Str name, const Field *old, const Field *new, Str key) {
  Change *change = change_of(compare, name, old != NULL, new != NULL);
  change->count++;
  keep_text(compare, &change->key, key);
  if (old) keep_text(compare, &change->old, old->value);
  if (new) keep_text(compare, &change->new, new->value);
}

static bool fails(const Fields *fields) { return str_is(fields->list.at[0].name, "fails"); }

/* Of a launch that fails there is nothing else to say. */
static void compare_fields(Compare *compare, Fields *old, Fields *new, Str key) {
  if (fails(old) != fails(new)) {
    count(compare, STR("fails"), fails(old) ? old->list.at : NULL, fails(new) ? new->list.at : NULL, key);
    return;
  }
  for (size_t i = 0; i < old->list.n; i++) {
    Field *field = &old->list.at[i], *partner = NULL;
    for (size_t j = 0; j < new->list.n && !partner; j++)
      if (!new->list.at[j].taken && str_eq(new->list.at[j].name, field->name)) partner = &new->list.at[j];
    if (partner) partner->taken = true;
    if (!partner || !str_eq(partner->value, field->value)) count(compare, field->name, field, partner, key);
  }
  for (size_t j = 0; j < new->list.n; j++)
    if (!new->list.at[j].taken) count(compare, new->list.at[j].name, NULL, &new->list.at[j], key);
}

static void compare_launch(Compare *compare, const Launch *old, const Launch *new) {
  Fields before = fields_of(compare, &compare->old, old), after = fields_of(compare, &compare->new, new);
  Str key = old->mode == LAUNCH_UNPARTITIONED ? STR("") : launch_first_key(&compare->session->scratch, old);
  compare->difference->compared++;
  compare_fields(compare, &before, &after, key);
}

/* ---- all launches ---- */

static LaunchIter launches_between(Arena *arena, const Side *side, PartitionId first, PartitionId last) {
  KeySet set = {0};
  if (side->bound.def) key_set_add(arena, &set, first, last);
  return launches_of(arena, side->bound.def, &set, side->bound.policy, true);
}

static LaunchIter launches_all(Arena *arena, const Side *side) {
  return launches_between(arena, side, side->first, side->last);
}

static bool has_launches(const Side *side) { return side->component && side->exists; }

static void stretch(Compare *compare, Stretch *stretch, const Launch *launch) {
  Arena *scratch = &compare->session->scratch;
  Str key = launch->mode == LAUNCH_UNPARTITIONED ? STR("") : launch_first_key(scratch, launch);
  if (!stretch->count++) stretch->first = str_copy(compare->arena, key);
  keep_text(compare, &stretch->last, key);
}

/* The launch of the same key on the other side; false: it has none. */
static bool same_key(Compare *compare, const Side *side, Str key, Launch *launch) {
  PartitionFound found;
  Session *session = compare->session;
  int64_t now;
  int32_t micros;
  workspace_now(&session->workspace, &now, &micros);
  if (!has_launches(side) || !side->bound.def) return false;
  if (partition_find(side->bound.def, &session->scratch, key, now, &found) != KEY_OK) return false;
  LaunchIter iter = launches_between(&session->scratch, side, found.id, found.id);
  return launch_next(&iter, launch);
}

/* Definitions that differ: each key of one side is looked for on the other. */
static void compare_by_keys(Compare *compare, const Side *one, const Side *other, Stretch *alone, bool compares) {
  Launch launch, partner;
  if (!has_launches(one)) return;
  LaunchIter iter = launches_all(compare->arena, one);
  while (launch_next(&iter, &launch)) {
    arena_reset(&compare->session->scratch);
    Str key = launch.mode == LAUNCH_UNPARTITIONED ? STR("") : launch_first_key(&compare->session->scratch, &launch);
    bool is_there = launch.mode != LAUNCH_UNPARTITIONED && same_key(compare, other, key, &partner);
    if (!is_there)
      stretch(compare, alone, &launch);
    else if (compares)
      compare_launch(compare, &launch, &partner);
  }
}

static void compare_in_step(Compare *compare) {
  Launch old, new;
  LaunchIter before = launches_all(compare->arena, &compare->old), after = launches_all(compare->arena, &compare->new);
  while (launch_next(&before, &old) && launch_next(&after, &new)) {
    arena_reset(&compare->session->scratch);
    compare_launch(compare, &old, &new);
  }
}

static Str definition_text(Arena *arena, const PartitionsDef *def) {
  Buf buf = buf_new(arena, LIMIT_ARENA_BYTES);
  if (def) definition_write(&buf, def);
  return buf_str(&buf);
}

static bool same_definitions(const Compare *compare) {
  const PartitionsDef *a = compare->old.bound.def, *b = compare->new.bound.def;
  return has_launches(&compare->old) && has_launches(&compare->new) && !a == !b &&
         str_eq(definition_text(compare->arena, a), definition_text(compare->arena, b));
}

/* ---- what holds for the component ---- */

static Str policy_text(Arena *arena, const BoundComponent *bound) {
  switch (bound->policy.kind) {
    case BACKFILL_SINGLE_RUN: return STR("\"single_run\"");
    case BACKFILL_MULTI_RUN:
      return str_printf(arena, "\"multi_run, %lld a run\"", (long long)bound->policy.max_partitions_per_run);
    default: return STR("\"none\"");
  }
}

static void compare_whole(Compare *compare) {
  const BoundComponent *old = &compare->old.bound, *new = &compare->new.bound;
  Field before = {.value = policy_text(compare->arena, old)}, after = {.value = policy_text(compare->arena, new)};
  if (!str_eq(before.value, after.value)) count(compare, STR("backfill policy"), &before, &after, STR(""));
  before.value = quoted(compare->arena, old->op_name);
  after.value = quoted(compare->arena, new->op_name);
  if (!str_eq(before.value, after.value)) count(compare, STR("op"), &before, &after, STR(""));
}

static Side bind_side(Session *session, const PlanComponent *component) {
  Side side = {.component = component};
  int64_t now;
  int32_t micros;
  if (!component) return side;
  if (!component_bind(&session->arena, &session->workspace, component, &side.bound)) {
    side.component = NULL;
    return side;
  }
  workspace_now(&session->workspace, &now, &micros);
  side.exists = !side.bound.def || partitions_extent(side.bound.def, now, &side.first, &side.last);
  resolve_prepare(&session->arena, &side.bound);
  return side;
}

void difference_find(Session *session, const PlanComponent *old, const PlanComponent *new, DifferenceList *list) {
  const PlanComponent *named = new ? new : old;
  Difference difference = {.component = component_label(named)};
  Compare compare = {session, &session->arena, &difference, bind_side(session, old), bind_side(session, new)};
  bool failed = (old && !compare.old.component) || (new && !compare.new.component); /* that was reported */
  if (failed) return;
  if (old && new) compare_whole(&compare);
  if (same_definitions(&compare)) {
    compare_in_step(&compare);
  } else {
    compare_by_keys(&compare, &compare.old, &compare.new, &difference.removed, true);
    compare_by_keys(&compare, &compare.new, &compare.old, &difference.added, false);
  }
  bool changed = difference.changes.n || difference.added.count || difference.removed.count;
  difference.kind = !old      ? DIFFERENCE_ADDED
                    : !new    ? DIFFERENCE_REMOVED
                    : changed ? DIFFERENCE_CHANGED
                              : DIFFERENCE_NONE;
  VEC_PUSH(&session->arena, list, difference);
}

bool difference_is_some(const DifferenceList *list) {
  for (size_t i = 0; i < list->n; i++)
    if (list->at[i].kind != DIFFERENCE_NONE) return true;
  return false;
}

/* ---- for people ---- */

typedef struct Text {
  Arena *arena;
  Buf *buf;
  bool markdown;
} Text;

/* Text of a project: what would command a terminal, or end a cell of a table, is made harmless. */
static void put_shown(Text *text, Str shown) {
  for (size_t at = 0, bar; at <= shown.n; at = bar + 1) {
    bar = text->markdown ? str_find(shown, STR("|"), at) : SIZE_MAX;
    if (bar == SIZE_MAX) bar = shown.n;
    render_harmless(text->buf, str_sub(shown, at, bar));
    if (bar < shown.n) buf_puts(text->buf, "\\|");
  }
}

static void put_code(Text *text, Str shown) {
  if (text->markdown) buf_char(text->buf, '`');
  put_shown(text, shown);
  if (text->markdown) buf_char(text->buf, '`');
}

static void put_change(Text *text, const Difference *difference, const Change *change) {
  Buf *buf = text->buf;
  bool is_whole = !change->key.n && change->count == 1 && difference->compared != 1;
  if (!is_whole) {
    Str all = render_count(text->arena, difference->compared, "invocation", "invocations");
    Str some = render_count(text->arena, change->count, "", "");
    buf_printf(buf, "%.*s of %.*s %s: ", STR_FMT(str_trim(some)), STR_FMT(all),
               change->count == 1 ? "changes" : "change");
  }
  put_code(text, change->name);
  if (!change->was) buf_puts(buf, " is new");
  if (!change->is) buf_puts(buf, " is gone");
  if (!change->old.n && !change->new.n) return;
  buf_puts(buf, " (");
  if (change->key.n) put_shown(text, change->key), buf_puts(buf, ": ");
  if (change->was) put_code(text, change->old);
  if (change->was && change->is) buf_puts(buf, " \xE2\x86\x92 ");
  if (change->is) put_code(text, change->new);
  buf_char(buf, ')');
}

static void put_stretch(Text *text, const Stretch *stretch, const char *one, const char *many) {
  Str number = render_count(text->arena, stretch->count, one, many);
  buf_put(text->buf, number);
  if (!stretch->first.n) return;
  buf_puts(text->buf, ": ");
  put_shown(text, stretch->first);
  if (stretch->count < 2) return;
  buf_puts(text->buf, " to ");
  put_shown(text, stretch->last);
}

/* A line below the component, or a row of the table. */
static void begin_line(Text *text, const Difference *difference) {
  if (!text->markdown) {
    buf_puts(text->buf, "  ");
    return;
  }
  buf_puts(text->buf, "| ");
  put_code(text, difference->component);
  buf_puts(text->buf, " | ");
}

static void end_line(Text *text) { buf_puts(text->buf, text->markdown ? " |\n" : "\n"); }

static void put_whole(Text *text, const Difference *difference) {
  bool is_new = difference->kind == DIFFERENCE_ADDED;
  const Stretch *all = is_new ? &difference->added : &difference->removed;
  begin_line(text, difference);
  buf_puts(text->buf, is_new ? "a new component, " : "the component is gone, ");
  put_stretch(text, all, "invocation", "invocations");
  end_line(text);
}

static void put_difference(Text *text, const Difference *difference) {
  if (!text->markdown) {
    put_shown(text, difference->component);
    buf_char(text->buf, '\n');
  }
  if (difference->kind != DIFFERENCE_CHANGED) {
    put_whole(text, difference);
    return;
  }
  for (size_t i = 0; i < difference->changes.n; i++) {
    begin_line(text, difference);
    put_change(text, difference, &difference->changes.at[i]);
    end_line(text);
  }
  if (difference->added.count) {
    begin_line(text, difference);
    put_stretch(text, &difference->added, "new invocation", "new invocations");
    end_line(text);
  }
  if (!difference->removed.count) return;
  begin_line(text, difference);
  put_stretch(text, &difference->removed, "invocation is gone", "invocations are gone");
  end_line(text);
}

void difference_text(Arena *arena, Buf *buf, const DifferenceList *list, bool markdown) {
  Text text = {arena, buf, markdown};
  uint64_t compared = 0;
  for (size_t i = 0; i < list->n; i++) compared += list->at[i].compared;
  if (!difference_is_some(list)) {
    Str number = render_count(arena, compared, "invocation", "invocations");
    buf_printf(buf, "no difference in %.*s\n", STR_FMT(number));
    return;
  }
  if (markdown) buf_puts(buf, "| component | difference |\n| --- | --- |\n");
  for (size_t i = 0; i < list->n; i++)
    if (list->at[i].kind != DIFFERENCE_NONE) put_difference(&text, &list->at[i]);
}

/* ---- for programs ---- */

static void put_member(Buf *buf, const char *name, Str json) {
  buf_printf(buf, "\"%s\": ", name);
  buf_put(buf, json);
}

static Str or_null(Str json, bool is_there) { return !is_there ? STR("null") : json.n ? json : STR("true"); }

static void json_change(Arena *arena, Buf *buf, const Change *change) {
  buf_char(buf, '{');
  put_member(buf, "name", quoted(arena, change->name));
  buf_printf(buf, ", \"count\": %llu, ", (unsigned long long)change->count);
  put_member(buf, "key", change->key.n ? quoted(arena, change->key) : STR("null"));
  buf_puts(buf, ", ");
  put_member(buf, "old", or_null(change->old, change->was));
  buf_puts(buf, ", ");
  put_member(buf, "new", or_null(change->new, change->is));
  buf_char(buf, '}');
}

static void json_stretch(Arena *arena, Buf *buf, const char *name, const Stretch *stretch) {
  buf_printf(buf, ", \"%s\": {\"count\": %llu, ", name, (unsigned long long)stretch->count);
  put_member(buf, "first", stretch->first.n ? quoted(arena, stretch->first) : STR("null"));
  buf_puts(buf, ", ");
  put_member(buf, "last", stretch->last.n ? quoted(arena, stretch->last) : STR("null"));
  buf_char(buf, '}');
}

static void json_difference(Arena *arena, Buf *buf, const Difference *difference) {
  static const char *const KINDS[] = {"none", "changed", "added", "removed"};
  buf_puts(buf, "  {");
  put_member(buf, "component", quoted(arena, difference->component));
  buf_printf(buf, ", \"change\": \"%s\", \"compared\": %llu, \"changes\": [", KINDS[difference->kind],
             (unsigned long long)difference->compared);
  for (size_t i = 0; i < difference->changes.n; i++) {
    if (i) buf_puts(buf, ", ");
    json_change(arena, buf, &difference->changes.at[i]);
  }
  buf_char(buf, ']');
  json_stretch(arena, buf, "added", &difference->added);
  json_stretch(arena, buf, "removed", &difference->removed);
  buf_char(buf, '}');
}

void difference_json(Arena *arena, Buf *buf, const DifferenceList *list) {
  buf_puts(buf, "{\"components\": [");
  for (size_t i = 0; i < list->n; i++) {
    buf_puts(buf, i ? ",\n" : "\n");
    json_difference(arena, buf, &list->at[i]);
  }
  buf_puts(buf, list->n ? "\n]}\n" : "]}\n");
}
