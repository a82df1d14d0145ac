#include "runtime/value/set_order.h"

#include <math.h>

#include "runtime/value/int.h"

/* Objects/setobject.c of CPython 3.11, as far as it decides the order. */
enum { LEAST_SLOTS = 8, LINEAR_PROBES = 9, PERTURB_SHIFT = 5, MANY_ITEMS = 50000 };

/* ---- Python's own hashes ---- */

#define HASH_MODULUS ((uint64_t)0x1FFFFFFFFFFFFFFFu) /* 2**61 - 1 */


/* -1 is the hash that says error, so no value has it. */
static uint64_t not_minus_one(uint64_t hash) { return hash == UINT64_MAX ? (uint64_t)-2 : hash; }

static uint64_t signed_hash(uint64_t magnitude, bool negative) {
  return not_minus_one(negative ? 0 - magnitude : magnitude);
}

static uint64_t hash_int(Heap *heap, Value v) {
  if (v.kind != V_BIGINT) {
    uint64_t magnitude = v.i < 0 ? 0 - (uint64_t)v.i : (uint64_t)v.i;
    return signed_hash(magnitude % HASH_MODULUS, v.i < 0);
  }
  bool negative = int_sign(v) < 0;
  Value rest = int_binary(heap, OP_MOD, negative ? int_negate(heap, v) : v, value_int((int64_t)HASH_MODULUS));
  return signed_hash((uint64_t)rest.i, negative);
}

/* _Py_HashDouble: the number modulo 2**61 - 1, by 28 bits of its fraction at a time. NaN goes by its address. */
static bool hash_float(double f, uint64_t *hash) {
  if (isnan(f)) return false;
  if (isinf(f)) return *hash = signed_hash(314159, f < 0), true;
  int exponent;
  double part = frexp(fabs(f), &exponent);
  uint64_t x = 0;
  while (part != 0) {
    x = ((x << 28) & HASH_MODULUS) | x >> (61 - 28);
    part *= 268435456.0;
    exponent -= 28;
    uint64_t whole = (uint64_t)part;
    part -= (double)whole;
    x += whole;
    if (x >= HASH_MODULUS) x -= HASH_MODULUS;
  }
  unsigned shift = exponent >= 0 ? (unsigned)exponent % 61 : 60 - (unsigned)(-1 - exponent) % 61;
  x = ((x << shift) & HASH_MODULUS) | x >> (61 - shift);
  return *hash = signed_hash(x, f < 0), true;
}

static bool hash_tuple(Heap *heap, const Value *items, size_t n, uint64_t *hash) {
  const uint64_t prime_1 = 11400714785074694791u, prime_2 = 14029467366897019727u, prime_5 = 2870177450012600261u;
  uint64_t all = prime_5;
  for (size_t i = 0; i < n; i++) {
    uint64_t each;
    if (!value_python_hash(heap, items[i], &each)) return false;
    all += each * prime_2;
    all = (all << 31 | all >> 33) * prime_1;
  }
  all += n ^ (prime_5 ^ 3527539u);
  return *hash = all == UINT64_MAX ? 1546275796u : all, true;
}

static bool hash_frozenset(Heap *heap, const Dict *set, uint64_t *hash) {
  uint64_t all = 0, each;
  for (size_t i = 0; i < set->n; i++) {
    if (set->at[i].key.kind == V_ABSENT) continue;
    if (!value_python_hash(heap, set->at[i].key, &each)) return false;
    all ^= ((each ^ 89869747u) ^ (each << 16)) * 3644798167u;
  }
  all ^= ((uint64_t)set->live + 1) * 1927868237u;
  all ^= (all >> 11) ^ (all >> 25);
  all = all * 69069u + 907133923u;
  return *hash = all == UINT64_MAX ? 590923713u : all, true;
}

static bool hash_range(Heap *heap, Value v, uint64_t *hash) {
  Value length = op_len(heap, v), parts[] = {length, value_int(v.range->start), value_int(v.range->step)};
  return length.kind == V_INT && length.i > 1 && hash_tuple(heap, parts, 3, hash);
}

static bool hash_delta(Heap *heap, Value v, uint64_t *hash) {
  Value parts[] = {op_attr(heap, v, STR("days")), op_attr(heap, v, STR("seconds")),
                   op_attr(heap, v, STR("microseconds"))};
  return hash_tuple(heap, parts, 3, hash);
}

static bool hash_complex(Value v, uint64_t *hash) {
  uint64_t real, imag;
  if (!hash_float(v.complex->real, &real) || !hash_float(v.complex->imag, &imag)) return false;
  return *hash = not_minus_one(real + 1000003u * imag), true;
}

