#include "compiler/yaml/document.h"

#include <string.h>
#include <yaml.h>

#include "compiler/yaml/amends.h"
#include "compiler/yaml/resolve.h"
#include "compiler/yaml/syntax.h"
#include "runtime/core/limits.h"
#include "runtime/value/ops.h"
#include "runtime/value/str_type.h"

/* What an anchor names. */
typedef struct Anchor {
  YNode *node;
  size_t weight; /* its nodes, aliases followed */
  bool open;     /* still being composed: an alias to it would never end */
} Anchor;

enum { MARK_STEP = 64 };

typedef struct Composer {
  Arena *arena;
  DiagSink *sink;
  const Source *source;
  Heap heap;
  yaml_parser_t parser;
  yaml_event_t event;
  bool is_for_dbt, has_parser, has_event;
  /* libyaml counts characters; `marks[i]` is the byte of character i * MARK_STEP. NULL: all characters are bytes. */
  uint32_t *marks;
  Str text;            /* of the source, up to where the loader's ends */
  uint32_t text_start; /* behind a byte order mark, or the white space that dbt takes away */
  Map anchors;         /* of the document at hand */
  size_t nodes;        /* so far in the file, aliases followed */
  unsigned depth;
  bool has_tabs;
  VEC(Span) tab_spans; /* where tabs may stand: quoted texts, block texts */
  Amends amends;
  bool again; /* one was added: the text is read once more */
  unsigned in_brackets;
} Composer;

/* ---- places ---- */

static uint32_t byte_of(const Composer *composer, size_t character) {
  Str text = composer->text;
  character -= amends_before(&composer->amends, character);
  size_t at = composer->text_start + character;
  if (composer->marks) {
    at = composer->marks[character / MARK_STEP];
    for (size_t i = 0; i < character % MARK_STEP && at < text.n; i++) str_decode(text, &at);
  }
  return (uint32_t)(at < text.n ? at : text.n);
}

static void index_marks(Composer *composer) {
  Str text = composer->text;
  size_t characters = str_count(text), index = 0;
  if (characters == text.n) return;
  composer->marks = ARENA_ARRAY(composer->arena, uint32_t, characters / MARK_STEP + 2);
  for (size_t at = composer->text_start, i = 0; at < text.n; i++) {
    if (i % MARK_STEP == 0) composer->marks[index++] = (uint32_t)at;
    str_decode(text, &at);
  }
  composer->marks[index] = (uint32_t)text.n;
}

static Span span_between(const Composer *composer, yaml_mark_t start, yaml_mark_t end) {
  return (Span){byte_of(composer, start.index), byte_of(composer, end.index)};
}

static Span event_span(const Composer *composer) {
  return span_between(composer, composer->event.start_mark, composer->event.end_mark);
}

static Place place_at(const Composer *composer, Span span) { return (Place){composer->source, span}; }

static Diag *report(Composer *composer, DiagCode code, Span span, Str argument) {
  return diag_report(composer->sink, code, place_at(composer, span), DIAG_ARGS(argument));
}

static void hint(Composer *composer, Diag *diag, const char *text) {
  diag->hint = str_copy(composer->sink->arena, str_of(text));
}

/* ---- what the loader refuses before it parses ---- */

#define EACH_BYTE UINT64_C(0x0101010101010101)

static bool is_allowed(uint32_t c) {
  return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c <= 0x7E) || c == 0x85 || (c >= 0xA0 && c <= 0xD7FF) ||
         (c >= 0xE000 && c <= 0xFFFD) || c >= 0x10000;
}

/* Whether the eight bytes at `at` are printable ASCII or line ends. */
static bool are_printable(Str text, size_t at) {
  uint64_t eight;
  if (at + sizeof eight > text.n) return false;
  memcpy(&eight, text.p + at, sizeof eight);
  uint64_t tops = EACH_BYTE * 0x80, no_end = eight ^ (EACH_BYTE * '\n');
  uint64_t is_end = ~(((no_end & ~tops) + ~tops) | no_end) & tops;
  uint64_t is_low = ~((eight & ~tops) + EACH_BYTE * (0x80 - ' ')) & tops,
           is_high = (eight | (eight + EACH_BYTE)) & tops;
  return !((is_low & ~is_end) | is_high);
}

