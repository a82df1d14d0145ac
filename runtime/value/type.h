/* type: one table per Python type, and the rows of builtins.
 *
 * Each file of this folder that implements a type ends in its `Type` record and its table of methods: "what can a str
 * do" is one screen. value/ops.h dispatches through `value_type`. A NULL slot means that the type does not take part.
 */
#ifndef DBTPLAN_VALUE_TYPE_H
#define DBTPLAN_VALUE_TYPE_H

#include "runtime/value/value.h"

/* A builtin function, method, filter or test. `args` holds one value per parameter, in the order of `params`, V_ABSENT
 * where none was given and the parameter has no default there; for `*rest` a tuple, for `**rest` a dict. Arity errors
 * come from the binder (eval/args) in Python's words; the function never counts. */
typedef Value (*BuiltinFn)(Heap *heap, Value self, const Value *args);

typedef enum BuiltinFlags {
  BUILTIN_ENV = 2,  /* reads the environment */
  BUILTIN_CLOCK = 4,
  BUILTIN_ROOT = 8,
  BUILTIN_PROPERTY = 16, /* an attribute: called when it is read */
  BUILTIN_STATIC = 32,   /* of a type: takes no self (`str.maketrans`, `datetime.now`) */
  BUILTIN_C_STYLE = 64,  /* positional only and worded as C functions word it: "takes no keyword arguments" */
  BUILTIN_PARSES =
      256, /* with BUILTIN_C_STYLE: worded as PyArg_ParseTuple words it: "find() takes at least 1 argument (0 given)" */
  BUILTIN_DEFINITION = 1024, /* makes a partitions definition: what it raises says what is wrong with one */
  BUILTIN_ANY_ORDER = 512, /* the order of what the first argument gives does not matter: `sorted`, `len` */
  BUILTIN_CHANGES = 2048, /* changes what it is called on, which is not known any more where an argument is not */
  BUILTIN_ABSORBS = 128, /* wants to see Unknown and Undefined arguments itself (`default`, `is defined`) */
} BuiltinFlags;

struct Builtin {
  const char *name;
  /* Python's own notation, without annotations: "sep=None, maxsplit=-1", "x, /, *rest", "value, *, flag=False".
   * Defaults are for reading and for docs; the function supplies them when it sees V_ABSENT. */
  const char *params;
  uint8_t least, most; /* positional arguments; UINT8_MAX: any number. Held to `params` by a test */
  uint16_t flags;
  BuiltinFn fn;
  const char *doc; /* one line */
};

typedef struct BuiltinTable {
  const Builtin *rows;
  size_t n;
} BuiltinTable;
#define BUILTIN_TABLE(rows) {rows, COUNT(rows)}

/* Iterating: `next` gives the next value and true, or false at the end, or a V_ERROR and true. */
typedef struct Iter Iter;
struct Iter {
  bool (*next)(Heap *heap, Iter *iter, Value *out);
  Value over;
  size_t at;
  void *state;
};
struct Iterator {
  Iter iter;
  const char *type_name; /* "generator", "list_iterator" */
  const Type *type;      /* NULL: TYPE_ITERATOR */
};

struct Type {
  const char *name;      /* as Python's error texts have it: "str", "datetime.datetime", "NoneType" */
  const char *full_name; /* as repr(type) has it, where that differs: "dagster….TimeWindow"; NULL: the same */
  BuiltinTable methods;
  void (*repr)(Heap *heap, Buf *buf, Value v);
  void (*str)(Heap *heap, Buf *buf, Value v);  /* NULL: repr */
  bool (*truth)(Value v);                      /* NULL: true */
  int64_t (*len)(Value v);                     /* NULL: no len() */
  bool (*iter)(Heap *heap, Value v, Iter *iter);
  bool (*equal)(Heap *heap, Value a, Value b); /* both of this type; NULL: identity */
  /* <0, 0, >0 for two values of this type; `*error` for what cannot be ordered; NULL: the type has no order */
  int (*compare)(Heap *heap, Value a, Value b, Value *error);
  bool (*hash)(Heap *heap, Value v, uint64_t *hash); /* false: unhashable; NULL: by identity */
  Value (*attr)(Heap *heap, Value v, Str name);      /* beyond `methods`; V_ABSENT: no such attribute */
  Value (*item)(Heap *heap, Value v, Value key);     /* v[key]; NULL: not subscriptable */
  bool item_changes; /* v[key] may put the key there */
  bool (*contains)(Heap *heap, Value v, Value item, Value *error);
  Value (*binary)(Heap *heap, int op, Value a,
                  Value b); /* an operator where `a` or `b` is of this type; V_ABSENT: not mine */
  Value (*construct)(Heap *heap, const Type *type,
                     const Value *args); /* the class called; V_TYPE values; NULL: cannot be made */
  const char *construct_params;
  Value (*class_attr)(Heap *heap, const Type *type, Str name); /* of the class itself: datetime.min; V_ABSENT: none */
  /* Calls a method that operators call, "__add__", of an object whose class the project defines; V_ABSENT: the class
   * has none. NULL: a type of Python's own. */
  Value (*special)(Heap *heap, Value v, const char *name, const Value *args, size_t n);
  /* What an object of Dagster is where it is compared; V_ABSENT: not known. NULL: itself. */
  Value (*meant)(Heap *heap, Value v);
  Value (*number)(Value v); /* the number that an object is besides: a member of an IntEnum; NULL: none */
  bool (*derives)(const Type *type, const Type *from); /* issubclass(), of a class that the project defines */
  /* What `for … in Class`, `Class[key]` and `x in Class` do: of an Enum; NULL: a class takes no part. */
  bool (*class_iter)(Heap *heap, Value class, Iter *iter);
  Value (*class_item)(Heap *heap, const Type *type, Value key);
  bool is_flag; /* a class of an Enum whose members are bits */
  void (*attr_names)(Heap *heap, Value v, ValueList *names); /* V_STR each, for did-you-mean, beyond `methods` */
  Str (*attr_remedy)(Str name); /* what to do instead of a name that others have and this has not; empty: not known */
};

const Type *value_type(Value v);
const Builtin *type_method(const Type *type, Str name);

#endif
