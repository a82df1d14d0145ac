#include "runtime/eval/exception.h"

#include "runtime/eval/class.h"
#include "runtime/eval/exec.h"
#include "runtime/eval/library_modules.h"
#include "runtime/eval/python.h"
#include "runtime/value/literal.h"
#include "runtime/value/types.h"

/* ---- classes ---- */

/* Whether the third argument is the name of a file, which is no part of `args`. */
static bool names_file(Value v) {
  return exception_is_a(exception_of_class(value_type(v)), EXC_OS) && v.object->value.list->n == 3;
}

static void exception_repr(Heap *heap, Buf *buf, Value v);
static void exception_str(Heap *heap, Buf *buf, Value v);
static Value with_traceback(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return self;
}
static Value add_note(Heap *heap, Value self, const Value *args) {
  Value name = value_str(STR("__notes__")), notes = dict_get(heap, self.object->dict, name);
  if (!value_is_str(args[0]))
    return value_raise(heap, EXC_TYPE, "note must be a str, not '%s'", value_type_name(args[0]));
  if (notes.kind == V_ABSENT) notes = value_list(heap, 0);
  if (!value_is_list(notes)) return value_raise(heap, EXC_TYPE, "Cannot add note: __notes__ is not a list");
  list_push(heap, notes, args[0]);
  dict_put(heap, self.object->dict, name, notes);
  return VALUE_NONE;
}
static const Builtin ADD_NOTE = {"add_note", "note, /", 1, 1, BUILTIN_C_STYLE, add_note, "adds to what it tells"};
static const Builtin WITH_TRACEBACK = {"with_traceback", "tb, /", 1, 1, BUILTIN_C_STYLE, with_traceback, "itself"};

static Value exception_attr(Heap *heap, Value v, Str name);
static Value exception_construct(Heap *heap, const Type *type, const Value *args);

static Value exception_class_attr(Heap *heap, const Type *type, Str name) {
  static const Str NAMES = STR_INIT("add_note args name obj with_traceback");
  return str_lists(NAMES, name) ? value_unsupported(heap, "'%.*s' of '%s'", STR_FMT(name), type->name) : VALUE_ABSENT;
}

static const Type TYPES[EXC_COUNT] = {
#define EXCEPTION(NAME, text, BASE)                 \
  [EXC_##NAME] = {.name = text,                     \
                  .repr = exception_repr,           \
                  .str = exception_str,             \
                  .attr = exception_attr,           \
                  .class_attr = exception_class_attr, \
                  .construct = exception_construct, \
                  .construct_params = "*args, **kwargs"},
#include "grammar/exceptions.def"
#undef EXCEPTION
};

const Type *exception_type(ExceptionType type) { return &TYPES[type]; }

Value exception_class(Str name) {
  if (str_is(name, "IOError") || str_is(name, "EnvironmentError")) return value_of_type(&TYPES[EXC_OS]);
  for (int type = EXC_BASE; type <= EXC_UNICODE_DECODE; type++)
    if (type != EXC_REGEX && str_is(name, exception_name((ExceptionType)type))) return value_of_type(&TYPES[type]);
  return VALUE_ABSENT;
}

static ExceptionType row_of(const Type *class) {
  size_t at = ((uintptr_t)class - (uintptr_t)TYPES) / sizeof TYPES[0];
  return at < EXC_COUNT ? (ExceptionType)at : EXC_COUNT;
}

/* The exception that it is, or derives from, which has a text or attributes of its own; EXC_COUNT: none. */
static ExceptionType kind_of(ExceptionType type) {
  static const ExceptionType KINDS[] = {EXC_KEY, EXC_ATTRIBUTE,      EXC_NAME,        EXC_IMPORT,
                                        EXC_OS,  EXC_STOP_ITERATION, EXC_SYSTEM_EXIT, EXC_SYNTAX,
                                        EXC_REGEX, EXC_UNICODE_ENCODE, EXC_UNICODE_DECODE};
  ExceptionType kind = EXC_COUNT;
  for (size_t i = 0; i < COUNT(KINDS); i++)
    if (exception_is_a(type, KINDS[i])) return KINDS[i];
  for (int at = EXC_UNICODE_DECODE + 1; kind == EXC_COUNT && at < EXC_COUNT; at++) /* those of libraries */
    if (exception_is_a(type, (ExceptionType)at)) kind = (ExceptionType)at;
  return kind;
}

