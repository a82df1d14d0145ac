#include "runtime/eval/enum.h"

#include <string.h>

#include "runtime/core/limits.h"
#include "runtime/eval/class_member.h"
#include "runtime/eval/class_object.h"
#include "runtime/eval/exception.h"
#include "runtime/eval/library_modules.h"
#include "runtime/eval/python.h"
#include "runtime/eval/value_class.h"
#include "runtime/value/format.h"
#include "runtime/value/int.h"
#include "runtime/value/special.h"
#include "runtime/value/types.h"

typedef struct EnumClass {
  Dict *by_name;     /* with aliases */
  ValueList members; /* without */
  const Type *mixed;  /* of what they are besides: `str`, `int` or `float`; NULL: objects alone */
  bool shows_value;   /* of IntEnum and StrEnum: the text of a member is that of its value */
  bool is_flag;       /* then `members` are those of one bit */
  bool is_making;     /* an own `__new__` makes a member */
  ValueList *made; /* of a Flag: what its operators made that has no name of its own */
} EnumClass;

/* Enum itself has none. */
static bool no_member(Heap *heap, Iter *iter, Value *out) { return (void)heap, (void)iter, (void)out, false; }
static bool no_members(Heap *heap, Value class, Iter *iter) {
  (void)heap;
  return *iter = (Iter){.next = no_member, .over = class}, true;
}

#define ENUM_TYPE(name_)                                                                       \
  {                                                                                            \
    .name = name_, .full_name = "enum." name_, .construct = of_names, .class_iter = no_members, \
    .construct_params = "value, names=None, *, module=None, qualname=None, type=None, start=1" \
  }
static Value of_names(Heap *heap, const Type *base, const Value *args);
const Type TYPE_ENUM = ENUM_TYPE("Enum");
const Type TYPE_STR_ENUM = ENUM_TYPE("StrEnum");
const Type TYPE_INT_ENUM = ENUM_TYPE("IntEnum");
const Type TYPE_FLAG = ENUM_TYPE("Flag");

static const Type TYPE_AUTO;

/* `auto() | auto()` in the body of a Flag: the operator and what it stands between. Else the value, once there is
 * one. */
static Value auto_binary(Heap *heap, int op, Value a, Value b) {
  Value parts[] = {value_int(op), a, b};
  return object_new(heap, &TYPE_AUTO, (Object){.value = value_tuple(heap, parts, 3)});
}
static const Type TYPE_AUTO = {.name = "auto", .full_name = "enum.auto", .binary = auto_binary};

bool enum_is_base(const Type *type) {
  return type == &TYPE_ENUM || type == &TYPE_STR_ENUM || type == &TYPE_INT_ENUM || type == &TYPE_FLAG;
}

static Value make_auto(Heap *heap, Value self, const Value *args);

/* ---- members ---- */

static bool of_text(const EnumClass *members) { return members->mixed == &TYPE_STR; }
static bool of_number(const EnumClass *members) { return members->mixed && !of_text(members); }

static Dict *attributes_of(Value v) { return value_is_member(v) ? member_head(v)->object->dict : v.object->dict; }
static Value name_of(Value v) { return dict_get_str(attributes_of(v), STR("_name_")); }
static Value value_of(Value v) { return dict_get_str(attributes_of(v), STR("_value_")); }
static int64_t bits_of(Value v) { return value_of(v).i; }

static void member_repr(Heap *heap, Buf *buf, Value v) {
  if (class_special_text(heap, buf, v, "__repr__")) return;
  Value name = name_of(v);
  buf_printf(buf, "<%s%s%.*s: ", value_type(v)->name, value_is_str(name) ? "." : "", STR_FMT(value_text(name)));
  value_write_repr(heap, buf, value_of(v));
  buf_char(buf, '>');
}

static void member_str(Heap *heap, Buf *buf, Value v) {
  if (class_special_text(heap, buf, v, "__str__")) return;
  const EnumClass *members = class_of(value_type(v))->members_of;
  if (members->shows_value && of_text(members)) buf_put(buf, value_text(v));
  else if (!value_is_str(name_of(v))) buf_printf(buf, "%s(%lld)", value_type(v)->name, (long long)bits_of(v));
  else if (members->shows_value) value_write_repr(heap, buf, value_of(v));
  else buf_printf(buf, "%s.%.*s", value_type(v)->name, STR_FMT(value_text(name_of(v))));
}