static bool check_characters(Composer *composer) {
  Str text = composer->text;
  size_t bad = 0;
  if (!str_is_utf8(text, &bad)) {
    report(composer, DIAG_NOT_UTF8, (Span){(uint32_t)bad, (uint32_t)bad + 1}, composer->source->name);
    return false;
  }
  for (size_t at = composer->text_start; at < text.n;) {
    while (are_printable(text, at)) at += sizeof(uint64_t);
    if (at == text.n) break;
    bool is_plain = (text.p[at] >= ' ' && text.p[at] <= '~') || text.p[at] == '\n'; /* nearly all are */
    uint32_t start = (uint32_t)at, c = is_plain ? (unsigned char)text.p[at++] : str_decode(text, &at);
    if (is_plain || is_allowed(c)) continue;
    Str words = str_printf(composer->arena, "the control character U+%04X cannot stand in YAML", (unsigned)c);
    Diag *diag = report(composer, DIAG_YAML_SYNTAX, (Span){start, (uint32_t)at}, words);
    hint(composer, diag, "remove it, or write it as an escape in double quotes");
    return false;
  }
  return true;
}

/* A byte of the text that lies in none of the spans, which come in order; `*next` is the span to look at first. */
static bool is_outside(const Composer *composer, uint32_t at, size_t *next) {
  while (*next < composer->tab_spans.n && composer->tab_spans.at[*next].end <= at) (*next)++;
  return *next == composer->tab_spans.n || composer->tab_spans.at[*next].start > at;
}

/* libyaml takes a tab for a blank; the loader that Dagster uses refuses it outside of quotes, block texts and comments.
 */
static bool check_tabs(Composer *composer) {
  Str text = composer->text;
  bool in_comment = false;
  size_t next = 0;
  for (uint32_t i = 0; composer->has_tabs && i < text.n; i++) {
    char c = text.p[i], before = i ? text.p[i - 1] : '\n';
    if (c == '\n' || c == '\r') in_comment = false;
    if ((c != '#' && c != '\t') || in_comment || !is_outside(composer, i, &next)) continue;
    if (c == '#' && (before == ' ' || before == '\n' || before == '\r')) in_comment = true;
    if (c == '#') continue;
    Diag *diag = report(composer, DIAG_YAML_SYNTAX, (Span){i, i + 1}, STR("a tab cannot separate or indent"));
    hint(composer, diag, "use blanks");
    return false;
  }
  return true;
}

static void allow_tabs(Composer *composer, const YNode *node) {
  if (!composer->has_tabs || node->style == Y_PLAIN) return;
  Span span = node->span;
  if (node->style == Y_LITERAL || node->style == Y_FOLDED)
    while (span.start < span.end && composer->text.p[span.start] != '\n') span.start++;
  VEC_PUSH(composer->arena, &composer->tab_spans, span);
}

/* ---- events ---- */

static void drop_event(Composer *composer) {
  if (composer->has_event) yaml_event_delete(&composer->event);
  composer->has_event = false;
}

static void release(void *handle) {
  Composer *composer = handle;
  drop_event(composer);
  if (composer->has_parser) yaml_parser_delete(&composer->parser);
  composer->has_parser = false;
}

static Span one_character(const Composer *composer, size_t character) {
  return (Span){byte_of(composer, character), byte_of(composer, character + 1)};
}

/* dbt's loader is libyaml itself. */
static bool amend(Composer *composer, const YamlProblem *problem) {
  const yaml_parser_t *parser = &composer->parser;
  Stop stop = {parser->problem_mark.index, parser->context_mark.index, parser->indent};
  composer->again = !composer->is_for_dbt && amends_add(&composer->amends, composer->text, problem, stop);
  return composer->again;
}

