#include "compiler/lower/class_base.h"

#include "compiler/lower/class_fields.h"
#include "compiler/lower/class_load.h"
#include "compiler/lower/lower_vars.h"
#include "compiler/parse/kept.h"
#include "compiler/python/component_fields.h"
#include "compiler/schema.h"
#include "runtime/eval/dbt_component.h"
#include "runtime/eval/module.h"
#include "runtime/plan/plan_tree.h"
#include "runtime/value/ops.h"

typedef struct Field {
  Str name;
  Node **at; /* its tree, which is NULL where neither the file nor the class gives it */
} Field;

enum { SELECT, EXCLUDE, SELECTOR, OP, PROJECT, CLI_ARGS, FIELDS };

typedef struct Fields {
  Field at[FIELDS];
} Fields;

static Fields fields_of(PlanComponent *component) {
  return (Fields){{
      [SELECT] = {STR("select"), &component->select},
      [EXCLUDE] = {STR("exclude"), &component->exclude},
      [SELECTOR] = {STR("selector"), &component->selector},
      [OP] = {STR("op"), &component->op},
      [PROJECT] = {STR("project"), &component->project},
      [CLI_ARGS] = {STR("cli_args"), &component->cli_args},
  }};
}

static Node *unsupported(Arena *arena, const char *what, Str name) {
  Node *node = node_new(arena, NODE_UNSUPPORTED, (Span){0, 0});
  node->unsupported.what = str_printf(arena, what, STR_FMT(name));
  return node;
}

/* ---- defaults ---- */

static Value default_of(TreeScope *scope, const ComponentClass *class, Str name) {
  return component_fields_default(scope->workspace, scope->heap, class, name);
}

static Node *template_of(Heap *heap, Value v) {
  Value error;
  bool is_text = value_is_str(v) && value_text(v).n;
  return is_text ? kept_template(heap, value_text(v), &error) : plan_tree_constant(heap, v);
}

/* The tree of data whose texts each launch renders, as those of a file; NULL: there is none. */
static Node *tree_of_value(Heap *heap, Value v) {
  PlanData data = {.heap = heap, .leaf = template_of};
  return plan_tree_of(&data, v);
}

/* Dagster renders what it takes from a file, and `cli_args` with each launch, wherever they come from. */
static void take_default(TreeScope *scope, const ComponentClass *class, const Field *field, bool is_rendered) {
  if (*field->at) return;
  Value v = default_of(scope, class, field->name);
  if (v.kind == V_ABSENT || v.kind == V_NONE) return;
  *field->at = v.kind == V_UNKNOWN ? NULL : is_rendered ? tree_of_value(scope->heap, v) : vars_node_of(scope->heap, v);
  if (!*field->at)
    *field->at = unsupported(scope->heap->arena, "the default of '%.*s' in the component's class", field->name);
}

/* ---- the fields of the class's own ---- */

/* Dagster renders them when it loads the component, whether anything reads them or not. */
static void try_field(TreeScope *scope, const Node *tree, bool tells) {
  DiagSink *sink = scope->sink, found;
  diag_sink_beside(&found, sink->arena, sink);
  scope->sink = tells ? sink : &found;
  tree_try(scope, tree);
  scope->sink = sink;
  for (size_t i = 0; i < found.list.n; i++)
    if (found.list.at[i]->severity == SEVERITY_ERROR) diag_keep(sink, found.list.at[i]);
}

Node *class_base_own_fields(TreeScope *scope, const ComponentClass *class, const YNode *attributes, bool tells) {
  Arena *arena = scope->heap->arena;
  Node *fields = node_new(arena, NODE_DICT, (Span){0, 0});
  for (size_t i = 0; attributes && attributes->kind == Y_MAP && i < attributes->n; i++) {
    const YPair *given = &attributes->pairs[i];
    if (given->shadowed || dbt_component_is_field(given->key->text)) continue;
    Node *pair = node_new(arena, NODE_PAIR, (Span){0, 0});
    pair->pair.key = node_new(arena, NODE_CONST, (Span){0, 0});
    pair->pair.key->constant.value = given->key->value;
    const YNode *taken = class_field_taken(scope->workspace, scope->heap, class, given);
    pair->pair.value = tree_of(scope, taken ? taken : given->value);
    /* A resolver of the class's own would be given the template's text. */
    bool is_own = tree_has_template(given->value) && !component_fields_are_plain(class, given->key->text) &&
                  !class_field_renders(scope->workspace, scope->heap, class, given->key->text, pair->pair.value);
    if (tells || !is_own) try_field(scope, pair->pair.value, tells);
    bool is_date = tree_has_date(given->value); /* which pydantic would judge by the field's type */
    if (is_own || is_date) {
      pair->pair.value = node_new(arena, NODE_UNSUPPORTED, (Span){0, 0});
      pair->pair.value->unsupported.what = is_own ? STR("a field of its own type") : STR("the tag '!!timestamp'");
    }
    node_push(arena, &fields->dict.items, pair);
  }
  return fields->dict.items.n ? fields : NULL;
}

