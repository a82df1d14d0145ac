#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "compiler/yaml/document.h"
#include "runtime/core/limits.h"
#include "tests/unit/room.h"



static const Source *source_of(Room *room, Str text) {
  Source *source = ARENA_NEW(&room->arena, Source);
  *source = (Source){.name = STR("t"), .text = text};
  return source;
}

static const YNode *parse(Room *room, const Source *source) {
  YDocuments documents;
  assert_true(ydocument_parse(&room->arena, &room->sink, source, &documents));
  assert_true(documents.n >= 1);
  return documents.at[0];
}

static const YNode *parse_text(Room *room, const char *text) { return parse(room, source_of(room, str_of(text))); }

/* ---- typing; recorded from PyYAML's SafeLoader without timestamps ---- */

static void scalars_have_the_loaders_types(void **state) {
  static const struct {
    const char *text;
    int kind;
    double number;
  } rows[] = {
      {"yes", V_BOOL, 1},          {"No", V_BOOL, 0},          {"ON", V_BOOL, 1},         {"tRue", V_STR, 0},
      {"y", V_STR, 0},             {"n", V_STR, 0},            {"~", V_NONE, 0},          {"null", V_NONE, 0},
      {"nULL", V_STR, 0},          {"None", V_STR, 0},         {"017", V_INT, 15},        {"0o17", V_STR, 0},
      {"08", V_STR, 0},            {"0_7", V_INT, 7},          {"0_", V_INT, 0},          {"-017", V_INT, -15},
      {"0b101", V_INT, 5},         {"-0b11", V_INT, -3},       {"0x1F", V_INT, 31},       {"1_000", V_INT, 1000},
      {"1__0", V_INT, 10},         {"_1", V_STR, 0},           {"17:00", V_INT, 1020},    {"09:30", V_STR, 0},
      {"1:60", V_STR, 0},          {"12:30:45", V_INT, 45045}, {"-1:30", V_INT, -90},     {"0:30", V_STR, 0},
      {"0:30.", V_FLOAT, 30},      {"1:30.5", V_FLOAT, 90.5},  {"1.", V_FLOAT, 1},        {"1.5e3", V_STR, 0},
      {"1.5e+3", V_FLOAT, 1500},   {"1e3", V_STR, 0},          {".5", V_FLOAT, 0.5},      {"._5", V_STR, 0},
      {"-.5", V_STR, 0},           {"1.10", V_FLOAT, 1.1},     {"2023-01-01", V_STR, 0},  {"02134", V_INT, 1116},
      {"+4512345678", V_INT, 4512345678.0},                    {"0e12345", V_STR, 0},     {"1.2.3", V_STR, 0},
      {"! 5", V_INT, 5},           {"! '5'", V_INT, 5},        {"!!str 5", V_STR, 0},     {"!!float 5", V_FLOAT, 5},
      {"!!float 1e3", V_FLOAT, 1000},                          {"!!bool yEs", V_BOOL, 1}, {"!!null foo", V_NONE, 0},
      {"!!int '12'", V_INT, 12},   {"!!binary aGk=", V_BYTES, 0},                         {"'5'", V_STR, 0},
      {"9223372036854775807", V_INT, 9223372036854775807.0},   {"9223372036854775808", V_BIGINT, 0},
      {"0xFFFFFFFFFFFFFFFF", V_BIGINT, 0},                     {"1:59:59:59:59:59:59:59:59:59:59:59", V_BIGINT, 0},
      {"-", V_STR, 0},             {"+", V_STR, 0},            {"0b", V_STR, 0},          {"0x", V_STR, 0},
  };
  Room *room = *state;
  for (size_t i = 0; i < COUNT(rows); i++) {
    char text[64];
    snprintf(text, sizeof text, "[%s]", rows[i].text);
    if (strcmp(rows[i].text, "-") == 0) continue; /* an item of a list, not a scalar */
    const YNode *node = parse_text(room, str_z(&room->arena, str_of(text)))->items[0];
    if (node->value.kind != rows[i].kind) fail_msg("%s has kind %d", rows[i].text, node->value.kind);
    double number = rows[i].kind == V_FLOAT ? node->value.f : (double)node->value.i;
    bool has_number = rows[i].kind == V_INT || rows[i].kind == V_FLOAT || rows[i].kind == V_BOOL;
    if (has_number && number != rows[i].number) fail_msg("%s is %g", rows[i].text, number);
  }
}