static void take_problem(Composer *composer) {
  const yaml_parser_t *parser = &composer->parser;
  if (parser->error == YAML_MEMORY_ERROR) guard_stop(composer->arena->guard, STOP_MEMORY, "memory");
  YamlProblem problem = {.problem = parser->problem, .span = one_character(composer, parser->problem_mark.index)};
  if (parser->context && parser->context_mark.index != parser->problem_mark.index) {
    problem.context = parser->context;
    problem.began = one_character(composer, parser->context_mark.index);
  }
  if (!amend(composer, &problem)) syntax_report(composer->sink, composer->source, &problem);
}

static bool next_event(Composer *composer) {
  drop_event(composer);
  if (!yaml_parser_parse(&composer->parser, &composer->event)) {
    take_problem(composer);
    return false;
  }
  composer->has_event = true;
  return true;
}

/* ---- nodes ---- */

static YNode *compose(Composer *composer);

/* Over `&anchor` and `!tag` in front of a scalar: its span is that of the text itself. */
static uint32_t skip_properties(Str text, Span span) {
  uint32_t at = span.start;
  while (at < span.end) {
    char c = text.p[at];
    bool property = c == '&' || c == '!', comment = c == '#';
    if (!property && !comment && c != ' ' && c != '\t' && c != '\n' && c != '\r') return at;
    if (comment)
      while (at < span.end && text.p[at] != '\n' && text.p[at] != '\r') at++;
    else if (property)
      while (at < span.end && !strchr(" \t\r\n", text.p[at])) at++;
    else
      at++;
  }
  return at;
}

static YStyle style_of(yaml_scalar_style_t style) {
  switch (style) {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: return Y_SINGLE;
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: return Y_DOUBLE;
    case YAML_LITERAL_SCALAR_STYLE: return Y_LITERAL;
    case YAML_FOLDED_SCALAR_STYLE: return Y_FOLDED;
    default: return Y_PLAIN;
  }
}

static Span scalar_span(const Composer *composer, YStyle style) {
  Span span = event_span(composer);
  Str text = composer->text;
  if (composer->event.data.scalar.anchor || composer->event.data.scalar.tag)
    span.start = skip_properties(text, span);
  bool is_block = style == Y_LITERAL || style == Y_FOLDED;
  while (is_block && span.end > span.start && strchr(" \r\n", text.p[span.end - 1])) span.end--;
  return span;
}

/* A tag as it is usually written. */
static Str tag_shown(Arena *arena, Str tag) {
  static const Str prefix = STR_INIT("tag:yaml.org,2002:");
  return str_starts(tag, prefix) ? str_cat(arena, STR("!!"), str_sub(tag, prefix.n, tag.n)) : tag;
}

static YNode *refuse(Composer *composer, Span span, Str words) {
  report(composer, DIAG_YAML_SYNTAX, span, words);
  return NULL;
}

static YNode *refuse_tag(Composer *composer, Span span, YTag tag, Str name, const char *kind) {
  Str shown = tag_shown(composer->arena, name);
  if (tag == YTAG_UNKNOWN) {
    report(composer, DIAG_YAML_UNKNOWN_TAG, span, shown);
    return NULL;
  }
  return refuse(composer, span, str_printf(composer->arena, "%s cannot have the tag '%.*s'", kind, STR_FMT(shown)));
}

/* libyaml takes `|#` for a block text with a comment; the loader that Dagster uses wants a blank between. */
static bool check_header(Composer *composer, const YNode *node) {
  if (node->style != Y_LITERAL && node->style != Y_FOLDED) return true;
  Str text = composer->text;
  uint32_t at = node->span.start + 1;
  while (at < node->span.end && strchr("+-0123456789", text.p[at])) at++;
  if (at >= node->span.end || text.p[at] != '#') return true;
  refuse(composer, (Span){at, at + 1}, STR("a comment needs a blank before it"));
  return false;
}

/* In brackets a '?' ends a plain text for the loader that Dagster uses, and then it stands where none may. */
static bool check_question(Composer *composer, const YNode *node) {
  size_t at = composer->in_brackets && node->style == Y_PLAIN ? str_find(node->text, STR("?"), 0) : SIZE_MAX;
  if (at == SIZE_MAX) return true;
  Str written = str_sub(composer->text, node->span.start, node->span.end);
  uint32_t place = node->span.start + (uint32_t)str_find(written, STR("?"), 0);
  Diag *diag =
      report(composer, DIAG_YAML_SYNTAX, (Span){place, place + 1}, STR("'?' cannot stand in brackets without quotes"));
  hint(composer, diag, "put quotes around the value");
  return false;
}

