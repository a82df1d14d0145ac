#include "runtime/core/map.h"

#include "runtime/core/vec.h"

enum { FEW = 8 }; /* are looked through faster than a key is hashed */

static size_t slot_of(const Map *map, Str key) {
  size_t mask = map->index_cap - 1;
  size_t slot = (size_t)str_hash_here(key) & mask;
  while (map->index[slot] && !str_eq(map->at[map->index[slot] - 1].key, key)) slot = (slot + 1) & mask;
  return slot;
}

/* Keeps the index at most half full. */
static void grow_index(Arena *arena, Map *map) {
  map->index_cap = map->index_cap ? map->index_cap * 2 : 4 * FEW;
  map->index = ARENA_ARRAY(arena, uint32_t, map->index_cap);
  for (size_t i = 0; i < map->n; i++) map->index[slot_of(map, map->at[i].key)] = (uint32_t)(i + 1);
}

/* The number of the entry, counted from 1; 0: there is none. */
static uint32_t number_of(const Map *map, Str key) {
  if (map->index) return map->index[slot_of(map, key)];
  for (size_t i = 0; i < map->n; i++)
    if (str_eq(map->at[i].key, key)) return (uint32_t)(i + 1);
  return 0;
}

MapEntry *map_entry(const Map *map, Str key) {
  uint32_t found = number_of(map, key);
  return found ? &map->at[found - 1] : NULL;
}

void *map_get(const Map *map, Str key) {
  MapEntry *entry = map_entry(map, key);
  return entry ? entry->value : NULL;
}

void map_put(Arena *arena, Map *map, Str key, void *value) {
  uint32_t found = number_of(map, key);
  if (found) {
    map->at[found - 1].value = value;
    return;
  }
  if (map->n >= FEW && (map->n + 1) * 2 > map->index_cap) grow_index(arena, map);
  size_t slot = map->index ? slot_of(map, key) : 0;
  VEC_PUSH(arena, map, (MapEntry){key, value});
  if (map->index) map->index[slot] = (uint32_t)map->n;
}

void map_clear(Map *map) {
  map->n = 0;
  if (map->index) memset(map->index, 0, map->index_cap * sizeof *map->index);
}

const Str *map_intern(Arena *arena, Map *texts, Str text) {
  Str *known = map_get(texts, text);
  if (known) return known;
  known = ARENA_NEW(arena, Str);
  *known = str_copy(arena, text);
  map_put(arena, texts, *known, known);
  return known;
}