/* ---- what the loader refuses, and where ---- */

static void errors_have_their_place(void **state) {
  static const struct {
    const char *text, *message;
    DiagCode code;
    uint32_t line, column;
  } rows[] = {
      {"a: =", "'=' cannot be a value", DIAG_YAML_SYNTAX, 1, 4},
      {"a: <<", "'<<' cannot be a value", DIAG_YAML_SYNTAX, 1, 4},
      {"a: !foo x", "the tag '!foo' has no meaning to the loader that Dagster uses", DIAG_YAML_UNKNOWN_TAG, 1, 9},
      {"a: !!set {x}", "the tag '!!set' has no meaning to the loader that Dagster uses", DIAG_YAML_UNKNOWN_TAG, 1, 4},
      {"a: {{ x }}", "a mapping cannot be a key", DIAG_YAML_SYNTAX, 1, 5},
      {"? [a]\n: b", "a list cannot be a key", DIAG_YAML_SYNTAX, 1, 3},
      {"a: &x [*x]", "'*x' stands inside of what it names", DIAG_YAML_SYNTAX, 1, 8},
      {"a: *x", "there is no anchor '&x'", DIAG_YAML_SYNTAX, 1, 4},
      {"a: &x 1\nb: &x 2", "the anchor '&x' stands here twice", DIAG_YAML_SYNTAX, 2, 4},
      {"a:\tb", "a tab cannot separate or indent", DIAG_YAML_SYNTAX, 1, 3},
      {"a: |\n  x\ty\n'b\tc': 1 # d\te\nf: g\th", "a tab cannot separate or indent", DIAG_YAML_SYNTAX, 4, 5},
      {"a: \x07", "the control character U+0007 cannot stand in YAML", DIAG_YAML_SYNTAX, 1, 4},
      {"\xC3\xA9: \xFF", "t is not UTF-8 text", DIAG_NOT_UTF8, 1, 4},
      {"a: [b\nc: d", "this bracket is not closed", DIAG_YAML_SYNTAX, 1, 4},
      {"a: [b,\n  c\n  d: e\nf: g", "',' or ']' is expected here", DIAG_YAML_SYNTAX, 3, 4},
      {"a: [b, #c]\nd: e", "a comment ends what stands in brackets", DIAG_YAML_SYNTAX, 1, 8},
      {"a: 'b\nc: d", "the quoted text does not end", DIAG_YAML_SYNTAX, 1, 4},
      {"<<: 5", "'<<' takes a mapping or a list of mappings", DIAG_YAML_SYNTAX, 1, 5},
      {"!!str [a]", "a list cannot have the tag '!!str'", DIAG_YAML_SYNTAX, 1, 1},
      {"a: !!int foo", "this is not an integer", DIAG_YAML_SYNTAX, 1, 10},
      {"a: !!binary aGk", "this base64 text is cut short", DIAG_YAML_SYNTAX, 1, 13},
      {"a: |#x\n b", "a comment needs a blank before it", DIAG_YAML_SYNTAX, 1, 5},
  };
  Room *room = *state;
  for (size_t i = 0; i < COUNT(rows); i++) {
    YDocuments documents;
    room->sink.list.n = 0;
    const Source *source = source_of(room, str_of(rows[i].text));
    if (ydocument_parse(&room->arena, &room->sink, source, &documents)) fail_msg("taken: %s", rows[i].text);
    const Diag *diag = room->sink.list.at[0];
    assert_str(diag->message, rows[i].message);
    Position at = source_position(source, diag->place.span.start);
    assert_int_equal(diag->code, rows[i].code);
    if (at.line != rows[i].line || at.column != rows[i].column)
      fail_msg("%s at %u:%u", rows[i].text, at.line, at.column);
  }
}

static void assert_refused(Room *room, Str text, DiagCode code) {
  YDocuments documents;
  room->sink.list.n = 0;
  assert_false(ydocument_parse(&room->arena, &room->sink, source_of(room, text), &documents));
  assert_int_equal(room->sink.list.at[0]->code, code);
}

static Str repeated(Room *room, char c, size_t count) {
  Buf buf = buf_new(&room->arena, SIZE_MAX);
  buf_repeat(&buf, c, count);
  return buf_str(&buf);
}

