/* partition: partitions definitions, their keys and windows. Source: dagster/_core/definitions/partitions, 1.13.27.
 *
 * A definition is plain data, immutable once made by partitions_init. Windows [start, end) lie between adjoining ticks
 * of a schedule, from the first tick at or after `start`; those that begin at an excluded time are left out. A key is
 * the start of its window formatted by `fmt` in the definition's zone. Which partitions exist depends on an instant
 * `now` that the caller gives, in whole seconds, rounded down (windows end on the minute): by default those that have
 * ended.
 *
 * A partition is named by a PartitionId: of a time-window definition the instant at which its window starts (UTC
 * seconds), of one that lists its keys the index of the key, of a multi definition both of its dimensions in the order
 * of their names. The order of ids is Dagster's order of keys. What lies outside the years 1..9999 does not exist. */
#ifndef DBTPLAN_TIME_PARTITION_H
#define DBTPLAN_TIME_PARTITION_H

#include "runtime/time/cron.h"
#include "runtime/time/strftime.h"

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

enum { PARTITIONS_DIMENSIONS = 2 }; /* of a multi definition: no more, no less */

struct PartitionsDef {
  PartitionsKind kind;
  /* the time-window kinds */
  Str cron;              /* "0 0 * * *" */
  Cron schedule;         /* the same, read */
  Str fmt;               /* "%Y-%m-%d" */
  const Tz *tz;
  Civil start, end;      /* in `tz`; `has_end` false: no end_date */
  bool has_end;
  int32_t end_offset;
  int32_t minute_offset, hour_offset, day_offset;
  int64_t first;         /* the id of the first window, whether or not it exists yet; INT64_MAX: there is none */
  /* exclusions, as they were given and as instants in order */
  const Civil *excluded_times;
  const int64_t *excluded_instants;
  size_t excluded_time_count;
  const Str *excluded_crons;
  const Cron *excluded_schedules;
  size_t excluded_cron_count;
  /* static, and dynamic once its keys are known (partitions_with_keys) */
  const Str *keys;
  const size_t *by_text; /* their indexes in the order of their texts, to find one by */
  size_t key_count;
  Str name;              /* dynamic */
  /* multi: sorted by name */
  const Dimension *dimensions;
  size_t dimension_count;
  Str doubt; /* what its constructor took otherwise than it was likely meant; empty: nothing. Not part of a plan */
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
  Str cron;     /* PARTITIONS_TIME_WINDOW */
  /* Windows that are left out: those that begin at one of these times, and at the ticks of one of these schedules. */
  const Civil *excluded_times;
  size_t excluded_time_count;
  const Str *excluded_crons;
  size_t excluded_cron_count;
  const Str *keys; /* PARTITIONS_STATIC */
  size_t key_count;
  Str name; /* PARTITIONS_DYNAMIC */
  const Dimension *dimensions; /* PARTITIONS_MULTI: two, in any order */
  size_t dimension_count;
  Str doubt;
} PartitionsSpec;

/* "%Y-%m-%d", or "%Y-%m-%d-%H:%M" for hourly ones. The offsets do not change it. */
Str partitions_default_fmt(PartitionsKind kind);
/* "DailyPartitionsDefinition" */
const char *partitions_class(PartitionsKind kind);
/* A time as Dagster reads a start, an end or a key: by `fmt`, else by `fmt` with %z behind; in `tz`. On failure false
 * and the ValueError's words in `*why`. */
bool partitions_read_time(Arena *arena, Str text, Str fmt, const Tz *tz, Civil *civil, Str *why);
/* A complete definition; its texts and lists are in `arena` or static, its dimensions where they were. On failure
 * false, and in `*why` the words of Dagster's error. */
bool partitions_init(Arena *arena, const PartitionsSpec *spec, PartitionsDef *def, Str *why);
/* A dynamic definition, or a multi definition with dynamic dimensions, with the keys that there are: of a multi one the
 * keys of the whole, of which each dimension takes its part. Other definitions are given back as they are. */
const PartitionsDef *partitions_with_keys(Arena *arena, const PartitionsDef *def, const Str *keys, size_t n);

/* A dynamic definition, or a multi definition with dynamic dimensions, with one key of which nothing is known: it
 * stands for all keys, and the definition stays dynamic. Others are given back as they are. */
const PartitionsDef *partitions_with_unknown_key(Arena *arena, const PartitionsDef *def);

/* ---- asking it ---- */

/* Whether it is of a time-window kind. */
static inline bool partitions_have_windows(const PartitionsDef *def) { return def->kind <= PARTITIONS_TIME_WINDOW; }
/* Whether only partitions_with_keys can tell which partitions there are: then no key can be written. */
bool partitions_are_dynamic(const PartitionsDef *def);

