#include <unistd.h>

#include "compiler/cli/calendar.h"
#include "compiler/cli/command.h"
#include "compiler/cli/describe.h"
#include "compiler/cli/launches.h"
#include "compiler/cli/ledger.h"
#include "compiler/cli/render.h"
#include "runtime/core/limits.h"
#include "runtime/value/json.h"

typedef enum ListingFormat { LISTING_TEXT, LISTING_JSON, LISTING_KEYS, LISTING_CALENDAR } ListingFormat;

typedef struct Listing {
  Session *session;
  ListingFormat format;
  bool several;
  size_t written;
  int64_t previous_end; /* where the window listed before ends; INT64_MIN: there is none */
  StateFolder *state; /* of the component that is listed; NULL: no state is asked for */
} Listing;

/* A partition as it is listed. */
typedef struct Line {
  Str component, key;
  const Window *window; /* NULL: it has none */
  StrList marks;
  bool closed;
  const char *outcome; /* in the state; NULL: none is asked for */
} Line;

static void put_marks(Buf *buf, const StrList *marks) {
  for (size_t i = 0; i < marks->n; i++) {
    buf_puts(buf, i ? ", " : "");
    json_write_str(buf, marks->at[i]);
  }
}

static void put_json(Buf *buf, const Line *line) {
  char text[CIVIL_ISO_ROOM];
  buf_puts(buf, "{\"component\": ");
  json_write_str(buf, line->component);
  buf_puts(buf, ", \"partition_key\": ");
  json_write_str(buf, line->key);
  if (line->outcome) buf_printf(buf, ", \"state\": \"%s\"", line->outcome);
  buf_printf(buf, ", \"closed\": %s, \"partition_time_window\": ", line->closed ? "true" : "false");
  if (!line->window) {
    buf_puts(buf, "null}");
    return;
  }
  buf_printf(buf, "{\"start\": \"%.*s\"", civil_iso(&line->window->start, 'T', text), text);
  buf_printf(buf, ", \"end\": \"%.*s\"}", civil_iso(&line->window->end, 'T', text), text);
  buf_printf(buf, ", \"seconds\": %lld, \"marks\": [", (long long)describe_seconds(line->window));
  put_marks(buf, &line->marks);
  buf_puts(buf, "]}");
}

static void put_iso(Buf *buf, const Civil *civil) {
  char text[CIVIL_ISO_ROOM];
  buf_printf(buf, "  %.*s", civil_iso(civil, 'T', text), text);
}

static void put_utc(Buf *buf, const Civil *civil) {
  Civil utc;
  if (civil_at_instant(civil_instant(civil), civil->micro, &TZ_UTC_ZONE, &utc)) put_iso(buf, &utc);
}

/* Both bounds where they are local times, in UTC too where that is another zone, the real length, what is odd. */
static void put_window(Arena *arena, Buf *buf, const Line *line) {
  const Window *window = line->window;
  put_iso(buf, &window->start);
  put_iso(buf, &window->end);
  if (window->start.tz != &TZ_UTC_ZONE) {
    put_utc(buf, &window->start);
    put_utc(buf, &window->end);
  }
  buf_printf(buf, "  %.*s", STR_FMT(describe_length(arena, describe_seconds(window))));
  for (size_t i = 0; i < line->marks.n; i++) buf_printf(buf, "%s%.*s", i ? ", " : "  ", STR_FMT(line->marks.at[i]));
}

static void put_text(Arena *arena, Buf *buf, const Listing *listing, const Line *line) {
  if (listing->several) {
    render_harmless(buf, line->component);
    buf_puts(buf, "  ");
  }
  render_harmless(buf, line->key);
  if (line->outcome) buf_printf(buf, "  %s", line->outcome);
  if (line->window) put_window(arena, buf, line);
  buf_char(buf, '\n');
}

static void list_line(Listing *listing, const Line *line) {
  Arena *scratch = &listing->session->scratch;
  Buf buf = buf_new(scratch, LIMIT_STRING_BYTES);
  if (listing->format == LISTING_JSON) {
    buf_puts(&buf, listing->written ? ",\n " : "\n ");
    put_json(&buf, line);
  } else {
    put_text(scratch, &buf, listing, line);
  }
  writer_put(listing->session->out, buf_str(&buf));
  listing->written++;
}

static bool is_plain(Str text) {
  for (size_t i = 0; i < text.n; i++)
    if (text.p[i] < ' ' || text.p[i] > '~') return false;
  return true;
}

/* Done, failed, missing, or done by another command than the one that would run it now: of the partition alone, and
 * where a range did it, of that range. */
static const char *outcome_of(Listing *listing, const BoundComponent *bound, const Launch *launch) {
  static const char *const OUTCOMES[] = {"missing", "failed", "done"};
  Arena *scratch = &listing->session->scratch;
  StateRecord record = state_read(listing->state, ledger_name(scratch, launch));
  if (listing->state->error) return "unknown"; /* which is said behind it */
  bool changed = record.outcome == STATE_DONE && ledger_has_changed(listing->session, bound, launch, &record);
  return changed ? "changed" : OUTCOMES[record.outcome];
}

