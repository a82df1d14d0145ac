#include "runtime/core/limits.h"
#include "runtime/eval/library_modules.h"
#include "runtime/value/int.h"
#include "runtime/value/types.h"

/* itertools: each function gives an iterator that takes from others as it is asked. */

typedef bool (*NextFn)(Heap *heap, Iter *iter, Value *out);

/* What an iterator of this module works with; most use a part. */
typedef struct Work {
  Iter *iters;
  size_t n;
  Value function, value; /* V_ABSENT: none */
  ValueList *pools;
  size_t *at;
  size_t length, left;
  bool begun, ended;
  int64_t start, stop, step;
} Work;

static Value make(Heap *heap, const char *name, Work work, NextFn next) {
  Work *body = ARENA_NEW(heap->arena, Work);
  *body = work;
  return value_iterator(heap, (Iter){.next = next, .state = body}, name);
}

/* Iterations over `n` values; or the error of what is none. */
static Value open_all(Heap *heap, const Value *values, size_t n, Work *work) {
  work->iters = ARENA_ARRAY(heap->arena, Iter, n ? n : 1);
  work->n = n;
  for (size_t i = 0; i < n; i++) {
    Value error = op_iter(heap, values[i], &work->iters[i]);
    if (value_passes(error)) return error;
  }
  return VALUE_NONE;
}

#define OPENED(work, values, count)                                  \
  do {                                                               \
    Value opening_ = open_all(heap, (values), (count), &(work));     \
    if (value_passes(opening_)) return opening_;                     \
  } while (0)

static bool says_true(Heap *heap, Value function, Value item, Value *error) {
  Value stop;
  bool truth = op_truth(heap, heap->call(heap, function, &item, 1, NULL), &stop);
  *error = stop;
  return truth;
}

/* None: whether the item is true itself. */
static bool calls_true(Heap *heap, Value function, Value item, Value *error) {
  if (value_given(function)) return says_true(heap, function, item, error);
  Value stop;
  bool truth = op_truth(heap, item, &stop);
  *error = stop;
  return truth;
}

/* ---- chain ---- */

static bool chain_next(Heap *heap, Iter *iter, Value *out) {
  Work *work = iter->state;
  for (;;) {
    if (work->begun && op_next(heap, &work->iters[1], out)) return true;
    Value next;
    if (!op_next(heap, &work->iters[0], &next)) return work->begun = false;
    Value error = value_passes(next) ? next : op_iter(heap, next, &work->iters[1]);
    if (value_passes(error)) return *out = error, true;
    work->begun = true;
  }
}

static Value chain_of(Heap *heap, Value iterables) {
  Work work = {.iters = ARENA_ARRAY(heap->arena, Iter, 2)};
  Value error = op_iter(heap, iterables, &work.iters[0]);
  return value_passes(error) ? error : make(heap, "itertools.chain", work, chain_next);
}

static Value chain_construct(Heap *heap, const Type *type, const Value *args) {
  (void)type;
  return chain_of(heap, args[0]);
}

static Value from_iterable(Heap *heap, Value self, const Value *args) {
  (void)self;
  return chain_of(heap, args[0]);
}

static const Builtin CHAIN_METHODS[] = {
    {"from_iterable", "iterable, /", 1, 1, BUILTIN_STATIC | BUILTIN_C_STYLE, from_iterable,
     "the items of all, one after the other"},
};
static const Type TYPE_CHAIN = {.name = "itertools.chain",
                                .methods = BUILTIN_TABLE(CHAIN_METHODS),
                                .construct = chain_construct,
                                .construct_params = "*iterables"};

/* ---- of numbers and repetition ---- */

static bool count_next(Heap *heap, Iter *iter, Value *out) {
  Work *work = iter->state;
  *out = work->value;
  work->value = op_binary(heap, OP_ADD, work->value, work->function);
  return true;
}

