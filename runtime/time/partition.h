/* partition: partitions definitions, their keys and windows. Source: dagster/_core/definitions/partitions, 1.13.27.
 *
 * A definition is plain data, immutable once made. A time-window definition enumerates windows [start, end) in order; a
 * key is the start formatted by `fmt` in the definition's zone. Windows are numbered from 0: the first is the first
 * tick at or after `start`. Which windows are closed depends on an instant `now` that the caller gives: the end at or
 * before it. */
#ifndef DBTPLAN_TIME_PARTITION_H
#define DBTPLAN_TIME_PARTITION_H

#include "runtime/time/tz.h"

typedef enum PartitionsKind {
  PARTITIONS_HOURLY,
  PARTITIONS_DAILY,
  PARTITIONS_WEEKLY,
  PARTITIONS_MONTHLY,
  PARTITIONS_TIME_WINDOW, /* any cron schedule */
  PARTITIONS_STATIC,
  PARTITIONS_MULTI,
  PARTITIONS_DYNAMIC,
} PartitionsKind;

typedef struct PartitionsDef PartitionsDef;

typedef struct Dimension {
  Str name;
  const PartitionsDef *def;
} Dimension;

struct PartitionsDef {
  PartitionsKind kind;
  /* the time-window kinds */
  Str cron;              /* "0 0 * * *" */
  Str fmt;               /* "%Y-%m-%d" */
  const Tz *tz;
  Civil start, end;      /* in `tz`; `has_end` false: no end_date */
  bool has_end;
  int32_t end_offset;
  int32_t minute_offset, hour_offset, day_offset;
  /* static */
  const Str *keys;
  size_t key_count;
  /* multi: sorted by name */
  const Dimension *dimensions;
  size_t dimension_count;
};

typedef struct Window {
  Civil start, end; /* in the definition's zone; half open */
} Window;

/* ---- making one ----
 *
 * What a constructor of Dagster was given. A bound given as text is read first (partitions_read_time, with the `fmt`
 * that holds: `partitions_default_fmt` where none or an empty one was given). */
typedef struct PartitionsSpec {
  PartitionsKind kind;
  Civil start, end; /* wall times: as Dagster does, their own zone is put aside for `tz` */
  bool has_end;
  int64_t minute_offset, hour_offset, day_offset; /* 0: not given */
  int64_t end_offset;
  Str fmt;      /* empty: the default of the kind */
  const Tz *tz; /* NULL: UTC */
} PartitionsSpec;

/* "%Y-%m-%d", or "%Y-%m-%d-%H:%M" for hourly ones. The offsets do not change it. */
Str partitions_default_fmt(PartitionsKind kind);
/* "DailyPartitionsDefinition" */
const char *partitions_class(PartitionsKind kind);
/* A time as Dagster reads a start, an end or a key: by `fmt`, else by `fmt` with %z behind; in `tz`. On failure false
 * and the ValueError's words in `*why`. */
bool partitions_read_time(Arena *arena, Str text, Str fmt, const Tz *tz, Civil *civil, Str *why);
/* A complete definition; its texts are in `arena` or static. On failure false, and in `*why` the words of Dagster's
 * DagsterInvalidDefinitionError, or that dbtplan does not support the kind yet. */
bool partitions_init(Arena *arena, const PartitionsSpec *spec, PartitionsDef *def, Str *why);

/* ---- asking it ---- */

/* Whether a partition of this definition has a time window. */
bool partitions_have_windows(const PartitionsDef *def);

/* How many windows are closed at `now` (UTC seconds), `end_date` and `end_offset` counted in; static: all keys. */
int64_t partition_count(const PartitionsDef *def, int64_t now);
/* The window numbered `index`, closed or not; clamped to the years 1..9999. */
void partition_window(const PartitionsDef *def, int64_t index, Window *window);
/* Its key, at the end of `key`. */
void partition_write_key(const PartitionsDef *def, int64_t index, Buf *key);
/* The key of the window that begins at `start`, of a definition that has windows. */
void partition_write_key_at(const PartitionsDef *def, const Civil *start, Buf *key);

typedef enum KeyStatus {
  KEY_OK,
  KEY_WRONG_FORMAT,  /* does not read by `fmt`, or does not print the same again */
  KEY_BEFORE_START,
  KEY_NOT_CLOSED,    /* its window ends after now */
  KEY_AFTER_END,     /* beyond end_date */
  KEY_OFF_SCHEDULE,  /* no window begins there */
  KEY_NOT_LISTED,    /* static */
} KeyStatus;

/* The window of a key as Dagster takes it. `*index` is its number, or -1 for a key that Dagster takes and no window of
 * the schedule begins with (a basic schedule takes the parsed time itself). */
KeyStatus partition_find(const PartitionsDef *def, Arena *scratch, Str key, int64_t now, int64_t *index,
                         Window *window);
/* The number of the window that holds an instant, closed or not; -1: none does. */
int64_t partition_at(const PartitionsDef *def, int64_t instant);

typedef enum BackfillKind { BACKFILL_NONE, BACKFILL_SINGLE_RUN, BACKFILL_MULTI_RUN } BackfillKind;
typedef struct BackfillPolicy {
  BackfillKind kind;
  int64_t max_partitions_per_run; /* BACKFILL_MULTI_RUN; at least 1 */
} BackfillPolicy;

#endif
