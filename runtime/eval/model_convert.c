#include "runtime/eval/model_convert.h"

#include <string.h>

#include "runtime/core/limits.h"
#include "runtime/eval/enum.h"
#include "runtime/eval/model_class.h"
#include "runtime/eval/model_make.h"
#include "runtime/value/types.h"

typedef struct Converting {
  Heap *heap;
  const ModelType *type;
  const ModelPlace *location;
  ModelErrors *errors;
} Converting;

static Value misfit(const Converting *c, const char *type, const char *message, Value input) {
  model_misfit(c->heap, c->errors, type, c->location, str_of(message), input);
  return VALUE_ABSENT;
}

static Value odd(const Converting *c, Value v) {
  return value_unsupported(c->heap, "what pydantic makes of such a '%s'", value_type_name(v));
}

/* ---- scalars ---- */

static bool is_text(Value v) { return v.kind == V_STR && !(v.flags & (VALUE_MEMBER | VALUE_MARKUP)); }
static bool is_plain(Value v) {
  return v.kind == V_NONE || v.kind == V_BOOL || v.kind == V_INT || v.kind == V_FLOAT || is_text(v) ||
         (value_is_list(v)) || (v.kind == V_TUPLE && !v.aux) || v.kind == V_DICT;
}

static bool is_word(Str text, const char *word) {
  size_t i = 0;
  for (; i < text.n && word[i]; i++)
    if ((text.p[i] >= 'A' && text.p[i] <= 'Z' ? text.p[i] + 32 : text.p[i]) != word[i]) return false;
  return i == text.n && !word[i];
}

static bool has_digit(Str text) {
  for (size_t i = 0; i < text.n; i++)
    if (char_is_digit(text.p[i]) || (unsigned char)text.p[i] >= 0x80) return true;
  return false;
}

/* Whether it may be one of the other spellings of a number that pydantic reads, `1_000` or `2.0`: all others it
 * refuses. */
static bool may_be_int(Str text) {
  for (size_t i = 0; i < text.n; i++)
    if ((unsigned char)text.p[i] < 0x80 && !strchr("0123456789+-._", text.p[i])) return false;
  return has_digit(text);
}

/* Digits behind a sign: how many bytes; 0: something else. */
static size_t digits(Str text) {
  size_t at = text.n && (text.p[0] == '-' || text.p[0] == '+'), start = at;
  while (at < text.n && char_is_digit(text.p[at])) at++;
  return at > start && at - start <= 18 ? at : 0;
}

static Value to_str(const Converting *c, Value v) {
  if (is_text(v)) return v;
  return is_plain(v) || v.kind == V_BIGINT || v.kind == V_DATE || v.kind == V_DATETIME
             ? misfit(c, "string_type", "Input should be a valid string", v)
             : odd(c, v);
}

static Value int_of_text(const Converting *c, Value v) {
  Str text = str_trim(value_text(v));
  int64_t number = 0;
  if (text.n && digits(text) == text.n) {
    for (size_t i = text.p[0] == '-' || text.p[0] == '+'; i < text.n; i++) number = number * 10 + (text.p[i] - '0');
    return value_int(text.p[0] == '-' ? -number : number);
  }
  if (may_be_int(text)) return odd(c, v);
  return misfit(c, "int_parsing", "Input should be a valid integer, unable to parse string as an integer", v);
}

static Value to_int(const Converting *c, Value v) {
  if (v.kind == V_INT || v.kind == V_BIGINT) return v;
  if (v.kind == V_BOOL) return value_int(v.i);
  if (is_text(v)) return int_of_text(c, v);
  bool is_whole = v.kind == V_FLOAT && v.f > -1e15 && v.f < 1e15 && v.f == (double)(int64_t)v.f;
  if (is_whole) return value_int((int64_t)v.f);
  if (v.kind == V_FLOAT && v.f > -1e15 && v.f < 1e15)
    return misfit(c, "int_from_float", "Input should be a valid integer, got a number with a fractional part", v);
  return is_plain(v) && v.kind != V_FLOAT ? misfit(c, "int_type", "Input should be a valid integer", v) : odd(c, v);
}