static void list_launch(Listing *listing, const BoundComponent *bound, const Launch *launch, bool closed) {
  Arena *scratch = &listing->session->scratch;
  arena_reset(scratch);
  Line line = {.component = bound->component->name, .key = launch_first_key(scratch, launch), .closed = closed};
  if (listing->state) line.outcome = outcome_of(listing, bound, launch);
  if (launch->has_window && listing->format != LISTING_KEYS) {
    line.window = &launch->window;
    line.marks = describe_marks(scratch, &launch->window, listing->previous_end);
    listing->previous_end = civil_instant(&launch->window.end);
  }
  list_line(listing, &line);
}

static LaunchIter keys_of(Listing *listing, const BoundComponent *bound, const KeySet *set) {
  return launches_of(&listing->session->arena, bound->def, set, (BackfillPolicy){0}, true);
}

static void put_key(Listing *listing, const PartitionsDef *def, const Civil *start, StrftimePicture *picture) {
  Writer *out = listing->session->out;
  if (partition_show_key(picture, start, writer_room(out, STRFTIME_PICTURE))) {
    out->n += picture->n;
  } else {
    arena_reset(&listing->session->scratch);
    Buf key = buf_new(&listing->session->scratch, LIMIT_STRING_BYTES);
    partition_write_key_at(def, start, &key);
    writer_put(out, buf_str(&key));
  }
  writer_char(out, '\n');
}

/* Keys of windows alone are listed by the hundred thousand: without the detour of a launch and a line. Codes of a fixed
 * width write letters and digits, so what a picture shows once tells whether all of it is harmless. */
static void list_keys_alone(Listing *listing, const BoundComponent *bound, LaunchIter *iter) {
  StrftimePicture picture;
  bool alone =
      listing->format == LISTING_KEYS && !listing->several && !listing->state && partitions_have_windows(bound->def);
  if (!alone || !strftime_picture(bound->def->fmt, &picture) || !is_plain((Str){picture.text, picture.n})) return;
  for (const Window *window; !listing->session->out->error && (window = launch_next_window(iter)) != NULL;)
    put_key(listing, bound->def, &window->start, &picture);
}

static void list_set(Listing *listing, const BoundComponent *bound, const KeySet *set) {
  Launch launch;
  LaunchIter iter = keys_of(listing, bound, set);
  list_keys_alone(listing, bound, &iter);
  while (!listing->session->out->error && launch_next(&iter, &launch)) list_launch(listing, bound, &launch, true);
}

/* What has no windows is listed by its keys. */
static bool has_calendar(const Listing *listing, const BoundComponent *bound) {
  return listing->format == LISTING_CALENDAR && partitions_time_dimension(bound->def) >= 0;
}

static void put_calendar(Listing *listing, const BoundComponent *bound, const KeySet *set) {
  Calendar calendar = {0};
  Launch launch;
  Arena *arena = &listing->session->arena;
  Buf buf = buf_new(arena, LIMIT_STRING_BYTES);
  render_harmless(&buf, component_label(bound->component));
  buf_printf(&buf, ": %.*s\n", STR_FMT(describe_definition(arena, bound->def)));
  for (LaunchIter iter = launches_by_time(arena, bound->def, set); launch_next(&iter, &launch);)
    calendar_add(&calendar, &buf, &launch.window);
  calendar_end(&calendar, &buf);
  writer_put(listing->session->out, buf_str(&buf));
}

static void count_set(Listing *listing, const BoundComponent *bound, const KeySet *set) {
  Buf buf = buf_new(&listing->session->arena, LIMIT_STRING_BYTES);
  if (listing->several) {
    render_harmless(&buf, component_label(bound->component));
    buf_puts(&buf, "  ");
  }
  buf_printf(&buf, "%lld\n", (long long)launch_count(keys_of(listing, bound, set)));
  writer_put(listing->session->out, buf_str(&buf));
}

/* ---- the partition at a time ---- */

/* In its dimension of time, or the only one. */
static bool is_closed(Session *session, const PartitionsDef *def, PartitionId id) {
  int64_t now;
  int32_t micros;
  PartitionId first, last;
  workspace_now(&session->workspace, &now, &micros);
  if (!partitions_extent(def, now, &first, &last)) return false;
  for (size_t i = 0; i < PARTITIONS_DIMENSIONS; i++)
    if (id.at[i] < first.at[i] || id.at[i] > last.at[i]) return false;
  return true;
}

static const PartitionsDef *time_of(const PartitionsDef *def) {
  int time = partitions_time_dimension(def);
  return time < 0 ? NULL : partitions_dimension(def, (size_t)time);
}

