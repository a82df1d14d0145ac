#include "runtime/plan/arguments.h"

#include <string.h>

#include "runtime/eval/exec.h"
#include "runtime/plan/class_arguments.h"
#include "runtime/plan/plan_tree.h"
#include "runtime/value/json.h"

static Value key_range_of(Heap *heap, const Launch *launch) {
  KeyRange *range = ARENA_NEW(heap->arena, KeyRange);
  *range =
      (KeyRange){value_str(launch_first_key(heap->arena, launch)), value_str(launch_last_key(heap->arena, launch))};
  return (Value){.kind = V_KEY_RANGE, .key_range = range};
}

static Value window_of(Heap *heap, const Launch *launch) {
  return launch->has_window ? value_time_window(heap, launch->window.start, launch->window.end) : VALUE_NONE;
}

static Value key_of(Heap *heap, const Launch *launch) {
  Str text = launch_first_key(heap->arena, launch);
  return launch->def->kind == PARTITIONS_MULTI ? value_multi_key(heap, launch->def, text) : value_str(text);
}

/* Which keys a dynamic definition has, only Dagster's instance knows. */
static Value key_or_range_of(Heap *heap, const Launch *launch) {
  if (partitions_are_dynamic(launch->def)) return value_unknown(heap, STR("the keys of dynamic partitions"));
  return launch->mode == LAUNCH_KEY ? key_of(heap, launch) : key_range_of(heap, launch);
}

void arguments_set_launch(Heap *heap, const Launch *launch, Value *values) {
  bool is_key = launch->mode == LAUNCH_KEY, is_range = launch->mode == LAUNCH_RANGE;
  values[ARGS_PARTITION_KEY] = is_key ? key_or_range_of(heap, launch) : VALUE_NONE;
  values[ARGS_PARTITION_KEY_RANGE] = is_range ? key_or_range_of(heap, launch) : VALUE_NONE;
  values[ARGS_PARTITION_TIME_WINDOW] = window_of(heap, launch);
}

static Value refuse_pairs(Heap *heap, const Dict *dict) {
  Value refused =
      value_raise(heap, EXC_CHECK, "Invariant failed. Description: Invalid cli args dict, must have exactly one key");
  if (dict->live)
    refused.exc->remedy = STR("write the option and its mapping as one item: '- --vars:' with the variables below it");
  return refused;
}

/* What to write in place of an item that is neither text nor a mapping. */
static Str item_remedy(Value item) {
  switch (item.kind) {
    case V_NONE:
      return STR("an item is always an argument: say what else it is, or make one template of the whole list");
    case V_DATETIME:
    case V_DATE: return STR("make text of it: \".strftime('%Y-%m-%d')\"");
    case V_LIST:
    case V_TUPLE:
      return STR(
          "an item is one argument: write each as an item of its own, or make one template of the "
          "whole list");
    default: return STR("make it the value of its option, in one item: '- --threads: \"{{ ... }}\"', say");
  }
}

static Value refuse_item(Heap *heap, Value item) {
  Value refused = value_raise(heap, EXC_ATTRIBUTE, "'%s' object has no attribute 'keys'", value_type_name(item));
  refused.exc->remedy = item_remedy(item);
  return refused;
}

/* `{key: value}` as two arguments. */
static Value push_pair(Heap *heap, Value args, const Dict *dict) {
  if (dict->live != 1) return refuse_pairs(heap, dict);
  const DictEntry *entry = dict->at;
  while (entry->key.kind == V_ABSENT) entry++;
  if (!value_is_str(entry->key))
    return value_raise(heap, EXC_TYPE, "'%s' object is not subscriptable", value_type_name(entry->key));
  Value text = entry->value.kind == V_DICT ? json_dumps(heap, entry->value) : entry->value;
  if (value_passes(text)) return text;
  list_push(heap, args, value_str(value_text(entry->key)));
  list_push(heap, args, value_is_str(text) ? text : value_str(value_to_str(heap, text)));
  return value_or_pending(heap, VALUE_NONE);
}

static Value push_item(Heap *heap, Value args, Value item) {
  if (value_passes(item)) return item;
  if (item.kind == V_DICT) return push_pair(heap, args, item.dict);
  if (!value_is_str(item)) return refuse_item(heap, item);
  list_push(heap, args, item);
  return VALUE_NONE;
}

/* Any iterable serves: a text gives its characters, as in Dagster. `*index` gets the item that failed. */
static Value flatten(Heap *heap, Value resolved, size_t *index) {
  Iter iter;
  Value args = value_list(heap, 8), item;
  Value begun = op_iter(heap, resolved, &iter);
  if (value_passes(begun)) return begun;
  for (*index = 0; op_next(heap, &iter, &item); ++*index) {
    Value pushed = push_item(heap, args, item);
    if (value_passes(pushed)) return pushed;
  }
  return args;
}

typedef struct Refused {
  Eval *eval;
  const Node *at;
} Refused;

/* The first template whose own value JSON refuses. */
static void find_refused(Node *node, void *state) {
  Refused *refused = state;
  if (refused->at) return;
  if (node->kind != NODE_TEMPLATE) {
    node_children(node, find_refused, state);
    return;
  }
  Value v = eval_scalar(refused->eval, node);
  if (value_is_error(json_dumps(&refused->eval->heap, v))) refused->at = node;
}

/* The template that made item `index` what no argument can be; NULL where none did. */
static const Node *blamed(Eval *eval, const Node *args, size_t index) {
  const Node *item = args->kind == NODE_LIST ? args->list.items.at[index] : args;
  Refused refused = {eval, NULL};
  if (item->kind == NODE_TEMPLATE) return item;
  node_children(item, find_refused, &refused);
  return refused.at;
}

/* A variable of the environment that is not set tells more than what an item has to be. */
static Value explain(Eval *eval, const Node *at, Value error) {
  Str remedy = error.exc->remedy;
  error.exc->remedy = (Str){"", 0};
  eval_explain_unset(eval, at, error);
  if (!error.exc->remedy.n) error.exc->remedy = remedy;
  return error;
}

static Value default_args(Heap *heap) {
  Value args = value_list(heap, 1);
  list_push(heap, args, value_str(STR("build")));
  return args;
}

Value arguments_render(Eval *eval, const Node *tree, const Node **at) {
  *at = NULL;
  if (!tree) return default_args(&eval->heap);
  Value resolved = plan_tree_value(eval, tree, at);
  if (value_passes(resolved)) return resolved;
  size_t index = 0;
  Value args = flatten(&eval->heap, resolved, &index);
  if (!value_is_error(args)) return args;
  *at = blamed(eval, tree, index);
  return *at ? explain(eval, *at, args) : args;
}

void arguments_open(Eval *eval, Arena *arena, const BoundComponent *bound, const Launch *launch) {
  const ScopeTable *scope = bound->component->args_scope;
  Value *values = (Value *)(void *)arena_bytes(arena, scope->n * sizeof *values);
  memcpy(values, bound->args_values, scope->n * sizeof *values);
  bound->workspace->env_changes = bound->env_changes;
  eval_init(eval, arena, bound->workspace, scope, values);
  args_vars_bind(eval, bound, values);
  arguments_set_launch(&eval->heap, launch, values);
}

Value arguments_value(Eval *eval, const BoundComponent *bound, const Launch *launch, const Node **at) {
  const Node *tree = bound->component->cli_args;
  *at = NULL;
  if (tree && tree->kind == NODE_CLASS_ARGS) return class_arguments(eval, bound, launch, eval->root, at);
  return arguments_render(eval, tree, at);
}