static Value count(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value start = args[0].kind == V_ABSENT ? value_int(0) : args[0];
  Value step = args[1].kind == V_ABSENT ? value_int(1) : args[1];
  bool numbers = (start.kind == V_INT || start.kind == V_FLOAT) && (step.kind == V_INT || step.kind == V_FLOAT);
  if (!numbers) return value_unsupported(heap, "'count' of what is no small number");
  return make(heap, "itertools.count", (Work){.value = start, .function = step}, count_next);
}

static bool cycle_next(Heap *heap, Iter *iter, Value *out) {
  Work *work = iter->state;
  if (!work->ended && op_next(heap, &work->iters[0], out)) {
    value_list_push(heap, work->pools, *out);
    return true;
  }
  work->ended = true;
  if (!work->pools->n) return false;
  return *out = work->pools->at[work->left++ % work->pools->n], true;
}

static Value cycle(Heap *heap, Value self, const Value *args) {
  (void)self;
  Work work = {.pools = ARENA_NEW(heap->arena, ValueList)};
  OPENED(work, args, 1);
  return make(heap, "itertools.cycle", work, cycle_next);
}

static bool repeat_next(Heap *heap, Iter *iter, Value *out) {
  Work *work = iter->state;
  (void)heap;
  if (!work->ended && !work->left) return false;
  work->left -= !work->ended;
  return *out = work->value, true;
}

static Value repeat(Heap *heap, Value self, const Value *args) {
  (void)self;
  int64_t times = 0;
  Value error = args[1].kind == V_ABSENT ? VALUE_NONE : value_need_int(heap, args[1], &times);
  if (value_passes(error)) return error;
  Work work = {.value = args[0], .left = times > 0 ? (size_t)times : 0, .ended = args[1].kind == V_ABSENT};
  return make(heap, "itertools.repeat", work, repeat_next);
}

/* ---- some of the items ---- */

/* What comes before the next start is taken, be it behind the stop. */
static bool islice_next(Heap *heap, Iter *iter, Value *out) {
  Work *work = iter->state;
  while (!work->ended) {
    bool skips = (int64_t)work->left < work->start, is_over = work->stop >= 0 && (int64_t)work->left >= work->stop;
    if ((!skips && is_over) || !op_next(heap, &work->iters[0], out)) break;
    if (value_is_error(*out)) return work->ended = true;
    work->left++;
    if (skips) continue;
    bool is_far = work->step > INT64_MAX - work->start;
    work->start = is_far ? INT64_MAX : work->start + work->step;
    if (work->stop >= 0 && work->start > work->stop) work->start = work->stop;
    return true;
  }
  work->ended = true;
  return false;
}

#define WORDS_OF_ISLICE " for islice() must be None or an integer: 0 <= x <= sys.maxsize."

/* `what`: the words for what is no whole number, and for -1. */
static Value islice_bound(Heap *heap, Value v, const char *what, int64_t *out) {
  if (!value_given(v)) return VALUE_NONE;
  v = value_number(v);
  if (v.kind == V_INT && v.i < -1) return value_raise(heap, EXC_VALUE, "Indices" WORDS_OF_ISLICE);
  if ((v.kind != V_INT && v.kind != V_BOOL) || v.i < 0)
    return value_raise(heap, EXC_VALUE, "%s", what);
  return *out = v.i, VALUE_NONE;
}

static Value islice(Heap *heap, Value self, const Value *args) {
  (void)self;
  Work work = {.stop = -1, .step = 1};
  bool one = args[2].kind == V_ABSENT;
  Value error = islice_bound(heap, args[one ? 1 : 2], "Stop argument" WORDS_OF_ISLICE, &work.stop);
  if (!value_is_error(error) && !one) error = islice_bound(heap, args[1], "Indices" WORDS_OF_ISLICE, &work.start);
  bool steps = !value_given(args[3]) || ((args[3].kind == V_INT || args[3].kind == V_BOOL) && args[3].i > 0);
  if (!value_is_error(error) && !steps)
    error = value_raise(heap, EXC_VALUE, "Step for islice() must be a positive integer or None.");
  if (!value_is_error(error) && value_given(args[3])) work.step = args[3].i;
  if (value_is_error(error)) return error;
  OPENED(work, args, 1);
  return make(heap, "itertools.islice", work, islice_next);
}

