#include "compiler/python/component_fields.h"

#include <string.h>

#include "runtime/eval/dbt_component.h"
#include "runtime/eval/python.h"
#include "runtime/plan/resolved_fields.h"

/* ---- fields ---- */

bool class_has_fields(const Node *class) {
  const NodeList *decorators = &class->class.decorators;
  const Node *at = decorators->n == 1 ? decorators->at[0] : NULL;
  if (at && at->kind == NODE_CALL) at = at->call.callee;
  return at && str_is(python_last_name(at), "dataclass");
}

static bool annotates(const Node *class, Str field) {
  const NodeList *fields = &class->class.fields;
  for (size_t i = 0; i < fields->n; i++)
    if (!fields->at[i]->annotation.kind.n && str_eq(fields->at[i]->annotation.id, field)) return true;
  return false;
}

/* Whether its fields are those of its one base, and what it annotates itself where it is a dataclass. */
static bool has_plain_fields(const Node *class) {
  static const char *const OTHER[] = {"__init__", "__init_subclass__", "get_model_cls", "model", "resolve_from_model"};
  const NodeList *body = &class->class.body;
  bool is_plain = class->class.args.n == 1 && (!class->class.decorators.n || class_has_fields(class));
  for (size_t i = 0; is_plain && i < body->n; i++)
    for (size_t k = 0; is_plain && body->at[i]->kind == NODE_DEF && k < COUNT(OTHER); k++)
      is_plain = !str_is(body->at[i]->def.id, OTHER[k]);
  return is_plain;
}

bool component_fields_may_have(const ComponentClass *class, Str attribute) {
  for (; class; class = class->base) {
    if (!has_plain_fields(class->node)) return true;
    if (class_has_fields(class->node) && annotates(class->node, attribute)) return true;
  }
  return false;
}

Str component_fields_undecorated(const ComponentClass *class, Str attribute) {
  for (; class; class = class->base)
    if (!class->node->class.decorators.n && annotates(class->node, attribute)) return class->node->class.id;
  return (Str){"", 0};
}

/* Words of annotations whose values are what the file gives. */
static bool is_plain_word(Str word) {
  static const Str words = STR_INIT(
      "Annotated Any Dict List Literal Mapping None Optional Sequence Tuple Union bool dict float int list str "
      "tuple typing t dg dagster Resolver default description examples");
  return str_lists(words, word);
}

/* Where a text in quotes, brackets or parentheses, with texts in quotes within, that begins at `at` ends; `at` where
 * there is none. */
static size_t skip_enclosed(Str text, size_t at) {
  if (at >= text.n || !memchr("\"'[(", text.p[at], 4)) return at;
  bool is_text = text.p[at] == '"' || text.p[at] == '\'';
  char last = is_text ? text.p[at] : text.p[at] == '[' ? ']' : ')';
  size_t end = at + 1;
  while (end < text.n && text.p[end] != last) {
    bool begins_text = !is_text && (text.p[end] == '"' || text.p[end] == '\'');
    if (begins_text) end = skip_enclosed(text, end);
    end += is_text && text.p[end] == '\\' ? 2 : 1;
  }
  return end;
}

/* Whether an annotation is made of such words; what stands in quotes is read, too, but for what tells of a field and
 * the values of a `Literal`. */
static bool is_plain_annotation(Str text) {
  for (size_t i = 0; i < text.n; i++) {
    size_t start = i;
    while (i < text.n && char_is_word(text.p[i])) i++;
    Str word = str_sub(text, start, i);
    if (i > start && !is_plain_word(word)) return false;
    if (str_is(word, "Literal")) i = skip_enclosed(text, i);
    if (str_is(word, "description") || str_is(word, "examples")) i = skip_enclosed(text, i + 1);
  }
  return true;
}

