#include "runtime/eval/args.h"

#include <string.h>

#include "runtime/core/limits.h"
#include "runtime/eval/class.h"
#include "runtime/eval/object.h"
#include "runtime/eval/python.h"
#include "runtime/value/types.h"

/* ---- reading a signature ---- */

static bool is_name_byte(char c) {
  return c == '_' || c == '.' || char_is_digit(c) || char_is_letter(c);
}

/* "do_replace(eval_ctx | s, old)" → shown "do_replace", hidden 1, and the text "s, old"; another text as it is. */
static Str read_head(Str text, Signature *signature) {
  size_t name = 0;
  while (name < text.n && is_name_byte(text.p[name])) name++;
  if (name == 0 || name >= text.n || text.p[name] != '(') return text;
  signature->shown = str_sub(text, 0, name);
  text = str_sub(text, name + 1, text.n - 1);
  size_t bar = str_find(text, STR("|"), 0);
  if (bar == SIZE_MAX) return text;
  signature->hidden = 1;
  return str_sub(text, bar + 1, text.n);
}

/* The end of the parameter that begins at `at`: the next comma outside brackets and quotes. */
static size_t param_end(Str text, size_t at) {
  int depth = 0;
  char quote = 0;
  for (; at < text.n; at++) {
    char c = text.p[at];
    if (quote) {
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '(' || c == '[' || c == '{') {
      depth++;
    } else if (c == ')' || c == ']' || c == '}') {
      depth--;
    } else if (c == ',' && depth == 0) {
      break;
    }
  }
  return at;
}

static void add_param(Signature *signature, Str word, ParamKind kind) {
  if (signature->n == ARGS_MOST) return;
  size_t equals = str_find(word, STR("="), 0);
  bool required = equals == SIZE_MAX && kind < PARAM_REST;
  Str name = str_trim(str_sub(word, 0, equals == SIZE_MAX ? word.n : equals));
  signature->at[signature->n++] = (Param){name, kind, required};
}

static void read_param(Signature *signature, Str word, ParamKind *kind) {
  if (str_is(word, "/")) {
    for (size_t i = 0; i < signature->n; i++) signature->at[i].kind = PARAM_POSITIONAL;
  } else if (str_is(word, "*")) {
    *kind = PARAM_KEYWORD;
  } else if (str_starts(word, STR("**"))) {
    add_param(signature, str_sub(word, 2, word.n), PARAM_KEYWORDS);
  } else if (str_starts(word, STR("*"))) {
    add_param(signature, str_sub(word, 1, word.n), PARAM_REST);
    *kind = PARAM_KEYWORD;
  } else if (word.n) {
    add_param(signature, word, *kind);
  }
}

static void read_text(Str text, Signature *signature) {
  text = read_head(text, signature);
  ParamKind kind = PARAM_EITHER;
  for (size_t at = 0; at < text.n;) {
    size_t end = param_end(text, at);
    read_param(signature, str_trim(str_sub(text, at, end)), &kind);
    at = end + 1;
  }
}

void signature_read(const Builtin *builtin, Signature *signature) {
  *signature = (Signature){.n = 0};
  if (builtin->params) read_text(str_of(builtin->params), signature);
  if (!(builtin->flags & BUILTIN_C_STYLE)) return;
  for (size_t i = 0; i < signature->n; i++)
    if (signature->at[i].kind == PARAM_EITHER) signature->at[i].kind = PARAM_POSITIONAL;
}

static ParamKind kind_of_word(Str word) {
  static const struct {
    const char *word;
    ParamKind kind;
  } KINDS[] = {{"/", PARAM_POSITIONAL}, {"*", PARAM_REST}, {"**", PARAM_KEYWORDS}, {"k", PARAM_KEYWORD}};
  for (size_t i = 0; i < COUNT(KINDS); i++)
    if (str_is(word, KINDS[i].word)) return KINDS[i].kind;
  return PARAM_EITHER;
}

bool signature_of_nodes(Str shown, const NodeList *params, Signature *signature) {
  *signature = (Signature){.shown = shown};
  if (params->n > ARGS_MOST) return false;
  for (size_t i = 0; i < params->n; i++) {
    const Node *param = params->at[i];
    ParamKind kind = kind_of_word(param->param.kind);
    bool required = kind < PARAM_REST && !param->param.fallback;
    signature->at[signature->n++] = (Param){param->param.id, kind, required};
  }
  return true;
}