/* Of several the first that has a text or attributes of its own. */
ExceptionType exception_of_class(const Type *class) {
  const Class *own = class_of(class);
  ExceptionType found = own ? EXC_COUNT : row_of(class);
  for (size_t i = 0; own && i < own->order.n; i++) {
    ExceptionType type = class_of(own->order.at[i].type) ? EXC_COUNT : row_of(own->order.at[i].type);
    if (type == EXC_COUNT) continue;
    if (kind_of(type) != EXC_COUNT) return type;
    if (found == EXC_COUNT) found = type;
  }
  return found;
}

void exception_line(Arena *arena, const Type *class, ValueList *line) {
  for (ExceptionType type = row_of(class); type != EXC_COUNT; type = exception_base(type)) {
    VEC_PUSH(arena, line, value_of_type(&TYPES[type]));
    if (exception_base(type) == type) break;
  }
}

/* Those whose own is a text alone stand behind a plain exception, and beside each other; the attributes of the others
 * are filled, or not, by what comes before them. */
static bool is_text_alone(ExceptionType kind) { return kind == EXC_KEY || kind == EXC_ATTRIBUTE || kind == EXC_NAME; }

static bool go_together(ExceptionType a, ExceptionType b) {
  return a == b || ((a == EXC_KEY || b == EXC_KEY) && is_text_alone(a) && is_text_alone(b));
}

static bool is_plain(const Type *type) {
  const Class *class = class_of(type);
  if (!class) return row_of(type) != EXC_COUNT;
  bool holds_items = class->tuple || class->is_dict || class->is_typed;
  return !class->members_of && !class->value_of && !class->model && !holds_items;
}

Value exception_check_bases(Heap *heap, const Class *class) {
  ExceptionType kind = EXC_COUNT;
  bool fits = true, is_exception = false;
  for (size_t i = 0; i < class->bases.n; i++) fits = fits && is_plain(class->bases.at[i].type);
  for (size_t i = 0; i < class->order.n; i++) {
    ExceptionType type = row_of(class->order.at[i].type), at = type == EXC_COUNT ? EXC_COUNT : kind_of(type);
    if (at != EXC_COUNT)
      fits = fits && (kind != EXC_COUNT ? go_together(kind, at) : !is_exception || is_text_alone(at));
    if (kind == EXC_COUNT) kind = at;
    is_exception = is_exception || type != EXC_COUNT;
  }
  return fits || !is_exception ? VALUE_NONE : value_unsupported(heap, "an exception of such bases");
}

/* ---- objects ---- */

/* `str` of an exception: nothing, the one argument (a KeyError: its repr), or the arguments as a tuple. */
static Str words_of(Heap *heap, ExceptionType type, Value args) {
  const List *list = args.list;
  if (list->n == 0) return STR("");
  if (list->n == 1) return type == EXC_KEY ? value_repr(heap, list->at[0]) : value_to_str(heap, list->at[0]);
  if (!exception_is_a(type, EXC_OS) || list->n > 3) return value_repr(heap, args);
  Str number = value_to_str(heap, list->at[0]), words = value_to_str(heap, list->at[1]);
  Str file = list->n == 3 ? str_cat(heap->arena, STR(": "), value_repr(heap, list->at[2])) : STR("");
  return str_printf(heap->arena, "[Errno %.*s] %.*s%.*s", STR_FMT(number), STR_FMT(words), STR_FMT(file));
}