/* In brackets libyaml ends a tag at a comma, which is a part of the tag for the loader that Dagster uses: `[!, a]`. */
static bool check_tag_end(Composer *composer, const YNode *node) {
  Span span = event_span(composer);
  if (!composer->in_brackets || !composer->event.data.scalar.tag || node->span.start < span.end) return true;
  if (span.end >= composer->text.n || composer->text.p[span.end] != ',') return true;
  uint32_t at = span.end;
  while (at > span.start && !strchr(" \t\r\n", composer->text.p[at - 1])) at--;
  if (composer->text.p[at] != '!') return true;
  Diag *diag = report(composer, DIAG_YAML_SYNTAX, (Span){span.end, span.end + 1},
                      STR("a tag needs a blank between it and the comma"));
  hint(composer, diag, "write the value, or a blank");
  return false;
}

/* What libyaml takes, and dbt with it, but not the loader that Dagster uses. */
static bool is_for_dagster(Composer *composer, const YNode *node) {
  return check_header(composer, node) && check_question(composer, node) && check_tag_end(composer, node);
}

/* A merge key and `=` count only as keys: as values they are refused in `compose_value`. */
static YNode *compose_scalar(Composer *composer, YTag *tag) {
  yaml_event_t *event = &composer->event;
  YNode *node = ARENA_NEW(composer->arena, YNode);
  node->kind = Y_SCALAR;
  node->style = style_of(event->data.scalar.style);
  node->span = scalar_span(composer, node->style);
  char *text = (char *)event->data.scalar.value;
  if (node->style == Y_DOUBLE)
    amends_restore(&composer->amends, composer->text, node->span, text, event->data.scalar.length);
  node->text = str_copy(composer->arena, (Str){text, event->data.scalar.length});
  const char *name = (const char *)event->data.scalar.tag;
  if (name && strcmp(name, "!") == 0)
    *tag = resolve_plain(node->text); /* the loader looks at the text alone, even in quotes */
  else
    *tag = name ? resolve_tag(str_of(name)) : event->data.scalar.plain_implicit ? resolve_plain(node->text) : YTAG_STR;
  if (!composer->is_for_dbt && !is_for_dagster(composer, node)) return NULL;
  if (name && *tag >= YTAG_LIST) return refuse_tag(composer, node->span, *tag, str_of(name), "text");
  Str why;
  if (!resolve_value(&composer->heap, *tag, node->text, &node->value, &why)) return refuse(composer, node->span, why);
  allow_tabs(composer, node);
  return node;
}

static bool check_tag(Composer *composer, const yaml_char_t *name, YTag wanted) {
  Str text = name ? str_of((const char *)name) : (Str){"", 0};
  if (text.n == 0 || str_is(text, "!")) return true;
  YTag tag = resolve_tag(text);
  if (tag == wanted) return true;
  refuse_tag(composer, event_span(composer), tag, text, wanted == YTAG_LIST ? "a list" : "a mapping");
  return false;
}

/* A value at the event at hand: a `<<` or `=` has no value of its own. */
static YNode *compose_value(Composer *composer) {
  if (composer->event.type != YAML_SCALAR_EVENT) return compose(composer);
  YTag tag;
  YNode *node = compose_scalar(composer, &tag);
  if (node && (tag == YTAG_MERGE || tag == YTAG_VALUE))
    return refuse(composer, node->span,
                  str_printf(composer->arena, "'%.*s' cannot be a value", STR_FMT(node->text)));
  return node;
}

static void end_at_child(YNode *node, const YNode *child) {
  if (child->span.start >= node->span.start && child->span.end > node->span.end) node->span.end = child->span.end;
}

static YNode *new_collection(Composer *composer, YKind kind, bool flow) {
  YNode *node = ARENA_NEW(composer->arena, YNode);
  node->kind = kind;
  node->flow = flow;
  node->span = event_span(composer);
  return node;
}

