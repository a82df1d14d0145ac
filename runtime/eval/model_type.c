#include "runtime/eval/model_type.h"

#include "runtime/eval/exec.h"
#include "runtime/eval/library_pydantic.h"
#include "runtime/eval/module.h"
#include "runtime/value/types.h"

ModelField model_field_blank(Str name) { return (ModelField){.name = name, .limits = {.least = -1, .most = -1}}; }

static ModelType *type_new(Heap *heap, ModelKind kind) {
  ModelType *type = ARENA_NEW(heap->arena, ModelType);
  type->kind = kind;
  return type;
}

const ModelType *model_type_tagged(Heap *heap, const ModelType *type, Str tag) {
  ModelType *tagged = type_new(heap, type->kind);
  *tagged = *type;
  tagged->tag = tag;
  return tagged;
}

bool model_type_takes_text(const ModelType *type) {
  for (size_t i = 0; type->kind == MODEL_UNION && i < type->n; i++)
    if (model_type_takes_text(type->items[i])) return true;
  return type->kind == MODEL_STR || type->kind == MODEL_PATH;
}

/* ---- annotations ---- */

static Value not_read(Heap *heap) { return value_unsupported(heap, "such an annotation of a model"); }

static Value read(Eval *eval, const Node *node, ModelField *field, const ModelType **out);

/* Python's classes and the names of `typing` that a model's fields are commonly declared with. */
static const struct {
  const Type *class;
  const char *names;
  ModelKind kind;
} KINDS[] = {
    {&TYPE_OBJECT, "typing.Any", MODEL_ANY},
    {&TYPE_STR, "", MODEL_STR},
    {&TYPE_INT, "", MODEL_INT},
    {&TYPE_FLOAT, "", MODEL_FLOAT},
    {&TYPE_BOOL, "", MODEL_BOOL},
    {&TYPE_DATE, "", MODEL_DATE},
    {&TYPE_DATETIME, "", MODEL_DATETIME},
    {&TYPE_PATH, "", MODEL_PATH},
    {&TYPE_LIST, "typing.List", MODEL_LIST},
    {&TYPE_SET, "typing.Set", MODEL_SET},
    {&TYPE_TUPLE, "typing.Tuple", MODEL_TUPLE},
    {&TYPE_DICT, "typing.Dict typing.Mapping collections.abc.Mapping", MODEL_DICT},
    {NULL, "typing.Sequence collections.abc.Sequence", MODEL_SEQUENCE},
};

static bool kind_of(Value v, ModelKind *kind) {
  for (size_t i = 0; i < COUNT(KINDS); i++) {
    bool is_class = v.kind == V_TYPE && v.type == KINDS[i].class;
    if (!is_class && !(v.kind == V_OPAQUE && str_lists(str_of(KINDS[i].names), v.opaque->text))) continue;
    return *kind = KINDS[i].kind, true;
  }
  return false;
}

/* pydantic's types that say more of a field than their kind: strict ones, and numbers with a bound. */
static bool read_field_type(Heap *heap, Value v, ModelField *field, const ModelType **out) {
  enum { STRICT, POSITIVE, NATURAL };
  static const struct {
    Str name;
    ModelKind kind;
    int says;
  } ROWS[] = {
      {STR_INIT("pydantic.NonNegativeFloat"), MODEL_FLOAT, NATURAL},
      {STR_INIT("pydantic.NonNegativeInt"), MODEL_INT, NATURAL},
      {STR_INIT("pydantic.PositiveFloat"), MODEL_FLOAT, POSITIVE},
      {STR_INIT("pydantic.PositiveInt"), MODEL_INT, POSITIVE},
      {STR_INIT("pydantic.StrictBool"), MODEL_BOOL, STRICT},
      {STR_INIT("pydantic.StrictInt"), MODEL_INT, STRICT},
      {STR_INIT("pydantic.StrictStr"), MODEL_STR, STRICT},
  };
  for (size_t i = 0; field && v.kind == V_OPAQUE && i < COUNT(ROWS); i++) {
    if (!str_eq(v.opaque->text, ROWS[i].name)) continue;
    if (ROWS[i].says == STRICT) field->strict = true;
    else *(ROWS[i].says == POSITIVE ? &field->limits.gt : &field->limits.ge) = value_int(0);
    return *out = type_new(heap, ROWS[i].kind), true;
  }
  return false;
}

/* `int`, `Settings`, `Color`, or a name that the module gives to such a type */
static Value read_name(Eval *eval, const Node *node, ModelField *field, const ModelType **out) {
  Value v = node->kind == NODE_CONST ? node->constant.value : eval_expression(eval, node);
  ModelKind kind;
  const Class *class = v.kind == V_TYPE ? class_of(v.type) : NULL;
  if (v.kind == V_ERROR && v.exc->type == EXC_UNSUPPORTED) return v;
  if (v.kind == V_NONE) return *out = type_new(&eval->heap, MODEL_NONE), VALUE_NONE;
  if (class && (class->model || class->members_of)) {
    ModelType *type = type_new(&eval->heap, class->model ? MODEL_OBJECT : MODEL_ENUM);
    type->class = class;
    return *out = type, VALUE_NONE;
  }
  if (read_field_type(&eval->heap, v, field, out)) return VALUE_NONE;
  const Node *alias = node->kind == NODE_NAME_PY && v.kind == V_OPAQUE && eval->module
                          ? module_alias(eval->module, node->name_py.id)
                          : NULL;
  if (alias) return read(eval, alias, field, out);
  if (!kind_of(v, &kind)) return not_read(&eval->heap);
  ModelType *type = type_new(&eval->heap, kind);
  type->is_open = kind == MODEL_TUPLE;
  return *out = type, VALUE_NONE;
}