/* ---- what `__init__` makes of them ---- */

static bool has_init(const ComponentClass *class) {
  return component_class_has_method(class, STR("__init__")) || component_class_has_method(class, STR("__post_init__"));
}

/* Whether a field of the base is a property, which an object may not be made with. */
static bool has_property(const ComponentClass *class) {
  size_t n;
  const Str *names = dbt_component_fields(&n);
  bool found = false;
  for (size_t i = 0; i < n; i++) found |= component_class_has_method(class, names[i]);
  return found;
}

/* What a tree gives, where it depends on nothing but the sources; else it is not known. */
static Value value_of_tree(TreeScope *scope, const Node *tree, Str name) {
  Eval eval;
  const Node *at = NULL;
  eval_init(&eval, scope->heap->arena, scope->workspace, scope->table, scope->values);
  Value v = plan_tree_value(&eval, tree, &at);
  bool is_known = !value_passes(v) && !(eval.heap.inputs_read & ~(InputSet)INPUT_ROOT);
  return is_known ? v : dbt_component_unknown(scope->heap, name);
}

/* What the object gets for a field of the base, as far as it is told before a run. */
static Value given_of(TreeScope *scope, const Fields *fields, size_t i, const Node *written) {
  const Field *field = &fields->at[i];
  if (i == CLI_ARGS && written) return value_of_tree(scope, written, field->name);
  if (*field->at) return i <= SELECTOR ? value_of_tree(scope, *field->at, field->name)
                                       : dbt_component_unknown(scope->heap, field->name);
  switch (i) {
    case SELECT: return value_str(STR("fqn:*"));
    case OP: return VALUE_NONE;
    case CLI_ARGS: {
      Value args = value_list(scope->heap, 1);
      list_push(scope->heap, args, value_str(STR("build")));
      return args;
    }
    default: return value_str(STR(""));
  }
}

static const Dict *own_values(TreeScope *scope, const Node *own) {
  Value values = value_dict(scope->heap);
  for (size_t i = 0; own && i < own->dict.items.n; i++) {
    const Node *pair = own->dict.items.at[i];
    Value key = pair->pair.key->constant.value;
    if (value_is_str(key))
      dict_put(scope->heap, values.dict, key, value_of_tree(scope, pair->pair.value, value_text(key)));
  }
  return values.dict;
}

/* Whether something in the text of the class or a base sets an attribute of that name. */
static bool sets(const ComponentClass *class, Str name) {
  bool found = false;
  for (ClassWalk walk = {.class = class}; !found && component_class_next(&walk);)
    found = dbt_component_may_change(walk.node, name);
  return found;
}

/* What the methods of a load set is not known. */
static void forget_set(TreeScope *scope, const ComponentClass *class, const Fields *fields) {
  for (size_t i = 0; i < FIELDS; i++) {
    Str setter = class_load_setter(class, fields->at[i].name);
    if (setter.n && i != CLI_ARGS)
      *fields->at[i].at = unsupported(scope->heap->arena, "what '%.*s' of the component's class sets", setter);
  }
}

static Node *set_by_init(Arena *arena, Str name) {
  return unsupported(arena, "'%.*s' as the '__init__' of the component's class sets it", name);
}

/* Launches make the object anew: what it is given then is what it was given at first. */
static void keep_given(Arena *arena, PlanComponent *component, Str name, Node *given) {
  if (!component->fields) component->fields = node_new(arena, NODE_DICT, (Span){0, 0});
  Node *pair = node_new(arena, NODE_PAIR, (Span){0, 0});
  pair->pair.key = node_new(arena, NODE_CONST, (Span){0, 0});
  pair->pair.key->constant.value = value_str(name);
  pair->pair.value = given;
  node_push(arena, &component->fields->dict.items, pair);
}

/* What the object has otherwise than it was given. `is_fixed`: that depends on nothing but the sources. */
static void take_changed(TreeScope *scope, const ComponentClass *class, const Field *field, Value given, Value now,
                         bool is_fixed, PlanComponent *component) {
  Heap *heap = scope->heap;
  bool is_known = is_fixed && given.kind != V_UNKNOWN && now.kind != V_UNKNOWN && !value_passes(now);
  if (is_known && value_equal(heap, given, now)) return;
  if (!is_known && !sets(class, field->name)) return;
  bool is_text = is_known && value_is_str(now);
  if (is_text) keep_given(heap->arena, component, field->name, vars_node_of(heap, given));
  *field->at = is_text ? vars_node_of(heap, now) : set_by_init(heap->arena, field->name);
}

static Value no_arguments(Heap *heap, void *state) {
  (void)state;
  return value_unsupported(heap, "'get_cli_args' while the component is made");
}

static bool is_fault(Value v) {
  return value_is_error(v) && v.exc->type != EXC_UNSUPPORTED && v.exc->type != EXC_UNVERIFIED;
}

