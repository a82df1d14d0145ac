/* builtins: the tables of builtins that docs/builtins.md shows, and the names that its examples see
 * (builtin_examples.tsv). */
#ifndef DBTPLAN_TESTS_BUILTINS_H
#define DBTPLAN_TESTS_BUILTINS_H

#include "runtime/eval/args.h"
#include "runtime/value/markup.h"
#include "runtime/value/types.h"
#include "tests/oracle/render.h"

typedef struct BuiltinSection {
  const char *name;
  const BuiltinTable *table;
} BuiltinSection;

/* A bool has the methods of int, a frozenset those of a set that change nothing, a MultiPartitionKey those of str. */
static const BuiltinSection BUILTIN_SECTIONS[] = {
    {"filter", &FILTERS},
    {"test", &TESTS},
    {"global", &GLOBALS},
    {"str", &TYPE_STR.methods},
    {"bytes", &TYPE_BYTES.methods},
    {"Markup", &TYPE_MARKUP.methods},
    {"int", &TYPE_INT.methods},
    {"float", &TYPE_FLOAT.methods},
    {"complex", &TYPE_COMPLEX.methods},
    {"list", &TYPE_LIST.methods},
    {"tuple", &TYPE_TUPLE.methods},
    {"dict", &TYPE_DICT.methods},
    {"set", &TYPE_SET.methods},
    {"range", &TYPE_RANGE.methods},
    {"datetime", &TYPE_DATETIME.methods},
    {"date", &TYPE_DATE.methods},
    {"time", &TYPE_TIME.methods},
    {"timedelta", &TYPE_TIMEDELTA.methods},
    {"timezone", &TYPE_TIMEZONE.methods},
    {"ZoneInfo", &TYPE_ZONEINFO.methods},
    {"TimeWindow", &TYPE_TIME_WINDOW.methods},
    {"PartitionKeyRange", &TYPE_KEY_RANGE.methods},
    {"StaticPartitionsDefinition", &TYPE_STATIC_PARTITIONS.methods},
    {"MultiPartitionsDefinition", &TYPE_MULTI_PARTITIONS.methods},
};
enum { BUILTIN_SECTION_COUNT = COUNT(BUILTIN_SECTIONS) };

static inline Value builtin_made(Heap *heap, const Type *type, const Value *args, size_t n) {
  return args_construct(heap, type, (CallArgs){args, n, NULL});
}

static inline Value builtin_midnight(Heap *heap, uint8_t day) {
  return value_datetime(heap, (Civil){.year = 2024, .month = 2, .day = day, .tz = &TZ_UTC_ZONE});
}

static inline Value builtin_multi_key(Heap *heap) {
  MultiKey *key = ARENA_NEW(heap->arena, MultiKey);
  Value *parts = ARENA_NEW(heap->arena, Value);
  *parts = value_dict(heap);
  dict_put(heap, parts->dict, value_str(STR("date")), value_str(STR("2024-02-05")));
  dict_put(heap, parts->dict, value_str(STR("region")), value_str(STR("us")));
  *key = (MultiKey){STR("2024-02-05|us"), parts};
  return (Value){.kind = V_MULTI_KEY, .multi_key = key};
}

/* The names of builtin_examples.tsv beside Jinja's globals and `datetime`; record_builtin_examples.py has the same. */
static inline void builtin_names(Heap *heap, Dict *names) {
  Value days[] = {builtin_midnight(heap, 5), builtin_midnight(heap, 6)};
  Value keys[] = {value_str(STR("2024-02-05")), value_str(STR("2024-02-06"))};
  Value zone = value_str(STR("Etc/UTC")), numbers[] = {value_int(1), value_int(2)};
  Value pair = value_tuple(heap, numbers, 2);
  dict_put(heap, names, value_str(STR("partition_time_window")), builtin_made(heap, &TYPE_TIME_WINDOW, days, 2));
  dict_put(heap, names, value_str(STR("partition_key_range")), builtin_made(heap, &TYPE_KEY_RANGE, keys, 2));
  dict_put(heap, names, value_str(STR("zone")), builtin_made(heap, &TYPE_ZONEINFO, &zone, 1));
  dict_put(heap, names, value_str(STR("dagster")), library_module(heap, STR("dagster"), STR("")));
  dict_put(heap, names, value_str(STR("s")), builtin_made(heap, &TYPE_SET, &pair, 1));
  dict_put(heap, names, value_str(STR("frozen")), builtin_made(heap, &TYPE_FROZENSET, &pair, 1));
  dict_put(heap, names, value_str(STR("utc")), (Value){.kind = V_TZINFO, .tz = &TZ_UTC_ZONE});
  dict_put(heap, names, value_str(STR("multi_key")), builtin_multi_key(heap));
}

#endif
