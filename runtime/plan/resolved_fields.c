#include "runtime/plan/resolved_fields.h"

#include "runtime/eval/class.h"
#include "runtime/eval/exec.h"
#include "runtime/eval/module.h"
#include "runtime/value/types.h"

static Value resolve(Eval *eval, const Node *type, Value v);

static Value not_resolved(Heap *heap, Value v) {
  return value_unsupported(heap, "such a value of a field of its own type: '%.*s'", STR_FMT(value_shown(heap, v)));
}

/* `typing.List` by its last part, as the modules of types are known by it. */
static Str last_name(const Node *node) {
  if (node->kind == NODE_NAME_PY) return node->name_py.id;
  return node->kind == NODE_ATTR_PY ? node->attr_py.id : STR("");
}

/* ---- plain data ---- */

static bool is_plain(const Node *type) {
  static const Str WORDS =
      STR_INIT("Any Dict List Literal Mapping None Optional Sequence Union bool dict float int list str");
  switch ((NodeKind)type->kind) {
    case NODE_CONST: return true;
    case NODE_NAME_PY:
    case NODE_ATTR_PY: return str_lists(WORDS, last_name(type));
    case NODE_BINARY: return is_plain(type->binary.left) && is_plain(type->binary.right);
    case NODE_ITEM_PY: return is_plain(type->item_py.object) && is_plain(type->item_py.key);
    case NODE_TUPLE:
      for (size_t i = 0; i < type->tuple.items.n; i++)
        if (!is_plain(type->tuple.items.at[i])) return false;
      return true;
    default: return false;
  }
}

static bool fits_plainly(const Node *type, Value v);

static bool fits_one(const Node *types, Value v) {
  bool fits = false;
  if (types->kind != NODE_TUPLE) return fits_plainly(types, v);
  for (size_t i = 0; i < types->tuple.items.n; i++) fits |= fits_plainly(types->tuple.items.at[i], v);
  return fits;
}

/* Whether a value within an object is what its one plain type asks for: pydantic would convert another, or refuse
 * it. */
static bool fits_plainly(const Node *type, Value v) {
  static const struct {
    const char *name;
    ValueKind kind;
  } KINDS[] = {{"str", V_STR},  {"int", V_INT},   {"bool", V_BOOL}, {"float", V_FLOAT},
               {"list", V_LIST}, {"List", V_LIST}, {"dict", V_DICT}, {"Dict", V_DICT}};
  if (type->kind == NODE_CONST) return value_is_str(type->constant.value) ? v.kind == V_STR : v.kind == V_NONE;
  if (type->kind == NODE_BINARY) return fits_plainly(type->binary.left, v) || fits_plainly(type->binary.right, v);
  bool is_made = type->kind == NODE_ITEM_PY;
  Str name = last_name(is_made ? type->item_py.object : type);
  if (str_is(name, "Any")) return true;
  if (is_made && str_is(name, "Optional")) return v.kind == V_NONE || fits_plainly(type->item_py.key, v);
  if (is_made && str_is(name, "Union")) return fits_one(type->item_py.key, v);
  if (is_made && str_is(name, "Literal")) return v.kind == V_STR;
  for (size_t i = 0; i < COUNT(KINDS); i++)
    if (str_is(name, KINDS[i].name)) return v.kind == KINDS[i].kind;
  return false;
}

/* ---- objects ---- */

static const Node *annotation_of(const Class *class, Str name, const Class **home) {
  for (size_t i = 0; i < class->order.n; i++) {
    const Class *at = class_of(class->order.at[i].type);
    for (size_t k = 0; at && at->node && k < at->node->class.fields.n; k++) {
      const Node *field = at->node->class.fields.at[k];
      if (!field->annotation.kind.n && str_eq(field->annotation.id, name)) return *home = at, field->annotation.type;
    }
  }
  return NULL;
}

static Value field_value(Eval *eval, const Class *class, Str name, Value v) {
  const Module *outer = eval->module;
  const Class *home = class;
  const Node *type = annotation_of(class, name, &home);
  if (!type)
    return value_unsupported(&eval->heap, "'%.*s', which is no field of '%.*s',", STR_FMT(name), STR_FMT(class->name));
  if (is_plain(type)) return fits_plainly(type, v) ? v : not_resolved(&eval->heap, v);
  eval->module = home->module;
  Value made = resolve(eval, type, v);
  eval->module = outer;
  return made;
}

