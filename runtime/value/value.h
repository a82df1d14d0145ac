/* value: Python's values, 16 bytes, passed by value.
 *
 * Everything an expression can make is a `Value`. Small ones (None, bool, int, float, a view of text) are complete in
 * themselves; the others point to an immutable or mutable body in an arena. Nothing is counted or freed.
 *
 * Two kinds carry the house rules of evaluation:
 * - V_ERROR is a Python exception in flight. Every function that returns a Value may return one; the caller hands it on
 *   at once (`if (value_is_error(v)) return v;`). try/except, `literal_eval` and the sweep of `check` treat it as data.
 * - V_UNKNOWN is a value that dbtplan cannot know (an environment variable in `check`, a call it does not evaluate).
 * Every operation on it gives it back without complaint; a branch on it is the exception UNVERIFIED.
 *
 * Text: UTF-8 in `s`, `len` bytes; VALUE_ASCII says that every byte is a code point, so that indexing is direct. */
#ifndef DBTPLAN_VALUE_VALUE_H
#define DBTPLAN_VALUE_VALUE_H

#include "runtime/core/source.h"
#include "runtime/core/vec.h"
#include "runtime/time/civil.h"

typedef enum ValueKind {
  V_ABSENT, /* zero: an argument that was not given; templates never see it */
  V_ERROR,
  V_UNKNOWN,
  V_UNDEFINED, /* jinja2.Undefined */
  V_NONE,
  V_BOOL,
  V_INT,
  V_BIGINT,
  V_FLOAT,
  V_COMPLEX, /* only as a literal of literal_eval: JSON refuses it */
  V_ELLIPSIS,
  V_STR,
  V_BYTES,
  V_LIST,  /* `aux` 1, 2, 3: the keys, values or items of a dict, which are no list to Python; OF_PROJECT: of a class of
              the project (runtime/value/types.h) */
  V_TUPLE, /* `aux`: a tuple with names (runtime/value/types.h) */
  V_DICT,
  V_SET,
  V_RANGE,
  V_SLICE,
  V_ITERATOR, /* a lazy sequence, consumed once: map, select, reversed, a generator expression */
  V_DATE,
  V_TIME,
  V_DATETIME,
  V_TIMEDELTA,
  V_TZINFO,
  V_PATH,        /* pathlib: a path as text; `aux` 1: a PurePosixPath (runtime/value/path.c) */
  V_TIME_WINDOW, /* dagster TimeWindow, a NamedTuple (start, end) */
  V_KEY_RANGE,   /* dagster PartitionKeyRange, a NamedTuple (start, end) */
  V_MULTI_KEY,   /* dagster MultiPartitionKey, a str with keys_by_dimension */
  V_DEFINITION,  /* a partitions definition */
  V_OPAQUE,      /* a Dagster object whose inside does not matter (AutomationCondition, FreshnessPolicy …) */
  V_FUNCTION,    /* a closure over a DEF, LAMBDA or MACRO node */
  V_BUILTIN,     /* a row of a table of builtins, perhaps bound to a value */
  V_TYPE,        /* a class: str, dict, datetime.datetime, ValueError … */
  V_MODULE,
  V_OBJECT, /* something with named members: env, dg, datetime, context, namespace(), loop, an exception caught */
  V_KIND_COUNT
} ValueKind;

enum { VALUE_ASCII = 1, VALUE_FROZEN = 2 /* frozenset */, VALUE_MARKUP = 4, VALUE_BOUND = 8, /* V_BUILTIN: `bound` */
  VALUE_MEMBER = 16 /* V_STR: a member of an Enum of texts; its Member stands before the text (runtime/eval/enum.h) */
};

typedef struct Value Value;
typedef struct Exception Exception;
typedef struct Unknown Unknown;
typedef struct Undefined Undefined;
typedef struct BigInt BigInt; /* runtime/value/int.h */
typedef struct Complex {
  double real, imag;
} Complex;
typedef struct List List;
typedef struct Dict Dict;
typedef struct Range Range;
typedef struct Slice Slice;
typedef struct Iterator Iterator;
typedef struct TimeWindow TimeWindow;
typedef struct KeyRange KeyRange;
typedef struct MultiKey MultiKey;
typedef struct Opaque Opaque;
typedef struct Function Function;
typedef struct Builtin Builtin;
typedef struct Type Type;
typedef struct Object Object;
typedef struct Module Module;
struct PartitionsDef; /* runtime/time/partition.h */

