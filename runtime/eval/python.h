/* python: Python's statements and names.
 *
 * A statement gives V_ABSENT where it ends, the value of a `return`, or an error; a `break` and a `continue` are
 * V_ABSENT with `aux` set, on their way to their loop. Names are Python's: what a function binds anywhere is its own
 * everywhere (UnboundLocalError before), free names go to the functions around, then to the module, then to Python's
 * builtins. Two errors that no `except` catches, UNSUPPORTED and UNVERIFIED, end everything up to the module's
 * statement. */
#ifndef DBTPLAN_EVAL_PYTHON_H
#define DBTPLAN_EVAL_PYTHON_H

#include "runtime/eval/exec.h"

/* What `aux` says of a statement that ends early without a value; others count from PYTHON_FLOW_COUNT. */
enum { PYTHON_BREAK = 1, PYTHON_CONTINUE, PYTHON_FLOW_COUNT };

/* Runs statements; see above. */
Value exec_python_block(Eval *eval, const NodeList *block);
/* One statement of a module or class body: VALUE_ABSENT or an error. */
Value exec_python(Eval *eval, const Node *node);
/* The value of a name, or the NameError. */
Value python_name(Eval *eval, Str id);
/* Binds a name in the scope that runs: of the function, the class body, or the module. */
void python_bind(Eval *eval, Str id, Value v);
/* Assigns to a name, attribute or item. VALUE_NONE or an error. */
Value python_assign(Eval *eval, const Node *target, Value value);
/* `object.name = value`, setattr(object, name, value). VALUE_NONE or an error. */
Value python_set_attr(Eval *eval, Value object, Str name, Value value);
/* The text that a body begins with, or None. */
Value python_docstring(const NodeList *body);
/* The names that a function's body binds, `global` and `nonlocal` ones left out; `*globals`: the ones declared
 * `global`, or NULL. */
const StrList *python_locals(Arena *arena, const NodeList *body, const StrList **globals);
/* The name that an IMPORT or IMPORT_FROM binds: `import a.b` binds `a`. */
Str python_import_name(const Node *node);
/* `field` of `field` and of `dataclasses.field`, as what is imported is known by its last name; "": it is neither. */
Str python_last_name(const Node *node);
/* `a` of `a.b.c`. */
const Node *python_root(const Node *node);
/* Calls `visit` with each name that a statement binds in its own scope, in branches and loops too. */
void python_bound_names(const Node *statement, void (*visit)(Str name, void *state), void *state);
/* Whether an `except` may catch it: an error that is not one of dbtplan's own. */
bool python_is_caught(Value v);
/* An error that nothing catches, behind what might catch what it stands for. */
Value python_passed_by(Value v);
/* The handler that catches an error; NULL: none does, or `*caught` is the error of asking. */
const Node *python_handler(Eval *eval, const NodeList *handlers, Value *caught);

/* Python's own functions and classes: `len`, `str`, `ValueError` …; V_ABSENT: dbtplan has none of that name. */
Value python_builtin(Str name);
/* Those of them that go over items (python_sequences.c), sorted by name. */
extern const BuiltinTable PYTHON_SEQUENCES;
/* callable(v) */
bool python_is_callable(Value v);
/* issubclass(class, of) */
bool python_is_subclass(const Type *class, const Type *of);
/* round(v, precision); None: to a whole number. */
Value python_round(Heap *heap, Value v, Value precision);
/* Whether Python has a builtin of that name, evaluated here or not. */
bool python_has_builtin(Str name);

#endif