static bool takewhile_next(Heap *heap, Iter *iter, Value *out) {
  Work *work = iter->state;
  Value error;
  if (work->ended || !op_next(heap, &work->iters[0], out)) return false;
  if (value_passes(*out)) return true;
  bool holds = says_true(heap, work->function, *out, &error);
  if (error.kind != V_ABSENT) return *out = error, true;
  work->ended = !holds;
  return holds;
}

static bool dropwhile_next(Heap *heap, Iter *iter, Value *out) {
  Work *work = iter->state;
  Value error;
  while (op_next(heap, &work->iters[0], out)) {
    if (work->begun || value_passes(*out)) return true;
    work->begun = !says_true(heap, work->function, *out, &error);
    if (error.kind != V_ABSENT) return *out = error, true;
    if (work->begun) return true;
  }
  return false;
}

static bool filterfalse_next(Heap *heap, Iter *iter, Value *out) {
  Work *work = iter->state;
  Value error;
  while (op_next(heap, &work->iters[0], out)) {
    if (value_passes(*out)) return true;
    bool holds = calls_true(heap, work->function, *out, &error);
    if (error.kind != V_ABSENT) return *out = error, true;
    if (!holds) return true;
  }
  return false;
}

static bool starmap_next(Heap *heap, Iter *iter, Value *out) {
  Work *work = iter->state;
  ValueList items = {0};
  if (!op_next(heap, &work->iters[0], out)) return false;
  Value error = value_passes(*out) ? *out : value_collect(heap, *out, &items);
  *out = value_passes(error) ? error : heap->call(heap, work->function, items.at, items.n, NULL);
  return true;
}