static Value add_item(Eval *eval, ModelType *type, const Node *node) {
  Value done = read(eval, node, NULL, &type->items[type->n]);
  if (!value_is_error(done)) type->n++;
  return done;
}

/* What stands between the brackets, one by one. */
static NodeList keys_of(const Node *node) {
  const Node *key = node->item_py.key;
  return key->kind == NODE_TUPLE ? key->tuple.items : (NodeList){.at = (Node **)&node->item_py.key, .n = 1};
}

static Value read_items(Eval *eval, const Node *node, ModelKind kind, const ModelType **out) {
  NodeList keys = keys_of(node);
  ModelType *type = type_new(&eval->heap, kind);
  const Node *last = keys.n ? keys.at[keys.n - 1] : NULL;
  type->is_open =
      kind == MODEL_TUPLE && keys.n == 2 && last->kind == NODE_CONST && last->constant.value.kind == V_ELLIPSIS;
  size_t n = keys.n - type->is_open, most = kind == MODEL_DICT ? 2 : kind == MODEL_TUPLE || kind == MODEL_UNION ? n : 1;
  if (n != most || kind < MODEL_LIST) return not_read(&eval->heap);
  type->items = ARENA_ARRAY(eval->heap.arena, const ModelType *, n);
  for (size_t i = 0; i < n; i++) {
    Value done = add_item(eval, type, keys.at[i]);
    if (value_is_error(done)) return done;
  }
  return *out = type, VALUE_NONE;
}

static Value read_literal(Eval *eval, const Node *node, const ModelType **out) {
  NodeList keys = keys_of(node);
  ModelType *type = type_new(&eval->heap, MODEL_LITERAL);
  for (size_t i = 0; i < keys.n; i++) {
    Value v = keys.at[i]->kind == NODE_CONST ? keys.at[i]->constant.value : VALUE_ABSENT;
    if (v.kind != V_STR && v.kind != V_INT && v.kind != V_BOOL && v.kind != V_NONE) return not_read(&eval->heap);
    value_list_push(&eval->heap, &type->values, v);
  }
  return *out = type, VALUE_NONE;
}

/* `Annotated[int, Field(ge=0)]`; what is said to others changes nothing. */
static Value read_annotated(Eval *eval, const Node *node, ModelField *field, const ModelType **out) {
  NodeList keys = keys_of(node);
  Value done = read(eval, keys.at[0], field, out);
  for (size_t i = 1; i < keys.n && !value_is_error(done); i++) {
    done = eval_expression(eval, keys.at[i]);
    ModelField within = model_field_blank(STR(""));
    bool is_tag = pydantic_field(done, &within) && within.discriminator.n && (*out)->kind == MODEL_UNION;
    if (is_tag) *out = model_type_tagged(&eval->heap, *out, within.discriminator);
    bool fits = value_is_str(done) || is_tag || (field && pydantic_field(done, field));
    if (!fits) return value_is_error(done) ? done : not_read(&eval->heap);
  }
  return value_is_error(done) ? done : VALUE_NONE;
}

static Value read_optional(Eval *eval, const Node *node, const ModelType **out) {
  ModelType *type = type_new(&eval->heap, MODEL_UNION);
  type->items = ARENA_ARRAY(eval->heap.arena, const ModelType *, 2);
  Value done = add_item(eval, type, node->item_py.key);
  type->items[type->n++] = type_new(&eval->heap, MODEL_NONE);
  return *out = type, done;
}

static Value read_item(Eval *eval, const Node *node, ModelField *field, const ModelType **out) {
  Value head = eval_expression(eval, node->item_py.object);
  Str text = head.kind == V_OPAQUE ? head.opaque->text : STR("");
  ModelKind kind;
  if (str_is(text, "typing.Optional")) return read_optional(eval, node, out);
  if (str_is(text, "typing.Literal")) return read_literal(eval, node, out);
  if (str_is(text, "typing.Annotated")) return read_annotated(eval, node, field, out);
  if (str_is(text, "typing.Union")) return read_items(eval, node, MODEL_UNION, out);
  if (!kind_of(head, &kind)) return not_read(&eval->heap);
  return read_items(eval, node, kind, out);
}

/* `int | None` */
static Value read_either(Eval *eval, const Node *node, const ModelType **out) {
  ModelType *type = type_new(&eval->heap, MODEL_UNION);
  type->items = ARENA_ARRAY(eval->heap.arena, const ModelType *, 2);
  Value done = add_item(eval, type, node->binary.left);
  if (!value_is_error(done)) done = add_item(eval, type, node->binary.right);
  return *out = type, done;
}

static Value read(Eval *eval, const Node *node, ModelField *field, const ModelType **out) {
  heap_enter(&eval->heap);
  bool is_either = node->kind == NODE_BINARY && node->binary.op == OP_BIT_OR;
  Value done = is_either                    ? read_either(eval, node, out)
               : node->kind == NODE_ITEM_PY ? read_item(eval, node, field, out)
                                            : read_name(eval, node, field, out);
  heap_leave(&eval->heap);
  return done;
}

Value model_type_read(Eval *eval, const Node *annotation, ModelField *field) {
  return annotation ? read(eval, annotation, field, &field->type) : not_read(&eval->heap);
}
