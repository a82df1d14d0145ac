/* class: classes that a module defines, and their objects.
 *
 * A class is a V_TYPE whose Type is the first part of a Class. Its bases are classes of the project, Python's
 * `object`, `abc.ABC`, exceptions, `enum.Enum` (eval/enum.h), `typing.NamedTuple` (eval/named_tuple.h), `str`, `int`, `list`
 * or `tuple` (eval/value_class.h), or a pydantic model (eval/model.h); any other base makes the class one that dbtplan does not evaluate. Objects have attributes,
 * methods, class and static methods, properties, and the special methods that `is_heeded` lists; a class with
 * another special method, or with keywords such as `metaclass`, is not evaluated. */
#ifndef DBTPLAN_EVAL_CLASS_H
#define DBTPLAN_EVAL_CLASS_H

#include "runtime/eval/eval.h"
#include "runtime/eval/object.h"

typedef struct Class {
  Type type; /* first */
  Str name, qualified; /* "Inner", "Outer.Inner" */
  ValueList bases; /* V_TYPE each, none of them `object` */
  ValueList below; /* V_TYPE each: the classes that derive from it, in the order in which they were made */
  ValueList order; /* V_TYPE each: this class and those it derives from, in the order in which members are looked for */
  Dict *members;
  const Node *node;
  const Type *value_of; /* of what its objects are besides, `str` or `list` (eval/value_class.h); NULL: objects alone */
  const Module *module; /* where it stands; NULL: in no module */
  const struct EnumClass *members_of;   /* of an Enum; else NULL */
  const struct DataClass *data;         /* of a dataclass, of this class itself; else NULL */
  const struct ModelClass *model;       /* of a pydantic model (eval/model.h); else NULL */
  const struct TupleClass *tuple;       /* of a named tuple; else NULL */
  bool has_abstract;                    /* a method that `abc.abstractmethod` marks, here or in a base */
  bool is_dict, is_typed;               /* derives from `dict`, from `typing.TypedDict` (eval/dict_class.h) */
  bool is_resolvable;                   /* derives from `dagster.Resolvable` */
  bool total;                           /* functools.total_ordering */
  bool generic;                         /* derives from `typing.Generic[T]`: `Class[str]` is the class to whoever runs it */
} Class;

/* The class of a CLASS node, its body run; or an error. */
Value class_new(Eval *eval, const Node *node);
/* An empty class of that name: what `namedtuple` and the like fill. */
Class *class_blank(Eval *eval, Str name);
/* A member that is a builtin called with the object: what a decorator adds to a class. */
Value class_method_of(Heap *heap, const Builtin *row);
/* A member as reading it through an object (V_ABSENT: through the class) gives it. */
Value class_bind(Heap *heap, Value member, const Type *class, Value object);
/* Whether a member is data: no method, property or other wrapper. */
bool class_is_data(Value member);
/* What a special method of an object gives; V_ABSENT: its class has none. */
Value class_special(Heap *heap, Value object, const char *name, const Value *args, size_t n);
/* Writes the text that `__repr__` or `__str__` of an object gives; false: its class has none. What it raises is
 * pending. */
bool class_special_text(Heap *heap, Buf *buf, Value v, const char *name);
/* The attribute of an object of the class, or of a tuple or text that is one: members of the class, bound. */
Value class_object_attr(Heap *heap, Value v, Str name);
Value class_attr(Heap *heap, const Type *type, Str name);
/* The Class of a type; NULL: one of Python's own. */
const Class *class_of(const Type *type);
/* Sets an attribute of an object or class of the project; an error, or V_ABSENT: `object` is none. */
Value class_set_attr(Heap *heap, Value object, Str name, Value value);
/* `del object.name`: VALUE_NONE or an error. */
Value class_delete_attr(Heap *heap, Value object, Str name);
/* A member as it stands in the class or its bases, unbound; V_ABSENT: none. */
Value class_member(const Type *type, Str name);
/* What the special methods of either side make of an operator, or of `divmod`; V_ABSENT: they have none. */
Value class_between(Heap *heap, const char *plain, const char *reflected, Value a, Value b);
Value class_binary(Heap *heap, int op, Value a, Value b);
/* `object += other` by its own method; V_ABSENT: it has none. */
Value class_in_place(Heap *heap, Operator op, Value object, Value other);
/* Calls an object through its `__call__`; V_ABSENT: it has none. */
Value class_call(Eval *eval, Value object, const Value *args, size_t n, const Dict *keywords);

extern const Type TYPE_ABC, TYPE_ABC_META; /* abc.ABC; abc.ABCMeta, only as `metaclass=` */
/* `staticmethod`, `classmethod`, `property`, `functools.cached_property` as functions. */
extern const Builtin CLASS_STATICMETHOD, CLASS_CLASSMETHOD, CLASS_PROPERTY, CLASS_CACHED_PROPERTY;
/* `super()` in a method, `super(Class, object)`: what the bases have. */
extern const Builtin CLASS_SUPER;

#endif