/* Digits, and digits behind a point. */
static bool is_decimal(Str text) {
  size_t whole = digits(text);
  if (!whole || whole == text.n) return whole > 0;
  if (text.p[whole] != '.') return false;
  size_t at = whole + 1;
  while (at < text.n && char_is_digit(text.p[at])) at++;
  return at == text.n && at > whole + 1;
}

static Value to_float(const Converting *c, Value v) {
  if (v.kind == V_FLOAT) return v;
  if (v.kind == V_INT || v.kind == V_BOOL) return value_float((double)v.i);
  if (!is_text(v)) return is_plain(v) ? misfit(c, "float_type", "Input should be a valid number", v) : odd(c, v);
  Str text = str_trim(value_text(v));
  if (is_decimal(text)) return value_float(number_read_double(str_z(c->heap->arena, text)));
  bool has_n = str_find(text, STR("n"), 0) != SIZE_MAX || str_find(text, STR("N"), 0) != SIZE_MAX;
  bool may_be = (has_digit(text) || has_n) && str_find(text, STR("{"), 0) == SIZE_MAX;
  if (may_be && text.n) return odd(c, v);
  return misfit(c, "float_parsing", "Input should be a valid number, unable to parse string as a number", v);
}

static Value to_bool(const Converting *c, Value v) {
  static const char *const WORDS[] = {"0", "1", "off", "on", "f", "t", "false", "true", "n", "y", "no", "yes"};
  static const char MESSAGE[] = "Input should be a valid boolean, unable to interpret input";
  if (v.kind == V_BOOL) return v;
  if (v.kind == V_INT && (v.i == 0 || v.i == 1)) return value_bool(v.i);
  if (v.kind == V_INT) return misfit(c, "bool_parsing", MESSAGE, v);
  if (!is_text(v))
    return is_plain(v) && v.kind != V_FLOAT ? misfit(c, "bool_type", "Input should be a valid boolean", v) : odd(c, v);
  Str text = value_text(v);
  for (size_t i = 0; i < COUNT(WORDS); i++)
    if (is_word(text, WORDS[i])) return value_bool(i % 2);
  return misfit(c, "bool_parsing", MESSAGE, v);
}

/* Whether a text is of that shape, in which `d` stands for a digit. */
static bool has_shape(Str text, const char *shape) {
  if (text.n != strlen(shape)) return false;
  for (size_t i = 0; i < text.n; i++) {
    bool is_digit = char_is_digit(text.p[i]);
    if (shape[i] == 'd' ? !is_digit : text.p[i] != shape[i]) return false;
  }
  return true;
}

/* By the class's own `fromisoformat`, of the shapes that both read alike; NULL ends them. */
static Value of_iso(const Converting *c, const Type *class, Value v, const char *const *shapes) {
  bool fits = false;
  for (; is_text(v) && *shapes; shapes++) fits |= has_shape(value_text(v), *shapes);
  if (!fits) return odd(c, v);
  Value reads = op_attr(c->heap, value_of_type(class), STR("fromisoformat"));
  Value made = c->heap->call(c->heap, reads, &v, 1, NULL);
  return value_is_error(made) ? odd(c, v) : made;
}

static Value to_date(const Converting *c, Value v) {
  static const char *const SHAPES[] = {"dddd-dd-dd", NULL};
  return v.kind == V_DATE ? v : of_iso(c, &TYPE_DATE, v, SHAPES);
}

static Value to_datetime(const Converting *c, Value v) {
  static const char *const SHAPES[] = {"dddd-dd-ddTdd:dd", "dddd-dd-ddTdd:dd:dd", "dddd-dd-dd dd:dd",
                                       "dddd-dd-dd dd:dd:dd", NULL};
  return v.kind == V_DATETIME ? v : of_iso(c, &TYPE_DATETIME, v, SHAPES);
}

static Value to_path(const Converting *c, Value v) {
  if (v.kind == V_PATH && value_type(v) == &TYPE_PATH) return v;
  return is_text(v) ? path_value(c->heap, value_text(v)) : odd(c, v);
}

/* ---- choices ---- */

