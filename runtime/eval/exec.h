/* exec: statements of templates and of Python, functions, and the names that both bind. */
#ifndef DBTPLAN_EVAL_EXEC_H
#define DBTPLAN_EVAL_EXEC_H

#include "runtime/eval/eval.h"
#include "runtime/eval/object.h"

typedef struct Local {
  Str name;
  Value value;
} Local;

/* Names in one lexical scope; a lookup goes on to `parent`. */
struct Frame {
  Frame *parent;
  VEC(Local) locals;
};

Frame *frame_new(Eval *eval, Frame *parent);
void frame_set(Eval *eval, Frame *frame, Str name, Value value);
/* The innermost value of a name, or NULL. */
Value *frame_find(Frame *frame, Str name);

/* Assigns to a NAME, a TUPLE or LIST of targets, or a member of a namespace. VALUE_NONE or an error. */
Value exec_assign(Eval *eval, const Node *target, Value value);

/* What a template has put out so far. */
typedef struct Pieces {
  Value *at;
  size_t n, cap;
  bool streams; /* of a template itself, which jinja2 joins while it runs: from the second on they are texts at once */
  Value room[8];
} Pieces;

void pieces_init(Pieces *pieces);
/* Runs template statements; VALUE_NONE or an error. */
Value exec_body(Eval *eval, const NodeList *body, Pieces *pieces);
/* Runs Python statements: V_ABSENT at the end, the value of a `return`, or an error. */
Value exec_block(Eval *eval, const NodeList *block);

Value function_new(Eval *eval, const Node *node);
Value function_call(Eval *eval, const Function *function, const Value *args, size_t n, const Dict *keywords);
/* A module-level name of Python, evaluated at its first use; V_ABSENT: the module does not bind it. */
Value module_get(Eval *eval, const Module *module, Str name);
/* Whether a name that `module_get` does not find may still be bound, by a statement that is not evaluated. */
bool module_may_bind(const Module *module);
/* A global of Jinja: `range` and `dict` are Python's classes. */
Value global_value(const Builtin *row);
/* Python's own functions: `len`, `str`, `sorted` … */
Value python_builtin(Str name);
/* Whether Python has a builtin of that name, evaluated here or not. */
bool python_has_builtin(Str name);

/* The text of the code that runs: a module's, or NULL for the template at hand. False in a module of a plan, which has
 * none. */
static inline bool eval_source(const Eval *eval, const Source **source) {
  *source = eval->module ? eval->module->source : NULL;
  return *source || !eval->module;
}

/* For exec.c: an expression, and Python's bool() of a value, whose Unknown is the error UNVERIFIED. */
Value eval_expression(Eval *eval, const Node *node);
bool eval_truth(Eval *eval, Value v, Value *error);
/* The native value of what was put out; Unknown where a piece is. */
/* A piece that may change later, as the text that it is now. */
Value eval_settle(Eval *eval, Value piece);
Value eval_join(Eval *eval, const Pieces *pieces);
/* Whether `node` is what Jinja computes when it compiles: constants and what is made of them. */
bool eval_is_constant(const Node *node);
/* Calls the filter or test of a row. */
Value eval_row(Eval *eval, const Builtin *row, Value input, const NodeList *args);
/* "No filter named 'x' found.", as jinja2 says it where only a branch names it. */
Value eval_no_row(Eval *eval, BuiltinTable table, const char *what, Str name);
/* The row of a FILTER or TEST node; NULL: there is none. */
const Builtin *table_find(BuiltinTable table, Str name);

#endif