static bool hash_of(Heap *heap, Value v, uint64_t *hash) {
  const Value *items;
  size_t n;
  switch ((ValueKind)v.kind) {
    case V_BOOL:
    case V_INT:
    case V_BIGINT: return *hash = hash_int(heap, v), true;
    case V_FLOAT: return hash_float(v.f, hash);
    case V_COMPLEX: return hash_complex(v, hash);
    case V_STR:
    case V_BYTES: return *hash = 0, v.len == 0;
    case V_TUPLE: return value_items(v, &items, &n) && hash_tuple(heap, items, n, hash);
    case V_SET: return hash_frozenset(heap, v.dict, hash);
    case V_RANGE: return hash_range(heap, v, hash);
    case V_TIMEDELTA: return hash_delta(heap, v, hash);
    default: return false;
  }
}

bool value_python_hash(Heap *heap, Value v, uint64_t *hash) {
  heap_step(heap, 1);
  heap_enter(heap);
  bool has_one = hash_of(heap, v, hash);
  heap_leave(heap);
  return has_one;
}

/* ---- the table ---- */

static bool is_item(const SetSlot *slot) { return slot->key.kind != V_ABSENT; }
static bool is_free(const SetSlot *slot) { return slot->key.kind == V_ABSENT && !slot->key.aux; }

/* The slots that an item with this hash may lie in, one after the other. */
typedef struct Probe {
  size_t slot, perturb, left;
  size_t at;
} Probe;

static void probe_row(Probe *probe, size_t mask) {
  probe->at = probe->slot;
  probe->left = probe->slot + LINEAR_PROBES <= mask ? LINEAR_PROBES : 0;
}

static Probe probe_begin(uint64_t hash, size_t mask) {
  Probe probe = {.slot = (size_t)hash & mask, .perturb = (size_t)hash};
  probe_row(&probe, mask);
  return probe;
}

static void probe_next(Probe *probe, size_t mask) {
  if (probe->left) {
    probe->left--;
    probe->at++;
    return;
  }
  probe->perturb >>= PERTURB_SHIFT;
  probe->slot = (probe->slot * 5 + 1 + probe->perturb) & mask;
  probe_row(probe, mask);
}

static void insert_clean(struct SetOrder *order, Value key, uint64_t hash) {
  Probe probe = probe_begin(hash, order->mask);
  while (!is_free(&order->at[probe.at])) probe_next(&probe, order->mask);
  order->at[probe.at] = (SetSlot){key, hash};
}

static void resize(Heap *heap, struct SetOrder *order, size_t least) {
  SetSlot *old = order->at;
  size_t old_slots = order->mask + 1, slots = LEAST_SLOTS;
  while (slots <= least) slots *= 2;
  bool stays = slots == LEAST_SLOTS && old_slots == LEAST_SLOTS && order->fill == order->used;
  if (stays) return;
  order->at = ARENA_ARRAY(heap->arena, SetSlot, slots);
  order->mask = slots - 1;
  order->fill = order->used;
  for (size_t i = 0; i < old_slots; i++)
    if (is_item(&old[i])) insert_clean(order, old[i].key, old[i].hash);
}

static void grow(Heap *heap, struct SetOrder *order) {
  resize(heap, order, order->used > MANY_ITEMS ? order->used * 2 : order->used * 4);
}

static struct SetOrder *order_of(Heap *heap, Dict *set) {
  if (set->order) return set->order;
  set->order = ARENA_NEW(heap->arena, struct SetOrder);
  set->order->at = ARENA_ARRAY(heap->arena, SetSlot, LEAST_SLOTS);
  set->order->mask = LEAST_SLOTS - 1;
  return set->order;
}

static void add_slot(Heap *heap, struct SetOrder *order, Value key, uint64_t hash) {
  Probe probe = probe_begin(hash, order->mask);
  SetSlot *removed = NULL; /* the last such slot on the way is taken again */
  for (; !is_free(&order->at[probe.at]); probe_next(&probe, order->mask))
    if (!is_item(&order->at[probe.at])) removed = &order->at[probe.at];
  *(removed ? removed : &order->at[probe.at]) = (SetSlot){key, hash};
  order->used++;
  if (removed) return;
  order->fill++;
  if (order->fill * 5 >= order->mask * 3) grow(heap, order);
}

/* ---- what a set does ---- */

bool set_order_is_known(const Dict *set) { return set->live < 2 || !set->order || !set->order->unknown; }

void set_order_forget(Heap *heap, Dict *set) { order_of(heap, set)->unknown = true; }

Value set_put(Heap *heap, Dict *set, Value key) {
  size_t before = set->live;
  uint64_t hash;
  if (key.kind == V_UNKNOWN) return key; /* how many items there are is not known then */
  Value done = dict_put(heap, set, key, VALUE_NONE);
  if (value_passes(done) || set->live == before) return done;
  struct SetOrder *order = order_of(heap, set);
  if (!order->unknown && value_python_hash(heap, key, &hash)) return add_slot(heap, order, key, hash), VALUE_NONE;
  return order->unknown = true, VALUE_NONE;
}

