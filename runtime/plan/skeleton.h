/* skeleton: the arguments of a component with their constant parts made once.
 *
 * Most of a command line is the same for every launch. A skeleton keeps it as texts, with places for what templates give;
 * filling it evaluates the templates and nothing else. It covers the shapes that people write: texts, templates that give
 * a text, and `{option: value}` whose value is one of these or a mapping that becomes JSON. Whatever else there is, and
 * whatever does not come out as a plain text, is left to the general way of resolve, which alone words errors; so a
 * skeleton never fails, it only declines. */
#ifndef DBTPLAN_PLAN_SKELETON_H
#define DBTPLAN_PLAN_SKELETON_H

#include "runtime/eval/eval.h"

/* A constant text and the template behind it; NULL: there is none. */
typedef struct SkeletonPiece {
  Str text;
  const Node *template;
} SkeletonPiece;

typedef struct SkeletonArg {
  enum { SKELETON_TEXT, SKELETON_TEMPLATE, SKELETON_JSON } kind;
  Str text;             /* SKELETON_TEXT */
  const Node *template; /* SKELETON_TEMPLATE */
  VEC(SkeletonPiece) pieces; /* SKELETON_JSON */
} SkeletonArg;

typedef struct Skeleton {
  VEC(SkeletonArg) args;
} Skeleton;

/* From a linked `cli_args` tree. False: it has another shape. */
bool skeleton_read(Heap *heap, const Node *cli_args, Skeleton *skeleton);
/* The text of an argument that is not SKELETON_TEXT. False: the general way must be gone. */
bool skeleton_fill(Eval *eval, const SkeletonArg *arg, Str *text);

#endif
