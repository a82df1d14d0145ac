#include "compiler/check/doubts.h"

#include <string.h>

#include "runtime/eval/report.h"

typedef struct Doubts {
  const BoundComponent *bound;
  Written *written;
  const Node *template; /* the one at hand */
} Doubts;

static DiagSink *sink_of(const Doubts *doubts) { return doubts->bound->workspace->sink; }

/* ---- formats of times ---- */

static bool shows(Str format, const char *codes) {
  for (size_t i = 0; i + 1 < format.n; i++)
    if (format.p[i] == '%' && format.p[++i] && strchr(codes, format.p[i])) return true;
  return false;
}

static bool has_word(Str format, const char *lower, const char *upper) {
  return str_find(format, str_of(lower), 0) != SIZE_MAX || str_find(format, str_of(upper), 0) != SIZE_MAX;
}

/* What is wrong with a format; NULL: nothing is. */
static const char *doubt_of(Str format) {
  bool has_hour = shows(format, "HIXcTRr"), has_date = shows(format, "Yydmb");
  if (str_find(format, STR("%"), 0) == SIZE_MAX && has_word(format, "yyyy", "YYYY"))
    return "it has no code: a year is '%Y', a month '%m', a day '%d'";
  if (str_find(format, STR("%H:%m"), 0) != SIZE_MAX) return "'%m' is the month; the minute is '%M'";
  if (shows(format, "M") && has_date && !has_hour) return "'%M' is the minute; the month is '%m'";
  if (shows(format, "I") && !shows(format, "pXc")) return "'%I' counts to twelve only; the hour of the day is '%H'";
  if (shows(format, "V") && shows(format, "Yy") && !shows(format, "Gdmj"))
    return "the week '%V' belongs to the year '%G', which differs from '%Y' around the new year";
  return NULL;
}

static void judge_format(const Doubts *doubts, const Node *call) {
  const Node *callee = call->call.callee, *format = call->call.args.n == 1 ? call->call.args.at[0] : NULL;
  bool is_format = callee->kind == NODE_ATTR_JINJA && str_is(callee->attr.id, "strftime") && format &&
                   format->kind == NODE_CONST && format->constant.value.kind == V_STR;
  const char *why = is_format ? doubt_of(value_text(format->constant.value)) : NULL;
  if (!why) return;
  const PlanComponent *component = doubts->bound->component;
  Arena *arena = sink_of(doubts)->arena;
  Place place = report_place(arena, doubts->template, format->span, component->source, component->file);
  Diag *diag = diag_report(sink_of(doubts), DIAG_FORMAT_DOUBT, place, DIAG_ARGS(value_text(format->constant.value)));
  diag->hint = str_of(why);
}

/* ---- braces ---- */

static const char *const NAMES[] = {"partition_time_window", "partition_key_range", "partition_key"};

/* Whether the name at [at, next) is asked for something, or stands in single braces. */
static bool is_meant(Str text, size_t at, size_t next) {
  bool is_asked = next < text.n && text.p[next] == '.' && next + 1 < text.n && text.p[next + 1] != ' ';
  while (at > 0 && text.p[at - 1] == ' ') at--;
  return is_asked || (at > 0 && text.p[at - 1] == '{');
}

/* A name of the partition in a text that no template renders. */
static Str bare_name(Str text) {
  if (str_find(text, STR("partition_"), 0) == SIZE_MAX) return (Str){"", 0};
  if (str_find(text, STR("{{"), 0) != SIZE_MAX || str_find(text, STR("{%"), 0) != SIZE_MAX) return (Str){"", 0};
  for (size_t i = 0; i < COUNT(NAMES); i++) {
    size_t at = str_find(text, str_of(NAMES[i]), 0);
    if (at != SIZE_MAX && is_meant(text, at, at + strlen(NAMES[i]))) return str_of(NAMES[i]);
  }
  return (Str){"", 0};
}

static void judge_text(const Doubts *doubts, const Node *node, Str text) {
  Str name = bare_name(text);
  if (name.n) diag_report(sink_of(doubts), DIAG_BRACES_MISSING, written_place(doubts->written, node), DIAG_ARGS(name));
}

/* ---- the tree ---- */

static void look_at(Node *node, void *state) {
  Doubts below = *(Doubts *)state;
  if (node->kind == NODE_TEMPLATE) {
    below.template = node;
    judge_text(&below, node, node->template.text);
  }
  if (node->kind == NODE_CALL && below.template) judge_format(&below, node);
  if (node->kind == NODE_CONST && !below.template && node->constant.value.kind == V_STR)
    judge_text(&below, node, value_text(node->constant.value));
  node_children(node, look_at, &below);
}

void doubts_check(const BoundComponent *bound, Written *written) {
  Doubts doubts = {bound, written, NULL};
  if (bound->component->cli_args) look_at(bound->component->cli_args, &doubts);
}
