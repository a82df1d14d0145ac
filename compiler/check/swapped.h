/* swapped: variables that are called the start and the end of something and get the window's bounds the other way.
 * Where the SQL compares a column with one of them, that tells what they mean, and `ranges` judges. */
#ifndef DBTPLAN_CHECK_SWAPPED_H
#define DBTPLAN_CHECK_SWAPPED_H

#include "compiler/check/view.h"

/* Looks at each mapping of the component's arguments; needs no launch. */
void swapped_check(const View *view);

#endif
