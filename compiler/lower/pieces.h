/* pieces: a template's text piece by piece, as native rendering joins it: what of it is undefined or None, which the
 * whole does not show. */
#ifndef DBTPLAN_PIECES_H
#define DBTPLAN_PIECES_H

#include "runtime/eval/eval.h"

typedef struct Pieces {
  Eval *eval;
  Buf text;
  size_t n;
  Value only; /* the last piece */
  bool known; /* all pieces could be told */
  const Node *nothing, *none, *method; /* the first piece that is undefined; that is None; that was not called */
} Pieces;

/* Renders a template in the scope of `eval`. */
Pieces pieces_render(Eval *eval, const Node *template);

#endif