struct Value {
  uint8_t kind, flags;
  uint16_t aux;
  uint32_t len; /* V_STR, V_BYTES: bytes */
  union {
    int64_t i; /* V_BOOL: 0 or 1; V_INT */
    double f;  /* V_FLOAT */
    const Complex *complex;
    const char *s;
    Exception *exc;
    const Unknown *unknown;
    const Undefined *undefined;
    const BigInt *big;
    List *list;         /* V_LIST, V_TUPLE */
    Dict *dict;         /* V_DICT, V_SET */
    const Range *range;
    const Slice *slice;
    Iterator *iterator;
    const Civil *civil; /* V_DATETIME; V_DATE and V_TIME use their part of it */
    const Delta *delta; /* V_TIMEDELTA */
    const Tz *tz;       /* V_TZINFO */
    const TimeWindow *window;
    const KeyRange *key_range;
    const MultiKey *multi_key;
    const struct PartitionsDef *definition;
    const Opaque *opaque;
    const Function *function;
    const Builtin *builtin; /* V_BUILTIN without a self; with one, `bound` */
    const struct Bound *bound;
    const Type *type;
    const Module *module;
    Object *object;
    const struct ValueHead *head; /* V_OBJECT, V_FUNCTION, V_MODULE, V_OPAQUE: the body's first member */
  };
};
_Static_assert(sizeof(Value) == 16, "a value is passed in two registers");

typedef struct ValueList {
  Value *at;
  size_t n, cap;
} ValueList;

typedef enum ExceptionType {
#define EXCEPTION(NAME, text, BASE) EXC_##NAME,
#include "grammar/exceptions.def"
#undef EXCEPTION
  EXC_COUNT
} ExceptionType;

const char *exception_name(ExceptionType type);
bool exception_is_a(ExceptionType type, ExceptionType base);
/* The one that it derives from; itself where that is none. */
ExceptionType exception_base(ExceptionType type);
/* Whether a value is an error of that exception; one whose class derives from several is an error of each. */
bool value_is_exception(Value v, ExceptionType base);

/* A name of the failing expression and what it held, for the message: "where partition_key is None". */
typedef struct Involved {
  Str name;
  Str shown; /* repr, cut to a line */
} Involved;

/* A call that an exception came through. */
typedef struct TracedCall {
  Place place;
  Str function; /* where the call stands, as Python has it: "schema", "<lambda>", "<module>"; of a template: "" */
} TracedCall;

struct Exception {
  ExceptionType type;
  bool of_definition;  /* says what is wrong with a partitions definition */
  bool of_comparison;  /* pending: what was compared is not known, nor whether the operation raises what it does then */
  bool of_package;     /* a module of a package that is not evaluated was asked for something, or is taken not to be
                        * there */
  bool or_syntax;      /* `type` is EXC_VALUE, and Python's may be EXC_SYNTAX: no handler may tell one from the other */
  bool was_raised;     /* unsupported or unverified, of what a `raise` was given: whatever that is, nothing behind it
                        * runs, unless something catches it */
  Str message;         /* Python's words after "Type: " */
  bool has_span;       /* the innermost node that raised; in the text of the template or module at hand */
  Span span;
  bool has_opened;
  Span opened; /* of a syntax error: the bracket or block that is still open there */
  Str function;         /* where it was raised: "parse", "<module>"; empty: in a template */
  const Source *source; /* set where the node lies in another text than the scalar at hand (a Python module) */
  Str wrong, likely;    /* a did-you-mean: the name that is not there, and the nearest that is; may be empty */
  bool likely_sole;     /* no other name is as near */
  Str remedy;           /* what to write in place of `wrong`, where that takes more than a name; may be empty */
  ValueList args;       /* of a `raise X(a, b)` */
  Str class_name;       /* of a class of the project; empty: exception_name(type) */
  VEC(ExceptionType) others; /* what else of Python's own its class derives from, besides `type` */
  Value object;         /* what was raised, a V_OBJECT; V_ABSENT: dbtplan itself raised it, and nobody looked at it */
  Exception *context; /* what was handled when it was raised; NULL: nothing, or that is not noted yet; itself:
                             * nothing, for sure */
  VEC(Involved) involved;
  VEC(TracedCall) traceback; /* through Python functions, outermost first */
};

