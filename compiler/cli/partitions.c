#include "compiler/cli/command.h"
#include "compiler/cli/launches.h"
#include "compiler/cli/render.h"
#include "runtime/core/limits.h"
#include "runtime/value/json.h"

typedef struct Listing {
  Session *session;
  bool json, several;
  size_t written;
} Listing;

static bool is_closed(Session *session, const PartitionsDef *def, int64_t index) {
  int64_t now;
  int32_t micros;
  workspace_now(&session->workspace, &now, &micros);
  return index < partition_count(def, now);
}

static void put_json(Buf *buf, Str component, Str key, const Window *window, bool closed) {
  char text[CIVIL_ISO_ROOM];
  buf_puts(buf, "{\"component\": ");
  json_write_str(buf, component);
  buf_puts(buf, ", \"partition_key\": ");
  json_write_str(buf, key);
  buf_printf(buf, ", \"closed\": %s, \"partition_time_window\": ", closed ? "true" : "false");
  if (!window) {
    buf_puts(buf, "null}");
    return;
  }
  buf_printf(buf, "{\"start\": \"%.*s\"", civil_iso(&window->start, 'T', text), text);
  buf_printf(buf, ", \"end\": \"%.*s\"}}", civil_iso(&window->end, 'T', text), text);
}

static void put_text(Buf *buf, const Listing *listing, Str component, Str key, const Window *window) {
  char start[CIVIL_ISO_ROOM], end[CIVIL_ISO_ROOM];
  if (listing->several) {
    render_harmless(buf, component);
    buf_puts(buf, "  ");
  }
  render_harmless(buf, key);
  if (window) {
    int start_n = civil_iso(&window->start, 'T', start), end_n = civil_iso(&window->end, 'T', end);
    buf_printf(buf, "  %.*s  %.*s", start_n, start, end_n, end);
  }
  buf_char(buf, '\n');
}

static void list_key(Listing *listing, Str component, Str key, const Window *window, bool closed) {
  Buf buf = buf_new(&listing->session->scratch, LIMIT_STRING_BYTES);
  if (listing->json) {
    buf_puts(&buf, listing->written ? ",\n " : "\n ");
    put_json(&buf, component, key, window, closed);
  } else {
    put_text(&buf, listing, component, key, window);
  }
  writer_put(listing->session->out, buf_str(&buf));
  listing->written++;
}

static void list_index(Listing *listing, const BoundComponent *bound, int64_t index, bool closed) {
  Arena *scratch = &listing->session->scratch;
  Window window;
  arena_reset(scratch);
  Buf key = buf_new(scratch, LIMIT_STRING_BYTES);
  bool has_window = partitions_have_windows(bound->def);
  partition_write_key(bound->def, index, &key);
  if (has_window) partition_window(bound->def, index, &window);
  list_key(listing, bound->component->name, buf_str(&key), has_window ? &window : NULL, closed);
}

static void list_set(Listing *listing, const BoundComponent *bound, const KeySet *set) {
  for (size_t i = 0; i < set->spans.n; i++) {
    const KeySpan *span = &set->spans.at[i];
    if (span->first < 0) list_key(listing, bound->component->name, span->key, &span->window, true);
    for (int64_t index = span->first; index >= 0 && index <= span->last && !listing->session->out->error; index++)
      list_index(listing, bound, index, true);
  }
}

/* The window that a time lies in need not have ended. */
static void note_open(Session *session, const BoundComponent *bound, int64_t index) {
  Window window;
  Buf key = buf_new(&session->arena, LIMIT_STRING_BYTES);
  char end[CIVIL_ISO_ROOM];
  if (is_closed(session, bound->def, index)) return;
  partition_write_key(bound->def, index, &key);
  partition_window(bound->def, index, &window);
  int end_n = civil_iso(&window.end, 'T', end);
  bool is_behind = bound->def->has_end && civil_instant(&window.end) > civil_instant(&bound->def->end);
  const char *why = is_behind ? "lies behind the end of the definition" : "is not closed";
  Str text = str_printf(&session->arena, "the window '%.*s' %s: it ends %.*s", STR_FMT(buf_str(&key)), why, end_n, end);
  diag_report(&session->sink, DIAG_PASSED_OVER, PLACE_NONE, DIAG_ARGS(text));
}

static bool list_at(Listing *listing, const BoundComponent *bound) {
  Session *session = listing->session;
  int64_t instant;
  int32_t micros;
  if (!session_time(session, "--at", session->options->at, bound->def->tz, &instant, &micros)) return false;
  int64_t index = partitions_have_windows(bound->def) ? partition_at(bound->def, instant) : -1;
  if (index >= 0) {
    list_index(listing, bound, index, is_closed(session, bound->def, index));
    note_open(session, bound, index);
    return true;
  }
  diag_report(&session->sink, DIAG_UNKNOWN_PARTITION, PLACE_NONE,
              DIAG_ARGS(session->options->at, STR("no window holds this time")));
  return false;
}

static void list_component(Listing *listing, const PlanComponent *component) {
  Session *session = listing->session;
  BoundComponent bound;
  KeySet set = {0};
  if (!component_bind(&session->arena, &session->workspace, component, &bound)) return;
  if (!bound.def) {
    Str text = str_printf(&session->arena, "%.*s is not partitioned", STR_FMT(component->name));
    diag_report(&session->sink, DIAG_PASSED_OVER, PLACE_NONE, DIAG_ARGS(text));
  } else if (session->options->at.n) {
    list_at(listing, &bound);
  } else if (keys_choose(session, bound.def, &set)) {
    list_set(listing, &bound, &set);
  }
}

ExitStatus command_partitions(Session *session) {
  Loaded loaded;
  ExitStatus status = load_path(session, session->options->operands.at[0], &loaded);
  if (status != EXIT_FINE || session->sink.errors) return status != EXIT_FINE ? status : EXIT_WRONG;
  Listing listing = {session, str_is(session->options->format, "json"), loaded.plan->n > 1, 0};
  if (listing.json) writer_puts(session->out, "[");
  for (size_t i = 0; i < loaded.plan->n; i++) list_component(&listing, &loaded.plan->components[i]);
  if (listing.json) writer_puts(session->out, listing.written ? "\n]\n" : "]\n");
  return session_verdict(session);
}