static Value member_attr(Heap *heap, Value v, Str name) {
  if (str_is(name, "name") || str_is(name, "_name_")) return name_of(v);
  if (str_is(name, "value") || str_is(name, "_value_")) return value_of(v);
  if (special_is_name(name) && !str_is(name, "__doc__")) return VALUE_ABSENT;
  Value found = class_object_attr(heap, v, name);
  if (found.kind == V_ABSENT) found = dict_get_str(attributes_of(v), name);
  const Type *mixed = class_of(value_type(v))->members_of->mixed;
  if (found.kind != V_ABSENT || !mixed) return found;
  const Builtin *method = type_method(mixed, name);
  return method ? value_bound(heap, method, member_text(value_number(v))) : VALUE_ABSENT;
}

/* A member without a name or a value yet; `alone`: the text or number that it is besides. */
static Value blank_member(Heap *heap, const Class *class, Value alone) {
  Value object = exception_object(heap, &class->type, alone);
  if (!of_text(class->members_of)) return object;
  char *room = arena_bytes(heap->arena, sizeof(MemberHead) + alone.len);
  *(MemberHead *)(void *)room = (MemberHead){&class->type, object.object};
  memcpy(room + sizeof(MemberHead), alone.s, alone.len);
  Value member = value_str((Str){room + sizeof(MemberHead), alone.len});
  member.flags |= VALUE_MEMBER;
  return member;
}

bool enum_is_text(Value v) { return value_is_member(v) && class_of(member_head(v)->type)->members_of; }

static Value named_member(Heap *heap, Value member, Value name, Value value) {
  dict_put(heap, attributes_of(member), value_str(STR("_name_")), name);
  dict_put(heap, attributes_of(member), value_str(STR("_value_")), value);
  return member;
}

static Value new_member(Heap *heap, const Class *class, Value name, Value value) {
  return named_member(heap, blank_member(heap, class, value), name, value);
}

/* What `__new__` and `__init__` get: the value, or its items where it is a tuple. */
static ValueList arguments_of(Heap *heap, Value value) {
  ValueList list = {0};
  if (value.kind != V_TUPLE) return value_list_push(heap, &list, value), list;
  return (ValueList){value.list->at, value.list->n, value.list->n};
}

static Value init_member(Heap *heap, const Class *class, Value member, Value value) {
  Value init = class_member(&class->type, STR("__init__"));
  ValueList args = arguments_of(heap, value);
  if (init.kind == V_ABSENT) return VALUE_NONE;
  return heap->call(heap, class_bind(heap, init, &class->type, member), args.at, args.n, NULL);
}

Dict *enum_attributes(Value member) { return attributes_of(member); }

const Type *enum_mixed(const Class *class) {
  return class->members_of->mixed ? class->members_of->mixed : &TYPE_ENUM;
}

Value enum_blank(Heap *heap, const Class *class, const Type *base, const List *given) {
  const EnumClass *members = class->members_of;
  if (!members->is_making || base != (members->mixed ? members->mixed : &TYPE_OBJECT))
    return value_unsupported(heap, "such a call of '__new__'");
  if (!members->mixed) return blank_member(heap, class, value_tuple(heap, NULL, 0));
  Value alone = heap->call(heap, value_of_type(members->mixed), given->at, given->n, NULL);
  return value_passes(alone) ? alone : blank_member(heap, class, of_text(members) ? member_text(alone) : alone);
}

/* What an own `__new__` makes, with the value that it or Python gives it; V_ABSENT: the class has none. */
static Value member_of_new(Heap *heap, const Class *class, EnumClass *members, Value name, Value value) {
  Value new = class_member(&class->type, STR("__new__"));
  if (new.kind == V_ABSENT) return new;
  if (members->is_flag) return value_unsupported(heap, "'__new__' of a Flag");
  ValueList args = {0}, given = arguments_of(heap, value);
  value_list_push(heap, &args, value_of_type(&class->type));
  for (size_t i = 0; i < given.n; i++) value_list_push(heap, &args, given.at[i]);
  members->is_making = true;
  Value made = heap->call(heap, class_plain_function(new), args.at, args.n, NULL);
  members->is_making = false;
  if (value_passes(made)) return made;
  if (value_type(made) != &class->type) return value_unsupported(heap, "such a '__new__' of an Enum");
  Value own = value_of(made), alone = members->mixed ? value_class_alone(made) : VALUE_ABSENT;
  bool is_told = own.kind != V_ABSENT || !members->mixed || given.n == 1;
  if (own.kind == V_ABSENT) own = members->mixed && given.n ? given.at[0] : value;
  bool is_other = of_number(members) && !(value_is_number(own) && value_equal(heap, own, alone));
  if (!is_told || is_other) return value_unsupported(heap, "a member of an Enum whose value is another");
  return named_member(heap, made, name, own);
}

static Value with_value(Heap *heap, const EnumClass *members, Value value) {
  for (size_t i = 0; i < members->members.n; i++)
    if (value_equal(heap, value_of(members->members.at[i]), value)) return members->members.at[i];
  return VALUE_ABSENT;
}