struct Unknown {
  Str what; /* "the environment variable DBT_TARGET", "os.walk, which dbtplan does not evaluate" */
  const char *record; /* "AssetSpec": of this class of Dagster's, which has the attributes `has`; NULL: of any */
  bool (*has)(Str name);
  const Type *type; /* Python's own, of which it is for sure; NULL: of any */
  const Dict **entries; /* of a mapping that has these for sure, and perhaps others, until it is changed, which makes it
                         * NULL; NULL: no such mapping */
};

/* jinja2.Undefined: hint, object and name as its constructor has them. */
struct Undefined {
  Str hint;     /* empty: none */
  Value object; /* V_ABSENT: a missing variable; else what lacks the attribute or item */
  Value name;
};

struct List {
  Value *at;
  size_t n, cap;
};
struct Range {
  int64_t start, stop, step;
};
struct Slice {
  Value start, stop, step;
};
struct TimeWindow {
  Value start, end; /* V_DATETIME */
};
struct KeyRange {
  Value start, end; /* V_STR */
};
struct MultiKey {
  Str text;              /* "2024-01-05|us": the dimensions sorted by name */
  const Value *by_dimension; /* a V_DICT */
};
/* The first member of the bodies that rooms above this one define (Object, Function, Module, Opaque): how `value_type`
 * finds their Type record without knowing them. Never NULL. A V_DEFINITION has its Type by its PartitionsKind. */
typedef struct ValueHead {
  const Type *type;
} ValueHead;

struct Opaque {
  ValueHead head;
  Str text; /* how Python would print it, as far as dbtplan knows: the source of the call */
};
struct Bound {
  const Builtin *builtin;
  Value self;
};

/* What every operation needs: where results go, what it may still cost, and how to call back. Embedded in `Eval`. */
typedef struct Heap Heap;
struct Heap {
  Arena *arena;   /* the scratch arena of the launch, or the compilation's */
  uint32_t steps; /* left of LIMIT_EVAL_STEPS; `heap_step` stops the guard at 0 */
  uint32_t depth; /* of nested evaluations now */
  uint8_t inputs_read; /* InputSet: inputs (ENV, CLOCK …) that have been read so far */
  /* Whether the iteration at hand may take the items of a set in any order (op_next_any), and whether one did. */
  bool any_order, took_any_order;
  /* An exception of what writes text, compares or hashes, which has no result to return it by; NULL: none. Who asked
   * takes it up: the evaluator at the node or the statement, json_dumps. */
  Exception *pending;
  /* Calls a V_FUNCTION, V_BUILTIN or V_TYPE. Set by eval; the values room itself never evaluates code. */
  Value (*call)(Heap *heap, Value callee, const Value *args, size_t n, const Dict *keywords);
  struct Workspace *workspace;
};

/* Inputs an expression reads. Only what reads none may be folded when the plan is made. */
typedef enum Input { INPUT_NONE = 0, INPUT_ENV = 1, INPUT_CLOCK = 2, INPUT_ROOT = 4, INPUT_PARTITION = 8 } Input;
typedef uint8_t InputSet;

/* Counts `steps` steps; at the limit the guard stops the work. Loops over user data call it. */
_Noreturn void heap_exhausted(Heap *heap);
static inline void heap_step(Heap *heap, size_t steps) {
  if (steps > heap->steps) heap_exhausted(heap);
  heap->steps -= (uint32_t)steps;
}

/* How many were taken of LIMIT_EVAL_STEPS. */
uint32_t heap_taken(const Heap *heap);

/* ---- making ---- */

