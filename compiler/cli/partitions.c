#include "compiler/cli/command.h"
#include "compiler/cli/launches.h"
#include "runtime/core/limits.h"
#include "runtime/value/json.h"

typedef struct Listing {
  Session *session;
  bool json, several;
  size_t written;
} Listing;

static void put_json(Buf *buf, Str component, Str key, const Window *window) {
  char text[CIVIL_ISO_ROOM];
  buf_puts(buf, "{\"component\": ");
  json_write_str(buf, component);
  buf_puts(buf, ", \"partition_key\": ");
  json_write_str(buf, key);
  buf_puts(buf, ", \"partition_time_window\": ");
  if (!window) {
    buf_puts(buf, "null}");
    return;
  }
  buf_printf(buf, "{\"start\": \"%.*s\"", civil_iso(&window->start, 'T', text), text);
  buf_printf(buf, ", \"end\": \"%.*s\"}}", civil_iso(&window->end, 'T', text), text);
}

static void put_text(Buf *buf, const Listing *listing, Str component, Str key, const Window *window) {
  char start[CIVIL_ISO_ROOM], end[CIVIL_ISO_ROOM];
  if (listing->several) buf_printf(buf, "%.*s  ", STR_FMT(component));
  buf_put(buf, key);
  if (window) {
    int start_n = civil_iso(&window->start, 'T', start), end_n = civil_iso(&window->end, 'T', end);
    buf_printf(buf, "  %.*s  %.*s", start_n, start, end_n, end);
  }
  buf_char(buf, '\n');
}

static void list_key(Listing *listing, Str component, Str key, const Window *window) {
  Buf buf = buf_new(&listing->session->scratch, LIMIT_STRING_BYTES);
  if (listing->json) {
    buf_puts(&buf, listing->written ? ",\n " : "\n ");
    put_json(&buf, component, key, window);
  } else {
    put_text(&buf, listing, component, key, window);
  }
  writer_put(listing->session->out, buf_str(&buf));
  listing->written++;
}

static void list_index(Listing *listing, const BoundComponent *bound, int64_t index) {
  Arena *scratch = &listing->session->scratch;
  Window window;
  arena_reset(scratch);
  Buf key = buf_new(scratch, LIMIT_STRING_BYTES);
  bool has_window = partitions_have_windows(bound->def);
  partition_write_key(bound->def, index, &key);
  if (has_window) partition_window(bound->def, index, &window);
  list_key(listing, bound->component->name, buf_str(&key), has_window ? &window : NULL);
}

static void list_set(Listing *listing, const BoundComponent *bound, const KeySet *set) {
  for (size_t i = 0; i < set->spans.n; i++) {
    const KeySpan *span = &set->spans.at[i];
    if (span->first < 0) list_key(listing, bound->component->name, span->key, &span->window);
    for (int64_t index = span->first; index >= 0 && index <= span->last && !listing->session->out->error; index++)
      list_index(listing, bound, index);
  }
}

static bool list_at(Listing *listing, const BoundComponent *bound) {
  Session *session = listing->session;
  int64_t instant;
  int32_t micros;
  if (!session_time(session, "--at", session->options->at, bound->def->tz, &instant, &micros)) return false;
  int64_t index = partitions_have_windows(bound->def) ? partition_at(bound->def, instant) : -1;
  if (index >= 0) return list_index(listing, bound, index), true;
  diag_report(&session->sink, DIAG_UNKNOWN_PARTITION, PLACE_NONE,
              DIAG_ARGS(session->options->at, STR("no window holds this time")));
  return false;
}

static void list_component(Listing *listing, const PlanComponent *component) {
  Session *session = listing->session;
  BoundComponent bound;
  KeySet set = {0};
  if (!resolve_bind(&session->arena, &session->workspace, component, &bound)) return;
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