static YNode *compose_list(Composer *composer, bool flow) {
  if (!check_tag(composer, composer->event.data.sequence_start.tag, YTAG_LIST)) return NULL;
  YNode *node = new_collection(composer, Y_LIST, flow);
  VEC(const YNode *) items = {0};
  for (;;) {
    if (!next_event(composer)) return NULL;
    if (composer->event.type == YAML_SEQUENCE_END_EVENT) break;
    const YNode *item = compose(composer);
    if (!item) return NULL;
    VEC_PUSH(composer->arena, &items, item);
    end_at_child(node, item);
  }
  if (flow) node->span.end = event_span(composer).end;
  node->items = items.at;
  node->n = items.n;
  return node;
}

/* ---- mappings ---- */

typedef VEC(YPair) Pairs;

static void add_merged(Composer *composer, Pairs *pairs, const YNode *from) {
  for (size_t i = 0; i < from->n; i++) {
    if (from->pairs[i].shadowed) continue;
    VEC_PUSH(composer->arena, pairs, (YPair){from->pairs[i].key, from->pairs[i].value, false, true});
  }
}

/* `<<: value`; of a list the first mapping wins, so it is added last. */
static bool merge(Composer *composer, Pairs *pairs, const YNode *value) {
  if (value->kind == Y_MAP) {
    add_merged(composer, pairs, value);
    return true;
  }
  bool is_list = value->kind == Y_LIST;
  for (size_t i = is_list ? value->n : 0; i-- > 0;) {
    is_list = is_list && value->items[i]->kind == Y_MAP;
    if (is_list) add_merged(composer, pairs, value->items[i]);
  }
  if (!is_list) refuse(composer, value->span, STR("'<<' takes a mapping or a list of mappings"));
  return is_list;
}

static bool check_key(Composer *composer, const YNode *key) {
  bool is_date = key->kind == Y_SCALAR && (key->value.kind == V_DATE || key->value.kind == V_DATETIME);
  if (key->kind == Y_SCALAR && !is_date) return true;
  Str words = is_date                ? STR("a date cannot be a key")
              : key->kind == Y_LIST ? STR("a list cannot be a key")
                                     : STR("a mapping cannot be a key");
  Diag *diag = report(composer, DIAG_YAML_SYNTAX, key->span, words);
  uint32_t start = key->span.start;
  if (key->flow && start && composer->text.p[start - 1] == '{')
    syntax_hint_quotes(composer->sink, composer->source, diag, start);
  return false;
}

/* Equal for keys that Python's dict takes for one: 1, 1.0 and true are. */
static Str key_identity(Composer *composer, const YNode *key) {
  Arena *arena = composer->arena;
  Value value = key->value;
  switch (value.kind) {
    case V_STR: return str_cat(arena, STR("s"), key->text);
    case V_BYTES: return str_cat(arena, STR("y"), value_text(value));
    case V_NONE: return STR("z");
    case V_BOOL: return value.i ? STR("n1") : STR("n0");
    case V_INT: return str_printf(arena, "n%lld", (long long)value.i);
    case V_FLOAT:
      if (value.f > -9e18 && value.f < 9e18 && value.f == (double)(int64_t)value.f)
        return str_printf(arena, "n%lld", (long long)value.f);
      return str_printf(arena, "f%a@%lu", value.f, value.f == value.f ? 0ul : (unsigned long)key->span.start);
    default: return str_cat(arena, STR("b"), value_repr(&composer->heap, value));
  }
}

/* The later of two pairs with one key counts, in the place of the earlier. */
static void settle(Composer *composer, YNode *node, const Pairs *pairs) {
  Arena *arena = composer->arena;
  Map winners = {0};
  YPair *settled = ARENA_ARRAY(arena, YPair, pairs->n);
  size_t n = 0, end = pairs->n;
  for (size_t i = 0; i < pairs->n; i++) {
    YPair pair = pairs->at[i];
    Str identity = key_identity(composer, pair.key);
    YPair *earlier = map_get(&winners, identity);
    if (!earlier) {
      settled[n] = pair;
      map_put(arena, &winners, identity, &settled[n++]);
      continue;
    }
    YPair loser = *earlier;
    loser.shadowed = true;
    settled[--end] = loser;
    *earlier = pair;
    if (loser.key->value.kind != pair.key->value.kind) earlier->key = loser.key;
  }
  node->pairs = settled;
  node->n = pairs->n;
}