/* "'a', 'b' or 'c'" */
static Value not_one_of(const Converting *c, const char *type, const ValueList *values, Value v) {
  Buf buf = buf_new(c->heap->arena, LIMIT_STRING_BYTES);
  buf_puts(&buf, "Input should be ");
  for (size_t i = 0; i < values->n; i++) {
    if (i) buf_puts(&buf, i + 1 == values->n ? " or " : ", ");
    value_write_repr(c->heap, &buf, values->at[i]);
  }
  model_misfit(c->heap, c->errors, type, c->location, buf_str(&buf), v);
  return VALUE_ABSENT;
}

static Value to_literal(const Converting *c, Value v) {
  const ValueList *values = &c->type->values;
  for (size_t i = 0; i < values->n; i++) {
    if (!value_equal(c->heap, values->at[i], v)) continue;
    return values->at[i].kind == v.kind && (v.kind != V_STR || is_text(v)) ? values->at[i] : odd(c, v);
  }
  return is_plain(v) ? not_one_of(c, "literal_error", values, v) : odd(c, v);
}

static Value to_enum(const Converting *c, Value v) {
  Value args[] = {value_tuple(c->heap, &v, 1), VALUE_ABSENT};
  if (value_type(v) == &c->type->class->type) return v;
  if (!is_text(v) && v.kind != V_INT) return odd(c, v);
  Value found = enum_lookup(c->heap, c->type->class, args);
  if (!value_is_error(found)) return found;
  if (found.exc->type == EXC_UNSUPPORTED) return found;
  ValueList members = {0}, values = {0};
  Value done = value_collect(c->heap, value_of_type(&c->type->class->type), &members);
  for (size_t i = 0; i < members.n && !value_is_error(done); i++) {
    done = op_attr(c->heap, members.at[i], STR("value"));
    if (done.kind != v.kind) return odd(c, v); /* what of one kind may be converted into another */
    value_list_push(c->heap, &values, done);
  }
  return value_is_error(done) ? done : not_one_of(c, "enum", &values, v);
}

static bool is_object_of(Value v, const Class *class) {
  return v.kind == V_OBJECT && class_derives(value_type(v), &class->type);
}

Value model_no_dict(Heap *heap, const Class *class, Value v, const ModelPlace *location, ModelErrors *errors) {
  if (!is_plain(v)) return odd(&(Converting){.heap = heap}, v);
  model_misfit(heap, errors, "model_type", location,
               str_printf(heap->arena, "Input should be a valid dictionary or instance of %.*s", STR_FMT(class->name)),
               v);
  return VALUE_ABSENT;
}

static Value to_object(const Converting *c, Value v) {
  const Class *class = c->type->class;
  return (is_object_of(v, class) ? model_take : model_make)(c->heap, class, v, c->location, c->errors);
}

/* ---- collections ---- */

/* One part of a value, by the type at `at`; 0 types: of any kind. */
static Value part(const Converting *c, size_t at, Value v, Value inner) {
  if (!c->type->n) return v;
  return model_convert(c->heap, c->type->items[at], v, model_location(c->heap, c->location, inner), c->errors);
}

/* The items of a list or tuple, converted; V_ABSENT where one does not fit. */
static Value parts(const Converting *c, Value v, ValueList *made) {
  bool has_misfit = false, by_place = c->type->kind == MODEL_TUPLE && !c->type->is_open;
  for (size_t i = 0; i < v.list->n; i++) {
    Value item = part(c, by_place ? i : 0, v.list->at[i], value_int((int64_t)i));
    if (value_is_error(item)) return item;
    has_misfit |= item.kind == V_ABSENT;
    value_list_push(c->heap, made, item);
  }
  return has_misfit ? VALUE_ABSENT : VALUE_NONE;
}

static bool is_sequence(Value v) { return value_is_list(v) || (v.kind == V_TUPLE && !v.aux); }

static Value to_list(const Converting *c, Value v) {
  ModelKind kind = c->type->kind;
  if (!is_sequence(v)) {
    if (!is_plain(v) || kind == MODEL_SEQUENCE) return odd(c, v);
    return kind == MODEL_LIST ? misfit(c, "list_type", "Input should be a valid list", v)
                              : misfit(c, "tuple_type", "Input should be a valid tuple", v);
  }
  if (kind == MODEL_TUPLE && !c->type->is_open && v.list->n != c->type->n) return odd(c, v);
  ValueList made = {0};
  Value done = parts(c, v, &made);
  if (done.kind != V_NONE) return done;
  Value out = value_tuple(c->heap, made.at, made.n);
  if (kind == MODEL_LIST || (kind == MODEL_SEQUENCE && v.kind == V_LIST)) out.kind = V_LIST;
  bool keeps_class = kind == MODEL_SEQUENCE && v.aux;
  return keeps_class ? c->heap->call(c->heap, value_of_type(value_type(v)), &out, 1, NULL) : out;
}