#define WITH_FUNCTION(name)                                                      \
  static Value name(Heap *heap, Value self, const Value *args) {                 \
    (void)self;                                                                  \
    Work work = {.function = args[0]};                                           \
    OPENED(work, args + 1, 1);                                                   \
    return make(heap, "itertools." #name, work, name##_next);                    \
  }
WITH_FUNCTION(takewhile)
WITH_FUNCTION(dropwhile)
WITH_FUNCTION(filterfalse)
WITH_FUNCTION(starmap)

static bool compress_next(Heap *heap, Iter *iter, Value *out) {
  Work *work = iter->state;
  Value chosen, stop;
  while (op_next(heap, &work->iters[0], out)) {
    if (value_passes(*out)) return true;
    if (!op_next(heap, &work->iters[1], &chosen)) return false;
    bool truth = op_truth(heap, chosen, &stop);
    if (stop.kind != V_ABSENT) return *out = stop, true;
    if (truth) return true;
  }
  return false;
}

static Value compress(Heap *heap, Value self, const Value *args) {
  (void)self;
  Work work = {0};
  OPENED(work, args, 2);
  return make(heap, "itertools.compress", work, compress_next);
}

/* ---- running totals, pairs, groups ---- */

static bool accumulate_next(Heap *heap, Iter *iter, Value *out) {
  Work *work = iter->state;
  Value item;
  if (!work->begun) {
    work->begun = true;
    if (work->value.kind != V_ABSENT) return *out = work->value, true;
    if (!op_next(heap, &work->iters[0], &work->value)) return false;
    return *out = work->value, true;
  }
  if (value_passes(work->value) || work->value.kind == V_ABSENT || !op_next(heap, &work->iters[0], &item)) return false;
  Value both[] = {work->value, item};
  work->value = value_passes(item)            ? item
                : value_given(work->function) ? heap->call(heap, work->function, both, 2, NULL)
                                              : op_binary(heap, OP_ADD, both[0], both[1]);
  return *out = work->value, true;
}

static Value accumulate(Heap *heap, Value self, const Value *args) {
  (void)self;
  Work work = {.function = args[1], .value = value_given(args[2]) ? args[2] : VALUE_ABSENT};
  OPENED(work, args, 1);
  return make(heap, "itertools.accumulate", work, accumulate_next);
}

static bool pairwise_next(Heap *heap, Iter *iter, Value *out) {
  Work *work = iter->state;
  if (!work->begun && !op_next(heap, &work->iters[0], &work->value)) return false;
  if (value_passes(work->value)) return *out = work->value, true;
  work->begun = true;
  Value pair[] = {work->value, VALUE_NONE};
  if (!op_next(heap, &work->iters[0], &pair[1])) return false;
  work->value = pair[1];
  *out = value_passes(pair[1]) ? pair[1] : value_tuple(heap, pair, 2);
  return true;
}

static Value pairwise(Heap *heap, Value self, const Value *args) {
  (void)self;
  Work work = {0};
  OPENED(work, args, 1);
  return make(heap, "itertools.pairwise", work, pairwise_next);
}

static bool zip_longest_next(Heap *heap, Iter *iter, Value *out) {
  Work *work = iter->state;
  Value *items = ARENA_ARRAY(heap->arena, Value, work->n ? work->n : 1);
  bool any = false;
  for (size_t i = 0; i < work->n; i++) {
    bool found = work->iters[i].next && op_next(heap, &work->iters[i], &items[i]);
    if (!found) work->iters[i].next = NULL, items[i] = work->value;
    any = any || found;
    if (found && value_passes(items[i])) return *out = items[i], true;
  }
  if (any) *out = value_tuple(heap, items, work->n);
  return any;
}

static Value zip_longest(Heap *heap, Value self, const Value *args) {
  (void)self;
  Work work = {.value = args[1].kind == V_ABSENT ? VALUE_NONE : args[1]};
  OPENED(work, args[0].list->at, args[0].list->n);
  return make(heap, "itertools.zip_longest", work, zip_longest_next);
}

/* A group ends where the iteration over groups goes on. */
typedef struct Group {
  ValueList items;
  Value failed; /* what stops it behind them */
  size_t number;
  const Work *groups;
} Group;

static bool group_next(Heap *heap, Iter *iter, Value *out) {
  const Group *group = iter->state;
  (void)heap;
  if (group->groups->left != group->number || iter->at > group->items.n) return false;
  *out = iter->at < group->items.n ? group->items.at[iter->at] : group->failed;
  return iter->at++, out->kind != V_ABSENT;
}

static Value key_of(Heap *heap, const Work *work, Value item) {
  return value_given(work->function) ? heap->call(heap, work->function, &item, 1, NULL) : item;
}

static bool groupby_next(Heap *heap, Iter *iter, Value *out) {
  Work *work = iter->state;
  Group *group = ARENA_NEW(heap->arena, Group);
  if (work->ended) return work->left++, false; /* which ends the last group too */
  if (!work->begun && !op_next(heap, &work->iters[0], &work->value)) return false;
  if (value_passes(work->value)) return work->ended = true, *out = work->value, true;
  work->begun = true;
  Value key = key_of(heap, work, work->value), item;
  if (value_passes(key)) return work->ended = true, *out = key, true;
  value_list_push(heap, &group->items, work->value);
  for (;;) {
    if (!op_next(heap, &work->iters[0], &item)) {
      work->ended = true;
      break;
    }
    work->value = item;
    Value next = value_passes(item) ? item : key_of(heap, work, item);
    if (value_passes(next)) {
      work->value = group->failed = next;
      break;
    }
    if (!value_equal(heap, key, next)) break;
    value_list_push(heap, &group->items, item);
  }
  group->number = ++work->left;
  group->groups = work;
  Value pair[] = {key, value_iterator(heap, (Iter){.next = group_next, .state = group}, "itertools._grouper")};
  return *out = value_tuple(heap, pair, 2), true;
}

static Value groupby(Heap *heap, Value self, const Value *args) {
  (void)self;
  Work work = {.function = args[1]};
  OPENED(work, args, 1);
  return make(heap, "itertools.groupby", work, groupby_next);
}

/* ---- combinations: from pools that are read at once ---- */

static Value chosen(Heap *heap, const Work *work, const ValueList *pools, bool one_pool) {
  Value *items = ARENA_ARRAY(heap->arena, Value, work->length ? work->length : 1);
  for (size_t i = 0; i < work->length; i++) items[i] = pools[one_pool ? 0 : i].at[work->at[i]];
  return value_tuple(heap, items, work->length);
}

/* The first choice is there unless a pool is empty; then the last place moves fastest. */
static bool product_next(Heap *heap, Iter *iter, Value *out) {
  Work *work = iter->state;
  if (work->ended) return false;
  for (size_t i = 0; !work->begun && i < work->length; i++)
    if (!work->pools[i].n) return false;
  size_t i = work->length;
  bool moved = !work->begun;
  while (!moved && i-- > 0) {
    moved = ++work->at[i] < work->pools[i].n;
    if (!moved) work->at[i] = 0;
  }
  work->begun = true;
  work->ended = !moved;
  if (moved) *out = chosen(heap, work, work->pools, false);
  return moved;
}

static Value product(Heap *heap, Value self, const Value *args) {
  (void)self;
  int64_t repeats = 1;
  const List *given = args[0].list;
  Value error = args[1].kind == V_ABSENT ? VALUE_NONE : value_need_int(heap, args[1], &repeats);
  if (value_passes(error)) return error;
  if (repeats < 0) return value_raise(heap, EXC_VALUE, "repeat argument cannot be negative");
  if (repeats > 1000) return value_unsupported(heap, "'product' with so many repeats");
  Work work = {.length = given->n * (size_t)repeats};
  work.pools = ARENA_ARRAY(heap->arena, ValueList, work.length ? work.length : 1);
  work.at = ARENA_ARRAY(heap->arena, size_t, work.length ? work.length : 1);
  for (size_t i = 0; i < work.length; i++) {
    error = i < given->n ? value_collect(heap, given->at[i], &work.pools[i]) : VALUE_NONE;
    if (value_passes(error)) return error;
    if (i >= given->n) work.pools[i] = work.pools[i % given->n];
  }
  return make(heap, "itertools.product", work, product_next);
}

/* The next choice of places: ascending where `again` is false, else not descending. */
static bool combination_next(Heap *heap, Iter *iter, Value *out, bool again) {
  Work *work = iter->state;
  size_t n = work->pools->n, r = work->length, i = r;
  if (work->ended || (again ? r && !n : r > n)) return false;
  if (work->begun) {
    while (i > 0 && work->at[i - 1] == (again ? n - 1 : i - 1 + n - r)) i--;
    if (i == 0) return work->ended = true, false;
    size_t place = ++work->at[i - 1];
    for (; i < r; i++) work->at[i] = again ? place : work->at[i - 1] + 1;
  }
  work->begun = true;
  return *out = chosen(heap, work, work->pools, true), true;
}

static bool combinations_next(Heap *heap, Iter *iter, Value *out) { return combination_next(heap, iter, out, false); }
static bool with_replacement_next(Heap *heap, Iter *iter, Value *out) {
  return combination_next(heap, iter, out, true);
}

/* The next arrangement in the order of places. */
static bool permutations_next(Heap *heap, Iter *iter, Value *out) {
  Work *work = iter->state;
  size_t n = work->pools->n, r = work->length;
  if (work->ended || r > n) return false;
  bool moved = !work->begun;
  work->begun = true;
  for (size_t i = r; !moved && i-- > 0;) {
    for (size_t next = work->at[i] + 1; next < n && !moved; next++) {
      bool used = false;
      for (size_t k = 0; k < i; k++) used = used || work->at[k] == next;
      if (used) continue;
      work->at[i] = next;
      moved = true;
    }
    for (size_t k = i + 1; moved && k < r; k++) { /* the rest: the least that are free */
      for (size_t least = 0;; least++) {
        bool used = false;
        for (size_t m = 0; m < k; m++) used = used || work->at[m] == least;
        if (used) continue;
        work->at[k] = least;
        break;
      }
    }
  }
  work->ended = !moved;
  if (moved) *out = chosen(heap, work, work->pools, true);
  return moved;
}

static Value choose(Heap *heap, const char *name, const Value *args, NextFn next, bool again) {
  Work work = {.pools = ARENA_NEW(heap->arena, ValueList)};
  int64_t r = 0;
  Value error = value_collect(heap, args[0], work.pools);
  if (value_passes(error)) return error;
  bool permutes = next == permutations_next;
  if (permutes && value_given(args[1]) && !int_is(args[1])) return value_raise(heap, EXC_TYPE, "Expected int as r");
  if (value_given(args[1]) || !permutes) error = value_need_int(heap, args[1], &r);
  else r = (int64_t)work.pools->n;
  if (value_passes(error)) return error;
  if (r < 0) return value_raise(heap, EXC_VALUE, "r must be non-negative");
  if (r > 10000) return value_unsupported(heap, "'%s' of so many", name);
  work.length = (size_t)r;
  work.at = ARENA_ARRAY(heap->arena, size_t, work.length);
  for (size_t i = 0; !again && i < work.length; i++) work.at[i] = i;
  return make(heap, name, work, next);
}

static Value combinations(Heap *heap, Value self, const Value *args) {
  (void)self;
  return choose(heap, "itertools.combinations", args, combinations_next, false);
}
static Value combinations_with_replacement(Heap *heap, Value self, const Value *args) {
  (void)self;
  return choose(heap, "itertools.combinations_with_replacement", args, with_replacement_next, true);
}
static Value permutations(Heap *heap, Value self, const Value *args) {
  (void)self;
  return choose(heap, "itertools.permutations", args, permutations_next, false);
}

static const Builtin ITERTOOLS[] = {
    {"accumulate", "accumulate(iterable, func=None, *, initial=None)", 1, 2, 0, accumulate, "running totals"},
    {"combinations", "combinations(iterable, r)", 2, 2, 0, combinations, "each choice of r items"},
    {"combinations_with_replacement", "combinations_with_replacement(iterable, r)", 2, 2, 0,
     combinations_with_replacement, "each choice of r items, which may repeat"},
    {"compress", "compress(data, selectors)", 2, 2, 0, compress, "the items whose selector is true"},
    {"count", "count(start=0, step=1)", 0, 2, 0, count, "numbers without end"},
    {"cycle", "iterable, /", 1, 1, BUILTIN_C_STYLE, cycle, "the items over and over"},
    {"dropwhile", "predicate, iterable, /", 2, 2, BUILTIN_C_STYLE, dropwhile, "from the first item that does not pass"},
    {"filterfalse", "function, iterable, /", 2, 2, BUILTIN_C_STYLE, filterfalse, "the items that do not pass"},
    {"groupby", "groupby(iterable, key=None)", 1, 2, 0, groupby, "stretches of items with one key"},
    {"islice", "iterable, start, stop=..., step=..., /", 2, 4, BUILTIN_C_STYLE, islice, "a slice of an iterator"},
    {"pairwise", "iterable, /", 1, 1, BUILTIN_C_STYLE, pairwise, "each item with the one after it"},
    {"permutations", "permutations(iterable, r=None)", 1, 2, 0, permutations, "each arrangement of r items"},
    {"product", "product(*iterables, repeat=1)", 0, UINT8_MAX, 0, product, "each choice of one item from each"},
    {"repeat", "repeat(object, times=...)", 1, 2, 0, repeat, "one value over and over"},
    {"starmap", "function, iterable, /", 2, 2, BUILTIN_C_STYLE, starmap, "a function of the items of each item"},
    {"takewhile", "predicate, iterable, /", 2, 2, BUILTIN_C_STYLE, takewhile,
     "up to the first item that does not pass"},
    {"zip_longest", "zip_longest(*iterables, fillvalue=None)", 0, UINT8_MAX, 0, zip_longest,
     "items side by side, filled up"},
};

Value library_itertools(Heap *heap, Str name) {
  static const BuiltinTable TABLE = BUILTIN_TABLE(ITERTOOLS);
  (void)heap;
  return str_is(name, "chain") ? value_of_type(&TYPE_CHAIN) : library_row(TABLE, name);
}
