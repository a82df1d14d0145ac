#include "runtime/plan/resolved_fields.h"

#include "runtime/eval/class.h"
#include "runtime/eval/exec.h"
#include "runtime/eval/module.h"
#include "runtime/value/types.h"

/* `within`: in a list or a dict, where no template stands for the value. */
static Value resolve(Eval *eval, const Node *type, Value v, bool within);

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

/* `key`: what stands in the brackets of a list's or dict's type. */
static bool items_fit(const Node *key, Value v) {
  bool is_pair = key->kind == NODE_TUPLE && key->tuple.items.n == 2, fit = is_pair == (v.kind == V_DICT);
  for (size_t i = 0; v.kind == V_LIST && fit && i < v.list->n; i++) fit = fits_plainly(key, v.list->at[i]);
  for (size_t i = 0; v.kind == V_DICT && fit && i < v.dict->n; i++) {
    const DictEntry *entry = &v.dict->at[i];
    if (entry->key.kind == V_ABSENT) continue;
    fit = fits_plainly(key->tuple.items.at[0], entry->key) && fits_plainly(key->tuple.items.at[1], entry->value);
  }
  return fit;
}

/* Whether a value is what its plain type asks for as it stands: pydantic would convert another, or refuse it. */
static bool fits_plainly(const Node *type, Value v) {
  static const struct {
    const char *name;
    ValueKind kind;
  } KINDS[] = {{"str", V_STR},  {"int", V_INT},   {"bool", V_BOOL},     {"float", V_FLOAT}, {"list", V_LIST},
               {"List", V_LIST}, {"dict", V_DICT}, {"Sequence", V_LIST}, {"Dict", V_DICT},   {"Mapping", V_DICT}};
  if (type->kind == NODE_CONST) return value_is_str(type->constant.value) ? v.kind == V_STR : v.kind == V_NONE;
  if (type->kind == NODE_BINARY) return fits_plainly(type->binary.left, v) || fits_plainly(type->binary.right, v);
  const Node *key = type->kind == NODE_ITEM_PY ? type->item_py.key : NULL;
  Str name = last_name(key ? type->item_py.object : type);
  if (str_is(name, "Any")) return true;
  if (key && str_is(name, "Optional")) return v.kind == V_NONE || fits_plainly(key, v);
  if (key && str_is(name, "Union")) return fits_one(key, v);
  if (key && str_is(name, "Literal")) return v.kind == V_STR;
  for (size_t i = 0; i < COUNT(KINDS); i++)
    if (str_is(name, KINDS[i].name)) return v.kind == KINDS[i].kind && (!key || items_fit(key, v));
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

static Value resolve_in(Eval *eval, const Class *home, const Node *type, Value v) {
  const Module *outer = eval->module;
  eval->module = home->module;
  Value made = is_plain(type) ? v : resolve(eval, type, v, false);
  eval->module = outer;
  return made;
}

static Value field_value(Eval *eval, const Class *class, Str name, Value v) {
  const Class *home = class;
  const Node *type = annotation_of(class, name, &home);
  if (!type)
    return value_unsupported(&eval->heap, "'%.*s', which is no field of '%.*s',", STR_FMT(name), STR_FMT(class->name));
  const Node *schema = resolved_schema(type);
  bool takes_text = class->data && !class->model; /* for a template, and what that makes nobody looks at again */
  if (is_plain(schema) && !fits_plainly(schema, v) && !(takes_text && v.kind == V_STR))
    return not_resolved(&eval->heap, v);
  return resolve_in(eval, home, type, v);
}

/* What Dagster resolves field by field; of another model pydantic makes an object at once. */
static Value make_object(Eval *eval, const Class *class, Value v) {
  Heap *heap = &eval->heap;
  bool is_known = class->model || (class->data && class->is_resolvable);
  if (!is_known || v.kind != V_DICT) return not_resolved(heap, v);
  Value fields = value_dict(heap);
  for (size_t i = 0; i < v.dict->n; i++) {
    Value key = v.dict->at[i].key, given = v.dict->at[i].value;
    if (key.kind == V_ABSENT) continue;
    if (key.kind != V_STR) return not_resolved(heap, v);
    Value made = class->is_resolvable ? field_value(eval, class, value_text(key), given) : given;
    if (value_passes(made)) return made;
    dict_put(heap, fields.dict, key, made);
  }
  return heap->call(heap, value_of_type(&class->type), NULL, 0, fields.dict);
}

/* The members of an Enum stand in the file by their values; a text is taken as it is, but within a list or a dict. */
static Value of_type(Eval *eval, Value type, Value v, bool within) {
  const Class *class = type.kind == V_TYPE ? class_of(type.type) : NULL;
  if (value_passes(type)) return type;
  if (!class) return not_resolved(&eval->heap, v);
  if (!class->members_of) return make_object(eval, class, v);
  Value member = within ? eval->heap.call(&eval->heap, type, &v, 1, NULL) : v;
  return value_is_error(member) || v.kind != V_STR ? not_resolved(&eval->heap, v) : member;
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

/* The function that a call gives to a resolver, which is called with the value; NULL: it is another kind. */
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

static bool is_default(const Node *call) {
  const Node *callee = call->call.callee;
  return callee->kind == NODE_ATTR_PY && str_is(callee->attr_py.id, "default") &&
         str_is(last_name(callee->attr_py.object), "Resolver");
}

/* `Resolver(fn, …)` or `Resolver.default(…)`, the first that stands in an Annotated; NULL: there is none. */
static const Node *resolver_of(const NodeList *items) {
  for (size_t i = 1; i < items->n; i++) {
    const Node *call = items->at[i]->kind == NODE_CALL ? items->at[i] : NULL;
    if (call && (is_default(call) || str_is(last_name(call->call.callee), "Resolver"))) return call;
  }
  return NULL;
}

static const NodeList *annotated_items(const Node *type) {
  bool is_made = type->kind == NODE_ITEM_PY && type->item_py.key->kind == NODE_TUPLE;
  return is_made && str_is(last_name(type->item_py.object), "Annotated") ? &type->item_py.key->tuple.items : NULL;
}

/* `"number of days"`, `Doc("…")`, `Field(description="…")`: what of an Annotated asks nothing of the value. */
static bool is_description(const Node *item) {
  if (item->kind == NODE_CONST) return true;
  if (item->kind != NODE_CALL) return false;
  bool is_field = str_is(last_name(item->call.callee), "Field");
  for (size_t i = 0; is_field && i < item->call.args.n; i++) {
    const Node *arg = item->call.args.at[i];
    if (arg->kind != NODE_KEYWORD || !str_lists(STR("description examples title"), arg->keyword.id)) return false;
  }
  return is_field || str_is(last_name(item->call.callee), "Doc");
}

static bool is_described(const NodeList *items) {
  for (size_t i = 1; i < items->n; i++)
    if (!is_description(items->at[i])) return false;
  return true;
}

const Node *resolved_described(const Node *type) {
  const NodeList *items = annotated_items(type);
  return items && is_described(items) ? items->at[0] : type;
}

const Node *resolved_schema(const Node *type) {
  const NodeList *items = annotated_items(type);
  const Node *call = items ? resolver_of(items) : NULL;
  if (!call) return resolved_described(type);
  for (size_t i = 0; call && i < call->call.args.n; i++) {
    const Node *arg = call->call.args.at[i];
    if (arg->kind == NODE_KEYWORD && str_is(arg->keyword.id, "model_field_type")) return arg->keyword.value;
  }
  return call ? items->at[0] : type;
}

/* A text may stand for anything, by a template; what a function is given else is not rendered before. */
static Value resolve_annotated(Eval *eval, const Node *type, Value v, bool within) {
  Heap *heap = &eval->heap;
  const Node *first = type->item_py.key->tuple.items.at[0], *schema = resolved_schema(type);
  const Node *call = resolver_of(annotated_items(type)), *function = call ? function_of(call) : NULL;
  bool is_as_it_is = schema == first && (!call || is_default(call));
  bool fits_as_it_is = is_plain(schema) && fits_plainly(schema, v), fits = v.kind == V_STR || fits_as_it_is;
  if (is_as_it_is && !is_plain(first)) return resolve(eval, first, v, within);
  if (is_as_it_is && (call || (within ? fits_as_it_is : fits))) return v;
  if (!function || !fits) return not_resolved(heap, v);
  Value callee = eval_expression(eval, function);
  if (value_passes(callee)) return callee;
  Value args[] = {object_new(heap, &TYPE_CONTEXT, (Object){.value = VALUE_NONE}), v};
  return heap->call(heap, callee, args, 2, NULL);
}

/* ---- types ---- */

static Value resolve_each(Eval *eval, const Node *type, Value v) {
  Value made = value_list(&eval->heap, v.list->n);
  for (size_t i = 0; i < v.list->n; i++) {
    Value item = resolve(eval, type, v.list->at[i], true);
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
    Value key = v.dict->at[i].key;
    if (key.kind == V_ABSENT) continue;
    if (key.kind != V_STR) return not_resolved(&eval->heap, v);
    Value item = resolve(eval, type, v.dict->at[i].value, true);
    if (value_passes(item)) return item;
    dict_put(&eval->heap, made.dict, key, item);
  }
  return made;
}

static Value resolve_made(Eval *eval, const Node *type, Value v, bool within) {
  Str name = last_name(type->item_py.object);
  const Node *key = type->item_py.key;
  bool is_pair = key->kind == NODE_TUPLE && key->tuple.items.n == 2;
  if (annotated_items(type)) return resolve_annotated(eval, type, v, within);
  if (str_is(name, "Optional")) return v.kind == V_NONE ? v : resolve(eval, key, v, within);
  if (str_lists(STR("List Sequence list"), name) && v.kind == V_LIST) return resolve_each(eval, key, v);
  if (str_lists(STR("Tuple tuple"), name) && v.kind == V_LIST) return resolve_places(eval, key, v);
  bool is_dict = str_lists(STR("Dict dict"), name) && is_pair && str_is(last_name(key->tuple.items.at[0]), "str");
  if (is_dict && v.kind == V_DICT) return resolve_values(eval, key->tuple.items.at[1], v);
  return not_resolved(&eval->heap, v);
}

static bool is_none(const Node *type) { return type->kind == NODE_CONST && type->constant.value.kind == V_NONE; }

static Value resolve_type(Eval *eval, const Node *type, Value v, bool within) {
  bool is_optional = type->kind == NODE_BINARY && is_none(type->binary.right);
  if (is_optional) return v.kind == V_NONE ? v : resolve(eval, type->binary.left, v, within);
  if (type->kind == NODE_ITEM_PY) return resolve_made(eval, type, v, within);
  bool is_name = type->kind == NODE_NAME_PY || type->kind == NODE_ATTR_PY;
  const Node *alias = type->kind == NODE_NAME_PY && eval->module ? module_alias(eval->module, type->name_py.id) : NULL;
  if (alias) return is_plain(alias) ? v : resolve(eval, alias, v, within);
  return is_name ? of_type(eval, eval_expression(eval, type), v, within) : not_resolved(&eval->heap, v);
}

static Value resolve(Eval *eval, const Node *type, Value v, bool within) {
  heap_enter(&eval->heap); /* a name may stand for itself */
  Value made = resolve_type(eval, type, v, within);
  heap_leave(&eval->heap);
  return made;
}

/* ---- templates within ---- */

static bool fields_render(Eval *eval, const Class *class, const Node *tree) {
  bool is_known = class && class->is_resolvable && (class->model || class->data);
  const Module *outer = eval->module;
  bool all = is_known && tree->kind == NODE_DICT;
  for (size_t i = 0; all && i < tree->dict.items.n; i++) {
    const Node *pair = tree->dict.items.at[i];
    bool is_name =
        pair->kind == NODE_PAIR && pair->pair.key->kind == NODE_CONST && pair->pair.key->constant.value.kind == V_STR;
    const Class *home = class;
    const Node *type = is_name ? annotation_of(class, value_text(pair->pair.key->constant.value), &home) : NULL;
    eval->module = home->module;
    all = type && resolved_renders(eval, type, pair->pair.value);
    eval->module = outer;
  }
  return all;
}

static bool each_renders(Eval *eval, const Node *type, const Node *tree) {
  bool all = tree->kind == NODE_LIST || tree->kind == NODE_DICT;
  for (size_t i = 0; tree->kind == NODE_LIST && all && i < tree->list.items.n; i++)
    all = resolved_renders(eval, type, tree->list.items.at[i]);
  for (size_t i = 0; tree->kind == NODE_DICT && all && i < tree->dict.items.n; i++)
    all = tree->dict.items.at[i]->kind == NODE_PAIR && resolved_renders(eval, type, tree->dict.items.at[i]->pair.value);
  return all;
}

static bool made_renders(Eval *eval, const Node *type, const Node *tree) {
  Str name = last_name(type->item_py.object);
  const Node *key = type->item_py.key;
  bool is_pair = key->kind == NODE_TUPLE && key->tuple.items.n == 2;
  if (str_is(name, "Optional")) return resolved_renders(eval, key, tree);
  if (str_lists(STR("List Sequence list"), name)) return tree->kind == NODE_LIST && each_renders(eval, key, tree);
  if (!str_lists(STR("Dict dict"), name) || !is_pair || tree->kind != NODE_DICT) return false;
  return each_renders(eval, key->tuple.items.at[1], tree);
}

bool resolved_renders(Eval *eval, const Node *type, const Node *tree) {
  type = resolved_described(type);
  if (is_plain(type)) return true;
  if (type->kind == NODE_BINARY && is_none(type->binary.right)) return resolved_renders(eval, type->binary.left, tree);
  if (type->kind == NODE_ITEM_PY) return made_renders(eval, type, tree);
  if (type->kind != NODE_NAME_PY && type->kind != NODE_ATTR_PY) return false;
  Value named = eval_expression(eval, type);
  return named.kind == V_TYPE && fields_render(eval, class_of(named.type), tree);
}

Value resolved_fields(Eval *eval, const Type *class, Dict *fields) {
  const Class *own = class_of(class), *home = own;
  for (size_t i = 0; i < fields->n; i++) {
    DictEntry *entry = &fields->at[i];
    bool is_name = entry->key.kind == V_STR && !value_passes(entry->value);
    const Node *type = is_name ? annotation_of(own, value_text(entry->key), &home) : NULL;
    if (!type) continue;
    Value made = resolve_in(eval, home, type, entry->value);
    if (value_is_error(made)) return made;
    entry->value = made;
  }
  return VALUE_NONE;
}
