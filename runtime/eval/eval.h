/* eval: the evaluator of the one tree; no language mode, no diagnostics, no input or output.
 *
 * Errors are values (runtime/value/value.h). The evaluator fills in the span of an error at the innermost node, and the
 * names of the failing expression with what they hold. Steps and depth are limited: the guard of the arena stops the
 * work.
 *
 * An `Eval` is small and made per component; `eval_reset` begins a new scalar or launch. Results live in `heap.arena`.
 */
#ifndef DBTPLAN_EVAL_EVAL_H
#define DBTPLAN_EVAL_EVAL_H

#include "runtime/core/workspace.h"
#include "runtime/eval/scope.h"

typedef struct Frame Frame; /* names bound by the template or function itself; eval.c */

/* What `autoescape` says: nothing, true as a constant, or true as something computed. */
enum { AUTOESCAPE_OFF, AUTOESCAPE_ON, AUTOESCAPE_VOLATILE };

typedef struct Eval {
  Heap heap; /* first: builtins get the Heap and, through it, the Eval */
  const ScopeTable *scope;
  const Value *root; /* one value a name of `scope` */
  Frame *frame;
  const Module *module; /* of the Python function that runs: where its globals are; NULL in a template */
  const Node *template; /* the TEMPLATE that runs, for the line in messages */
  const Node *at;       /* the innermost node that is evaluated: where a limit stops the work */
  uint8_t autoescape;
  uint32_t loads;         /* of modules, and of template vars' functions, that run: they may change the environment */
  bool importing;         /* in the body of a `try` of Python: an import of what is not there raises */
  uint32_t calls;         /* of Python functions that are open */
  const char *stack;      /* where C's stack was when the evaluation began; it grows downwards */
  uint32_t depth_around;  /* the nesting of expressions around the function that runs */
  Exception *handled; /* what the `except` block that runs has caught; NULL: none */
  bool folding; /* as Jinja's compiler: only what may be a constant, and a slice that fails is undefined */
} Eval;

void eval_init(Eval *eval, Arena *arena, Workspace *workspace, const ScopeTable *scope, const Value *root);
void eval_reset(Eval *eval);

/* A TEMPLATE node rendered as jinja2's NativeTemplate renders it: the native value, or an error. An Undefined as the
 * only output comes back as V_UNDEFINED: the driver decides (Dagster raises). */
Value eval_template(Eval *eval, const Node *template);
/* What hears of each piece that a template puts out: the node that it comes from, and the piece as it is before it is
 * joined to others. It is told while the template runs, in the scope of the node. */
typedef struct PieceListener {
  void (*hear)(void *state, const Node *node, Value piece);
  void *state;
} PieceListener;
/* Runs a TEMPLATE node for its pieces alone; false: an error ended it. */
bool eval_listen(Eval *eval, const Node *template, const PieceListener *listener);
/* A TEMPLATE node as Dagster resolves a scalar: empty text stays text, an Undefined is an error, and an UndefinedError
 * says which names the scope has. */
Value eval_scalar(Eval *eval, const Node *template);
/* Any tree of CONST, LIST, DICT and TEMPLATE nodes (a YAML value with templates at its leaves), or an expression. */
Value eval_node(Eval *eval, const Node *node);
/* Calls a callable value. */
Value eval_call(Eval *eval, Value callee, const Value *args, size_t n, const Dict *keywords);
/* The same of the function of a template var, which Dagster calls once while it loads. */
Value eval_call_var(Eval *eval, Value function, Value context);

/* Links a tree after parsing or reading: names to slots of `scope`, filters, tests and Jinja's globals to their rows;
 * sets `inputs` of every node. Unknown filters and tests get SLOT_NONE: the compiler reports them as Jinja does, and
 * evaluation raises. Linking twice with the same table changes nothing. */
void link_tree(Node *tree, const ScopeTable *scope);

/* For messages, completion and did-you-mean: all filters, tests, globals, sorted by name. */
extern const BuiltinTable FILTERS, TESTS, GLOBALS;

/* What to write in place of a name that the scope does not have, where that takes more than another name; "": not
 * known. */
Str eval_remedy(ScopeKind scope, Str name);

#endif
