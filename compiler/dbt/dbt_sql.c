#include "compiler/dbt/dbt_sql.h"

#include "compiler/dbt/dbt_tags.h"
#include "runtime/value/literal.h"

typedef struct Look {
  Heap *heap;
  const DbtTag *tag; /* at hand */
  size_t depth; /* of branches and loops that are open */
  DbtSqlList *list;
  size_t at; /* of the part at hand in `list` */
} Look;

static DbtSql *part(Look *look) { return &look->list->at[look->at]; }

static void begin_part(Look *look, Str snapshot) {
  VEC_PUSH(look->heap->arena, look->list, (DbtSql){.snapshot = snapshot, .config = value_dict(look->heap)});
  look->at = look->list->n - 1;
}

static bool is_sign(const Token *token, const char *sign) {
  return token->kind == TOKEN_OPERATOR && str_is(token->text, sign);
}

static bool is_name(const Token *token, const char *name) {
  return token->kind == TOKEN_NAME && str_is(token->text, name);
}

static int step_of(const Token *token) {
  static const char *const opens = "([{", *const closes = ")]}";
  if (token->kind != TOKEN_OPERATOR || token->text.n != 1) return 0;
  return strchr(opens, token->text.p[0]) ? 1 : strchr(closes, token->text.p[0]) ? -1 : 0;
}

/* ---- arguments ---- */

typedef struct Argument {
  Str name; /* empty: by position */
  Value value;
  Span span; /* of its first token */
} Argument;

typedef VEC(Argument) Arguments;

static Value unknown_value(Look *look) { return value_unknown(look->heap, STR("a dbt expression")); }

/* The value of the tokens [from, to) if they are a literal; Jinja's words for true, false and none are Python's too. */
static Value literal(Look *look, size_t from, size_t to) {
  static const struct { const char *word, *python; } words[] = {{"true", "True"}, {"false", "False"}, {"none", "None"}};
  Value value;
  Buf text = buf_new(look->heap->arena, LIMIT_STRING_BYTES);
  for (size_t i = from; i < to; i++) {
    Str word = look->tag->at[i].text;
    for (size_t w = 0; w < 3 && look->tag->at[i].kind == TOKEN_NAME; w++)
      if (str_is(word, words[w].word)) word = str_of(words[w].python);
    if (i > from) buf_char(&text, ' ');
    buf_put(&text, word);
  }
  bool known = to > from && literal_eval(look->heap, buf_str(&text), &value) == LITERAL_OK;
  return known ? value : unknown_value(look);
}

static void take_argument(Look *look, size_t from, size_t to, Arguments *arguments) {
  bool named = to > from + 1 && look->tag->at[from].kind == TOKEN_NAME && is_sign(&look->tag->at[from + 1], "=");
  Argument argument = {.name = named ? look->tag->at[from].text : (Str){"", 0}};
  if (to == from) return;
  argument.value = literal(look, named ? from + 2 : from, to);
  argument.span = look->tag->at[from].span;
  VEC_PUSH(look->heap->arena, arguments, argument);
}

/* The arguments of the call whose `(` is token `open`. */
static void read_arguments(Look *look, size_t open, Arguments *arguments) {
  int depth = 0;
  size_t from = open + 1;
  for (size_t i = open; i < look->tag->n; i++) {
    depth += step_of(&look->tag->at[i]);
    bool ends = depth == 0;
    if (!ends && (depth != 1 || !is_sign(&look->tag->at[i], ","))) continue;
    take_argument(look, from, i, arguments);
    from = i + 1;
    if (ends) return;
  }
}

/* ---- calls ---- */

static void put_config(Look *look, Value key, Value value) {
  if (look->depth) value = unknown_value(look);
  if (value_is_error(dict_put(look->heap, part(look)->config.dict, key, value))) part(look)->config_unknown = true;
}

/* config(a=1, …) or config({'a': 1, …}) */
static void take_config(Look *look, size_t open) {
  Arguments arguments = {0};
  read_arguments(look, open, &arguments);
  for (size_t i = 0; i < arguments.n; i++) {
    Value value = arguments.at[i].value;
    if (arguments.at[i].name.n)
      put_config(look, value_str(arguments.at[i].name), value);
    else if (value.kind != V_DICT)
      part(look)->config_unknown = true;
    for (size_t e = 0; !arguments.at[i].name.n && value.kind == V_DICT && e < value.dict->n; e++)
      if (value.dict->at[e].key.kind != V_ABSENT) put_config(look, value.dict->at[e].key, value.dict->at[e].value);
  }
}