/* The key at the event at hand; `*is_merge` for `<<`. */
static YNode *compose_key(Composer *composer, bool *is_merge) {
  *is_merge = false;
  YNode *key;
  if (composer->event.type == YAML_SCALAR_EVENT && !composer->event.data.scalar.anchor) {
    YTag tag;
    key = compose_scalar(composer, &tag);
    *is_merge = key && tag == YTAG_MERGE;
    composer->nodes++;
  } else {
    key = compose(composer);
  }
  return key && check_key(composer, key) ? key : NULL;
}

static YNode *compose_map(Composer *composer, bool flow) {
  if (!check_tag(composer, composer->event.data.mapping_start.tag, YTAG_MAP)) return NULL;
  YNode *node = new_collection(composer, Y_MAP, flow);
  Pairs pairs = {0}, merged = {0};
  for (;;) {
    bool is_merge;
    if (!next_event(composer)) return NULL;
    if (composer->event.type == YAML_MAPPING_END_EVENT) break;
    const YNode *key = compose_key(composer, &is_merge);
    if (!key || !next_event(composer)) return NULL;
    const YNode *value = compose(composer);
    if (!value || (is_merge && !merge(composer, &merged, value))) return NULL;
    if (!is_merge) VEC_PUSH(composer->arena, &pairs, (YPair){key, value, false, false});
    end_at_child(node, key);
    end_at_child(node, value);
  }
  if (flow) node->span.end = event_span(composer).end;
  for (size_t i = 0; i < pairs.n; i++) VEC_PUSH(composer->arena, &merged, pairs.at[i]);
  settle(composer, node, &merged);
  return node;
}

/* ---- anchors, limits ---- */

static YNode *follow_alias(Composer *composer) {
  Str name = str_of((const char *)composer->event.data.alias.anchor);
  const Anchor *anchor = map_get(&composer->anchors, name);
  Span span = event_span(composer);
  if (!anchor) return refuse(composer, span, str_printf(composer->arena, "there is no anchor '&%.*s'", STR_FMT(name)));
  if (anchor->open)
    return refuse(composer, span, str_printf(composer->arena, "'*%.*s' stands inside of what it names", STR_FMT(name)));
  composer->nodes += anchor->weight;
  return anchor->node;
}

static bool within_limits(Composer *composer) {
  if (composer->depth > LIMIT_YAML_DEPTH) {
    report(composer, DIAG_LIMIT, event_span(composer), STR("more than 500 nested lists and mappings"));
    return false;
  }
  if (composer->nodes > LIMIT_YAML_NODES) {
    report(composer, DIAG_LIMIT, event_span(composer), STR("more than 1,000,000 values, with what aliases repeat"));
    return false;
  }
  return true;
}

static const char *anchor_name(const yaml_event_t *event) {
  switch (event->type) {
    case YAML_SCALAR_EVENT: return (const char *)event->data.scalar.anchor;
    case YAML_SEQUENCE_START_EVENT: return (const char *)event->data.sequence_start.anchor;
    case YAML_MAPPING_START_EVENT: return (const char *)event->data.mapping_start.anchor;
    default: return NULL;
  }
}

static bool put_anchor(Composer *composer, Str name, Anchor *anchor) {
  if (map_entry(&composer->anchors, name)) {
    refuse(composer, event_span(composer),
           str_printf(composer->arena, "the anchor '&%.*s' stands here twice", STR_FMT(name)));
    return false;
  }
  map_put(composer->arena, &composer->anchors, str_copy(composer->arena, name), anchor);
  return true;
}