size_t args_count(const Builtin *builtin) {
  Signature signature;
  signature_read(builtin, &signature);
  return signature.n;
}

/* ---- what the styles share ---- */

static size_t positional_count(const Signature *signature) {
  size_t n = 0;
  while (n < signature->n && signature->at[n].kind <= PARAM_EITHER) n++;
  return n;
}

static int find_kind(const Signature *signature, ParamKind kind) {
  for (size_t i = 0; i < signature->n; i++)
    if (signature->at[i].kind == kind) return (int)i;
  return -1;
}

/* The parameter that a keyword may name, or -1. */
static int find_param(const Signature *signature, Str name) {
  for (size_t i = 0; i < signature->n; i++)
    if ((signature->at[i].kind == PARAM_EITHER || signature->at[i].kind == PARAM_KEYWORD) &&
        str_eq(signature->at[i].name, name))
      return (int)i;
  return -1;
}

static void bind_positional(Heap *heap, const Signature *signature, CallArgs given, Value *bound) {
  size_t room = positional_count(signature);
  for (size_t i = 0; i < given.n && i < room; i++) bound[i] = given.positional[i];
  int rest = find_kind(signature, PARAM_REST);
  if (rest >= 0)
    bound[rest] =
        given.n > room ? value_tuple(heap, given.positional + room, given.n - room) : value_tuple(heap, NULL, 0);
  int keywords = find_kind(signature, PARAM_KEYWORDS);
  if (keywords >= 0) bound[keywords] = value_dict(heap);
}

typedef Value (*KeywordProblem)(Heap *heap, const Signature *signature, Str name, int at);

/* Binds keywords; `unexpected` and `twice` word what is wrong. */
static Value bind_keywords(Heap *heap, const Signature *signature, const Dict *given, Value *bound,
                           KeywordProblem unexpected, KeywordProblem twice) {
  int keywords = find_kind(signature, PARAM_KEYWORDS);
  for (size_t i = 0; given && i < given->n; i++) {
    const DictEntry *entry = &given->at[i];
    if (entry->key.kind == V_ABSENT) continue;
    Str name = value_text(entry->key);
    int at = find_param(signature, name);
    if (at >= 0 && bound[at].kind != V_ABSENT) return twice(heap, signature, name, at);
    if (at < 0 && keywords < 0) return unexpected(heap, signature, name, at);
    if (at >= 0)
      bound[at] = entry->value;
    else
      dict_put(heap, bound[keywords].dict, entry->key, entry->value);
  }
  return VALUE_NONE;
}

static size_t keyword_count(const Dict *keywords) { return keywords ? keywords->live : 0; }

/* ---- functions written in Python: CPython's ceval.c ---- */

/* Notes which parameter was likely meant by a keyword that none has. */
static Value meant(Heap *heap, const Signature *signature, Value error, Str name) {
  Str names[ARGS_MOST];
  size_t n = 0;
  for (size_t i = 0; i < signature->n; i++)
    if (signature->at[i].kind == PARAM_EITHER || signature->at[i].kind == PARAM_KEYWORD)
      names[n++] = signature->at[i].name;
  error.exc->wrong = str_copy(heap->arena, name);
  error.exc->likely = str_copy(heap->arena, str_nearest_sole(name, names, n, &error.exc->likely_sole));
  return error;
}

static Value python_unexpected(Heap *heap, const Signature *signature, Str name, int at) {
  (void)at;
  Str shown = signature->shown;
  for (size_t i = 0; i < signature->n; i++)
    if (signature->at[i].kind == PARAM_POSITIONAL && str_eq(signature->at[i].name, name))
      return value_raise(heap, EXC_TYPE,
                         "%.*s() got some positional-only arguments passed as keyword arguments: '%.*s'",
                         STR_FMT(shown), STR_FMT(name));
  return meant(
      heap, signature,
      value_raise(heap, EXC_TYPE, "%.*s() got an unexpected keyword argument '%.*s'", STR_FMT(shown), STR_FMT(name)),
      name);
}

static Value python_twice(Heap *heap, const Signature *signature, Str name, int at) {
  (void)at;
  return value_raise(heap, EXC_TYPE, "%.*s() got multiple values for argument '%.*s'", STR_FMT(signature->shown),
                     STR_FMT(name));
}

