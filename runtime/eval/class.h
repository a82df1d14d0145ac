/* class: classes that a module defines. How they are made stands here, what the members of a class are and how they
 * bind in eval/class_member.h, what its objects heed in eval/class_object.h, `super()` in eval/class_super.h.
 *
 * A class is a V_TYPE whose Type is the first part of a Class. Its bases are classes of the project, Python's
 * `object`, `abc.ABC`, exceptions, `enum.Enum` (eval/enum.h), `typing.NamedTuple` (eval/named_tuple.h), `str`, `int`,
 * `list` or `tuple` (eval/value_class.h), `dict` or `typing.TypedDict` (eval/dict_class.h), a pydantic model
 * (eval/model.h) or Dagster's DbtProjectComponent (eval/dbt_component.h); any other base makes the class one that
 * dbtplan does not evaluate, and so does a special method that `class_heeds` does not know, or a metaclass other than
 * `abc.ABCMeta`. */
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
  const Node *node;     /* NULL: no statement made it (`class_blank`) */
  const Type *value_of; /* of what its objects are besides, `str` or `list` (eval/value_class.h); NULL: objects alone */
  const Module *module; /* where it stands; NULL: in no module */
  const struct EnumClass *members_of; /* of an Enum; else NULL */
  const struct DataClass *data;       /* of a dataclass, of this class itself; else NULL */
  const struct ModelClass *model;     /* of a pydantic model (eval/model.h); else NULL */
  const struct TupleClass *tuple;     /* of a named tuple; else NULL */
  bool has_abstract;                  /* a method that `abc.abstractmethod` marks, here or in a base */
  bool is_dict, is_typed;             /* derives from `dict`, from `typing.TypedDict` (eval/dict_class.h) */
  bool is_resolvable;                 /* derives from `dagster.Resolvable` */
  bool is_protocol;                   /* names `typing.Protocol` among its own bases */
  bool is_checkable;                  /* `typing.runtime_checkable` marks it */
  bool has_more_bases;                /* some that change no object, `abc.ABC` say, and are left out of `order` */
  bool generic;                       /* derives from `typing.Generic[T]`: `Class[str]` is the class itself */
} Class;

extern const Type TYPE_ABC, TYPE_ABC_META; /* abc.ABC; abc.ABCMeta, only as `metaclass=` */

/* The class of a CLASS node, its body run; or an error. */
Value class_new(Eval *eval, const Node *node);
/* An empty class of that name: what `namedtuple` and the like fill. */
Class *class_blank(Eval *eval, Str name);
/* The Class of a type; NULL: one of Python's own. */
const Class *class_of(const Type *type);
/* Whether `type` is a class of the project that is `from` or derives from it. */
bool class_derives(const Type *type, const Type *from);
/* Whether a class of Python is one of plain objects that its `__init__` fills, which may hold what is unknown. */
bool class_takes_unknown(const Type *type);

#endif