static YNode *compose_one(Composer *composer) {
  const yaml_event_t *event = &composer->event;
  if (event->type == YAML_SCALAR_EVENT) return compose_value(composer);
  bool is_list = event->type == YAML_SEQUENCE_START_EVENT;
  bool flow = is_list ? event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
                      : event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
  YNode *node = NULL;
  composer->depth++;
  composer->in_brackets += flow;
  if (within_limits(composer)) node = is_list ? compose_list(composer, flow) : compose_map(composer, flow);
  composer->in_brackets -= flow;
  composer->depth--;
  return node;
}

/* The node at the event at hand; NULL: an error was reported. */
static YNode *compose(Composer *composer) {
  if (composer->event.type == YAML_ALIAS_EVENT) {
    YNode *node = follow_alias(composer);
    return node && within_limits(composer) ? node : NULL;
  }
  Anchor unnamed = {0}, *anchor = &unnamed;
  const char *name = anchor_name(&composer->event);
  if (name) {
    anchor = ARENA_NEW(composer->arena, Anchor);
    if (!put_anchor(composer, str_of(name), anchor)) return NULL;
  }
  size_t before = composer->nodes++;
  anchor->open = true;
  YNode *node = within_limits(composer) ? compose_one(composer) : NULL;
  anchor->open = false;
  anchor->node = node;
  anchor->weight = composer->nodes - before;
  return node;
}

/* ---- documents ---- */

static bool is_empty_document(const YNode *node) {
  return node->kind == Y_SCALAR && node->style == Y_PLAIN && node->text.n == 0 && node->value.kind == V_NONE;
}

static bool compose_document(Composer *composer, YDocuments *documents) {
  composer->anchors = (Map){0};
  if (!next_event(composer)) return false;
  const YNode *node = compose(composer);
  if (!node) return false;
  if (is_empty_document(node)) node = NULL;
  VEC_PUSH(composer->arena, documents, node);
  return next_event(composer);
}

static bool compose_stream(Composer *composer, YDocuments *documents) {
  for (;;) {
    if (!next_event(composer)) return false;
    if (composer->event.type == YAML_STREAM_END_EVENT) return check_tabs(composer) || (documents->n = 0, false);
    if (composer->event.type == YAML_DOCUMENT_START_EVENT && !compose_document(composer, documents)) return false;
  }
}

static bool read_stream(Composer *composer, YDocuments *documents) {
  Str input = amends_apply(&composer->amends, composer->arena, composer->text, composer->text_start);
  *documents = (YDocuments){0};
  composer->again = false;
  composer->nodes = composer->depth = composer->in_brackets = 0;
  memset(&composer->tab_spans, 0, sizeof composer->tab_spans);
  if (!yaml_parser_initialize(&composer->parser)) guard_stop(composer->arena->guard, STOP_MEMORY, "memory");
  composer->has_parser = true;
  yaml_parser_set_encoding(&composer->parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&composer->parser, (const unsigned char *)(input.n ? input.p : ""), input.n);
  bool complete = compose_stream(composer, documents);
  release(composer);
  return complete;
}

/* dbt takes the white space at both ends of a file away, as `str.strip` does, before its loader sees the text. */
static void strip_text(Composer *composer) {
  Str text = composer->text;
  Str stripped = value_text(str_strip(&composer->heap, value_str(text), &VALUE_NONE));
  if (stripped.n && !composer->text_start) composer->text_start = (uint32_t)(stripped.p - text.p);
  composer->text.n = stripped.n ? (size_t)(stripped.p - text.p) + stripped.n : composer->text_start;
}

static bool parse(Arena *arena, DiagSink *sink, const Source *source, bool is_for_dbt, YDocuments *documents) {
  Composer *composer = ARENA_NEW(arena, Composer);
  Str text = source->text;
  *composer = (Composer){.arena = arena, .sink = sink, .source = source, .text = text, .is_for_dbt = is_for_dbt};
  composer->heap = (Heap){.arena = arena, .steps = LIMIT_EVAL_STEPS};
  composer->text_start = str_starts(text, STR("\xEF\xBB\xBF")) ? 3 : 0;
  *documents = (YDocuments){0};
  if (is_for_dbt) strip_text(composer);
  if (!check_characters(composer)) return false;
  composer->has_tabs = !is_for_dbt && text.n && memchr(text.p, '\t', text.n);
  index_marks(composer);
  arena_on_release(arena, release, composer);
  ArenaMark before = arena_mark(arena);
  bool complete = read_stream(composer, documents);
  while (composer->again) {
    arena_rewind(arena, before);
    complete = read_stream(composer, documents);
  }
  return complete;
}