Value exception_object(Heap *heap, const Type *class, Value args) {
  return object_new(heap, class, (Object){.value = args, .dict = value_dict(heap).dict});
}

/* OSError(2, …) is a FileNotFoundError. */
static const Type *os_class(const List *args) {
  static const struct {
    int64_t number;
    ExceptionType type;
  } NUMBERS[] = {{1, EXC_PERMISSION},       {2, EXC_FILE_NOT_FOUND},  {13, EXC_PERMISSION}, {17, EXC_FILE_EXISTS},
                 {20, EXC_NOT_A_DIRECTORY}, {21, EXC_IS_A_DIRECTORY}, {110, EXC_TIMEOUT}};
  for (size_t i = 0; args->n >= 2 && args->at[0].kind == V_INT && i < COUNT(NUMBERS); i++)
    if (NUMBERS[i].number == args->at[0].i) return &TYPES[NUMBERS[i].type];
  return &TYPES[EXC_OS];
}

/* Whether it has `name`, and `obj` of an AttributeError besides: None, where the project made it. */
static bool tells_name(const Type *type) {
  return python_is_subclass(type, &TYPES[EXC_ATTRIBUTE]) || python_is_subclass(type, &TYPES[EXC_NAME]);
}

static bool is_told(const Type *type, Str name) {
  bool is_object = str_is(name, "obj") && python_is_subclass(type, &TYPES[EXC_ATTRIBUTE]);
  return is_object || (str_is(name, "name") && tells_name(type));
}

static Value exception_construct(Heap *heap, const Type *type, const Value *args) {
  bool named = args[1].kind == V_DICT && args[1].dict->live;
  if (named && (exception_is_a(exception_of_class(type), EXC_IMPORT) || tells_name(type)))
    return value_unsupported(heap, "keyword arguments of %s", type->name);
  if (named) return value_raise(heap, EXC_TYPE, "%s() takes no keyword arguments", type->name);
  return exception_object(heap, type == &TYPES[EXC_OS] ? os_class(args[0].list) : type, args[0]);
}

/* What the exception was made of: its words, where dbtplan itself raised it; a KeyError has the key. */
static Value args_of(Heap *heap, const Exception *exception) {
  if (exception->args.n) return value_tuple(heap, exception->args.at, exception->args.n);
  if (!exception->message.n) return value_tuple(heap, NULL, 0);
  Value words = value_str(exception->message);
  if (exception->type == EXC_KEY && literal_eval(heap, exception->message, &words) != LITERAL_OK)
    words = value_unknown(heap, STR("the key of a KeyError"));
  return value_tuple(heap, &words, 1);
}

/* Which module an import of dbtplan's did not find, as its words have it; of the others it is not known. */
static void name_module(Heap *heap, const Exception *exception, Dict *attributes) {
  Str head = STR("No module named '"), message = exception->message;
  bool is_named = exception->type == EXC_MODULE_NOT_FOUND && str_starts(message, head) && str_ends(message, STR("'"));
  Value unknown = value_unknown(heap, STR("where a module lies"));
  if (!exception_is_a(exception->type, EXC_IMPORT)) return;
  dict_put(heap, attributes, value_str(STR("name")),
           is_named ? value_str(str_sub(message, head.n, message.n - 1)) : unknown);
  dict_put(heap, attributes, value_str(STR("path")), is_named ? VALUE_NONE : unknown);
}

/* Which name was looked for, of what, is not kept. */
static void leave_name(Heap *heap, Value object) {
  static const Str NAMES[] = {STR_INIT("name"), STR_INIT("obj")};
  for (size_t i = 0; i < COUNT(NAMES); i++)
    if (is_told(value_type(object), NAMES[i]))
      dict_put(heap, object.object->dict, value_str(NAMES[i]), value_unknown(heap, STR("the name that was not found")));
}

static bool is_same(const Exception *a, const Exception *b) {
  return a == b || (a->object.kind == V_OBJECT && b->object.kind == V_OBJECT && a->object.object == b->object.object);
}

