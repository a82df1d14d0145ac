#include "compiler/yaml/cut.h"

static bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_blank(char c) { return c == ' ' || c == '\t'; }

/* What tools and people write into comments: `#noqa`, `#type:ignore`, a word in capitals. */
static bool is_mark(Str word) {
  static const char *const MARKS[] = {"noqa", "nosec", "pragma", "type:", "yamllint", "dbtplan", "region", "endregion"};
  size_t capitals = 0;
  while (capitals < word.n && is_upper(word.p[capitals])) capitals++;
  for (size_t i = 0; i < COUNT(MARKS); i++)
    if (str_starts(word, str_of(MARKS[i]))) return true;
  return capitals >= 3;
}

/* One word, or a number with words behind it: "5", "data-alerts", "4711 of May". */
static bool is_value_like(Str comment) {
  if (!comment.n || !(char_is_letter(comment.p[0]) || char_is_digit(comment.p[0])) || is_mark(comment)) return false;
  return char_is_digit(comment.p[0]) || str_find(comment, STR(" "), 0) == SIZE_MAX;
}

bool ynode_is_cut(const Source *source, const YNode *scalar, Span *comment) {
  Str text = source->text;
  size_t at = scalar->span.end, end;
  if (scalar->kind != Y_SCALAR || scalar->style != Y_PLAIN) return false;
  while (at < text.n && is_blank(text.p[at])) at++;
  if (at >= text.n || text.p[at] != '#' || at == 0 || !is_blank(text.p[at - 1])) return false;
  end = str_find(text, STR("\n"), at);
  if (end == SIZE_MAX) end = text.n;
  *comment = (Span){(uint32_t)at, (uint32_t)end};
  if (at + 1 < end && is_blank(text.p[at + 1])) return false;
  return is_value_like(str_trim(str_sub(text, at + 1, end)));
}

void ynode_report_cut(DiagSink *sink, const Source *source, const YNode *node) {
  Span comment;
  for (size_t i = 0; i < node->n && node->kind == Y_LIST; i++) ynode_report_cut(sink, source, node->items[i]);
  for (size_t i = 0; i < node->n && node->kind == Y_MAP; i++)
    if (!node->pairs[i].merged) ynode_report_cut(sink, source, node->pairs[i].value);
  if (!ynode_is_cut(source, node, &comment)) return;
  Str value = node->text.n ? str_printf(sink->arena, "'%.*s'", STR_FMT(node->text)) : STR("nothing");
  diag_report(sink, DIAG_VALUE_CUT, (Place){source, comment},
              DIAG_ARGS(str_trim(str_sub(source->text, comment.start, comment.end)), value));
}