static Value too_many(Heap *heap, const Signature *signature, CallArgs given, const Value *bound) {
  size_t most = positional_count(signature) + signature->hidden, least = signature->hidden, only = 0;
  for (size_t i = 0; i + signature->hidden < most; i++) least += signature->at[i].required;
  for (size_t i = 0; i < signature->n; i++)
    only += signature->at[i].kind == PARAM_KEYWORD && bound[i].kind != V_ABSENT;
  size_t n = given.n + signature->hidden;
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  buf_printf(&buf, "%.*s() takes ", STR_FMT(signature->shown));
  if (least < most) buf_printf(&buf, "from %zu to ", least);
  buf_printf(&buf, "%zu positional argument%s but %zu ", most, least == 1 && most == 1 ? "" : "s", n);
  if (only)
    buf_printf(&buf, "positional argument%s (and %zu keyword-only argument%s) ", n == 1 ? "" : "s", only,
               only == 1 ? "" : "s");
  buf_puts(&buf, n == 1 && !only ? "was given" : "were given");
  return value_raise_str(heap, EXC_TYPE, buf_str(&buf));
}

/* "'a'", "'a' and 'b'", "'a', 'b', and 'c'" of the parameters that are required and not bound. */
static Value missing(Heap *heap, const Signature *signature, const Value *bound, bool keyword_only) {
  const Str *names[ARGS_MOST];
  size_t n = 0;
  for (size_t i = 0; i < signature->n; i++)
    if (signature->at[i].required && bound[i].kind == V_ABSENT &&
        (signature->at[i].kind == PARAM_KEYWORD) == keyword_only)
      names[n++] = &signature->at[i].name;
  if (!n) return VALUE_NONE;
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  buf_printf(&buf, "%.*s() missing %zu required %s argument%s: ", STR_FMT(signature->shown), n,
             keyword_only ? "keyword-only" : "positional", n == 1 ? "" : "s");
  for (size_t i = 0; i < n; i++) {
    if (i) buf_puts(&buf, n == 2 ? " and " : i + 1 == n ? ", and " : ", ");
    buf_printf(&buf, "'%.*s'", STR_FMT(*names[i]));
  }
  return value_raise_str(heap, EXC_TYPE, buf_str(&buf));
}

Value signature_bind(Heap *heap, const Signature *signature, CallArgs given, Value bound[ARGS_MOST]) {
  memset(bound, 0, sizeof(Value) * ARGS_MOST);
  bind_positional(heap, signature, given, bound);
  Value error = bind_keywords(heap, signature, given.keywords, bound, python_unexpected, python_twice);
  if (value_is_error(error)) return error;
  if (given.n > positional_count(signature) && find_kind(signature, PARAM_REST) < 0)
    return too_many(heap, signature, given, bound);
  error = missing(heap, signature, bound, false);
  return value_is_error(error) ? error : missing(heap, signature, bound, true);
}

/* ---- functions written in C ---- */

/* "str.upper" of a method, "len" of a function: what CPython calls a qualified name. */
static Str qualified(Heap *heap, const Builtin *builtin, const Signature *signature, Value self) {
  if (signature->shown.n) return signature->shown;
  if (self.kind == V_ABSENT || builtin->flags & BUILTIN_PARSES) return str_of(builtin->name);
  Str type = str_of(self.kind == V_TYPE ? self.type->name : value_type_name(self));
  type = str_sub(type, str_behind(type, '.'), type.n);
  return str_printf(heap->arena, "%.*s.%s", STR_FMT(type), builtin->name);
}

/* PyArg_ParseTuple */
static Value parse_wrong_count(Heap *heap, const Builtin *builtin, size_t n) {
  unsigned least = builtin->least, most = builtin->most, bound = n < least ? least : most;
  return value_raise(heap, EXC_TYPE, "%s() takes %s %u argument%s (%zu given)", builtin->name,
                     least == most ? "exactly" : n < least ? "at least" : "at most", bound, bound == 1 ? "" : "s", n);
}

static Value c_wrong_count(Heap *heap, const Builtin *builtin, const Signature *signature, Value self, size_t n) {
  unsigned least = builtin->least, most = builtin->most;
  if (builtin->flags & BUILTIN_PARSES) return parse_wrong_count(heap, builtin, n);
  Str name = qualified(heap, builtin, signature, self);
  Str bare = signature->shown.n ? signature->shown : str_of(builtin->name);
  if (most == 0) return value_raise(heap, EXC_TYPE, "%.*s() takes no arguments (%zu given)", STR_FMT(name), n);
  if (least == 1 && most == 1)
    return value_raise(heap, EXC_TYPE, "%.*s() takes exactly one argument (%zu given)", STR_FMT(name), n);
  unsigned bound = n < least ? least : most;
  return value_raise(heap, EXC_TYPE, "%.*s expected %s%u argument%s, got %zu", STR_FMT(bare),
                     least == most ? "" : n < least ? "at least " : "at most ", bound, bound == 1 ? "" : "s", n);
}