/* An operator between what the members are besides, where the class has none of its own. */
static Value member_binary(Heap *heap, int op, Value a, Value b) {
  Value own = class_binary(heap, op, a, b);
  return own.kind == V_ABSENT ? class_numbers(heap, op, a, b) : own;
}

static Operator ordering_named(const char *name) {
  static const struct {
    const char *name;
    Operator op;
  } ORDERINGS[] = {{"__lt__", OP_LT}, {"__le__", OP_LE}, {"__gt__", OP_GT}, {"__ge__", OP_GE}};
  for (size_t i = 0; i < COUNT(ORDERINGS); i++)
    if (!strcmp(name, ORDERINGS[i].name)) return ORDERINGS[i].op;
  return OP_COUNT;
}

/* The number's orderings come before an own contrary one of the other side; its `__format__` is that of the text. */
static Value number_special(Heap *heap, Value v, const char *name, const Value *args, size_t n) {
  Value own = class_special(heap, v, name, args, n);
  if (own.kind != V_ABSENT) return own;
  Operator op = ordering_named(name);
  Value left = value_number(v), right = op == OP_COUNT ? VALUE_ABSENT : value_number(args[0]);
  if (op != OP_COUNT) return value_is_number(right) ? op_compare(heap, op, left, right) : value_not_implemented(heap);
  if (strcmp(name, "__format__") != 0 || class_of(value_type(v))->members_of->shows_value) return VALUE_ABSENT;
  Value text = value_str(value_to_str(heap, v));
  return heap->pending ? text : format_value(heap, text, value_text(args[0]));
}

static bool member_hash(Heap *heap, Value v, uint64_t *hash) { return value_hash(heap, value_of(v), hash); }

/* ---- flags ---- */

static bool is_one_bit(int64_t bits) { return bits > 0 && !(bits & (bits - 1)); }

/* Those of one bit that a flag consists of, in the order of their class. */
static ValueList flags_in(Heap *heap, const EnumClass *members, int64_t bits) {
  ValueList found = {0};
  for (size_t i = 0; i < members->members.n; i++)
    if (bits_of(members->members.at[i]) & bits) value_list_push(heap, &found, members->members.at[i]);
  return found;
}

/* Those of the members of one bit. */
static int64_t single_bits(const EnumClass *members) {
  int64_t bits = 0;
  for (size_t i = 0; i < members->members.n; i++) bits |= bits_of(members->members.at[i]);
  return bits;
}

static int64_t all_bits(const EnumClass *members) {
  int64_t bits = 0;
  for (size_t i = 0; i < members->by_name->n; i++) bits |= bits_of(members->by_name->at[i].value);
  return bits;
}

static Value flag_known(const EnumClass *members, int64_t bits) {
  for (size_t i = 0; i < members->by_name->n; i++)
    if (bits_of(members->by_name->at[i].value) == bits) return members->by_name->at[i].value;
  for (size_t i = 0; i < members->made->n; i++)
    if (bits_of(members->made->at[i]) == bits) return members->made->at[i];
  return VALUE_ABSENT;
}

/* What a flag without a name of its own is called after: its members of one bit and, where those are not all of it,
 * the others that lie in it. */
static ValueList parts_of(Heap *heap, const EnumClass *members, int64_t bits) {
  ValueList parts = flags_in(heap, members, bits);
  bool has_others = bits & ~single_bits(members);
  for (size_t i = 0; has_others && i < members->by_name->n; i++) {
    const DictEntry *entry = &members->by_name->at[i];
    int64_t own = bits_of(entry->value);
    bool is_alias = !str_eq(value_text(entry->key), value_text(name_of(entry->value)));
    if (own && !is_one_bit(own) && !is_alias && (own & bits) == own) value_list_push(heap, &parts, entry->value);
  }
  return parts;
}

/* The flag of some bits: one that has a name, or one that is called after its parts. */
static Value flag_of(Heap *heap, const Class *class, int64_t bits) {
  const EnumClass *members = class->members_of;
  Value known = flag_known(members, bits);
  if (known.kind != V_ABSENT) return known;
  ValueList parts = parts_of(heap, members, bits);
  int64_t unknown = bits;
  Buf name = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < parts.n; i++) {
    buf_printf(&name, "%s%.*s", i ? "|" : "", STR_FMT(value_text(name_of(parts.at[i]))));
    unknown &= ~bits_of(parts.at[i]);
  }
  if (parts.n && unknown)
    return value_raise(heap, EXC_VALUE, "<flag '%.*s'>: no members with value %lld", STR_FMT(class->name),
                       (long long)unknown);
  Value made = new_member(heap, class, parts.n ? value_str(buf_str(&name)) : VALUE_NONE, value_int(bits));
  return value_list_push(heap, members->made, made), made;
}