bool component_fields_are_plain(const ComponentClass *class, Str attribute) {
  for (; class; class = class->base) {
    const NodeList *fields = &class->node->class.fields;
    for (size_t i = 0; class_has_fields(class->node) && i < fields->n; i++) {
      const Node *field = fields->at[i];
      if (field->annotation.kind.n || !str_eq(field->annotation.id, attribute)) continue;
      const Node *type = resolved_described(field->annotation.type);
      Span span = type == field->annotation.type ? field->span : type->span;
      return class->module->source && is_plain_annotation(str_sub(class->module->source->text, span.start, span.end));
    }
  }
  return false;
}

/* ---- defaults ---- */

/* `x: T = field(default_factory=f)`, `= Field(default=v)`, `= v` */
static Value default_value(Eval *eval, const Node *value) {
  if (value->kind != NODE_CALL) return eval_expression(eval, value);
  Str name = python_last_name(value->call.callee);
  if (!str_is(name, "field") && !str_is(name, "Field")) return eval_expression(eval, value);
  for (size_t i = 0; i < value->call.args.n; i++) {
    const Node *arg = value->call.args.at[i];
    if (arg->kind != NODE_KEYWORD) return eval_expression(eval, arg);
    if (str_is(arg->keyword.id, "default")) return eval_expression(eval, arg->keyword.value);
    if (str_is(arg->keyword.id, "default_factory"))
      return eval_call(eval, eval_expression(eval, arg->keyword.value), NULL, 0, NULL);
  }
  return VALUE_ABSENT;
}

/* An attribute of the class that is no field of a dataclass changes no default: the base's `__init__` has its own. */
Value component_fields_default(Workspace *workspace, Heap *heap, const ComponentClass *class, Str field) {
  Eval eval;
  const ScopeTable *scope = scope_table(heap->arena, SCOPE_ATTRIBUTES, NULL, NULL, 0);
  eval_init(&eval, heap->arena, workspace, scope, NULL);
  for (; class; class = class->base) {
    const NodeList *body = &class->node->class.body;
    bool is_field = class->node->class.decorators.n && annotates(class->node, field);
    for (size_t i = 0; is_field && i < body->n; i++) {
      const Node *node = body->at[i];
      if (node->kind != NODE_ASSIGN || node->assign.target->kind != NODE_NAME_PY) continue;
      if (!str_eq(node->assign.target->name_py.id, field)) continue;
      eval.module = class->module;
      Value v = default_value(&eval, node->assign.value);
      if (class_has_fields(class->node) && !value_is_error(v) && !eval.heap.inputs_read) return v;
      return value_unknown(heap,
                           str_printf(heap->arena, "the default of '%.*s' in the component's class", STR_FMT(field)));
    }
  }
  return VALUE_ABSENT;
}

/* ---- what the file has to give ---- */

/* `= field(init=False)`: a value that is never given. */
static bool is_given_nowhere(const Node *class, Str field) {
  for (size_t i = 0; i < class->class.body.n; i++) {
    const Node *node = class->class.body.at[i];
    bool assigns = node->kind == NODE_ASSIGN && node->assign.target->kind == NODE_NAME_PY;
    if (!assigns || !str_eq(node->assign.target->name_py.id, field) || node->assign.value->kind != NODE_CALL) continue;
    const NodeList *args = &node->assign.value->call.args;
    for (size_t a = 0; a < args->n; a++)
      if (args->at[a]->kind == NODE_KEYWORD && str_is(args->at[a]->keyword.id, "init")) return true;
  }
  return false;
}

Str component_fields_lacking(Workspace *workspace, Heap *heap, const ComponentClass *class, const YNode *attributes) {
  for (const ComponentClass *at = class; at; at = at->base) {
    const NodeList *fields = &at->node->class.fields;
    if (!has_plain_fields(at->node)) return STR("");
    for (size_t i = 0; class_has_fields(at->node) && i < fields->n; i++) {
      Str name = fields->at[i]->annotation.id;
      bool counts = !fields->at[i]->annotation.kind.n && component_fields_are_plain(class, name) &&
                    !is_given_nowhere(at->node, name);
      if (!counts || dbt_component_is_field(name) || ynode_get(attributes, str_z(heap->arena, name))) continue;
      if (component_fields_default(workspace, heap, class, name).kind == V_ABSENT) return name;
    }
  }
  return STR("");
}