bool ydocument_parse(Arena *arena, DiagSink *sink, const Source *source, YDocuments *documents) {
  return parse(arena, sink, source, false, documents);
}

bool ydocument_parse_for_dbt(Arena *arena, DiagSink *sink, const Source *source, YDocuments *documents) {
  return parse(arena, sink, source, true, documents);
}

/* ---- asking ---- */

/* The pair that has the same key once more. */
static const YPair *again(const YNode *map, const YPair *loser) {
  const YPair *next = NULL;
  for (size_t i = 0; i < map->n; i++) {
    const YPair *pair = &map->pairs[i];
    bool is_behind = !pair->merged && pair->key->span.start > loser->key->span.start;
    bool is_nearer = !next || pair->key->span.start < next->key->span.start;
    if (is_behind && is_nearer && str_eq(pair->key->text, loser->key->text)) next = pair;
  }
  return next;
}

/* Where linters of YAML report it too: at the key that comes once more. What is only counted is not looked up. */
static void report_duplicate(DiagSink *sink, const Source *source, const YNode *map, const YPair *loser) {
  const YPair *next = sink->list.n < LIMIT_DIAGNOSTICS ? again(map, loser) : NULL;
  Place place = {source, next ? next->key->span : loser->key->span};
  Diag *diag = diag_report(sink, DIAG_DUPLICATE_KEY, place, DIAG_ARGS(loser->key->text));
  if (next) diag_relate(sink, diag, (Place){source, loser->key->span}, STR("this one is lost"));
}

/* `seen` holds the spans of collections that were visited: aliases repeat them; NULL: there are none. */
static void find_duplicates(DiagSink *sink, const Source *source, const YNode *node, Map *seen) {
  if (!node || node->kind == Y_SCALAR) return;
  Str identity = {(const char *)&node->span, sizeof node->span};
  if (seen && map_entry(seen, identity)) return;
  if (seen) map_put(sink->arena, seen, identity, NULL);
  for (size_t i = 0; i < node->n; i++) {
    if (node->kind == Y_LIST) {
      find_duplicates(sink, source, node->items[i], seen);
      continue;
    }
    const YPair *pair = &node->pairs[i];
    if (pair->shadowed && !pair->merged) report_duplicate(sink, source, node, pair);
    find_duplicates(sink, source, pair->value, seen);
  }
}

void ydocument_duplicates(DiagSink *sink, const Source *source, const YNode *node) {
  Map seen = {0};
  bool has_anchors = source->text.n && memchr(source->text.p, '&', source->text.n);
  find_duplicates(sink, source, node, has_anchors ? &seen : NULL);
}

const YPair *ynode_find(const YNode *map, Str key) {
  if (!map || map->kind != Y_MAP) return NULL;
  for (size_t i = 0; i < map->n && !map->pairs[i].shadowed; i++) {
    const YPair *pair = &map->pairs[i];
    if (str_eq(pair->key->text, key) && pair->key->value.kind == V_STR) return pair;
  }
  return NULL;
}

const char *ynode_describe(const YNode *node) {
  if (!node) return "nothing";
  if (node->kind != Y_SCALAR) return node->kind == Y_LIST ? "a list" : "a mapping";
  switch (node->value.kind) {
    case V_NONE: return "nothing";
    case V_BOOL: return "true or false";
    case V_INT:
    case V_BIGINT:
    case V_FLOAT: return "a number";
    case V_BYTES: return "bytes";
    case V_DATE:
    case V_DATETIME: return "a date";
    default: return "text";
  }
}

const OriginLine *ynode_origin(Arena *arena, const Source *source, const YNode *scalar, size_t *n) {
  return offsets_of(arena, source, scalar->span, scalar->style, scalar->text, n);
}