static Value flag_binary(Heap *heap, int op, Value a, Value b) {
  Value own = class_binary(heap, op, a, b);
  if (own.kind != V_ABSENT || value_type(a) != value_type(b)) return own;
  const Class *class = class_of(value_type(a));
  if (op == OP_BIT_OR) return flag_of(heap, class, bits_of(a) | bits_of(b));
  if (op == OP_BIT_AND) return flag_of(heap, class, bits_of(a) & bits_of(b));
  return op == OP_BIT_XOR ? flag_of(heap, class, bits_of(a) ^ bits_of(b)) : VALUE_ABSENT;
}

static Value flag_special(Heap *heap, Value v, const char *name, const Value *args, size_t n) {
  Value own = class_special(heap, v, name, args, n);
  if (own.kind != V_ABSENT) return own;
  const Class *class = class_of(value_type(v));
  if (!strcmp(name, "__bool__")) return value_bool(bits_of(v) != 0);
  return strcmp(name, "__invert__") ? VALUE_ABSENT : flag_of(heap, class, single_bits(class->members_of) & ~bits_of(v));
}

static bool flag_equal(Heap *heap, Value a, Value b) { return (void)heap, bits_of(a) == bits_of(b); }
static int64_t flag_len(Value v) { return __builtin_popcountll((uint64_t)bits_of(v)); }

static bool flag_iter(Heap *heap, Value v, Iter *iter) {
  const EnumClass *members = class_of(value_type(v))->members_of;
  bool is_whole = !(bits_of(v) & ~single_bits(members));
  if (!is_whole) heap->pending = value_unsupported(heap, "the flags of what has bits without one").exc;
  ValueList parts = flags_in(heap, members, bits_of(v));
  Value list = value_list(heap, 0);
  *list.list = (List){parts.at, parts.n, parts.cap};
  return iter_items(heap, list, iter);
}

static bool flag_contains(Heap *heap, Value v, Value item, Value *error) {
  if (value_type(item) == value_type(v)) return (bits_of(item) & bits_of(v)) == bits_of(item);
  *error = value_raise(heap, EXC_TYPE, "unsupported operand type(s) for 'in': '%s' and '%s'", value_type_name(item),
                       value_type_name(v));
  return false;
}

static void make_flag(Type *type) {
  type->is_flag = true;
  type->binary = flag_binary;
  type->special = flag_special;
  type->equal = flag_equal;
  type->hash = member_hash;
  type->len = flag_len;
  type->iter = flag_iter;
  type->contains = flag_contains;
}

static void write_bits(Buf *buf, int64_t bits, int64_t all) {
  int length = 64 - __builtin_clzll((uint64_t)(bits | all | 1));
  buf_puts(buf, "0b0 ");
  while (length-- > 0) buf_char(buf, bits >> length & 1 ? '1' : '0');
}

static Value no_flag(Heap *heap, const Class *class, int64_t bits, int64_t all) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  buf_printf(&buf, "<flag '%.*s'> invalid value %lld\n    given ", STR_FMT(class->name), (long long)bits);
  write_bits(&buf, bits, bits | all);
  buf_puts(&buf, "\n  allowed ");
  write_bits(&buf, all, bits | all);
  return value_raise_str(heap, EXC_VALUE, buf_str(&buf));
}

static Value find_flag(Heap *heap, const Class *class, Value value) {
  int64_t all = all_bits(class->members_of);
  if (value.kind != V_INT || value.i < 0) return value_unsupported(heap, "such a call of a Flag");
  if (!(value.i & ~all)) return flag_of(heap, class, value.i);
  return no_flag(heap, class, value.i, all);
}

/* ---- names that a body gives twice (enum.py: _EnumDict.__setitem__) ---- */

typedef struct Giving {
  Heap *heap;
  Map given; /* name → the statement that gave it first */
  Node *statement;
  Value error; /* VALUE_NONE: none so far */
} Giving;

/* A function is no member, and may be given anew. */
static bool gives_function(const Node *node) {
  return node->kind == NODE_DEF || (node->kind == NODE_ASSIGN && node->assign.value->kind == NODE_LAMBDA);
}

static void note_given(Str name, void *state) {
  Giving *giving = state;
  const Node *before = str_starts(name, STR("_")) ? NULL : map_get(&giving->given, name);
  map_put(giving->heap->arena, &giving->given, name, giving->statement);
  if (!before || before == giving->statement) return; /* in another branch, perhaps */
  if (gives_function(before) && gives_function(giving->statement)) return;
  bool is_plain = before->kind == NODE_ASSIGN && before->assign.target->kind == NODE_NAME_PY &&
                  before->assign.value->kind == NODE_CONST;
  giving->error = is_plain ? value_raise(giving->heap, EXC_TYPE, "'%.*s' already defined as %.*s", STR_FMT(name),
                                         STR_FMT(value_repr(giving->heap, before->assign.value->constant.value)))
                           : value_unsupported(giving->heap, "an Enum with '%.*s' twice", STR_FMT(name));
}