/* METH_NOARGS, METH_O, METH_FASTCALL: positional only. */
static Value bind_c(Heap *heap, const Builtin *builtin, const Signature *signature, Value self, CallArgs given,
                    Value *bound) {
  if (keyword_count(given.keywords) && find_kind(signature, PARAM_KEYWORDS) < 0)
    return value_raise(heap, EXC_TYPE, "%.*s() takes no keyword arguments",
                       STR_FMT(qualified(heap, builtin, signature, self)));
  if (given.n < builtin->least || (builtin->most != UINT8_MAX && given.n > builtin->most))
    return c_wrong_count(heap, builtin, signature, self, given.n);
  bind_positional(heap, signature, given, bound);
  return bind_keywords(heap, signature, given.keywords, bound, python_unexpected, python_twice);
}

static Value clinic_unexpected(Heap *heap, const Signature *signature, Str name, int at) {
  (void)at;
  Value error = value_raise(heap, EXC_TYPE, "'%.*s' is an invalid keyword argument for %s%.*s", STR_FMT(name),
                            str_is(signature->shown, "function") ? "this " : "", STR_FMT(signature->shown));
  return meant(heap, signature, error, name);
}

static Value clinic_twice(Heap *heap, const Signature *signature, Str name, int at) {
  return value_raise(heap, EXC_TYPE, "argument for %.*s given by name ('%.*s') and position (%d)",
                     STR_FMT(signature->shown), STR_FMT(name), at + 1);
}

static Value clinic_too_many(Heap *heap, const Signature *signature, size_t n, const char *what) {
  return value_raise(heap, EXC_TYPE, "%.*s takes at most %zu %sargument%s (%zu given)", STR_FMT(signature->shown),
                     signature->n, what, signature->n == 1 ? "" : "s", n);
}

static Value clinic_wrong_positions(Heap *heap, const Signature *signature, const char *bound, size_t right, size_t n) {
  return value_raise(heap, EXC_TYPE, "%.*s takes %s %zu positional argument%s (%zu given)", STR_FMT(signature->shown),
                     bound, right, right == 1 ? "" : "s", n);
}

/* PyArg_ParseTupleAndKeywords: positions and names. `signature->shown` holds "split()". */
static Value bind_clinic(Heap *heap, const Signature *signature, CallArgs given, Value *bound) {
  size_t room = positional_count(signature);
  bool open = find_kind(signature, PARAM_REST) >= 0, open_names = find_kind(signature, PARAM_KEYWORDS) >= 0;
  size_t all = given.n + keyword_count(given.keywords);
  if (!open && !open_names && all > signature->n)
    return clinic_too_many(heap, signature, all, given.n ? "" : "keyword ");
  if (!open && !room && given.n)
    return value_raise(heap, EXC_TYPE, "%.*s takes no positional arguments", STR_FMT(signature->shown));
  size_t needed = 0, least = 0;
  while (needed < room && signature->at[needed].required) needed++;
  while (least < needed && signature->at[least].kind == PARAM_POSITIONAL) least++;
  if (!open && given.n > room)
    return clinic_wrong_positions(heap, signature, needed < room ? "at most" : "exactly", room, given.n);
  if (given.n < least)
    return clinic_wrong_positions(heap, signature, least < room ? "at least" : "exactly", least, given.n);
  bind_positional(heap, signature, given, bound);
  for (size_t i = 0; i < room; i++) {
    bool named = given.keywords && dict_get_str(given.keywords, signature->at[i].name).kind != V_ABSENT;
    if (signature->at[i].required && bound[i].kind == V_ABSENT && !named)
      return value_raise(heap, EXC_TYPE, "%.*s missing required argument '%.*s' (pos %zu)", STR_FMT(signature->shown),
                         STR_FMT(signature->at[i].name), i + 1);
  }
  return bind_keywords(heap, signature, given.keywords, bound, clinic_unexpected, clinic_twice);
}

