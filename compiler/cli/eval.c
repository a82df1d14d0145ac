#include "runtime/eval/eval.h"

#include "compiler/cli/command.h"
#include "compiler/cli/launches.h"
#include "compiler/parse/parse.h"
#include "runtime/core/limits.h"
#include "runtime/eval/report.h"
#include "runtime/plan/arguments.h"
#include "runtime/value/json.h"

/* What the template sees: names and what they hold. */
typedef struct Sight {
  const ScopeTable *table;
  Value *values;
} Sight;

/* ---- what the template sees ---- */

static bool see_context(Session *session, Sight *sight) {
  Heap *heap = &session->eval.heap;
  const Source *source = session_read(session, session->options->context);
  Value context;
  Str why;
  size_t offset;
  if (!source) return false;
  bool is_text = str_is_utf8(source->text, &offset);
  if (!is_text) why = STR("it is not UTF-8");
  bool is_json = is_text && json_loads(heap, source->text, &context, &why, &offset);
  if (!is_json || context.kind != V_DICT) {
    Str what = is_json ? STR("it is not a JSON object") : why;
    uint32_t at = (uint32_t)offset, end = at + (at < source->text.n);
    diag_report(&session->sink, DIAG_CANNOT_READ, is_json ? PLACE_NONE : (Place){source, {at, end}},
                DIAG_ARGS(source->name, what));
    return false;
  }
  const Dict *dict = context.dict;
  Str *names = ARENA_ARRAY(&session->arena, Str, dict->n);
  InputSet *inputs = ARENA_ARRAY(&session->arena, InputSet, dict->n);
  for (size_t i = 0; i < dict->n; i++) names[i] = value_text(dict->at[i].key);
  sight->table = scope_table(&session->arena, SCOPE_CONTEXT, names, inputs, dict->n);
  sight->values = scope_values(heap, sight->table);
  for (size_t i = 0; i < dict->n; i++) {
    int number = scope_find(sight->table, names[i]);
    if (number >= 0) sight->values[number] = dict->at[i].value;
  }
  return true;
}

/* One launch of one component. */
static bool see_launch(Session *session, Sight *sight) {
  Loaded loaded;
  ChosenList list = {0};
  if (load_path(session, session->options->in, &loaded) != EXIT_FINE || session->sink.errors) return false;
  if (!launches_choose(session, &loaded, &list)) return false;
  Launch launch;
  const Chosen *chosen = list.at[0];
  LaunchIter iter = chosen->launches;
  if (invocations_count(&list) != 1 || !launch_next(&iter, &launch)) {
    session_complain(session, EXIT_USAGE, "give one --partition, or --component: the options choose %lld launches",
                     (long long)invocations_count(&list));
    return false;
  }
  sight->table = chosen->bound.component->args_scope;
  sight->values = ARENA_ARRAY(&session->arena, Value, sight->table->n);
  for (size_t i = 0; i < sight->table->n; i++) sight->values[i] = chosen->bound.args_values[i];
  arguments_set_launch(&session->eval.heap, &launch, sight->values);
  return true;
}

/* What `cli_args` see in a run without a partition. */
static bool see_unpartitioned(Session *session, Sight *sight) {
  Launch launch = {.mode = LAUNCH_UNPARTITIONED};
  sight->table = scope_table(&session->arena, SCOPE_ARGS, NULL, NULL, 0);
  sight->values = scope_values(&session->eval.heap, sight->table);
  arguments_set_launch(&session->eval.heap, &launch, sight->values);
  return true;
}

static bool see(Session *session, Sight *sight) {
  if (session->options->context.n) return see_context(session, sight);
  return session->options->in.n ? see_launch(session, sight) : see_unpartitioned(session, sight);
}

/* ---- the template ---- */

static const Source *read_template(Session *session) {
  Str text = session->options->operands.at[0];
  if (str_is(text, "-")) return session_read(session, text);
  Source *source = ARENA_NEW(&session->arena, Source);
  *source = (Source){.name = STR("<template>"), .text = text};
  return source;
}

static Str origin_of(Arena *arena, Str text) {
  VEC(OriginLine) lines = {0};
  OriginLine line = {0, 1, 1};
  VEC_PUSH(arena, &lines, line);
  for (size_t at = str_find(text, STR("\n"), 0); at != SIZE_MAX; at = str_find(text, STR("\n"), at + 1)) {
    line = (OriginLine){(uint32_t)at + 1, line.line + 1, 1};
    VEC_PUSH(arena, &lines, line);
  }
  return origin_write(arena, lines.at, lines.n);
}

static ExitStatus fail(Session *session, Value error, const Source *source) {
  Node *whole = node_new(&session->arena, NODE_TEMPLATE, (Span){0, (uint32_t)source->text.n});
  whole->template.text = source->text;
  whole->template.at = origin_of(&session->arena, source->text);
  report_exception(&session->sink, error.exc, whole, NULL, source->name);
  return EXIT_WRONG;
}

static ExitStatus print_value(Session *session, Value v, const Source *source) {
  Value json = json_dumps(&session->eval.heap, v);
  if (value_is_error(json)) return fail(session, json, source);
  writer_put(session->out, value_text(json));
  writer_puts(session->out, "\n");
  return EXIT_FINE;
}

ExitStatus command_eval(Session *session) {
  Sight sight;
  const Source *source = read_template(session);
  if (!source) return session->status;
  if (!see(session, &sight)) return session->status > EXIT_WRONG ? session->status : EXIT_WRONG;
  Value error;
  Node *template = parse_template(&session->eval.heap, source->text, &error);
  if (!template) return fail(session, error, source);
  template->template.at = origin_of(&session->arena, source->text);
  link_tree(template, sight.table);
  session->eval.scope = sight.table;
  session->eval.root = sight.values;
  eval_reset(&session->eval);
  Value v = eval_scalar(&session->eval, template);
  return value_is_error(v) ? fail(session, v, source) : print_value(session, v, source);
}