/* A member that the body gives twice, in whatever way the second time. */
static Value refuse_twice(Heap *heap, const NodeList *body) {
  Giving giving = {.heap = heap, .error = VALUE_NONE};
  for (size_t i = 0; i < body->n && !value_is_error(giving.error); i++) {
    giving.statement = body->at[i];
    if (giving.statement->kind == NODE_ANNOTATION) continue; /* `A: int` gives no value */
    python_bound_names(giving.statement, note_given, &giving);
  }
  return giving.error;
}

/* ---- making ---- */

/* The next bit. */
static Value next_flag(const EnumClass *members) {
  int64_t most = 0;
  for (size_t i = 0; i < members->by_name->n; i++) {
    int64_t bits = bits_of(members->by_name->at[i].value);
    most = bits > most ? bits : most;
  }
  return value_int(most ? INT64_C(2) << (63 - __builtin_clzll((uint64_t)most)) : 1);
}

/* What an own `_generate_next_value_` makes of the name, the first number, how many members there are and their values;
 * V_ABSENT: the class has none. */
static Value generated_value(Heap *heap, const Class *class, Str name) {
  Value own = class_member(&class->type, STR("_generate_next_value_")), values = value_list(heap, 0);
  if (own.kind == V_ABSENT) return own;
  const Dict *by_name = class->members_of->by_name;
  for (size_t i = 0; i < by_name->n; i++) list_push(heap, values, value_of(by_name->at[i].value));
  Value args[] = {value_str(name), value_int(1), value_int((int64_t)by_name->n), values};
  return heap->call(heap, class_plain_function(own), args, COUNT(args), NULL);
}

/* One more than the largest so far. */
static Value next_value(Heap *heap, const Class *class, Str name) {
  const EnumClass *members = class->members_of;
  Value own = generated_value(heap, class, name);
  if (own.kind != V_ABSENT) return own;
  if (members->is_flag) return next_flag(members);
  if (members->shows_value && of_text(members))
    return heap->call(heap, op_attr(heap, value_str(name), STR("lower")), NULL, 0, NULL);
  Value last = value_int(0);
  for (size_t i = 0; i < members->members.n; i++) {
    Value value = value_of(members->members.at[i]);
    if (value.kind != V_INT) return value_unsupported(heap, "'auto' beside other values");
    if (value.i > last.i || i == 0) last = value;
  }
  return op_binary(heap, OP_ADD, last, value_int(1));
}

static bool is_auto(Value v) { return v.kind == V_OBJECT && value_type(v) == &TYPE_AUTO; }

/* The value of an `auto()`, which keeps it. */
static Value auto_value(Heap *heap, const Class *class, Str name, Value v) {
  if (!is_auto(v)) return v;
  if (v.object->value.kind == V_ABSENT) return v.object->value = next_value(heap, class, name);
  if (v.object->value.kind != V_TUPLE) return v.object->value;
  const Value *parts = v.object->value.list->at;
  return op_binary(heap, (Operator)parts[0].i, auto_value(heap, class, name, parts[1]),
                   auto_value(heap, class, name, parts[2]));
}

/* `_order_` and the like; what is asked for a value is a member of the class as any method. */
static bool is_between(Str name) {
  return name.n > 2 && name.p[0] == '_' && name.p[name.n - 1] == '_' && !special_is_name(name) &&
         !str_lists(STR("_missing_ _generate_next_value_"), name);
}

/* Python refuses a class that says behind its members how they get their values. */
static bool is_late(const EnumClass *members, Str name) {
  return members->by_name->n && str_is(name, "_generate_next_value_");
}

/* The value of a member as its class has it: as it is written, or what `float` makes of an int; or an error. */
static Value fitting_value(Heap *heap, const EnumClass *members, Value value) {
  bool is_bits = value.kind == V_INT && value.i >= 0 && value.i < INT64_MAX / 4, is_text = value.kind == V_STR;
  if (members->is_flag && !is_bits) return value_unsupported(heap, "such a value in a Flag");
  if (!members->mixed) return value;
  if (members->mixed == &TYPE_FLOAT && value.kind == V_INT)
    return heap->call(heap, value_of_type(&TYPE_FLOAT), &value, 1, NULL);
  bool fits = of_text(members) ? is_text && !(value.flags & VALUE_MEMBER)
                               : value.kind == (members->mixed == &TYPE_INT ? V_INT : V_FLOAT);
  if (fits) return value;
  bool is_wrong = members->shows_value && of_text(members) && !value_is_str(value);
  if (is_wrong) return value_raise(heap, EXC_TYPE, "%.*s is not a string", STR_FMT(value_repr(heap, value)));
  return value_unsupported(heap, "such a value in an Enum of %s", of_text(members) ? "texts" : "numbers");
}