/* How CPython calls the constructors whose argument errors do not have the type's name. */
static Str clinic_name(Heap *heap, const Builtin *builtin) {
  static const char *const NAMELESS[] = {"datetime.datetime", "datetime.date", "datetime.time", "zoneinfo.ZoneInfo"};
  for (size_t i = 0; i < COUNT(NAMELESS); i++)
    if (strcmp(builtin->name, NAMELESS[i]) == 0) return STR("function");
  if (strcmp(builtin->name, "datetime.timedelta") == 0) return STR("__new__()");
  if (strcmp(builtin->name, "datetime.timezone") == 0) return STR("timezone()");
  return str_printf(heap->arena, "%s()", builtin->name);
}

/* ---- builtins ---- */

static Value bind_slowly(Heap *heap, const Builtin *builtin, Value self, CallArgs given, Value *bound) {
  Signature signature;
  signature_read(builtin, &signature);
  bool is_c = builtin->flags & BUILTIN_C_STYLE;
  if (signature.shown.n && !is_c) return signature_bind(heap, &signature, given, bound);
  if (is_c || !signature.n) return bind_c(heap, builtin, &signature, self, given, bound);
  signature.shown = clinic_name(heap, builtin);
  return bind_clinic(heap, &signature, given, bound);
}

/* Fills `bound[0 .. parameters)`; VALUE_NONE or the TypeError. */
static Value bind_arguments(Heap *heap, const Builtin *builtin, Value self, CallArgs given,
                            Value bound[ARGS_MOST]) {
  memset(bound, 0, sizeof(Value) * ARGS_MOST);
  bool plain = !keyword_count(given.keywords) && builtin->most != UINT8_MAX;
  if (!plain || given.n < builtin->least || given.n > builtin->most || given.n > ARGS_MOST)
    return bind_slowly(heap, builtin, self, given, bound);
  for (size_t i = 0; i < given.n; i++) bound[i] = given.positional[i];
  return VALUE_NONE;
}

/* The first argument that is an error, or Unknown where the builtin does not absorb; V_ABSENT: none. */
static Value passing_argument(const Builtin *builtin, CallArgs given) {
  Value passing = VALUE_ABSENT;
  for (size_t i = 0; i < given.n; i++) {
    if (value_is_error(given.positional[i])) return given.positional[i];
    if (given.positional[i].kind == V_UNKNOWN && passing.kind == V_ABSENT) passing = given.positional[i];
  }
  for (size_t i = 0; given.keywords && i < given.keywords->n; i++)
    if (given.keywords->at[i].value.kind == V_UNKNOWN) passing = given.keywords->at[i].value;
  return builtin->flags & BUILTIN_ABSORBS ? VALUE_ABSENT : passing;
}

static void note_inputs(Heap *heap, const Builtin *builtin) {
  if (builtin->flags & BUILTIN_ENV) heap->inputs_read |= INPUT_ENV;
  if (builtin->flags & BUILTIN_CLOCK) heap->inputs_read |= INPUT_CLOCK;
  if (builtin->flags & BUILTIN_ROOT) heap->inputs_read |= INPUT_ROOT;
}

/* Whether a method of `type` takes `v` for its object: what Python derives from it is one too. */
static bool is_instance(Value v, const Type *type) {
  const Type *own = value_type(v);
  if (type == &TYPE_STR) return value_is_str(v);
  if (type == &TYPE_DATE) return own == type || own == &TYPE_DATETIME;
  if (type == &TYPE_TUPLE) return v.kind == V_TUPLE;
  return python_is_subclass(own, type) || (type == &TYPE_DICT && v.kind == V_DICT);
}

/* `str.upper('a')`: a method of a class takes its object first. */
static Value call_unbound(Heap *heap, const Builtin *builtin, const Type *type, CallArgs given) {
  if (!given.n)
    return value_raise(heap, EXC_TYPE, "unbound method %s.%s() needs an argument", type->name, builtin->name);
  Value self = given.positional[0];
  if (value_passes(self)) return self;
  if (!is_instance(self, type))
    return value_raise(heap, EXC_TYPE, "descriptor '%s' for '%s' objects doesn't apply to a '%s' object",
                       builtin->name, type->name, value_type_name(self));
  return args_call(heap, builtin, member_text(self), (CallArgs){given.positional + 1, given.n - 1, given.keywords});
}

static Value call_bound(Heap *heap, const Builtin *builtin, Value self, CallArgs given) {
  Value bound[ARGS_MOST];
  Value error = bind_arguments(heap, builtin, self, given, bound);
  if (value_is_error(error)) return error;
  note_inputs(heap, builtin);
  return builtin->fn(heap, self, bound);
}