#define VALUE_NONE ((Value){.kind = V_NONE})
#define VALUE_ABSENT ((Value){.kind = V_ABSENT})
static inline Value value_bool(bool b) { return (Value){.kind = V_BOOL, .i = b}; }
static inline Value value_int(int64_t i) { return (Value){.kind = V_INT, .i = i}; }
static inline Value value_float(double f) { return (Value){.kind = V_FLOAT, .f = f}; }
Value value_str(Str text); /* a view; finds out whether it is ASCII */
Value value_bytes(Str bytes);
Value value_list(Heap *heap, size_t room);
Value value_list_of_texts(Heap *heap, const Str *texts, size_t n);
Value value_tuple(Heap *heap, const Value *items, size_t n); /* copies the items */
Value value_dict(Heap *heap);
Value value_set(Heap *heap);
void list_push(Heap *heap, Value list, Value item);
Value value_datetime(Heap *heap, Civil civil);
Value value_time_window(Heap *heap, Civil start, Civil end);
/* A MultiPartitionKey of a multi definition: a text that knows its parts. */
Value value_multi_key(Heap *heap, const struct PartitionsDef *def, Str text);
Value value_unknown(Heap *heap, Str what);
Value value_unknown_of(Heap *heap, const Type *type, Str what);
/* A mapping that has these entries, by texts, and perhaps others. */
Value value_unknown_with(Heap *heap, const Dict *entries, Str what);
/* The entry of a key that such a mapping has; V_ABSENT: it is not known. */
Value value_unknown_entry(Value v, Value key);
/* Such a mapping was changed: nothing is known of it from here on. Of another value this does nothing. */
void value_unknown_change(Value v);
/* What comes of `v`: where that is unknown, so is this, and nothing is known of its type. */
Value value_unknown_other(Heap *heap, Value v);
/* VALUE_ABSENT, or the exception that a template's `v.name` (`name` V_STR) or `v[name]` raises whatever `v` turns
 * out to be: `@record` classes refuse the item that jinja2 tries next. */
Value value_unknown_lacks(Heap *heap, Value v, Value name, bool is_item);
/* The UndefinedError that using an Undefined raises, in jinja2's words (Undefined._undefined_message). */
Value value_raise_undefined(Heap *heap, Value undefined);
Value value_undefined(Heap *heap, Value object, Value name, Str hint);

/* Exceptions: `value_raise(heap, EXC_TYPE, "…")`. The span is filled in by the evaluator. */
Value value_raise(Heap *heap, ExceptionType type, const char *format, ...) __attribute__((format(printf, 3, 4)));
Value value_raise_str(Heap *heap, ExceptionType type, Str message);
/* What depends on an Unknown and cannot go on without its value. */
Value value_unverified(Heap *heap, Value unknown);
Value value_unsupported(Heap *heap, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The exception that writing text, comparing or hashing left behind, if any, instead of `v`. */
static inline Value value_or_pending(Heap *heap, Value v) {
  if (!heap->pending) return v;
  Exception *pending = heap->pending;
  heap->pending = NULL;
  return v.kind == V_ERROR && !pending->of_comparison ? v : (Value){.kind = V_ERROR, .exc = pending};
}

/* ---- asking ---- */

static inline bool value_is_error(Value v) { return v.kind == V_ERROR; }
/* An error or an Unknown: what an operation hands on as it is. */
static inline bool value_passes(Value v) { return v.kind == V_ERROR || v.kind == V_UNKNOWN; }
static inline bool value_is_str(Value v) { return v.kind == V_STR || v.kind == V_MULTI_KEY; }
Str value_text(Value v); /* of V_STR, V_MULTI_KEY, V_BYTES */

/* ---- dict: insertion ordered, keys by Python's == and hash (1, 1.0 and True are one key) ---- */

typedef struct DictEntry {
  Value key, value;
  uint64_t hash;
} DictEntry;
struct Dict {
  DictEntry *at; /* a deleted entry has the key V_ABSENT */
  size_t n, cap, live;
  uint32_t *index;
  size_t index_cap;
  const Type *subclass; /* NULL: a plain dict */
  struct SetOrder *order; /* of a set (runtime/value/set_order.h); NULL: nothing was put yet */
};
/* VALUE_NONE, or the TypeError of an unhashable key. */
Value dict_put(Heap *heap, Dict *dict, Value key, Value value);
Value dict_clone(Heap *heap, const Dict *dict); /* a plain dict of the same entries */
void dict_reserve(Heap *heap, Dict *dict, size_t room); /* as many entries as `room` will take no more memory */
/* Puts all entries of another; NULL: none. */
void dict_put_all(Heap *heap, Dict *into, const Dict *from);
/* V_ABSENT where there is none; an error for an unhashable key. */
Value dict_get(Heap *heap, const Dict *dict, Value key);
Value dict_get_str(const Dict *dict, Str key); /* V_ABSENT where there is none */
bool dict_remove(Heap *heap, Dict *dict, Value key, Value *removed);

#endif
