/* vec: arrays that grow in an arena, and the number of items of one that does not.
 *
 *     VEC(Str) names = {0};
 *     VEC_PUSH(arena, &names, name);
 *     for (size_t i = 0; i < names.n; i++) use(names.at[i]);
 *
 * A vector of zeroes is empty. Growing may move the items: keep indexes, not pointers, while pushing. */
#ifndef DBTPLAN_CORE_VEC_H
#define DBTPLAN_CORE_VEC_H

#include "runtime/core/arena.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define VEC(Type)  \
  struct {         \
    Type *at;      \
    size_t n, cap; \
  }

#define VEC_PUSH(arena, vec, ...)                                                                            \
  do {                                                                                                       \
    if ((vec)->n == (vec)->cap) {                                                                            \
      size_t vec_cap = (vec)->cap ? (vec)->cap * 2 : 8;                                                      \
      (vec)->at = arena_grow((arena), (vec)->at, (vec)->n * sizeof *(vec)->at, vec_cap * sizeof *(vec)->at); \
      (vec)->cap = vec_cap;                                                                                  \
    }                                                                                                        \
    (vec)->at[(vec)->n++] = (__VA_ARGS__);                                                                   \
  } while (0)

#endif