static Value make_object(Eval *eval, const Class *class, Value v) {
  Heap *heap = &eval->heap;
  bool is_known = class->model || (class->data && class->is_resolvable);
  if (!is_known || v.kind != V_DICT) return not_resolved(heap, v);
  Value fields = value_dict(heap);
  for (size_t i = 0; i < v.dict->n; i++) {
    Value key = v.dict->at[i].key;
    if (key.kind == V_ABSENT) continue;
    if (key.kind != V_STR) return not_resolved(heap, v);
    Value made = field_value(eval, class, value_text(key), v.dict->at[i].value);
    if (value_passes(made)) return made;
    dict_put(heap, fields.dict, key, made);
  }
  return heap->call(heap, value_of_type(&class->type), NULL, 0, fields.dict);
}

/* The members of an Enum stand in the file by their values, and a text is taken as it is. */
static Value of_type(Eval *eval, Value type, Value v) {
  const Class *class = type.kind == V_TYPE ? class_of(type.type) : NULL;
  if (value_passes(type)) return type;
  if (class && class->members_of) return v.kind == V_STR ? v : not_resolved(&eval->heap, v);
  return class ? make_object(eval, class, v) : not_resolved(&eval->heap, v);
}

/* ---- resolvers ---- */

static Value resolve_value(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)self;
  return args[0];
}
static const Builtin CONTEXT_METHODS[] = {
    {"resolve_value", "ResolutionContext.resolve_value(self | val, as_type=None)", 1, 2, 0, resolve_value,
     "the value of a template"},
};
static Value context_attr(Heap *heap, Value v, Str name) {
  bool is_none = str_starts(name, STR("__")) || type_method(value_type(v), name);
  return is_none ? VALUE_ABSENT
                 : value_unknown(heap, str_printf(heap->arena, "'%.*s' of a ResolutionContext", STR_FMT(name)));
}
static const Type TYPE_CONTEXT = {.name = "ResolutionContext",
                                  .full_name = "dagster.components.resolved.context.ResolutionContext",
                                  .methods = BUILTIN_TABLE(CONTEXT_METHODS),
                                  .attr = context_attr};

/* What `Resolver(fn, model_field_type=str)` is given to call; NULL: it is another kind of resolver. */
static const Node *function_of(const Node *call) {
  static const Str OTHERS = STR_INIT("model_field_type description examples");
  const Node *function = NULL;
  if (!str_is(last_name(call->call.callee), "Resolver")) return NULL;
  for (size_t i = 0; i < call->call.args.n; i++) {
    const Node *arg = call->call.args.at[i];
    bool is_named = arg->kind == NODE_KEYWORD, is_function = is_named ? str_is(arg->keyword.id, "fn") : i == 0;
    if (is_function) function = is_named ? arg->keyword.value : arg;
    else if (!is_named || !str_lists(OTHERS, arg->keyword.id)) return NULL;
  }
  return function;
}

/* `Resolver.default(description="…")`, which renders the value and does no more */
static bool is_default(const Node *call) {
  const Node *callee = call->call.callee;
  return callee->kind == NODE_ATTR_PY && str_is(callee->attr_py.id, "default") &&
         str_is(last_name(callee->attr_py.object), "Resolver");
}

static Value resolve_annotated(Eval *eval, const NodeList *items, Value v) {
  Heap *heap = &eval->heap;
  for (size_t i = 1; i < items->n; i++) {
    const Node *call = items->at[i]->kind == NODE_CALL ? items->at[i] : NULL;
    const Node *function = call ? function_of(call) : NULL;
    if (call && is_default(call)) return is_plain(items->at[0]) ? v : not_resolved(heap, v);
    if (!function) continue;
    Value callee = eval_expression(eval, function);
    if (value_passes(callee)) return callee;
    Value args[] = {object_new(heap, &TYPE_CONTEXT, (Object){.value = VALUE_NONE}), v};
    return heap->call(heap, callee, args, 2, NULL);
  }
  return not_resolved(heap, v);
}

/* ---- types ---- */