void exception_chain(Exception *raised, Exception *handled) {
  if (handled && !raised->context && !is_same(raised, handled)) raised->context = handled;
}

/* The `state` of an object is its context. */
Value exception_value(Heap *heap, Exception *exception) {
  Value object = exception->object;
  if (exception->or_syntax) return value_unknown(heap, STR("whether this is a ValueError or a SyntaxError"));
  if (object.kind != V_OBJECT) {
    object = exception_object(heap, &TYPES[exception->type], args_of(heap, exception));
    name_module(heap, exception, object.object->dict);
    leave_name(heap, object);
    exception->object = object;
  }
  bool has_context = exception->context && exception->context != exception;
  if (has_context) ((Object *)object.object)->state = exception->context;
  return object;
}

static void exception_repr(Heap *heap, Buf *buf, Value v) {
  const List *args = v.object->value.list;
  buf_printf(buf, "%s(", value_type(v)->name);
  for (size_t i = 0; i < (names_file(v) ? 2 : args->n); i++) {
    if (i) buf_puts(buf, ", ");
    value_write_repr(heap, buf, args->at[i]);
  }
  buf_char(buf, ')');
}

static void exception_str(Heap *heap, Buf *buf, Value v) {
  buf_put(buf, words_of(heap, exception_of_class(value_type(v)), v.object->value));
}

/* What Python takes from the arguments, or absent. */
static Value attr_of_type(ExceptionType type, const List *args, Str name) {
  static const char *const OF_OS[] = {"errno", "strerror", "filename"};
  for (size_t i = 0; exception_is_a(type, EXC_OS) && i < COUNT(OF_OS); i++)
    if (str_is(name, OF_OS[i])) return args->n >= 2 && i < args->n ? args->at[i] : VALUE_NONE;
  if (exception_is_a(type, EXC_STOP_ITERATION) && str_is(name, "value")) return args->n ? args->at[0] : VALUE_NONE;
  if (exception_is_a(type, EXC_SYSTEM_EXIT) && str_is(name, "code"))
    return args->n == 0 ? VALUE_NONE : args->n == 1 ? args->at[0] : (Value){.kind = V_TUPLE, .list = (List *)args};
  if (!exception_is_a(type, EXC_IMPORT)) return VALUE_ABSENT;
  if (str_is(name, "msg")) return args->n == 1 ? args->at[0] : VALUE_NONE;
  return str_lists(STR("name path"), name) ? VALUE_NONE : VALUE_ABSENT;
}

/* ---- what the words of an error tell of a text that was not read ---- */

/* `*words`: what stands before the last `mark`; the number behind it, or -1. */
static int64_t number_behind(Str text, const char *mark, Str *words) {
  size_t at = SIZE_MAX, n = strlen(mark);
  int64_t number = 0;
  for (size_t next = str_find(text, str_of(mark), 0); next != SIZE_MAX; next = str_find(text, str_of(mark), next + 1))
    at = next;
  if (at == SIZE_MAX) return -1;
  *words = str_sub(text, 0, at);
  for (at += n; at < text.n && char_is_digit(text.p[at]) && number < INT32_MAX; at++)
    number = number * 10 + (text.p[at] - '0');
  return number;
}

