#include "compiler/cli/why.h"

#include <string.h>

#include "compiler/cli/describe.h"
#include "compiler/cli/render.h"
#include "runtime/core/limits.h"
#include "runtime/eval/report.h"
#include "runtime/plan/arguments.h"
#include "runtime/value/json.h"

typedef struct Why {
  Arena *arena;
  Buf *buf;
  Eval eval;
  const PlanComponent *component;
} Why;

static void put_row(Why *why, Str head, Str text) {
  buf_puts(why->buf, "    ");
  render_harmless(why->buf, head);
  buf_puts(why->buf, ": ");
  render_words(why->buf, text, 6);
  buf_char(why->buf, '\n');
}

static Str place_of(Why *why, const Node *template) {
  Place place = report_place(why->arena, template, template->span, why->component->source, why->component->file);
  Position at = source_position(place.source, place.span.start);
  return str_printf(why->arena, "%.*s:%u:%u", STR_FMT(why->component->file), at.line, at.column);
}

/* The value as JSON where it is any, else as Python shows it. */
static Str shown(Why *why, Value v) {
  Value json = json_dumps(&why->eval.heap, v);
  return value_is_error(json) ? value_repr(&why->eval.heap, v) : value_text(json);
}

static void put_template(Why *why, Str label, const Node *template) {
  Value v = eval_scalar(&why->eval, template);
  if (value_is_error(v)) return;
  Str from = str_printf(why->arena, "%.*s\nfrom %.*s\nat %.*s", STR_FMT(shown(why, v)),
                        STR_FMT(template->template.text), STR_FMT(place_of(why, template)));
  put_row(why, label, from);
}

static void put_tree(Why *why, Str label, const Node *tree);

static void put_pairs(Why *why, Str label, const NodeList *pairs) {
  for (size_t i = 0; i < pairs->n; i++) {
    Str key = value_to_str(&why->eval.heap, pairs->at[i]->pair.key->constant.value);
    Str below = label.n ? str_printf(why->arena, "%.*s %.*s", STR_FMT(label), STR_FMT(key)) : key;
    put_tree(why, below, pairs->at[i]->pair.value);
  }
}

/* What a plain text gives needs no reason. */
static void put_tree(Why *why, Str label, const Node *tree) {
  if (tree->kind == NODE_TEMPLATE) put_template(why, label.n ? label : STR("an argument"), tree);
  if (tree->kind == NODE_DICT) put_pairs(why, label, &tree->dict.items);
  for (size_t i = 0; tree->kind == NODE_LIST && i < tree->list.items.n; i++)
    put_tree(why, label, tree->list.items.at[i]);
}

static void put_arguments(Why *why, const Invocation *invocation) {
  const BoundComponent *bound = invocation->bound;
  if (!why->component->cli_args) {
    put_row(why, STR("build"), STR("what runs without 'cli_args'"));
    return;
  }
  arguments_open(&why->eval, why->arena, bound, &invocation->launch);
  put_tree(why, STR(""), why->component->cli_args);
}

static void put_selection(Why *why, const BoundComponent *bound) {
  if (!why->component->select && str_is(bound->select, "fqn:*"))
    put_row(why, STR("--select fqn:*"), STR("everything, since the component has no 'select'"));
}

static void put_window(Why *why, const Window *window) {
  Str start = describe_time(why->arena, &window->start), end = describe_time(why->arena, &window->end);
  Str length = describe_length(why->arena, describe_seconds(window));
  put_row(why, STR("window"),
          str_printf(why->arena, "%.*s to %.*s in %.*s, %.*s", STR_FMT(start), STR_FMT(end),
                     STR_FMT(window->start.tz->name), STR_FMT(length)));
}

static void put_definition(Why *why, const PartitionsDef *def) {
  Str words = describe_definition(why->arena, def);
  Str defined = why->component->partitions_defined, applied = why->component->partitions_from;
  if (defined.n) words = str_printf(why->arena, "%.*s\ndefined at %.*s", STR_FMT(words), STR_FMT(defined));
  if (applied.n) words = str_printf(why->arena, "%.*s\napplied at %.*s", STR_FMT(words), STR_FMT(applied));
  put_row(why, STR("partitions"), words);
}

void why_put(Arena *arena, Buf *buf, const Invocation *invocation) {
  Why why = {.arena = arena, .buf = buf, .component = invocation->bound->component};
  put_arguments(&why, invocation);
  put_selection(&why, invocation->bound);
  if (invocation->launch.has_window) put_window(&why, &invocation->launch.window);
  if (invocation->bound->def) put_definition(&why, invocation->bound->def);
}
