#include "runtime/eval/class.h"

#include "runtime/core/limits.h"
#include "runtime/eval/abstract.h"
#include "runtime/eval/class_member.h"
#include "runtime/eval/class_object.h"
#include "runtime/eval/dbt_component.h"
#include "runtime/eval/dict_class.h"
#include "runtime/eval/enum.h"
#include "runtime/eval/exception.h"
#include "runtime/eval/exec.h"
#include "runtime/eval/model.h"
#include "runtime/eval/named_tuple.h"
#include "runtime/eval/python.h"
#include "runtime/eval/value_class.h"
#include "runtime/value/types.h"

const Type TYPE_ABC = {.name = "ABC", .full_name = "abc.ABC"};
const Type TYPE_ABC_META = {.name = "ABCMeta", .full_name = "abc.ABCMeta"};

const Class *class_of(const Type *type) { return type->class_attr == class_attr ? (const Class *)type : NULL; }

bool class_derives(const Type *type, const Type *from) {
  const Class *class = class_of(type);
  for (size_t i = 0; class && i < class->order.n; i++)
    if (class->order.at[i].type == from) return true;
  return false;
}

/* ---- bases ---- */

/* Bases that say something to who checks types, and change no object. */
static bool is_marker(Str text) {
  return str_lists(STR("dagster.Resolvable dg.Resolvable"), text) || str_is(text, "typing.Protocol") ||
         str_starts(text, STR("typing.Protocol[")) || str_starts(text, STR("typing.Generic["));
}

/* `metaclass=ABCMeta` is what `ABC` has; others are not evaluated. */
static Value check_metaclass(Eval *eval, const Node *node) {
  Value v = eval_expression(eval, node);
  bool is_abstract_one = v.kind == V_TYPE && v.type == &TYPE_ABC_META;
  if (value_is_error(v) || is_abstract_one) return value_is_error(v) ? v : VALUE_NONE;
  return value_unsupported(&eval->heap, "a class with the keyword 'metaclass'");
}

static Value add_base(Eval *eval, Class *class, const Node *arg) {
  bool is_named = arg->kind == NODE_KEYWORD;
  if (is_named && str_is(arg->keyword.id, "metaclass")) return check_metaclass(eval, arg->keyword.value);
  if (is_named) return VALUE_NONE; /* for `__init_subclass__` */
  Value base = eval_expression(eval, arg);
  if (value_is_error(base)) return base;
  if (base.kind == V_TYPE && base.type == &TYPE_OBJECT) return VALUE_NONE;
  if (base.kind == V_TYPE && base.type == &TYPE_ABC) return class->has_more_bases = true, VALUE_NONE;
  if (base.kind == V_OPAQUE && is_marker(base.opaque->text)) {
    class->has_more_bases = true;
    class->generic |= str_ends(base.opaque->text, STR("]"));
    class->is_resolvable |= str_ends(base.opaque->text, STR(".Resolvable"));
    class->is_protocol |= str_starts(base.opaque->text, STR("typing.Protocol"));
    return VALUE_NONE;
  }
  Value abstract = base.kind == V_OPAQUE ? abstract_base(&eval->heap, base.opaque->text) : VALUE_ABSENT;
  if (value_passes(abstract)) return abstract;
  if (abstract.kind == V_TYPE) {
    bool has_items = str_ends(base.opaque->text, STR("]"));
    class->generic = true;
    class->has_more_bases |= has_items; /* `typing.Generic` may be one */
    base = abstract;
  }
  if (base.kind == V_OPAQUE && str_is(base.opaque->text, "typing.TypedDict")) return class->is_typed = true, VALUE_NONE;
  bool fits =
      base.kind == V_TYPE &&
      (class_of(base.type) || exception_of_class(base.type) != EXC_COUNT || enum_is_base(base.type) ||
       base.type == &TYPE_NAMED_TUPLE || value_class_is_base(base.type) || model_is_base(base.type) ||
       base.type == &TYPE_DICT || base.type == &TYPE_FLOAT || base.type == &TYPE_DBT_COMPONENT);
  Str called = base.kind == V_TYPE ? str_of(base.type->name) : value_shown(&eval->heap, base);
  if (!fits) return value_unsupported(&eval->heap, "a class derived from '%.*s'", STR_FMT(called));
  value_list_push(&eval->heap, &class->bases, base);
  return VALUE_NONE;
}