/* "…: line 1 column 2 (char 1)", "… at position 1": the part of that name, VALUE_ABSENT: it is none. */
static Value part_of_words(Heap *heap, ExceptionType type, const List *args, Str name) {
  static const Str OF_UNICODE = STR_INIT("encoding object start end reason");
  static const Str OF_SYNTAX = STR_INIT("msg filename lineno offset text end_lineno end_offset print_file_and_line");
  bool is_json = exception_is_a(type, EXC_JSON_DECODE), is_regex = exception_is_a(type, EXC_REGEX);
  bool is_unicode = exception_is_a(type, EXC_UNICODE_DECODE) || exception_is_a(type, EXC_UNICODE_ENCODE);
  bool is_syntax = exception_is_a(type, EXC_SYNTAX);
  bool is_none = (!is_json || !str_lists(STR("msg doc pos lineno colno"), name)) &&
                 (!is_regex || !str_lists(STR("msg pattern pos lineno colno"), name)) &&
                 (!is_unicode || !str_lists(OF_UNICODE, name)) && (!is_syntax || !str_lists(OF_SYNTAX, name));
  if (is_none) return VALUE_ABSENT;
  if (is_syntax && args->n < 2) return str_is(name, "msg") && args->n ? args->at[0] : VALUE_NONE;
  Str text = args->n == 1 && value_is_str(args->at[0]) ? value_text(args->at[0]) : STR(""), words = STR("");
  int64_t pos = number_behind(text, is_json ? " (char " : " at position ", &words);
  int64_t column = is_json ? number_behind(words, " column ", &words) : -1;
  int64_t line = is_json ? number_behind(words, ": line ", &words) : -1;
  bool is_known = is_json ? line >= 0 : is_regex && pos >= 0;
  if (is_known && str_is(name, "msg")) return value_str(words);
  if (is_known && str_is(name, "pos")) return value_int(pos);
  if (is_json && is_known && str_is(name, "lineno")) return value_int(line);
  if (is_json && is_known && str_is(name, "colno")) return value_int(column);
  return value_unsupported(heap, "'%.*s' of a %s", STR_FMT(name), exception_type(type)->name);
}

/* pydantic's ValidationError (model_error.h) */

static Value error_count(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return value_int((int64_t)dict_get_str(self.object->dict, STR("errors")).list->n);
}

enum { INCLUDE_URL, INCLUDE_CONTEXT, INCLUDE_INPUT, INCLUDES };

/* A dict of the caller's own. Where it may have a context, of which nothing is told, it is known in part. */
static Value error_told(Heap *heap, Value told, const bool leaves_out[INCLUDES]) {
  static const Str KEYS[INCLUDES] = {STR_INIT("url"), STR_INIT("ctx"), STR_INIT("input")};
  bool is_partial = told.kind == V_UNKNOWN;
  Value one = dict_clone(heap, is_partial ? *told.unknown->entries : told.dict), removed;
  for (size_t i = 0; i < INCLUDES; i++)
    if (leaves_out[i]) dict_remove(heap, one.dict, value_str(KEYS[i]), &removed);
  return is_partial && !leaves_out[INCLUDE_CONTEXT] ? value_unknown_with(heap, one.dict, told.unknown->what) : one;
}

static Value errors(Heap *heap, Value self, const Value *args) {
  bool leaves_out[INCLUDES];
  const List *told = dict_get_str(self.object->dict, STR("errors")).list;
  Value all = value_list(heap, told->n);
  for (size_t i = 0; i < INCLUDES; i++) {
    bool is_flag = args[i].kind == V_ABSENT || args[i].kind == V_BOOL;
    if (!is_flag) return value_unsupported(heap, "'errors' of a ValidationError with such arguments");
    leaves_out[i] = args[i].kind == V_BOOL && !args[i].i;
  }
  for (size_t i = 0; i < told->n; i++) list_push(heap, all, error_told(heap, told->at[i], leaves_out));
  return all;
}

static const Builtin ERROR_COUNT = {"error_count", "error_count()", 0, 0, 0, error_count, "how many there are"};
static const Builtin ERRORS = {"errors", "errors(*, include_url=True, include_context=True, include_input=True)",
                               0, 0, 0, errors, "each as a dict"};

static Value validation_attr(Heap *heap, Value v, Str name) {
  Value told = dict_get_str(v.object->dict, STR("errors"));
  bool is_told = told.kind == V_LIST, is_title = str_is(name, "title");
  if (is_told && is_title) return dict_get_str(v.object->dict, name);
  if (is_told && str_is(name, "errors")) return value_bound(heap, &ERRORS, v);
  if (is_told && str_is(name, "error_count")) return value_bound(heap, &ERROR_COUNT, v);
  return value_unsupported(heap, "'%.*s' of a ValidationError", STR_FMT(name));
}