static Value to_set(const Converting *c, Value v) {
  ValueList given = {0}, made = {0};
  bool is_set = v.kind == V_SET;
  if (!is_set && !is_sequence(v))
    return is_plain(v) ? misfit(c, "set_type", "Input should be a valid set", v) : odd(c, v);
  size_t before = c->errors->n;
  Value done = value_collect(c->heap, v, &given);
  if (!value_is_error(done)) done = parts(c, value_tuple(c->heap, given.at, given.n), &made);
  if (is_set && c->errors->n > before) return odd(c, v); /* an item of a set has no place */
  if (done.kind != V_NONE) return done;
  Value items = value_tuple(c->heap, made.at, made.n),
        set = c->heap->call(c->heap, value_of_type(&TYPE_SET), &items, 1, NULL);
  return value_is_error(set) ? odd(c, v) : set; /* an item without a hash */
}

static Value to_dict(const Converting *c, Value v) {
  if (v.kind != V_DICT)
    return is_plain(v) ? misfit(c, "dict_type", "Input should be a valid dictionary", v) : odd(c, v);
  Value made = value_dict(c->heap);
  bool has_misfit = false;
  for (size_t i = 0; i < v.dict->n; i++) {
    const DictEntry *entry = &v.dict->at[i];
    if (entry->key.kind == V_ABSENT) continue;
    size_t before = c->errors->n;
    Value key = part(c, 0, entry->key, entry->key);
    if (value_is_error(key)) return key;
    bool fits = (is_text(entry->key) || entry->key.kind == V_INT) && c->errors->n == before;
    if (!fits) return odd(c, entry->key);
    Value value = part(c, 1, entry->value, entry->key);
    if (value_is_error(value)) return value;
    has_misfit |= value.kind == V_ABSENT;
    if (value.kind != V_ABSENT) dict_put(c->heap, made.dict, key, value);
  }
  return has_misfit ? VALUE_ABSENT : made;
}

/* ---- unions ---- */

/* Whether a value is what a branch asks for as it stands. */
static bool is_exact(const ModelType *type, Value v) {
  switch (type->kind) {
  case MODEL_STR: return is_text(v);
  case MODEL_INT: return v.kind == V_INT;
  case MODEL_FLOAT: return v.kind == V_FLOAT;
  case MODEL_BOOL: return v.kind == V_BOOL;
  case MODEL_NONE: return v.kind == V_NONE;
  case MODEL_DATE: return v.kind == V_DATE;
  case MODEL_DATETIME: return v.kind == V_DATETIME;
  case MODEL_ENUM: return value_type(v) == &type->class->type;
  case MODEL_OBJECT: return is_object_of(v, type->class);
  default: return false;
  }
}

/* How errors name a branch; "": dbtplan does not know. */
static Str branch_name(const ModelType *type) {
  static const char *const NAMES[] = {
      [MODEL_STR] = "str", [MODEL_INT] = "int", [MODEL_FLOAT] = "float", [MODEL_BOOL] = "bool"};
  if (type->kind == MODEL_OBJECT) return type->class->name;
  return type->kind < COUNT(NAMES) && NAMES[type->kind] ? str_of(NAMES[type->kind]) : STR("");
}

static void flatten(Heap *heap, const ModelType *type, const ModelType **branches, size_t *n, size_t room) {
  heap_enter(heap);
  for (size_t i = 0; i < type->n && *n < room; i++) {
    if (type->items[i]->kind == MODEL_UNION && !type->items[i]->tag.n) flatten(heap, type->items[i], branches, n, room);
    else branches[(*n)++] = type->items[i];
  }
  heap_leave(heap);
}

enum { BRANCHES_MOST = 16 };