/* Methods that the members of such a class do not heed. */
static bool is_unheeded(const EnumClass *members, Str name) {
  static const Str OF_TEXT = STR_INIT("__doc__ __format__ __init__ __init_subclass__ __module__ __new__ "
                                      "__qualname__ __repr__ __slots__ __str__");
  if (of_text(members) && special_is_name(name)) return !str_lists(OF_TEXT, name);
  bool is_bare = !of_number(members) && !members->is_flag;
  return str_lists(STR("__contains__ __getitem__ __iter__"), name) ||
         (!is_bare && str_lists(STR("__eq__ __float__ __hash__ __int__ __len__ __ne__"), name));
}

static Value add_member(Heap *heap, Class *class, EnumClass *members, DictEntry *entry) {
  Str name = value_text(entry->key);
  Value value = entry->value;
  if (is_between(name) || is_late(members, name) || is_unheeded(members, name))
    return value_unsupported(heap, "'%.*s' of an Enum%s", STR_FMT(name), of_text(members) ? " of texts" : "");
  bool is_private = str_starts(name, text_private(heap->arena, str_of(class->type.name), STR("__")));
  bool describes = class_describes(value, "__get__") || class_describes(value, "__set__");
  if (special_is_name(name) || is_private || describes || !class_is_data(value)) return VALUE_NONE;
  if (value.kind == V_TYPE || str_starts(name, STR("__"))) return value_unsupported(heap, "such a member of an Enum");
  value = auto_value(heap, class, name, value);
  Value made = value_is_error(value) ? value : member_of_new(heap, class, members, entry->key, value);
  if (value_passes(made)) return made;
  if (made.kind == V_ABSENT) value = fitting_value(heap, members, value);
  if (value_is_error(value)) return value;
  Value member = with_value(heap, members, made.kind == V_ABSENT ? value : value_of(made));
  for (size_t i = 0; members->is_flag && i < members->by_name->n; i++)
    if (bits_of(members->by_name->at[i].value) == value.i) member = members->by_name->at[i].value;
  if (member.kind == V_ABSENT) {
    member = made.kind == V_ABSENT ? new_member(heap, class, value_str(name), value) : made;
    Value done = init_member(heap, class, member, value);
    if (value_passes(done)) return done;
    if (!members->is_flag || is_one_bit(value.i)) value_list_push(heap, &members->members, member);
  }
  entry->value = member;
  return dict_put(heap, members->by_name, value_str(name), member);
}

static bool next_member(Heap *heap, Iter *iter, Value *out) {
  (void)heap;
  const EnumClass *members = class_of(iter->over.type)->members_of;
  if (iter->at >= members->members.n) return false;
  return *out = members->members.at[iter->at++], true;
}

static bool class_iter(Heap *heap, Value class, Iter *iter) {
  (void)heap;
  *iter = (Iter){.next = next_member, .over = class};
  return true;
}

static Value class_item(Heap *heap, const Type *type, Value key) {
  Value found = dict_get(heap, class_of(type)->members_of->by_name, key);
  return found.kind == V_ABSENT ? value_raise_str(heap, EXC_KEY, value_repr(heap, key)) : found;
}

/* What makes the members, or their values. */
static bool makes_members(const Class *class) {
  return class_member(&class->type, STR("__new__")).kind != V_ABSENT ||
         class_member(&class->type, STR("_generate_next_value_")).kind != V_ABSENT;
}

/* How many classes come first that only have methods. */
static size_t plain_bases(const ValueList *bases) {
  size_t n = 0;
  while (n + 1 < bases->n) {
    const Class *class = class_of(bases->at[n].type);
    bool is_plain = class && !class->members_of && !class->value_of && !class->data && !class->model && !class->tuple &&
                    !class->is_dict && !class->is_typed && exception_of_class(&class->type) == EXC_COUNT;
    is_plain = is_plain && !makes_members(class);
    if (!is_plain) break;
    n++;
  }
  return n;
}

/* What the members are besides, by the bases of the class; NULL: objects alone. */
static const Type *mixed_of(const Class *class, const Type *base) {
  const EnumClass *from = class_of(base) ? class_of(base)->members_of : NULL;
  size_t first = plain_bases(&class->bases);
  if (class->bases.n - first > 1) return class->bases.at[first].type;
  return from ? from->mixed : base == &TYPE_STR_ENUM ? &TYPE_STR : base == &TYPE_INT_ENUM ? &TYPE_INT : NULL;
}