static Value add_bases(Eval *eval, Class *class, const NodeList *args) {
  Value done = VALUE_NONE;
  for (size_t i = 0; i < args->n && !value_is_error(done); i++) done = add_base(eval, class, args->at[i]);
  for (size_t i = 0; i < class->bases.n && !value_is_error(done); i++) {
    const Class *base = class_of(class->bases.at[i].type);
    if (!base) continue;
    class->has_abstract |= base->has_abstract;
    class->has_more_bases |= base->has_more_bases;
    class->generic |= base->generic;
    class->is_resolvable |= base->is_resolvable;
  }
  return done;
}

/* Bases that dbtplan does not evaluate beside each other. */
static Value check_bases(Heap *heap, const ValueList *bases) {
  bool of_enum = bases->n == 2 && enum_is_base(bases->at[1].type);
  for (size_t i = 0; i < bases->n; i++) {
    const Type *base = bases->at[i].type;
    if (base == &TYPE_FLOAT && !(of_enum && i == 0)) return value_unsupported(heap, "a class derived from 'float'");
    if (bases->n == 1) break;
    if (class_of(base) && class_of(base)->tuple)
      return value_unsupported(heap, "a class derived from a named tuple and others");
    if (i == 0 && value_class_is_base(base) && !of_enum)
      return value_unsupported(heap, "a class derived from '%s' and others", base->name);
  }
  return VALUE_NONE;
}

/* What is left of one of the lists that are merged. */
typedef struct Rest {
  const Value *at;
  size_t n;
} Rest;

static bool stands_behind_first(const Rest *rests, size_t n, const Type *type) {
  for (size_t i = 0; i < n; i++)
    for (size_t k = 1; k < rests[i].n; k++)
      if (rests[i].at[k].type == type) return true;
  return false;
}

/* The first of a list that stands behind the first of none; NULL: there is none. */
static const Type *merge_next(const Rest *rests, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (rests[i].n && !stands_behind_first(rests, n, rests[i].at[0].type)) return rests[i].at[0].type;
  return NULL;
}

/* Where bases are left out of the order, Python may find one. */
static Value refuse_order(Heap *heap, const Class *class, const Rest *rests, size_t n) {
  Value names = value_dict(heap);
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  if (class->has_more_bases) return value_unsupported(heap, "a class whose bases have no consistent order");
  for (size_t i = 0; i < n; i++)
    if (rests[i].n) dict_put(heap, names.dict, rests[i].at[0], VALUE_NONE);
  for (size_t i = 0; i < names.dict->n; i++)
    buf_printf(&buf, "%s%s", i ? ", " : "", names.dict->at[i].key.type->name);
  return value_raise(heap, EXC_TYPE, "Cannot create a consistent method resolution\norder (MRO) for bases %.*s",
                     STR_FMT(buf_str(&buf)));
}

/* Python's C3 linearization: each class before its bases, and these in the order in which they are written. */
static Value set_order(Eval *eval, Class *class) {
  size_t n = class->bases.n + 1, left = class->bases.n;
  Rest *rests = ARENA_ARRAY(eval->heap.arena, Rest, n);
  rests[n - 1] = (Rest){class->bases.at, class->bases.n};
  for (size_t i = 0; i + 1 < n; i++) {
    const Class *base = class_of(class->bases.at[i].type);
    ValueList line = {0};
    if (!base) exception_line(eval->heap.arena, class->bases.at[i].type, &line);
    if (base) rests[i] = (Rest){base->order.at, base->order.n};
    else rests[i] = line.n ? (Rest){line.at, line.n} : (Rest){&class->bases.at[i], 1};
    left += rests[i].n;
  }
  value_list_push(&eval->heap, &class->order, value_of_type(&class->type));
  while (left) {
    const Type *next = merge_next(rests, n);
    if (!next) return refuse_order(&eval->heap, class, rests, n);
    value_list_push(&eval->heap, &class->order, value_of_type(next));
    for (size_t i = 0; i < n; i++) {
      if (!rests[i].n || rests[i].at[0].type != next) continue;
      rests[i].at++, rests[i].n--, left--;
    }
  }
  return class->bases.n > 1 ? exception_check_bases(&eval->heap, class) : VALUE_NONE;
}