/* A list or dict where one branch alone is of a collection, and of that kind. */
static Value to_sole(const Converting *c, const ModelType *const *branches, size_t n, Value v) {
  const ModelType *sole = NULL;
  ModelErrors misfits = {0};
  size_t count = 0;
  for (size_t i = 0; i < n; i++) {
    ModelKind kind = branches[i]->kind;
    bool is_scalar = branch_name(branches[i]).n && kind != MODEL_OBJECT;
    count += !is_scalar && kind != MODEL_NONE && kind != MODEL_LITERAL;
    if (v.kind == V_DICT ? kind == MODEL_DICT || kind == MODEL_OBJECT : kind == MODEL_LIST) sole = branches[i];
  }
  if (count != 1 || !sole) return odd(c, v);
  Value made = model_convert(c->heap, sole, v, c->location, &misfits);
  return made.kind == V_ABSENT ? odd(c, v) : made;
}

/* The one model of a union whose field `tag` may be that; NULL: none, or some branch is no such model. */
static const ModelType *branch_tagged(Heap *heap, const ModelType *type, Value tag) {
  const ModelType *found = NULL;
  for (size_t i = 0; i < type->n; i++) {
    const Class *class = type->items[i]->kind == MODEL_OBJECT ? type->items[i]->class : NULL;
    const ModelType *literal = class ? model_literal_of(class, type->tag) : NULL;
    if (!literal) return NULL;
    for (size_t k = 0; k < literal->values.n; k++)
      if (value_equal(heap, literal->values.at[k], tag)) found = type->items[i];
  }
  return found;
}

static Value to_tagged(const Converting *c, Value v) {
  Value tag = v.kind == V_DICT ? dict_get_str(v.dict, c->type->tag) : VALUE_ABSENT;
  const ModelType *branch = value_is_str(tag) ? branch_tagged(c->heap, c->type, tag) : NULL;
  if (!branch)
    return value_unsupported(c->heap, "what a union with a discriminator makes of such a '%s'", value_type_name(v));
  const ModelPlace *location = model_location(c->heap, c->location, value_str(value_text(tag)));
  return model_convert(c->heap, branch, v, location, c->errors);
}

/* pydantic takes the branch that fits best. Of several that would have to convert, dbtplan decides between scalars
 * alone. */
static Value to_union(const Converting *c, Value v) {
  if (c->type->tag.n && v.kind != V_OBJECT) return to_tagged(c, v);
  const ModelType *branches[BRANCHES_MOST], *chosen[BRANCHES_MOST];
  size_t n = 0, count = 0;
  bool has_others = false;
  flatten(c->heap, c->type, branches, &n, BRANCHES_MOST);
  for (size_t i = 0; i < n; i++)
    if (is_exact(branches[i], v)) return model_convert(c->heap, branches[i], v, c->location, c->errors);
  if (n == BRANCHES_MOST) return odd(c, v);
  for (size_t i = 0; i < n; i++) {
    if (branches[i]->kind == MODEL_NONE) continue;
    has_others |= !branch_name(branches[i]).n || branches[i]->kind == MODEL_OBJECT;
    chosen[count++] = branches[i];
  }
  if (count == 1) return model_convert(c->heap, chosen[0], v, c->location, c->errors);
  if (v.kind == V_DICT || is_sequence(v)) return has_others ? to_sole(c, branches, n, v) : odd(c, v);
  if (has_others || n != count) return odd(c, v);
  ModelErrors misfits = {0};
  for (size_t i = 0; i < count; i++) {
    size_t before = misfits.n;
    const ModelPlace *location = model_location(c->heap, c->location, value_str(branch_name(chosen[i])));
    Value made = model_convert(c->heap, chosen[i], v, location, &misfits);
    if (made.kind != V_ABSENT || misfits.n == before) return made;
  }
  for (size_t i = 0; i < misfits.n; i++) VEC_PUSH(c->heap->arena, c->errors, misfits.at[i]);
  return VALUE_ABSENT;
}

/* ---- strictly ---- */