static void limits_hold(void **state) {
  Room *room = *state;
  assert_refused(room, repeated(room, '[', 10000000), DIAG_LIMIT);
  assert_refused(room, repeated(room, '{', 10000000), DIAG_LIMIT);
  Str deepest = str_cat(&room->arena, repeated(room, '[', LIMIT_YAML_DEPTH), repeated(room, ']', LIMIT_YAML_DEPTH));
  YDocuments documents;
  assert_true(ydocument_parse(&room->arena, &room->sink, source_of(room, deepest), &documents));
  Buf laughs = buf_new(&room->arena, SIZE_MAX);
  buf_puts(&laughs, "a: &a [x,x,x,x,x,x,x,x,x,x]\n");
  for (char c = 'b'; c < 'k'; c++) {
    buf_printf(&laughs, "%c: &%c [", c, c);
    for (int i = 0; i < 10; i++) buf_printf(&laughs, "*%c,", c - 1);
    buf_puts(&laughs, "]\n");
  }
  assert_refused(room, buf_str(&laughs), DIAG_LIMIT);
}

/* ---- mappings and documents ---- */

static void later_keys_count_in_the_first_place(void **state) {
  Room *room = *state;
  const Source *source = source_of(room, STR("{a: 1, b: 2, a: 3, 1: x, true: y}"));
  const YNode *map = parse(room, source);
  assert_int_equal(map->n, 5);
  assert_str(map->pairs[0].key->text, "a");
  assert_str(map->pairs[0].value->text, "3");
  assert_str(map->pairs[1].key->text, "b");
  assert_str(map->pairs[2].key->text, "1");
  assert_str(map->pairs[2].value->text, "y");
  assert_true(map->pairs[3].shadowed && map->pairs[4].shadowed);
  assert_str(ynode_get(map, "a")->text, "3");
  ydocument_duplicates(&room->sink, source, map);
  assert_int_equal(room->sink.list.n, 2);
}

static void merge_keys(void **state) {
  Room *room = *state;
  const Source *source = source_of(room, STR("x: &x {a: 1, b: 2}\ny: {b: 3, <<: [{c: 4, a: 9}, *x]}"));
  const YNode *document = parse(room, source), *y = ynode_get(document, "y");
  assert_str(ynode_get(y, "a")->text, "9");
  assert_str(ynode_get(y, "b")->text, "3");
  assert_str(ynode_get(y, "c")->text, "4");
  assert_str(y->pairs[0].key->text, "a");
  ydocument_duplicates(&room->sink, source, document);
  assert_int_equal(room->sink.list.n, 0);
}

static void documents_of_a_file(void **state) {
  Room *room = *state;
  YDocuments documents;
  assert_true(ydocument_parse(&room->arena, &room->sink, source_of(room, STR("")), &documents));
  assert_int_equal(documents.n, 0);
  assert_true(ydocument_parse(&room->arena, &room->sink,
                              source_of(room, STR("\xEF\xBB\xBF"
                                                  "a: 1\r\nb: 2\r\n---\n")),
                              &documents));
  assert_int_equal(documents.n, 2);
  assert_null(documents.at[1]);
  assert_str(ynode_get(documents.at[0], "b")->text, "2");
  assert_int_equal(ynode_pair(documents.at[0], "b")->key->span.start, 9);
}

static void spans_are_bytes(void **state) {
  Room *room = *state;
  Str text = STR("\xC3\xA9: &x 'h\xC3\xA9'\nb: |\n  text\n\nc: [1,\n  2]\n");
  const YNode *map = parse(room, source_of(room, text));
  Span quoted = map->pairs[0].value->span, block = ynode_get(map, "b")->span, flow = ynode_get(map, "c")->span;
  assert_str(str_sub(text, quoted.start, quoted.end), "'h\xC3\xA9'");
  assert_str(str_sub(text, block.start, block.end), "|\n  text");
  assert_str(str_sub(text, flow.start, flow.end), "[1,\n  2]");
}

/* ---- offsets: every decoded character against the one at its place ---- */

static bool is_escape_or_break(Str text, size_t at) {
  return at >= text.n || strchr("\\\r\n'", text.p[at]) || (unsigned char)text.p[at] == 0xC2 || text.p[at] == ' ' ||
         text.p[at] == '\t';
}