/* ---- the body ---- */

static bool derives_from_dict(const Class *class) {
  bool derives = false;
  for (size_t i = 0; i < class->bases.n; i++) {
    const Class *base = class_of(class->bases.at[i].type);
    derives |= class->bases.at[i].type == &TYPE_DICT || (base && base->is_dict);
  }
  return derives;
}

/* What the body bound, as members; methods are called by the name of the class. */
static Value take_members(Eval *eval, Class *class, Frame *frame) {
  for (size_t i = 0; i < frame->locals.n; i++) {
    Local *local = &frame->locals.at[i];
    if (local->value.kind == V_ABSENT) continue;
    if (!class_heeds(local->name) && !(derives_from_dict(class) && dict_class_heeds(local->name)))
      return value_unsupported(&eval->heap, "a class with '%.*s'", STR_FMT(local->name));
    if (str_is(local->name, "__init_subclass__") && local->value.kind == V_FUNCTION)
      local->value = class_method_of_class(&eval->heap, local->value);
    if (class_is_abstract(local->value)) class->has_abstract = true;
    dict_put(&eval->heap, class->members, value_str(local->name), local->value);
  }
  bool is_equal = dict_get_str(class->members, STR("__eq__")).kind != V_ABSENT;
  if (is_equal && dict_get_str(class->members, STR("__hash__")).kind == V_ABSENT)
    dict_put(&eval->heap, class->members, value_str(STR("__hash__")), VALUE_NONE);
  return VALUE_NONE;
}

static Value run_body(Eval *eval, Class *class, const Node *node) {
  Frame *outer = eval->frame;
  Frame *frame = frame_new(eval, outer);
  frame->kind = FRAME_CLASS;
  python_locals(eval->heap.arena, &node->class.body, &frame->globals);
  frame->name = class->qualified;
  frame->class = &class->type;
  eval->frame = frame;
  Value result = VALUE_ABSENT;
  for (size_t i = 0; i < node->class.body.n && result.kind == V_ABSENT; i++)
    result = exec_python(eval, node->class.body.at[i]);
  eval->frame = outer;
  return value_is_error(result) ? result : take_members(eval, class, frame);
}

/* ---- the class ---- */

Class *class_blank(Eval *eval, Str name) {
  Arena *arena = eval->heap.arena;
  Class *class = ARENA_NEW(arena, Class);
  Str module = eval->module ? eval->module->name : STR("__main__");
  class->name = name;
  class->qualified = function_qualified(eval, name);
  class->module = eval->module;
  class->members = value_dict(&eval->heap).dict;
  Str full = str_printf(arena, "%.*s.%.*s", STR_FMT(module), STR_FMT(class->qualified));
  class->type = class_object_type(str_z(arena, name), str_z(arena, full));
  value_list_push(&eval->heap, &class->order, value_of_type(&class->type));
  return class;
}

static Value generic_item(Heap *heap, const Type *type, Value key) {
  (void)heap, (void)key;
  return value_of_type(type);
}

/* What its bases make of a class beyond a plain one. */
static Value take_after_bases(Eval *eval, Class *class) {
  bool is_model = false;
  for (size_t i = 0; i < class->bases.n; i++) {
    const Type *base = class->bases.at[i].type;
    const Class *own = class_of(base);
    if (base == &TYPE_NAMED_TUPLE) return named_tuple_finish(eval, class);
    if (own && own->tuple) return named_tuple_derive(eval, class, own);
    if (enum_is_base(base) || (own && own->members_of)) return enum_finish(eval, class, base);
    bool of_value = value_class_is_base(base) && class->bases.n == 1;
    const Type *value_base = of_value ? base : own ? own->value_of : NULL;
    if (value_base) return value_class_finish(&eval->heap, class, value_base);
    class->is_typed = class->is_typed || (own && own->is_typed);
    if (!is_model) is_model = model_is_base(base) || (own && own->model);
  }
  if (class->generic) class->type.class_item = generic_item;
  Value done = is_model ? model_finish(eval, class) : VALUE_NONE;
  class_object_slots(class);
  if (derives_from_dict(class)) return dict_class_finish(&eval->heap, class);
  return class->is_typed ? dict_class_finish_typed(&eval->heap, class) : done;
}