static Value resolve_each(Eval *eval, const Node *type, Value v) {
  Value made = value_list(&eval->heap, v.list->n);
  for (size_t i = 0; i < v.list->n; i++) {
    Value item = resolve(eval, type, v.list->at[i]);
    if (value_passes(item)) return item;
    list_push(&eval->heap, made, item);
  }
  return made;
}

/* A tuple's places; `type`: what stands in its brackets. */
static Value resolve_places(Eval *eval, const Node *type, Value v) {
  bool is_open = type->kind == NODE_TUPLE && type->tuple.items.n == 2 && type->tuple.items.at[1]->kind == NODE_CONST;
  if (!is_plain(type)) return not_resolved(&eval->heap, v);
  size_t places = type->kind == NODE_TUPLE ? type->tuple.items.n : 1;
  if (!is_open && places != v.list->n) return not_resolved(&eval->heap, v);
  return value_tuple(&eval->heap, v.list->at, v.list->n);
}

static Value resolve_values(Eval *eval, const Node *type, Value v) {
  Value made = value_dict(&eval->heap);
  for (size_t i = 0; i < v.dict->n; i++) {
    if (v.dict->at[i].key.kind == V_ABSENT) continue;
    Value item = resolve(eval, type, v.dict->at[i].value);
    if (value_passes(item)) return item;
    dict_put(&eval->heap, made.dict, v.dict->at[i].key, item);
  }
  return made;
}

static Value resolve_made(Eval *eval, const Node *type, Value v) {
  Str name = last_name(type->item_py.object);
  const Node *key = type->item_py.key;
  bool is_pair = key->kind == NODE_TUPLE && key->tuple.items.n == 2;
  if (str_is(name, "Annotated") && key->kind == NODE_TUPLE) return resolve_annotated(eval, &key->tuple.items, v);
  if (str_is(name, "Optional")) return v.kind == V_NONE ? v : resolve(eval, key, v);
  if (str_lists(STR("List Sequence list"), name) && v.kind == V_LIST) return resolve_each(eval, key, v);
  if (str_lists(STR("Tuple tuple"), name) && v.kind == V_LIST) return resolve_places(eval, key, v);
  bool is_dict = str_lists(STR("Dict dict"), name) && is_pair && str_is(last_name(key->tuple.items.at[0]), "str");
  if (is_dict && v.kind == V_DICT) return resolve_values(eval, key->tuple.items.at[1], v);
  return not_resolved(&eval->heap, v);
}

static bool is_none(const Node *type) { return type->kind == NODE_CONST && type->constant.value.kind == V_NONE; }

static Value resolve_type(Eval *eval, const Node *type, Value v) {
  bool is_optional = type->kind == NODE_BINARY && is_none(type->binary.right);
  if (is_optional) return v.kind == V_NONE ? v : resolve(eval, type->binary.left, v);
  if (type->kind == NODE_ITEM_PY) return resolve_made(eval, type, v);
  bool is_name = type->kind == NODE_NAME_PY || type->kind == NODE_ATTR_PY;
  const Node *alias = type->kind == NODE_NAME_PY && eval->module ? module_alias(eval->module, type->name_py.id) : NULL;
  if (alias) return is_plain(alias) ? v : resolve(eval, alias, v);
  return is_name ? of_type(eval, eval_expression(eval, type), v) : not_resolved(&eval->heap, v);
}

static Value resolve(Eval *eval, const Node *type, Value v) {
  heap_enter(&eval->heap); /* a name may stand for itself */
  Value made = resolve_type(eval, type, v);
  heap_leave(&eval->heap);
  return made;
}

Value resolved_fields(Eval *eval, const Type *class, Dict *fields) {
  const Class *home, *own = class_of(class);
  for (size_t i = 0; i < fields->n; i++) {
    DictEntry *entry = &fields->at[i];
    bool is_name = entry->key.kind == V_STR && !value_passes(entry->value);
    const Node *type = is_name ? annotation_of(own, value_text(entry->key), &home) : NULL;
    if (!type || is_plain(type)) continue;
    Value made = field_value(eval, own, value_text(entry->key), entry->value);
    if (value_is_error(made)) return made;
    entry->value = made;
  }
  return VALUE_NONE;
}