/* Whether a part of the tag may be left out: `{{ ref('x') if … }}`. */
static bool decides(const Look *look) {
  for (size_t i = 0; i < look->tag->n; i++)
    if (is_name(&look->tag->at[i], "if") || is_name(&look->tag->at[i], "and") || is_name(&look->tag->at[i], "or"))
      return true;
  return false;
}

/* ref('x'), ref('p', 'x'), source('s', 't'); a version does not change which model is meant. */
static void take_reference(Look *look, size_t open, bool to_source) {
  Arguments arguments = {0};
  Str texts[2] = {{"", 0}, {"", 0}};
  size_t n = 0;
  Span span = {0, 0};
  read_arguments(look, open, &arguments);
  bool sound = look->depth == 0;
  for (size_t i = 0; i < arguments.n; i++) {
    if (arguments.at[i].name.n) continue;
    sound &= n < 2 && value_is_str(arguments.at[i].value);
    if (n < 2 && value_is_str(arguments.at[i].value)) texts[n++] = value_text(arguments.at[i].value);
    span = arguments.at[i].span;
  }
  sound &= n == 2 || (n == 1 && !to_source);
  DbtReference reference = {to_source, n == 2 ? texts[0] : (Str){"", 0}, n == 2 ? texts[1] : texts[0], span,
                            sound && !decides(look)};
  if (n) VEC_PUSH(look->heap->arena, &part(look)->references, reference);
  if (!sound) part(look)->references_unknown = true;
}

/* What is called in many models and neither refers to another nor configures one. */
static bool is_harmless(Str name) {
  static const char *const names[] = {"var",    "env_var", "is_incremental", "log", "return",    "print",
                                      "tojson", "range",   "dict",           "set", "namespace", "run_query"};
  for (size_t i = 0; i < COUNT(names); i++)
    if (str_is(name, names[i])) return true;
  return false;
}

static void take_call(Look *look, size_t i) {
  const Token *name = &look->tag->at[i];
  bool is_member = i && is_sign(name - 1, "."), is_filter = i && is_sign(name - 1, "|");
  if (is_filter || is_harmless(name->text)) return;
  if (is_member && (is_name(name, "ref") || is_name(name, "source"))) part(look)->references_unknown = true;
  if (!is_member && is_name(name, "config"))
    take_config(look, i + 1);
  else if (!is_member && (is_name(name, "ref") || is_name(name, "source")))
    take_reference(look, i + 1, is_name(name, "source"));
  else
    part(look)->calls = true;
}

/* ---- tags ---- */

/* `{% if %}` and the like: what stands inside is not known to happen. */
static void take_block(Look *look) {
  static const char *const openers[] = {"if", "for", "macro", "call", "filter", "test", "materialization"};
  if (!look->tag->n || look->tag->at[0].kind != TOKEN_NAME) return;
  Str word = look->tag->at[0].text;
  bool ends = str_starts(word, STR("end"));
  Str opener = ends ? str_sub(word, 3, word.n) : word;
  for (size_t i = 0; i < COUNT(openers); i++)
    if (str_is(opener, openers[i])) ends ? (look->depth -= look->depth > 0) : look->depth++;
  if (str_is(word, "snapshot") && look->tag->n > 1) begin_part(look, look->tag->at[1].text);
  if (str_is(word, "endsnapshot")) look->at = 0;
}

static void take_tag(void *state, const DbtTag *tag, bool is_block) {
  Look *look = state;
  look->tag = tag;
  if (is_block) take_block(look);
  for (size_t i = 0; i + 1 < look->tag->n; i++)
    if (look->tag->at[i].kind == TOKEN_NAME && is_sign(&look->tag->at[i + 1], "(")) take_call(look, i);
}

void dbt_sql_read(Heap *heap, Str text, DbtSqlList *list) {
  Look look = {.heap = heap, .list = list};
  begin_part(&look, (Str){"", 0});
  if (dbt_tags_visit(heap, text, take_tag, &look).kind == V_ABSENT) return;
  for (size_t i = 0; i < list->n; i++) list->at[i].config_unknown = list->at[i].references_unknown = true;
}
