/* effect: what a statement of a Python module binds, and what it may change, as far as its tree and what the module's
 * names hold so far tell. Nothing runs here.
 *
 * Two ask: `module_run`, of a statement that it could not evaluate to the end, which of the names are not known any
 * more; and the compiler, which statements a plan has to keep so that a name is the same there. Both are on the safe
 * side: a statement that might change something counts as one that does. */
#ifndef DBTPLAN_EVAL_EFFECT_H
#define DBTPLAN_EVAL_EFFECT_H

#include "runtime/eval/object.h"

/* What a statement may change behind the names that it binds: by calls, by decorators, by what the body of a class
 * does. */
typedef struct Effect {
  bool found;  /* something that changes is within its reach */
  bool is_any; /* by `exec`, `setattr` and the like: it may be any name at all */
} Effect;

/* `doubts`: what was not evaluated counts as something that changes, too. */
Effect effect_of(const Module *module, const Node *statement, bool doubts);
/* Whether a value may change without being bound anew: a collection, a class, an object, a function that keeps
 * something between its calls. */
bool effect_holds_state(Value v);
/* Whether a statement binds the name or may change what it holds: all that a value of the name may depend on. */
bool effect_touches(const Module *module, const Node *statement, Str name);
/* `effect_touches`, or may change what the name holds in another way: by an alias, a function, a class. */
bool effect_may_change(const Module *module, const Node *statement, Str name);
/* Whether nobody knows any more what a name holds, after a statement with that effect that was not evaluated to its
 * end. Those that it binds count as well, and are not asked for here. */
bool effect_loses(const Module *module, const Node *statement, Effect effect, Str name, Value held);
/* Whether a name that `module_name` does not find may still be bound, by a statement that is not evaluated. */
bool effect_may_bind(const Module *module, Str name);
/* Whether a statement of a module that was run may change what other modules of the project hold: it registers
 * something with one of them, sets a part of one, or makes a class below one of theirs. */
bool effect_reaches_out(const Module *module, const Node *statement);

/* Whether a statement may change the environment, or did when it ran: `os.environ.setdefault("TARGET", "dev")`;
 * `variable`, unless NULL: the one that its tree names, if it is one alone; else "". */
bool effect_changes_environ(const Module *module, const Node *statement, Str *variable);
/* Notes that a statement changed the environment, or tried to, when it ran. */
void effect_note_environ(const Module *module, const Node *statement);
/* Whether calling a function may change the environment. */
bool effect_call_changes_environ(const Function *function);

#endif