static Value exception_attr(Heap *heap, Value v, Str name) {
  const List *args = v.object->value.list;
  ExceptionType type = exception_of_class(value_type(v));
  if (str_is(name, "args")) return names_file(v) ? value_tuple(heap, args->at, 2) : v.object->value;
  if (str_is(name, "with_traceback")) return value_bound(heap, &WITH_TRACEBACK, v);
  if (type == EXC_VALIDATION && str_lists(STR("error_count errors from_exception_data json title"), name))
    return validation_attr(heap, v, name);
  Exception *context = v.object->state;
  if (str_is(name, "__context__")) return context ? exception_value(heap, context) : VALUE_NONE;
  if (str_is(name, "add_note")) return value_bound(heap, &ADD_NOTE, v);
  if (str_is(name, "__traceback__"))
    return value_unsupported(heap, "'%.*s' of an exception", STR_FMT(name));
  Value own = dict_get_str(v.object->dict, name);
  bool has_cause = dict_get_str(v.object->dict, STR("__cause__")).kind != V_ABSENT;
  if (str_is(name, "__suppress_context__")) return value_bool(has_cause);
  if (str_is(name, "__cause__") && !has_cause) return VALUE_NONE;
  if (own.kind == V_ABSENT && is_told(value_type(v), name)) return VALUE_NONE;
  if (own.kind == V_ABSENT) own = attr_of_type(type, args, name);
  return own.kind == V_ABSENT ? part_of_words(heap, type, args, name) : own;
}

Value exception_error(Heap *heap, Value object) {
  ExceptionType type = exception_of_class(value_type(object));
  Value error = value_raise_str(heap, type, value_to_str(heap, object));
  const List *args = object.object->value.list;
  error.exc->args = (ValueList){args->at, args->n, args->n};
  error.exc->object = object;
  const Class *class = class_of(value_type(object));
  if (class) error.exc->class_name = str_of(class->type.name);
  for (size_t i = 0; class && i < class->order.n; i++) {
    ExceptionType other = row_of(class->order.at[i].type);
    if (other != EXC_COUNT && !exception_is_a(type, other)) VEC_PUSH(heap->arena, &error.exc->others, other);
  }
  return error;
}

/* ---- except ---- */

static bool is_exception(Value class) { return class.kind == V_TYPE && exception_of_class(class.type) != EXC_COUNT; }

static bool derives(const Type *class, const Type *from) {
  if (class_of(class)) return class_derives(class, from);
  return !class_of(from) && exception_is_a(row_of(class), row_of(from));
}

/* The same of one that is of the class `raised`. */
static Value matches(Heap *heap, const Type *raised, Value class) {
  if (class.kind == V_UNKNOWN) return value_unverified(heap, class);
  if (class.kind == V_TUPLE) {
    bool any = false;
    for (size_t i = 0; i < class.list->n; i++) {
      Value at = class.list->at[i].kind == V_TUPLE ? VALUE_NONE : class.list->at[i]; /* a tuple in it is no class */
      Value match = matches(heap, raised, at);
      if (value_is_error(match)) return match;
      any = any || match.i;
    }
    return value_bool(any);
  }
  if (class.kind == V_OPAQUE) return value_unsupported(heap, "'except %.*s'", STR_FMT(class.opaque->text));
  if (!is_exception(class))
    return value_raise(heap, EXC_TYPE, "catching classes that do not inherit from BaseException is not allowed");
  return value_bool(derives(raised, class.type));
}

