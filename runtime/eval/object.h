/* object: bodies of V_OBJECT, V_FUNCTION and V_MODULE values. Each begins with its ValueHead, so that the values room
 * finds its Type. A type whose objects can be called has a method row `__call__`. */
#ifndef DBTPLAN_EVAL_OBJECT_H
#define DBTPLAN_EVAL_OBJECT_H

#include "runtime/core/map.h"
#include "runtime/eval/ast.h"

typedef struct Frame Frame;

/* Something with named members. What the fields hold is the type's own affair; most use few of them. */
struct Object {
  ValueHead head;
  Value value; /* context: project_root; joiner: the separator; cycler: a tuple; library: a dict of what was imported */
  Dict *dict;   /* namespace: its attributes */
  size_t at;    /* cycler, joiner: how often it was used */
  Str name;     /* library: "dagster" */
  void *state;
};

/* A closure over a DEF, LAMBDA, MACRO or CALL_BLOCK node. */
struct Function {
  ValueHead head;
  Str name; /* "<lambda>"; empty for the body of a call block */
  const Node *node;
  Frame *closure;
  const Module *module;  /* where its globals are; NULL: a template's */
  const Value *defaults; /* one a parameter, V_ABSENT without; a macro's are evaluated at the call */
};

typedef Value (*ModuleImport)(Heap *heap, const Module *from, Str module, Str name);

/* A Python module whose names are evaluated when they are first read, each from the last statement that binds it.
 *
 * `import` gives what another module holds, or the module itself where `name` is empty; V_ABSENT: there is none. It is
 * the caller's, since nothing here reads a file. `library_module` of eval/dg.h knows dagster, datetime and os. */
struct Module {
  ValueHead head;
  Str name; /* "my_project.defs.transform.template_vars" */
  const Source *source;
  NodeList body;
  Map *globals; /* name → Value; in the arena of the module */
  ModuleImport import;
  void *state;
};

extern const Type TYPE_FUNCTION, TYPE_MACRO, TYPE_MODULE;

Value object_new(Heap *heap, const Type *type, Object body);
/* A module of statements as `parse_module` gives them. */
Value module_new(Heap *heap, Str name, const Source *source, NodeList body,
                 ModuleImport import, void *state);

#endif
