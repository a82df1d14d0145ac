/* map: from text to pointer, in the order of insertion.
 *
 * Keys are views: their bytes must live as long as the map. A map of zeroes is empty. */
#ifndef DBTPLAN_CORE_MAP_H
#define DBTPLAN_CORE_MAP_H

#include "runtime/core/str.h"

typedef struct MapEntry {
  Str key;
  void *value;
} MapEntry;

typedef struct Map {
  MapEntry *at; /* the entries, in order: iterate from 0 to n */
  size_t n, cap;
  uint32_t *index; /* open addressing, a power of two: entry number + 1, or 0; NULL while the entries are few */
  size_t index_cap;
} Map;

void map_put(Arena *arena, Map *map, Str key,
             void *value); /* replaces the value of a key that is there, in its place */
void *map_get(const Map *map, Str key);                     /* NULL where there is none */
MapEntry *map_entry(const Map *map, Str key);               /* NULL where there is none */

void map_clear(Map *map);                                   /* empties it; its room is kept */

/* The one copy that a map of nothing else keeps of a text: the same pointer for the same text. */
const Str *map_intern(Arena *arena, Map *texts, Str text);

#endif