static bool is_mixable(const ValueList *bases) {
  size_t plain = plain_bases(bases);
  const Type *first = bases->at[plain].type;
  if (bases->n - plain == 1) return true;
  bool is_value = first == &TYPE_STR || first == &TYPE_INT || first == &TYPE_FLOAT;
  return bases->n - plain == 2 && is_value && bases->at[plain + 1].type == &TYPE_ENUM;
}

/* Lets the members be the numbers or texts that they are besides. */
static void set_mixed(Type *type, const EnumClass *members) {
  if (of_number(members)) {
    type->number = value_of;
    type->binary = member_binary;
    type->hash = member_hash;
    type->special = number_special;
  }
  if (of_text(members)) {
    type->hash = NULL;
    type->len = TYPE_STR.len;
    type->iter = TYPE_STR.iter;
    type->item = TYPE_STR.item;
    type->contains = TYPE_STR.contains;
    type->compare = TYPE_STR.compare;
    type->binary = TYPE_STR.binary;
  }
}

Value enum_finish(Eval *eval, Class *class, const Type *base) {
  Heap *heap = &eval->heap;
  EnumClass *members = ARENA_NEW(heap->arena, EnumClass);
  const EnumClass *from = class_of(base) ? class_of(base)->members_of : NULL;
  if (class->bases.n > 1 && !is_mixable(&class->bases))
    return value_unsupported(heap, "an Enum of several bases");
  if (from && from->members.n) return value_raise(heap, EXC_TYPE, "<enum '%.*s'> cannot extend <enum '%s'>",
                                                  STR_FMT(class->name), base->name);
  *members = (EnumClass){.by_name = value_dict(heap).dict,
                         .made = ARENA_NEW(heap->arena, ValueList),
                         .mixed = mixed_of(class, base),
                         .shows_value = base == &TYPE_INT_ENUM || base == &TYPE_STR_ENUM || (from && from->shows_value),
                         .is_flag = base == &TYPE_FLAG || (from && from->is_flag)};
  class->members_of = members;
  class->type.repr = member_repr;
  class->type.str = member_str;
  class->type.attr = member_attr;
  class->type.class_iter = class_iter;
  class->type.class_item = class_item;
  set_mixed(&class->type, members);
  if (members->is_flag) make_flag(&class->type);
  Value error = class->node ? refuse_twice(heap, &class->node->class.body) : VALUE_NONE;
  for (size_t i = 0; i < class->members->n && !value_is_error(error); i++)
    if (class->members->at[i].key.kind != V_ABSENT) error = add_member(heap, class, members, &class->members->at[i]);
  return error;
}

/* What an own `_missing_` gives for a value that no member has: a member, None or an error; V_ABSENT: the class has
 * none. */
static Value missing_member(Heap *heap, const Class *class, Value value) {
  Value own = class_member(&class->type, STR("_missing_"));
  if (own.kind == V_ABSENT) return own;
  Value found = heap->call(heap, class_bind(heap, own, &class->type, VALUE_ABSENT), &value, 1, NULL);
  if (value_passes(found) || found.kind == V_NONE || value_type(found) == &class->type) return found;
  return value_raise(heap, EXC_TYPE, "error in %.*s._missing_: returned %.*s instead of None or a valid member",
                     STR_FMT(class->name), STR_FMT(value_repr(heap, found)));
}

Value enum_lookup(Heap *heap, const Class *class, const Value *args) {
  bool plain = args[0].list->n == 1 && !(args[1].kind == V_DICT && args[1].dict->live);
  if (!plain) return value_unsupported(heap, "such a call of an Enum");
  Value value = args[0].list->at[0];
  if (value.kind == V_OBJECT && value_type(value) == &class->type) return value;
  Value found = with_value(heap, class->members_of, value);
  if (found.kind != V_ABSENT) return found;
  found = missing_member(heap, class, value);
  if (found.kind != V_ABSENT && found.kind != V_NONE) return found;
  if (found.kind == V_ABSENT && class->members_of->is_flag && value.kind == V_INT)
    return find_flag(heap, class, value);
  return value_raise(heap, EXC_VALUE, "%.*s is not a valid %.*s", STR_FMT(value_repr(heap, value)),
                     STR_FMT(class->qualified));
}

Value enum_class_attr(Heap *heap, const Class *class, Str name) {
  Value copy = value_dict(heap);
  if (special_is_name(name) && !str_is(name, "__members__")) return VALUE_ABSENT;
  if (!str_is(name, "__members__")) return value_raise_str(heap, EXC_ATTRIBUTE, name);
  const Dict *by_name = class->members_of->by_name;
  for (size_t i = 0; i < by_name->n; i++) dict_put(heap, copy.dict, by_name->at[i].key, by_name->at[i].value);
  return copy;
}