bool set_take(Heap *heap, Dict *set, Value key) {
  uint64_t hash;
  if (!dict_remove(heap, set, key, NULL)) return false;
  struct SetOrder *order = order_of(heap, set);
  if (order->unknown || !value_python_hash(heap, key, &hash)) return true;
  Probe probe = probe_begin(hash, order->mask);
  SetSlot *slot = &order->at[probe.at];
  while (!is_item(slot) || slot->hash != hash || !value_equal(heap, slot->key, key)) {
    probe_next(&probe, order->mask);
    slot = &order->at[probe.at];
  }
  *slot = (SetSlot){.key = {.kind = V_ABSENT, .aux = 1}};
  order->used--;
  return true;
}

void set_clear_all(Dict *set) { *set = (Dict){0}; }

void set_expect(Heap *heap, Dict *set, size_t more) {
  struct SetOrder *order = order_of(heap, set);
  if (!order->unknown && (order->fill + more) * 5 >= order->mask * 3) resize(heap, order, (order->used + more) * 2);
}

void set_settle(Heap *heap, Dict *set) {
  struct SetOrder *order = order_of(heap, set);
  if (!order->unknown && order->fill - order->used > order->mask / 4) grow(heap, order);
}

/* Into an empty set the table is copied, or its items are put where they find room. */
static void fill_empty(Heap *heap, struct SetOrder *to, const struct SetOrder *from) {
  bool same = to->mask == from->mask && from->fill == from->used;
  for (size_t i = 0; i <= from->mask; i++) {
    if (same) to->at[i] = from->at[i];
    else if (is_item(&from->at[i])) insert_clean(to, from->at[i].key, from->at[i].hash);
  }
  to->fill = to->used = from->used;
  (void)heap;
}

void set_merge(Heap *heap, Dict *into, const Dict *from) {
  if (into == from || !from->live) return;
  struct SetOrder *to = order_of(heap, into);
  const struct SetOrder *other = from->order;
  bool known = !to->unknown && other && !other->unknown, was_empty = !to->fill;
  heap_step(heap, from->n);
  if (known) set_expect(heap, into, from->live);
  if (known && was_empty) {
    fill_empty(heap, to, other);
    for (size_t i = 0; i < from->n; i++)
      if (from->at[i].key.kind != V_ABSENT) dict_put(heap, into, from->at[i].key, VALUE_NONE);
    return;
  }
  to->unknown = !known;
  if (!known)
    for (size_t i = 0; i < from->n; i++)
      if (from->at[i].key.kind != V_ABSENT) dict_put(heap, into, from->at[i].key, VALUE_NONE);
  Value item;
  for (size_t slot = 0; known && set_walk(from, &slot, &item);) set_put(heap, into, item);
}

bool set_walk(const Dict *set, size_t *slot, Value *item) {
  const struct SetOrder *order = set->order;
  if (order && order->unknown) { /* one item at most */
    for (; *slot < set->n; ++*slot)
      if (set->at[*slot].key.kind != V_ABSENT) return *item = set->at[(*slot)++].key, true;
    return false;
  }
  for (; order && *slot <= order->mask; ++*slot)
    if (is_item(&order->at[*slot])) return *item = order->at[(*slot)++].key, true;
  return false;
}

bool set_pop_first(Heap *heap, Dict *set, Value *item) {
  struct SetOrder *order = order_of(heap, set);
  size_t slot = order->unknown ? 0 : order->finger & order->mask;
  if (!set_walk(set, &slot, item)) {
    slot = 0;
    if (!set_walk(set, &slot, item)) return false;
  }
  set_take(heap, set, *item);
  order->finger = slot;
  return true;
}

/* ---- displays of constants ---- */

/* Whether each item lies in the first slot for its hash: in whatever order they came, the table is the same. */
static bool is_at_home(const struct SetOrder *order) {
  for (size_t i = 0; i <= order->mask; i++)
    if (is_item(&order->at[i]) && ((size_t)order->at[i].hash & order->mask) != i) return false;
  return true;
}

void set_fold(Heap *heap, Dict *set, bool iterated) {
  const struct SetOrder *folded = set->order;
  if (!folded || folded->unknown || set->live < 2) return;
  bool sure = is_at_home(folded);
  if (!iterated) {
    struct SetOrder *copy = ARENA_NEW(heap->arena, struct SetOrder);
    copy->at = ARENA_ARRAY(heap->arena, SetSlot, LEAST_SLOTS);
    copy->mask = LEAST_SLOTS - 1;
    set->order = copy;
    set_expect(heap, set, folded->used);
    bool taken_over = copy->mask == folded->mask;
    fill_empty(heap, copy, folded);
    sure = sure || (!taken_over && is_at_home(copy));
  }
  set->order->unknown = !sure;
}
