/* set_order: the order in which CPython walks a set.
 *
 * It follows from the hashes of the items and from the table that they were put into, so it is exact where the hashes
 * are the same in each process: those of numbers, and of tuples, ranges, time spans and frozensets of such. Texts,
 * dates, None, functions and objects have others in each process (PYTHONHASHSEED, addresses): the order of a set with
 * one of them is unknown, and `set_order_is_known` is false where it has two items or more.
 *
 * Which items are in the set is the Dict's affair; this is the order alone. Each function is told what the Dict has. */
#ifndef DBTPLAN_VALUE_SET_ORDER_H
#define DBTPLAN_VALUE_SET_ORDER_H

#include "runtime/value/types.h"

typedef struct SetSlot {
  Value key; /* V_ABSENT: free, or, with `aux` 1, removed */
  uint64_t hash;
} SetSlot;

struct SetOrder {
  SetSlot *at;
  size_t mask, fill, used; /* slots less one; slots that were ever taken; items */
  size_t finger;           /* where `pop` looks first */
  bool unknown;            /* nothing else counts then */
};

/* hash(v) as Python has it, where it is the same in each process; false where it is not. */
bool value_python_hash(Heap *heap, Value v, uint64_t *hash);

bool set_order_is_known(const Dict *set);
/* The order becomes unknown: its items came in one that is. */
void set_order_forget(Heap *heap, Dict *set);

/* Puts an item that is not in the set yet, and its key into the Dict; VALUE_NONE, or the TypeError. */
Value set_put(Heap *heap, Dict *set, Value key);
/* Takes an item out of the set; false: it is not there. An unhashable key is not there. */
bool set_take(Heap *heap, Dict *set, Value key);
void set_clear_all(Dict *set);
/* Puts all items of `from`, as `update` does. */
void set_merge(Heap *heap, Dict *into, const Dict *from);
/* Makes room for so many more items, as CPython does where it knows how many come. */
void set_expect(Heap *heap, Dict *set, size_t more);
/* Squeezes removed slots out where they are many, as `difference_update` ends. */
void set_settle(Heap *heap, Dict *set);
/* The item at `*slot` or after it, which then stands behind it; false: there is none. Only where the order is known. */
bool set_walk(const Dict *set, size_t *slot, Value *item);
/* The item that `pop` takes. */
bool set_pop_first(Heap *heap, Dict *set, Value *item);
/* A display of constants: CPython makes a frozenset of it when it compiles, which a loop walks itself (`iterated`) and
 * which any other use copies. Its items come in the order of the text, or in another where the module was compiled
 * before: the order is known where both give the same. */
void set_fold(Heap *heap, Dict *set, bool iterated);

#endif