static void report_raised(TreeScope *scope, const ComponentClass *class, Exception *raised) {
  if (!raised->has_span) raised->span = class->node->span, raised->has_span = true;
  template_vars_report_error(scope->sink, raised, class->module->source);
  scope->failed = true;
}

/* The object is made as Dagster makes it when it loads the component; its `cli_args` are looked at in each launch. */
static void take_init(TreeScope *scope, const ComponentClass *class, const Value given[FIELDS], const Dict *all,
                      PlanComponent *component) {
  Eval eval;
  Fields fields = fields_of(component);
  Heap *heap = scope->heap;
  const ScopeTable *nothing = scope_table(heap->arena, SCOPE_ATTRIBUTES, NULL, NULL, 0);
  eval_init(&eval, heap->arena, scope->workspace, nothing, NULL);
  BaseArguments base = {.render = no_arguments};
  Value type = module_name(&eval, class->module, class->node->class.id);
  Value object = dbt_component_is_class(type)
                     ? dbt_component_new(&eval.heap, type, all, own_values(scope, component->fields), &base)
                     : value_unsupported(heap, "the component's class");
  if (is_fault(object)) {
    report_raised(scope, class, object.exc);
    return;
  }
  bool is_made = object.kind == V_OBJECT && object.object->dict;
  bool is_fixed = is_made && !(eval.heap.inputs_read & ~(InputSet)INPUT_ROOT);
  for (size_t i = 0; i < CLI_ARGS; i++) {
    Value now = is_made ? dict_get_str(object.object->dict, fields.at[i].name) : VALUE_ABSENT;
    if (now.kind == V_ABSENT) now = dbt_component_unknown(heap, fields.at[i].name);
    take_changed(scope, class, &fields.at[i], given[i], now, is_fixed, component);
  }
  Str translation = STR("translation");
  if (sets(class, translation)) component->project = set_by_init(heap->arena, translation);
}

/* ---- all ---- */

bool class_base_makes_args(const ComponentClass *class) {
  return class->makes_args || class->overridden || has_init(class);
}

Node *class_base_args(TreeScope *scope, const ComponentClass *class, const YNode *document) {
  const YNode *written = attribute_of(document, "cli_args");
  if (written) return tree_of_literal(scope, written);
  Value v = default_of(scope, class, STR("cli_args"));
  return v.kind == V_ABSENT || v.kind == V_UNKNOWN ? NULL : vars_node_of(scope->heap, v);
}

/* Whether what the file gives fits the class's own fields: else the object is not made. That is told elsewhere. */
static bool may_be_made(TreeScope *scope, const ComponentFile *file, const ComponentClass *class,
                        const YNode *attributes) {
  DiagSink ignored, *sink = scope->workspace->sink;
  if (!attributes || attributes->kind != Y_MAP) return false;
  diag_sink_beside(&ignored, scope->heap->arena, sink);
  scope->workspace->sink = &ignored;
  bool fits = class_fields_fit(file, class, attributes);
  scope->workspace->sink = sink;
  return fits && !component_fields_lacking(scope->workspace, scope->heap, class, attributes).n;
}

/* Methods that make something else of a field than the base does. */
static void take_makers(TreeScope *scope, const ComponentClass *class, PlanComponent *component) {
  Arena *arena = scope->heap->arena;
  Str op_spec = STR("_get_op_spec"), manager = STR("_project_manager");
  if (component_class_has_method(class, op_spec))
    component->op = unsupported(arena, "the op that '%.*s' of the component's class makes", op_spec);
  if (component_class_has_method(class, manager))
    component->project = unsupported(arena, "the project that '%.*s' of the component's class gives", manager);
}

const Dict *class_base_take(TreeScope *scope, const ComponentFile *file, const ComponentClass *class,
                            const YNode *document, PlanComponent *component) {
  Heap *heap = scope->heap;
  Fields fields = fields_of(component);
  const YNode *attributes = ynode_get(document, "attributes");
  Value given[FIELDS], all = value_dict(heap);
  for (size_t i = 0; i < FIELDS; i++) take_default(scope, class, &fields.at[i], i == CLI_ARGS);
  bool makes_args = class_base_makes_args(class);
  Node *own = class_base_own_fields(scope, class, attributes, makes_args);
  if (makes_args) component->fields = own;
  Node *args = class_base_args(scope, class, document);
  dict_put_all(heap, all.dict, dbt_component_unknown_fields(heap));
  for (size_t i = 0; i < FIELDS; i++) {
    given[i] = given_of(scope, &fields, i, args);
    dict_put(heap, all.dict, value_str(fields.at[i].name), given[i]);
  }
  bool is_told = !class->is_unclear && (has_init(class) || has_property(class));
  if (is_told && may_be_made(scope, file, class, attributes)) take_init(scope, class, given, all.dict, component);
  forget_set(scope, class, &fields);
  take_makers(scope, class, component);
  Str name = fields.at[CLI_ARGS].name; /* a list that each object may change */
  dict_put(heap, all.dict, value_str(name), dbt_component_unknown(heap, name));
  return all.dict;
}