/* ---- Enum("Name", "A B") ---- */

enum { NAMED_VALUE, NAMED_NAMES, NAMED_MODULE, NAMED_QUALNAME, NAMED_TYPE, NAMED_START };

/* The names and values of a text of names, a list of them or of pairs, or a mapping. */
static Value put_named(Heap *heap, Class *class, const Type *base, Value names, int64_t start) {
  ValueList items = {0};
  if (value_is_str(names)) {
    Value spaced[] = {value_str(STR(",")), value_str(STR(" "))};
    names = heap->call(heap, op_attr(heap, names, STR("replace")), spaced, 2, NULL);
    names = heap->call(heap, op_attr(heap, names, STR("split")), NULL, 0, NULL);
  }
  if (names.kind == V_DICT) names = heap->call(heap, op_attr(heap, names, STR("items")), NULL, 0, NULL);
  Value error = value_collect(heap, names, &items);
  for (size_t i = 0; i < items.n && !value_passes(error); i++) {
    const Value *pair;
    size_t n;
    bool is_name = value_is_str(items.at[i]);
    if (!is_name && (!value_items(items.at[i], &pair, &n) || n != 2 || !value_is_str(pair[0])))
      return value_unsupported(heap, "such names of an Enum");
    bool is_next = base == &TYPE_STR_ENUM || (base == &TYPE_FLAG && i > 0);
    Value numbered = is_next ? make_auto(heap, VALUE_NONE, NULL) : value_int(start + (int64_t)i);
    error = dict_put(heap, class->members, is_name ? items.at[i] : pair[0], is_name ? numbered : pair[1]);
  }
  return error;
}

static Value of_names(Heap *heap, const Type *base, const Value *args) {
  Value start = args[NAMED_START].kind == V_ABSENT ? value_int(1) : args[NAMED_START];
  bool has_start = start.kind == V_INT && start.i > -1000000 && start.i < 1000000;
  bool is_plain = value_is_str(args[NAMED_VALUE]) && value_given(args[NAMED_NAMES]) && !value_given(args[NAMED_TYPE]);
  if (!is_plain || !has_start) return value_unsupported(heap, "such a call of an Enum");
  Class *class = class_blank((Eval *)heap, value_text(args[NAMED_VALUE]));
  class->qualified = class->name;
  value_list_push(heap, &class->bases, value_of_type(base));
  Value error = put_named(heap, class, base, args[NAMED_NAMES], start.i);
  if (!value_passes(error)) error = enum_finish((Eval *)heap, class, base);
  return value_passes(error) ? error : value_of_type(&class->type);
}

/* ---- the module ---- */

static Value make_auto(Heap *heap, Value self, const Value *args) {
  (void)self, (void)args;
  return object_new(heap, &TYPE_AUTO, (Object){.at = 0});
}

static Value unique(Heap *heap, Value self, const Value *args) {
  (void)self;
  const Class *class = args[0].kind == V_TYPE ? class_of(args[0].type) : NULL;
  if (!class || !class->members_of) return value_unsupported(heap, "'unique' of what is no Enum");
  const Dict *by_name = class->members_of->by_name;
  Buf names = buf_new(heap->arena, 1 << 12);
  for (size_t i = 0; i < by_name->n; i++) {
    Str name = value_text(by_name->at[i].key), own = value_text(name_of(by_name->at[i].value));
    if (!str_eq(name, own)) buf_printf(&names, "%s%.*s -> %.*s", names.n ? ", " : "", STR_FMT(name), STR_FMT(own));
  }
  if (!names.n) return args[0];
  return value_raise(heap, EXC_VALUE, "duplicate values found in <enum '%.*s'>: %.*s", STR_FMT(class->name),
                     STR_FMT(buf_str(&names)));
}

static const Builtin ENUM[] = {
    {"auto", "auto()", 0, 0, 0, make_auto, "the next value of an Enum"},
    {"unique", "unique(enumeration)", 1, 1, 0, unique, "an Enum without aliases"},
};

Value library_enum(Heap *heap, Str name) {
  static const BuiltinTable TABLE = BUILTIN_TABLE(ENUM);
  (void)heap;
  if (str_is(name, "Enum")) return value_of_type(&TYPE_ENUM);
  if (str_is(name, "StrEnum")) return value_of_type(&TYPE_STR_ENUM);
  if (str_is(name, "Flag")) return value_of_type(&TYPE_FLAG);
  if (str_is(name, "IntEnum")) return value_of_type(&TYPE_INT_ENUM);
  return library_row(TABLE, name);
}