/* The window that a time lies in need not have ended. */
static void note_open(Session *session, const PartitionsDef *def, PartitionId id) {
  Window window;
  Buf key = buf_new(&session->arena, LIMIT_STRING_BYTES);
  char end[CIVIL_ISO_ROOM];
  if (is_closed(session, def, id) || !partition_window(def, id, &window)) return;
  partition_write_key(def, id, &key);
  int end_n = civil_iso(&window.end, 'T', end);
  const PartitionsDef *time = time_of(def);
  bool is_behind = time->has_end && civil_instant(&window.end) > civil_instant(&time->end);
  const char *why = is_behind ? "lies behind the end of the definition" : "is not closed";
  Str text = str_printf(&session->arena, "the window '%.*s' %s: it ends %.*s", STR_FMT(buf_str(&key)), why, end_n, end);
  diag_report(&session->sink, DIAG_PASSED_OVER, PLACE_NONE, DIAG_ARGS(text));
}

static bool list_at(Listing *listing, const BoundComponent *bound) {
  Session *session = listing->session;
  const PartitionsDef *time = time_of(bound->def);
  int64_t instant;
  int32_t micros;
  KeySet set = {0};
  PartitionId first, last;
  const Tz *tz = time ? time->tz : &TZ_UTC_ZONE;
  if (!session_time(session, "--at", session->options->at, tz, &instant, &micros)) return false;
  if (!time || !partitions_at(bound->def, instant, &first, &last)) {
    diag_report(&session->sink, DIAG_UNKNOWN_PARTITION, PLACE_NONE,
                DIAG_ARGS(session->options->at, STR("no window holds this time")));
    return false;
  }
  key_set_add(&session->arena, &set, first, last);
  if (session->options->state.n && !(listing->state = ledger_open(session, bound->component))) return false;
  Launch launch;
  for (LaunchIter iter = keys_of(listing, bound, &set); launch_next(&iter, &launch);)
    list_launch(listing, bound, &launch, is_closed(session, bound->def, launch.first));
  note_open(session, bound->def, first);
  return !listing->state || ledger_was_read(session, listing->state);
}

static void list_chosen(Listing *listing, const BoundComponent *bound, const KeySet *set) {
  listing->previous_end = INT64_MIN;
  if (listing->session->options->state.n && !(listing->state = ledger_open(listing->session, bound->component))) return;
  if (listing->session->options->count) count_set(listing, bound, set);
  else if (has_calendar(listing, bound)) put_calendar(listing, bound, set);
  else list_set(listing, bound, set);
  if (listing->state) ledger_was_read(listing->session, listing->state);
}

static void list_component(Listing *listing, const PlanComponent *component) {
  Session *session = listing->session;
  BoundComponent bound;
  KeySet set = {0};
  if (!component_bind(&session->arena, &session->workspace, component, &bound)) return;
  if (!bound.def) {
    Str text = str_printf(&session->arena, "%.*s is not partitioned", STR_FMT(component_label(bound.component)));
    diag_report(&session->sink, DIAG_PASSED_OVER, PLACE_NONE, DIAG_ARGS(text));
  } else if (session->options->at.n) {
    list_at(listing, &bound);
  } else if (keys_choose(session, &bound.def, true, &set)) {
    list_chosen(listing, &bound, &set);
  }
}

/* Of several components those that the keys concern, as `resolve` chooses them. */
static void list_concerned(Listing *listing, const Loaded *loaded) {
  ChosenList list = {0};
  launches_choose(listing->session, loaded, &list);
  for (size_t i = 0; i < list.n; i++)
    if (list.at[i]->bound.def) list_chosen(listing, &list.at[i]->bound, &list.at[i]->set);
}

static ListingFormat format_of(const Options *options) {
  static const char *const FORMATS[] = {"text", "json", "keys", "calendar"};
  size_t i = 0;
  if (!options->format.n)
    return isatty(STDOUT_FILENO) && !options->at.n && !options->state.n ? LISTING_CALENDAR : LISTING_TEXT;
  while (!str_is(options->format, FORMATS[i])) i++;
  return (ListingFormat)i;
}

/* One time, one partition: there is nothing to count, and no calendar of it. */
static ExitStatus refuse_beside_at(Session *session) {
  const Options *options = session->options;
  bool is_calendar = str_is(options->format, "calendar");
  if (!options->at.n || (!options->count && !is_calendar)) return EXIT_FINE;
  return session_complain(session, EXIT_USAGE, "--at names one partition by its time, and takes no %s beside it",
                          options->count ? "--count" : "--format calendar");
}

ExitStatus command_partitions(Session *session) {
  Loaded loaded;
  if (refuse_beside_at(session) != EXIT_FINE) return EXIT_USAGE;
  ExitStatus status = load_path(session, session->options->operands.at[0], &loaded);
  if (status != EXIT_FINE || session->sink.errors) return status != EXIT_FINE ? status : EXIT_WRONG;
  Listing listing = {session, format_of(session->options), loaded.plan->n > 1, 0, INT64_MIN, NULL};
  bool is_json = listing.format == LISTING_JSON && !session->options->count;
  if (is_json) writer_puts(session->out, "[");
  bool is_choice = listing.several && keys_are_given(session->options);
  if (is_choice) list_concerned(&listing, &loaded);
  for (size_t i = 0; i < loaded.plan->n && !is_choice; i++) list_component(&listing, &loaded.plan->components[i]);
  if (is_json) writer_puts(session->out, listing.written ? "\n]\n" : "]\n");
  return session_verdict(session);
}
