/* object: bodies of V_OBJECT, V_FUNCTION and V_MODULE values. Each begins with its ValueHead, so that the values room
 * finds its Type. A type whose objects can be called has a method row `__call__`. */
#ifndef DBTPLAN_EVAL_OBJECT_H
#define DBTPLAN_EVAL_OBJECT_H

#include "runtime/core/map.h"
#include "runtime/core/workspace.h"
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
  Str name;      /* "<lambda>"; empty for the body of a call block */
  Str qualified; /* of a method: "Base.run", as errors name it; else empty */
  const Node *node;
  Frame *closure;
  const Module *module;  /* where its globals are; NULL: a template's */
  const Value *defaults; /* one a parameter, V_ABSENT without; a macro's are evaluated at the call */
  const StrList *locals; /* what its body binds, the parameters aside */
  const StrList *globals; /* what its body declares `global`; NULL: nothing */
  Value self;            /* of a bound method: the first argument; else V_ABSENT */
  const Type *owner;     /* of a method: the class in whose body it stands, where `super()` begins; else NULL */
  Value wraps;           /* what `functools.wraps` made it look like; V_ABSENT: nothing */
  Dict *attributes;      /* `f.calls = 0`; NULL: none were set */
  bool is_template_var;  /* decorated with `@dg.template_var` */
  bool generates;        /* its body has a `yield` */
  bool is_abstract;      /* decorated with `@abc.abstractmethod` */
};

/* The module called `name` as an import in `from` means it (leading dots, if any, kept), its parents run first as
 * Python runs them; V_ABSENT: there is none. Its own statements may not have run yet. It is the caller's, since
 * nothing here reads a file. `library_module` of eval/library.h knows dbtplan's own modules. */
typedef Value (*ModuleImport)(Heap *heap, const Module *from, Str name);

typedef enum ModuleStage { MODULE_NEW, MODULE_RUNS, MODULE_DONE } ModuleStage;

/* A name of a module that a statement has bound. */
typedef struct Global {
  Value value; /* an error: what stands in the way of knowing it; V_ABSENT: deleted */
  InputSet inputs; /* what the statements read that made it */
} Global;

/* What changes in a module while it runs. */
typedef struct ModuleState {
  ModuleStage stage;
  Value error; /* what ended its body, as an import raises it; V_ABSENT: nothing */
  Map globals; /* name → Global; in the arena of the module */
  /* The first package that a `try` of it, or of a module that it imports, imports and that is taken not to be
   * installed; empty: none. */
  Str taken_absent;
} ModuleState;

/* What a module, with those that it imports, did to the environment when it ran: each component whose code imports it
 * finds it done. */
typedef struct ModuleEnviron {
  EnvChanges changes;
  uint32_t round;    /* the component for which it is done (EnvChanges.round); 0: it has not run */
  size_t begin, end; /* where these changes are among that component's (Workspace.env_changes) */
  VEC(const Node *) statements; /* those that made or tried to make one, whenever it ran */
} ModuleEnviron;

/* What statements of modules that run together did to what one of them holds. */
typedef struct ModuleEffects {
  InputSet inputs; /* read by what may have changed something */
} ModuleEffects;

/* A Python module. Its statements run once, in order, when a name of it is first read (eval/module.h). */
struct Module {
  ValueHead head;
  Str name; /* "my_project.defs.transform.template_vars" */
  const Source *source; /* NULL: a module of a plan, which has no text, or a folder without `__init__.py` */
  Str path; /* of its file, absolute: `__file__`; "": it has none */
  NodeList body;
  bool is_library; /* a part of Python's library that is written in Python (runtime/library): no place in it is shown */
  bool of_component; /* such a part that runs anew for each component, as a comment in it says */
  bool is_whole; /* all statements of its file are here: those of a plan are what its functions reach */
  ModuleState *state;
  ModuleEnviron *environ;
  ModuleEffects *effects; /* those of all modules beside it; NULL: nothing is noted */
  Arena *arena; /* where its globals lie */
  ModuleImport import;
  void *importer; /* the caller's */
};

extern const Type TYPE_FUNCTION, TYPE_MACRO, TYPE_MODULE;

Value object_new(Heap *heap, const Type *type, Object body);
/* What a name of a module holds so far; NULL: nothing. Nothing runs for it (`module_name`). */
static inline Global *module_global(const Module *module, Str name) {
  return map_get(&module->state->globals, name);
}

/* A module of statements as `parse_module` gives them. */
Value module_new(Arena *arena, Str name, const Source *source, NodeList body, ModuleImport import, void *importer);

#endif
