/* args: the one binder of arguments to parameters, for builtins and for functions, with Python's error texts.
 *
 * For a builtin the signature is its row's text; for a DEF, LAMBDA or MACRO its PARAM nodes. The fast path (positional
 * arguments only, within least and most) does not read the text.
 *
 * A row's text is a list of parameters, "sep=None, maxsplit=-1", worded in errors as C functions are; or a whole head,
 * "do_replace(eval_ctx | s, old, new, count=None)", worded as Python functions are (with
 * BUILTIN_C_STYLE as C functions are, under that name). What stands before `|` is passed by
 * Python unseen (self, an environment): it counts in messages and takes no argument. */
#ifndef DBTPLAN_EVAL_ARGS_H
#define DBTPLAN_EVAL_ARGS_H

#include "runtime/eval/ast.h"

enum { ARGS_MOST = 32 }; /* parameters of one function */

typedef struct CallArgs {
  const Value *positional;
  size_t n;
  const Dict *keywords; /* NULL: none; keys are V_STR */
} CallArgs;

typedef enum ParamKind {
  PARAM_POSITIONAL, /* before `/` */
  PARAM_EITHER,
  PARAM_KEYWORD, /* behind `*` */
  PARAM_REST,    /* `*rest` */
  PARAM_KEYWORDS /* `**rest` */
} ParamKind;

typedef struct Param {
  Str name;
  ParamKind kind;
  bool required;
} Param;

typedef struct Signature {
  Str shown;     /* the name in error texts, "do_replace"; empty: worded as C functions are */
  size_t hidden; /* arguments that Python passes unseen */
  size_t n;
  Param at[ARGS_MOST];
} Signature;

/* Reads the text of a row. */
void signature_read(const Builtin *builtin, Signature *signature);
/* The parameters of a DEF or LAMBDA; false beyond ARGS_MOST. */
bool signature_of_nodes(Str shown, const NodeList *params, Signature *signature);
/* Binds as CPython binds to a function written in Python. */
Value signature_bind(Heap *heap, const Signature *signature, CallArgs given, Value bound[ARGS_MOST]);

/* Binds and calls. `self` gives the type's name for messages, "str.upper() takes no arguments (1 given)"; V_ABSENT: a
 * plain function. An Unknown among the arguments is the result, unless the builtin absorbs. */
Value args_call(Heap *heap, const Builtin *builtin, Value self, CallArgs given);
/* Calls a class: binds to its `construct_params` and constructs. */
Value args_construct(Heap *heap, const Type *type, CallArgs given);
/* The number of parameters of a row: for tests. */
size_t args_count(const Builtin *builtin);

#endif