/* The keywords behind the bases, but `metaclass`: a dict, or an error. */
static Value class_keywords(Eval *eval, const NodeList *args) {
  Value keywords = value_dict(&eval->heap);
  for (size_t i = 0; i < args->n; i++) {
    if (args->at[i]->kind != NODE_KEYWORD || str_is(args->at[i]->keyword.id, "metaclass")) continue;
    Value v = eval_expression(eval, args->at[i]->keyword.value);
    if (value_is_error(v)) return v;
    dict_put(&eval->heap, keywords.dict, value_str(args->at[i]->keyword.id), v);
  }
  return keywords;
}

/* Lets the bases know of a class that derives from them. */
static Value announce(Eval *eval, Class *class) {
  Value keywords = class_keywords(eval, &class->node->class.args), hook = VALUE_ABSENT;
  if (value_is_error(keywords)) return keywords;
  for (size_t i = 1; i < class->order.n && hook.kind == V_ABSENT; i++) {
    const Class *base = class_of(class->order.at[i].type);
    if (base) hook = dict_get_str(base->members, STR("__init_subclass__"));
  }
  if (hook.kind != V_ABSENT)
    return eval_call(eval, class_bind(&eval->heap, hook, &class->type, VALUE_ABSENT), NULL, 0, keywords.dict);
  if (!keywords.dict->live || class->is_typed) return VALUE_NONE;
  return class->bases.n ? value_unsupported(&eval->heap, "a class with such keywords")
                        : value_raise(&eval->heap, EXC_TYPE, "%.*s.__init_subclass__() takes no keyword arguments",
                                      STR_FMT(class->name));
}

/* Tells the descriptors of its body what they are called. */
static Value name_members(Heap *heap, const Class *class) {
  for (size_t i = 0; i < class->members->n; i++) {
    Value name = class->members->at[i].key, member = class->members->at[i].value;
    if (name.kind == V_ABSENT || class->members_of || !class_describes(member, "__set_name__")) continue;
    Value given[] = {value_of_type(&class->type), name};
    Value done = class_special(heap, member, "__set_name__", given, COUNT(given));
    if (!value_is_error(done)) continue;
    return done.exc->type == EXC_UNSUPPORTED || done.exc->type == EXC_UNVERIFIED
               ? done
               : value_raise(heap, EXC_RUNTIME, "Error calling __set_name__ on '%s' instance %.*s in '%s'",
                             value_type_name(member), STR_FMT(value_repr(heap, name)), class->type.name);
  }
  return VALUE_NONE;
}

/* Notes the class among those that derive from its bases. */
static void note_below(Eval *eval, Class *class) {
  for (size_t i = 0; i < class->bases.n; i++) {
    Class *base = (Class *)(void *)class_of(class->bases.at[i].type);
    if (base) value_list_push(&eval->heap, &base->below, value_of_type(&class->type));
  }
}

Value class_new(Eval *eval, const Node *node) {
  Class *class = class_blank(eval, node->class.id);
  class->order.n = 0;
  class->node = node;
  Value error = add_bases(eval, class, &node->class.args);
  if (!value_is_error(error)) error = check_bases(&eval->heap, &class->bases);
  if (!value_is_error(error)) error = set_order(eval, class);
  if (!value_is_error(error)) error = run_body(eval, class, node);
  if (!value_is_error(error)) error = take_after_bases(eval, class);
  if (!value_is_error(error)) note_below(eval, class);
  if (!value_is_error(error)) error = name_members(&eval->heap, class);
  if (!value_is_error(error)) error = announce(eval, class);
  return value_is_error(error) ? error : value_of_type(&class->type);
}
