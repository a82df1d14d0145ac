/* exec: statements of templates, the names that templates and Python bind, and functions of both. Python's statements
 * are in eval/python.h, its modules in eval/module.h. */
#ifndef DBTPLAN_EVAL_EXEC_H
#define DBTPLAN_EVAL_EXEC_H

#include "runtime/eval/eval.h"
#include "runtime/eval/object.h"

typedef struct Local {
  Str name;
  Value value;
} Local;

/* What a frame belongs to. A class body is seen by its own statements only; an inner frame is a comprehension's, whose
 * walrus binds outside of it. */
typedef enum FrameKind { FRAME_PLAIN, FRAME_CLASS, FRAME_INNER } FrameKind;

/* Names in one lexical scope; a lookup goes on to `parent`. A function's frame has all of its local names from the
 * start, V_ABSENT until they are bound. */
struct Frame {
  Frame *parent;
  VEC(Local) locals;
  FrameKind kind;
  const StrList *globals; /* what the function declares `global`: names of its module; NULL: nothing */
  Str name; /* of the function or class: what names of functions in it begin with */
  const Type *class; /* of a FRAME_CLASS: the class whose body it is; else NULL */
  const NodeList *ended; /* the body of a template's block that has ended, kept by a macro; else NULL */
};

Frame *frame_new(Eval *eval, Frame *parent);
void frame_set(Eval *eval, Frame *frame, Str name, Value value);
/* The innermost frame; made where there is none. */
Frame *exec_frame(Eval *eval);
/* The innermost value of a name, or NULL. */
Value *frame_find(Frame *frame, Str name);
/* The value of a name in this frame alone, or NULL. */
Value *frame_here(Frame *frame, Str name);

/* Assigns to any target: a name, a TUPLE or LIST of targets, a member, an item. VALUE_NONE or an error. */
Value exec_assign(Eval *eval, const Node *target, Value value);

/* What a template has put out so far. */
typedef struct Pieces {
  Value *at;
  size_t n, cap;
  bool streams; /* of a template itself, which jinja2 joins while it runs: from the second on they are texts at once */
  const PieceListener *listener; /* NULL: none */
  Value room[8];
} Pieces;

void pieces_init(Pieces *pieces);
void pieces_push(Eval *eval, Pieces *pieces, Value v);
/* A piece that may change later, as the text that it is now. */
Value eval_settle(Eval *eval, Value piece);
/* The native value of what was put out; Unknown where a piece is. */
Value eval_join(Eval *eval, const Pieces *pieces);
/* Runs template statements; VALUE_NONE or an error. */
Value exec_body(Eval *eval, const NodeList *body, Pieces *pieces);
/* In a scope of its own. */
Value exec_scoped(Eval *eval, const NodeList *body, Pieces *pieces);
/* The closure of a DEF, LAMBDA, MACRO or CALL_BLOCK made here and now; or the error of a default. */
Value function_new(Eval *eval, const Node *node);
/* Whether the body of a MACRO or CALL_BLOCK reads a name before it binds it; whether it is one that Jinja then passes
 * it: `caller`, `kwargs` or `varargs`, where no parameter is called so. */
bool macro_reads(const Node *node, const char *name);
bool macro_is_given(const Node *node, const char *name);
/* What a block's own code does with a name, macros in it aside. */
typedef struct Mentioned {
  bool bound, read;
} Mentioned;
Mentioned block_mentions(const NodeList *body, Str name);
/* "outer.<locals>.name", "Class.name", or the name alone: what is called so here. */
Str function_qualified(Eval *eval, Str name);
/* The parameters that inspect.signature tells: of the function that it looks like, where `functools.wraps` was used. */
const NodeList *function_signature(const Function *function);
/* `function.name = value`: VALUE_NONE, or the TypeError of a name that is no text. */
Value function_set_attr(Heap *heap, Value v, Str name, Value value);
Value function_call(Eval *eval, const Function *function, const Value *args, size_t n, const Dict *keywords);
/* VALUE_NONE where another call of Python may begin; else the error that so many within each other are: a
 * RecursionError, as CPython's. */
Value function_may_begin(Eval *eval);
/* A global of Jinja: `range` and `dict` are Python's classes. */
Value global_value(const Builtin *row);

/* The text of the code that runs: a module's, or NULL for the template at hand. False in a module of a plan, which has
 * none. */
static inline bool eval_source(const Eval *eval, const Source **source) {
  *source = eval->module ? eval->module->source : NULL;
  return *source || !eval->module;
}

/* The function that runs: "parse", "<module>"; empty: a template. */
Str eval_function_here(const Eval *eval);
/* Notes that an exception came out of a call at `node`. */
void eval_trace(Eval *eval, Exception *exception, const Node *node);
/* `v`; an error without a place lies at `node`. */
Value eval_placed(Eval *eval, const Node *node, Value v);
/* The same, and the error tells what the names in `node` hold. */
Value eval_involved(Eval *eval, const Node *node, Value v);
/* `v`; of an error at `node` the remedy tells which variable of the environment that is read there is not set. */
Value eval_explain_unset(Eval *eval, const Node *node, Value v);
/* The branch of an IF that its test chooses; NULL with `*error` set. */
const NodeList *exec_choose(Eval *eval, const Node *node, Value *error);
/* An expression, and Python's bool() of a value, whose Unknown is the error UNVERIFIED. */
Value eval_expression(Eval *eval, const Node *node);
/* What a loop or comprehension goes over. */
Value eval_iterable(Eval *eval, const Node *node);
bool eval_truth(Eval *eval, Value v, Value *error);
/* Whether `node` is what Jinja computes when it compiles: constants and what is made of them. */
bool eval_is_constant(const Node *node);
/* Whether such a node may be of this kind, whatever its children are. */
bool eval_may_fold(const Node *node);
/* Whether Jinja's compiler can write `v` down as a literal and read it back. */
bool eval_has_literal(Value v);
/* What Jinja's compiler computes of `node`: false where a name, a call or an error is in the way (`*value` is then the
 * error) or where the value has no literal. What `and`, `or` and inline `if` do not reach does not matter. */
bool eval_constant(Heap *heap, const Node *node, Value *value);
/* The row of a FILTER or TEST node; NULL: there is none. */
const Builtin *table_find(BuiltinTable table, Str name);

#endif