Value model_refuse(Heap *heap, const ModelType *type, Value v, const ModelPlace *location, ModelErrors *errors) {
  static const struct {
    ModelKind kind;
    const char *type, *words;
  } ROWS[] = {
      {MODEL_STR, "string_type", "string"}, {MODEL_INT, "int_type", "integer"}, {MODEL_BOOL, "bool_type", "boolean"}};
  bool fits = type->kind == MODEL_STR   ? v.kind == V_STR && !value_is_member(v)
              : type->kind == MODEL_INT ? v.kind == V_INT || v.kind == V_BIGINT
                                        : v.kind == V_BOOL;
  for (size_t i = 0; i < COUNT(ROWS); i++) {
    if (ROWS[i].kind != type->kind) continue;
    if (fits) return VALUE_NONE;
    model_misfit(heap, errors, ROWS[i].type, location,
                 str_printf(heap->arena, "Input should be a valid %s", ROWS[i].words), v);
    return VALUE_ABSENT;
  }
  return value_unsupported(heap, "'strict' of such a field");
}

/* ---- giving out ---- */

const ModelType MODEL_UNTOLD = {.kind = MODEL_ANY};

static bool suits(const ModelType *type, Value v) {
  switch (type->kind) {
  case MODEL_FLOAT: return v.kind == V_INT && !value_is_member(v);
  case MODEL_LIST: return value_is_list(v);
  case MODEL_SEQUENCE: return is_sequence(v);
  case MODEL_SET: return v.kind == V_SET;
  case MODEL_TUPLE: return v.kind == V_TUPLE && !v.aux && (type->is_open || v.list->n == type->n);
  case MODEL_DICT: return v.kind == V_DICT;
  default: return is_exact(type, v);
  }
}

/* The object's own class first; where several branches are left, none is taken. */
static const ModelType *branch_for(Heap *heap, const ModelType *type, Value v) {
  const ModelType *branches[BRANCHES_MOST], *found = NULL;
  size_t n = 0, count = 0;
  flatten(heap, type, branches, &n, BRANCHES_MOST);
  for (size_t i = 0; i < n; i++)
    if (branches[i]->kind == MODEL_OBJECT && value_type(v) == &branches[i]->class->type) return branches[i];
  for (size_t i = 0; i < n; i++) {
    if (branches[i]->kind != MODEL_ANY && !suits(branches[i], v)) continue;
    found = branches[i];
    count++;
  }
  if (count > 1 || n == BRANCHES_MOST) return &MODEL_UNTOLD;
  return found && found->kind == MODEL_ANY ? NULL : found;
}

const ModelType *model_type_for(Heap *heap, const ModelType *type, Value v) {
  if (type == &MODEL_UNTOLD || !type) return type;
  if (type->kind == MODEL_UNION) return branch_for(heap, type, v);
  return type->kind != MODEL_ANY && suits(type, v) ? type : NULL;
}

/* ---- the whole ---- */

static Value to_none(const Converting *c, Value v) {
  if (v.kind == V_NONE) return v;
  return is_plain(v) ? misfit(c, "none_required", "Input should be None", v) : odd(c, v);
}

static Value to_any(const Converting *c, Value v) {
  (void)c;
  return v;
}

Value model_convert(Heap *heap, const ModelType *type, Value v, const ModelPlace *location, ModelErrors *errors) {
  static Value (*const TO[])(const Converting *, Value) = {
      [MODEL_ANY] = to_any,       [MODEL_STR] = to_str,   [MODEL_INT] = to_int,       [MODEL_FLOAT] = to_float,
      [MODEL_BOOL] = to_bool,     [MODEL_NONE] = to_none, [MODEL_DATE] = to_date,     [MODEL_DATETIME] = to_datetime,
      [MODEL_PATH] = to_path,     [MODEL_LIST] = to_list, [MODEL_SEQUENCE] = to_list, [MODEL_SET] = to_set,
      [MODEL_TUPLE] = to_list,    [MODEL_DICT] = to_dict, [MODEL_UNION] = to_union,   [MODEL_LITERAL] = to_literal,
      [MODEL_OBJECT] = to_object, [MODEL_ENUM] = to_enum};
  if (value_passes(v)) return v;
  heap_enter(heap);
  heap_step(heap, 1);
  Converting converting = {heap, type, location, errors};
  Value made = TO[type->kind](&converting, v);
  heap_leave(heap);
  return made;
}