/* Every definition has two dimensions; the second one of all but multi definitions holds nothing but 0. */
const PartitionsDef *partitions_dimension(const PartitionsDef *def, size_t dimension);
/* The dimension whose windows are those of the partitions: a multi definition has one if exactly one of its dimensions
 * is of a time-window kind. -1: no windows. */
int partitions_time_dimension(const PartitionsDef *def);

typedef struct PartitionId {
  int64_t at[PARTITIONS_DIMENSIONS];
} PartitionId;

/* The partitions that exist at `now`: in each dimension those from `first` to `last`. False: there are none. */
bool partitions_extent(const PartitionsDef *def, int64_t now, PartitionId *first, PartitionId *last);
/* Those that hold an instant, whether or not they exist yet: of a multi definition in the dimensions of a time-window
 * kind, with all keys of the others. False: the time lies before the first window or in one that is left out, or there
 * are no windows. */
bool partitions_at(const PartitionsDef *def, int64_t instant, PartitionId *first, PartitionId *last);
/* How many there are from `first` to `last` in each dimension. */
int64_t partition_count(const PartitionsDef *def, PartitionId first, PartitionId last);
/* The window of a partition; false where partitions have none. */
bool partition_window(const PartitionsDef *def, PartitionId id, Window *window);

/* In one dimension: the first partition at or after a place, and the last one at or before it, whether or not they
 * exist yet. False: there is none. */
bool partition_from(const PartitionsDef *dimension, int64_t place, int64_t *at);
bool partition_until(const PartitionsDef *dimension, int64_t place, int64_t *at);
/* Of a time-window kind: the first window that begins at or after an instant, be it before the definition's start. */
bool partition_window_from(const PartitionsDef *def, int64_t instant, int64_t *start);

/* The partitions of one dimension in order, from one place to another; each step costs a few nanoseconds. A plain
 * value: it can be copied. */
typedef struct PartitionSteps {
  const PartitionsDef *def; /* the dimension */
  int64_t at, last;         /* the partition at hand; the last that is wanted */
  Window window;            /* that of the one at hand, if it has one */
  CronTicks ticks;          /* its tick is where the window ends */
  int64_t excluded;         /* the next time that is left out */
} PartitionSteps;

PartitionSteps partition_steps(const PartitionsDef *dimension, int64_t first, int64_t last);
/* Goes to the next partition, or the first; false at the end. */
bool partition_step(PartitionSteps *steps);

/* ---- keys ---- */

/* The key of a partition, at the end of `key`: of a multi definition both keys with a bar between. */
void partition_write_key(const PartitionsDef *def, PartitionId id, Buf *key);
/* The key of the window that begins at `start`, of a time-window kind. */
void partition_write_key_at(const PartitionsDef *def, const Civil *start, Buf *key);
/* The same by a picture of the definition's `fmt` (strftime_show), for many keys one after another. False:
 * partition_write_key_at must be gone. */
bool partition_show_key(StrftimePicture *picture, const Civil *start, char *out);

typedef enum KeyStatus {
  KEY_OK,
  KEY_WRONG_FORMAT,  /* does not read by `fmt`, or does not print the same again; multi: has not two parts */
  KEY_BEFORE_START,
  KEY_NOT_CLOSED,    /* its window ends after now */
  KEY_AFTER_END,     /* beyond end_date */
  KEY_OFF_SCHEDULE,  /* no window begins there */
  KEY_EXCLUDED,      /* the window that begins there is left out */
  KEY_NOT_LISTED,    /* static */
} KeyStatus;

typedef struct PartitionFound {
  PartitionId id; /* the partition whose window Dagster gives the key; of a key that reads as a time but is refused,
                     in that dimension, the first one at or after that time */
  bool is_off_schedule; /* Dagster takes the key though it is not the one of that partition (a basic schedule, hourly or
                           daily, takes the time that a key reads as for the start itself) */
  const PartitionsDef *dimension; /* whose key the status is about: the definition itself, or one dimension of it */
  Str key;              /* the text that the status is about */
} PartitionFound;

/* Whether Dagster takes a key at `now`. */
KeyStatus partition_find(const PartitionsDef *def, Arena *scratch, Str key, int64_t now, PartitionFound *found);

typedef enum BackfillKind { BACKFILL_NONE, BACKFILL_SINGLE_RUN, BACKFILL_MULTI_RUN, BACKFILL_CALENDAR } BackfillKind;
typedef enum CalendarUnit { CALENDAR_DAY, CALENDAR_WEEK, CALENDAR_MONTH, CALENDAR_YEAR } CalendarUnit;
typedef struct BackfillPolicy {
  BackfillKind kind;
  int64_t max_partitions_per_run; /* BACKFILL_MULTI_RUN; at least 1 */
  CalendarUnit unit; /* BACKFILL_CALENDAR, no policy of Dagster's: ranges are cut where a day, an ISO week, a month or a
                        year of the definition's zone begins */
} BackfillPolicy;

#endif