Value exception_matches(Heap *heap, const Exception *exception, Value class) {
  bool has_object = exception->object.kind == V_OBJECT;
  Value match = matches(heap, has_object ? value_type(exception->object) : &TYPES[exception->type], class);
  if (!exception->or_syntax || value_is_error(match)) return match;
  bool is_same_of_both = match.i == matches(heap, &TYPES[EXC_SYNTAX], class).i;
  if (is_same_of_both) return match;
  return value_unsupported(heap, "an 'except' that catches one of ValueError and SyntaxError");
}

/* ---- raise and assert ---- */

/* A class of a library that dbtplan does not know is an exception all the same; which, no handler can tell. */
static Value raise_opaque(Eval *eval, Value v) {
  if (eval->importing) return value_unsupported(&eval->heap, "'raise %.*s' within 'try'", STR_FMT(v.opaque->text));
  return value_raise_str(&eval->heap, EXC_EXCEPTION, v.opaque->text);
}

static Value raised_unsure(Value v) {
  v.exc->was_raised = !python_is_caught(v);
  return v;
}

static Value raise_value(Eval *eval, Value v) {
  if (value_is_error(v)) return raised_unsure(v);
  if (v.kind == V_UNKNOWN) return raised_unsure(value_unverified(&eval->heap, v));
  if (v.kind == V_OPAQUE) return raise_opaque(eval, v);
  if (is_exception(v)) v = eval_call(eval, v, NULL, 0, NULL);
  if (value_passes(v)) return v;
  if (v.kind == V_OBJECT && exception_of_class(value_type(v)) != EXC_COUNT) return exception_error(&eval->heap, v);
  return value_raise(&eval->heap, EXC_TYPE, "exceptions must derive from BaseException");
}

Value exception_of_import(Heap *heap, const Exception *exception) {
  Value error = value_unsupported(heap, "what is done upon '%.*s'", STR_FMT(exception->message));
  error.exc->of_package = true;
  return error;
}

static Value reraise(Eval *eval) {
  if (!eval->handled) return value_raise(&eval->heap, EXC_RUNTIME, "No active exception to reraise");
  Exception *copy = ARENA_NEW(eval->heap.arena, Exception);
  *copy = *eval->handled;
  if (!copy->context) copy->context = copy;
  return (Value){.kind = V_ERROR, .exc = copy};
}

Value exception_raise(Eval *eval, const Node *node) {
  if (eval->handled && eval->handled->of_package) return exception_of_import(&eval->heap, eval->handled);
  if (!node->raise.value) return reraise(eval);
  Value raised = raise_value(eval, eval_expression(eval, node->raise.value));
  if (!node->raise.cause || raised.exc->type == EXC_UNSUPPORTED) return raised;
  Value cause = eval_expression(eval, node->raise.cause);
  bool fits = cause.kind == V_NONE || value_passes(cause) || cause.kind == V_OPAQUE || is_exception(cause) ||
              (cause.kind == V_OBJECT && exception_of_class(value_type(cause)) != EXC_COUNT);
  if (value_is_error(cause)) return cause;
  if (is_exception(cause)) cause = eval_call(eval, cause, NULL, 0, NULL);
  if (fits && raised.exc->object.kind == V_OBJECT)
    dict_put(&eval->heap, raised.exc->object.object->dict, value_str(STR("__cause__")), cause);
  return fits ? raised : value_raise(&eval->heap, EXC_TYPE, "exception causes must derive from BaseException");
}

Value exception_assert(Eval *eval, const Node *node) {
  Value error, test = eval_expression(eval, node->assertion.test);
  if (value_is_error(test)) return test;
  bool truth = eval_truth(eval, test, &error);
  if (error.kind != V_ABSENT || truth) return error;
  ValueList args = {0};
  if (node->assertion.message) value_list_push(&eval->heap, &args, eval_expression(eval, node->assertion.message));
  if (args.n && value_is_error(args.at[0])) return raised_unsure(args.at[0]);
  return exception_error(&eval->heap,
                  exception_object(&eval->heap, &TYPES[EXC_ASSERTION], value_tuple(&eval->heap, args.at, args.n)));
}