static void check_offsets(Room *room, const Source *source, const YNode *scalar) {
  size_t n;
  Source decoded = {.name = STR("t"), .text = scalar->text};
  decoded.origin = ynode_origin(&room->arena, source, scalar, &n);
  decoded.origin_count = n;
  uint32_t last = scalar->span.start;
  for (size_t at = 0; at < scalar->text.n;) {
    Position place = source_position(&decoded, (uint32_t)at);
    uint32_t in_file = source_offset(source, place);
    size_t start = at, end = in_file;
    uint32_t want = str_decode(scalar->text, &at);
    uint32_t got = in_file < source->text.n ? str_decode(source->text, &end) : 0;
    bool is_made =
        (want == ' ' || want == '\n' || source->text.p[in_file] == '\\') && is_escape_or_break(source->text, in_file);
    if (want != got && !is_made)
      fail_msg("%.*s: byte %zu stands at %u:%u", STR_FMT(source->text), start, place.line, place.column);
    if (start && in_file <= last) fail_msg("%.*s: byte %zu goes back", STR_FMT(source->text), start);
    last = in_file;
  }
}

static void offsets_of_every_style(void **state) {
  static const char *const texts[] = {
      "k: plain text\n",
      "k: folded\n  over\n\n  lines \xC3\xA9 x\n",
      "k: 'single ''quoted'' \xF0\x9F\x98\x80 x'\n",
      "k: 'over\n\n\n  lines   \n  here'\n",
      "k: ' \n x '\n",
      "k: \"esc \\t\\x41\\u00e9\\U0001F600 \\\"q\\\" end\"\n",
      "k: \"cut \\\n    off\\\n\n  x \\\n  \\ y\"\n",
      "k: \"a\n  b\n\n  c\"\n",
      "k: |\n  one\n   two\n\n  three\n\n",
      "k: |+\n  one\n\n\nj: x\n",
      "k: |-\n\n\n  one\n    two\n",
      "k: |2-\n    one\n   two\n  three\n",
      "k: >\n  one\n  two\n\n  three\n   four\n    five\n  six\n  seven\n",
      "k: >-\n\n  one\n\n\n  two\n   x\n\n  y\n",
      "k: >1\n   deep\n  less\n one\n",
      "k: >+\n  a\n\n\n",
      "k: |+\n\n   \n  \n\nj: 1\n",
      "k: |\r\n  one\r\n  two\r\n",
      "k: 'a\r\n  b'\r\n",
      "k: &x !!str 'with properties'\n",
      "k: | # comment\n  {{ x }}\n  {{ y }}\n",
      "k: [a, 'b c', \"d\"]\n",
      "- - k: |\n      deep\n        deeper\n",
      "k: \"\\0\\N\\_ x\"\n",
      "k: ''\n",
      "k: \"tab\there\"\n",
      "? |\n  key\n: x\n",
      "k: \"\\\\n \\/ x\"\n",
      "k: >-\n  \xC3\xA9 \xC3\xA9\n  \xC3\xA9\n",
  };
  Room *room = *state;
  for (size_t i = 0; i < COUNT(texts); i++) {
    const Source *source = source_of(room, str_of(texts[i]));
    const YNode *node = parse(room, source);
    while (node->kind != Y_SCALAR) node = node->kind == Y_MAP ? node->pairs[0].value : node->items[0];
    check_offsets(room, source, node);
  }
}

static void offsets_to_the_column(void **state) {
  Room *room = *state;
  size_t n;
  const Source *source = source_of(room, STR("k: >-\n    one\n    two\n"));
  const YNode *scalar = ynode_get(parse(room, source), "k");
  assert_str(scalar->text, "one two");
  const OriginLine *lines = ynode_origin(&room->arena, source, scalar, &n);
  assert_int_equal(n, 2);
  assert_int_equal(lines[0].line, 2);
  assert_int_equal(lines[0].column, 5);
  assert_int_equal(lines[1].offset, 4);
  assert_int_equal(lines[1].line, 3);
  assert_int_equal(lines[1].column, 5);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(scalars_have_the_loaders_types), TEST(errors_have_their_place), TEST(limits_hold),
      TEST(later_keys_count_in_the_first_place), TEST(merge_keys), TEST(documents_of_a_file), TEST(spans_are_bytes),
      TEST(offsets_of_every_style), TEST(offsets_to_the_column),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