/* The object of another library in a value, or in its items. */
static Value opaque_in(Value v, unsigned depth) {
  const Value *items;
  size_t n;
  Value found = v.kind == V_OPAQUE ? v : VALUE_ABSENT;
  if (!depth) return found;
  if (v.kind == V_DICT)
    for (size_t i = 0; found.kind == V_ABSENT && i < v.dict->n; i++) found = opaque_in(v.dict->at[i].value, depth - 1);
  else if ((v.kind == V_LIST || v.kind == V_TUPLE) && value_items(v, &items, &n))
    for (size_t i = 0; found.kind == V_ABSENT && i < n; i++) found = opaque_in(items[i], depth - 1);
  return found;
}

/* An object whose class is not known here, dg.file_relative_path(…), may well be what Python's functions take. */
static Value judge_opaque(Heap *heap, CallArgs given, Value v) {
  enum { ITEMS_OF_ITEMS = 2 };
  ExceptionType type = value_is_error(v) ? v.exc->type : EXC_COUNT;
  bool is_of_kind = type == EXC_TYPE || type == EXC_ATTRIBUTE || type == EXC_VALUE;
  Value found = VALUE_ABSENT;
  for (size_t i = 0; is_of_kind && found.kind == V_ABSENT && i < given.n; i++)
    found = opaque_in(given.positional[i], ITEMS_OF_ITEMS);
  for (size_t i = 0; is_of_kind && given.keywords && found.kind == V_ABSENT && i < given.keywords->n; i++)
    found = opaque_in(given.keywords->at[i].value, ITEMS_OF_ITEMS);
  return found.kind == V_ABSENT ? v : value_unsupported(heap, "a call with '%.*s'", STR_FMT(found.opaque->text));
}

Value args_call(Heap *heap, const Builtin *builtin, Value self, CallArgs given) {
  if (self.kind == V_TYPE && !(builtin->flags & BUILTIN_STATIC))
    return call_unbound(heap, builtin, self.type, given);
  Value passing = passing_argument(builtin, given);
  if (passing.kind == V_UNKNOWN && builtin->flags & BUILTIN_CHANGES) return value_unverified(heap, passing);
  if (passing.kind != V_ABSENT) return passing;
  Value v = call_bound(heap, builtin, self, given);
  bool is_definition = builtin->flags & BUILTIN_DEFINITION;
  if (is_definition && value_is_error(v)) v.exc->of_definition = true;
  return is_definition ? v : judge_opaque(heap, given, v);
}

/* What only is itself: `MISSING = object()`. */
static void plain_repr(Heap *heap, Buf *buf, Value v) {
  (void)v;
  buf_puts(buf, "<object object>");
  if (!heap->pending) heap->pending = value_unsupported(heap, "the text of an 'object'").exc;
}

static const Type TYPE_PLAIN = {.name = "object", .repr = plain_repr};

Value args_construct(Heap *heap, const Type *type, CallArgs given) {
  if (type == &TYPE_OBJECT && !given.n && !keyword_count(given.keywords))
    return object_new(heap, &TYPE_PLAIN, (Object){.value = VALUE_NONE});
  if (!type->construct) return value_raise(heap, EXC_TYPE, "cannot create '%s' instances", type->name);
  Builtin row = {.name = type->name, .params = type->construct_params ? type->construct_params : ""};
  Signature signature;
  signature_read(&row, &signature);
  size_t most = positional_count(&signature), least = 0;
  bool positional_only = true;
  for (size_t i = 0; i < most; i++) {
    least += signature.at[i].required;
    positional_only = positional_only && signature.at[i].kind == PARAM_POSITIONAL;
  }
  row.least = (uint8_t)least;
  row.most = find_kind(&signature, PARAM_REST) >= 0 ? UINT8_MAX : (uint8_t)most;
  size_t named = find_kind(&signature, PARAM_KEYWORDS) >= 0;
  row.flags = positional_only && most + named == signature.n ? BUILTIN_C_STYLE : 0;
  if (class_takes_unknown(type)) row.flags |= BUILTIN_ABSORBS;
  Value passing = passing_argument(&row, given);
  if (passing.kind != V_ABSENT) return passing;
  Value bound[ARGS_MOST];
  Value error = bind_arguments(heap, &row, VALUE_ABSENT, given, bound);
  return judge_opaque(heap, given, value_is_error(error) ? error : type->construct(heap, type, bound));
}
