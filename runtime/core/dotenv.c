#include "runtime/core/dotenv.h"

#include <string.h>

#include "runtime/core/limits.h"

typedef struct EnvReader {
  Workspace *workspace;
  Map *into;
  Str text;
  size_t at;
} EnvReader;

/* Python's text mode: every line ends in LF, and dotenv drops a byte order mark. */
static Str env_text(Arena *arena, Str text) {
  Buf buf = buf_new(arena, SIZE_MAX);
  for (size_t i = str_starts(text, STR("\xEF\xBB\xBF")) ? 3 : 0; i < text.n; i++) {
    bool is_cr = text.p[i] == '\r';
    if (is_cr && i + 1 < text.n && text.p[i + 1] == '\n') continue;
    buf_char(&buf, is_cr ? '\n' : text.p[i]);
  }
  return buf_str(&buf);
}

/* `\s` of Python's re. */
static bool is_space(uint32_t c) {
  return (c >= '\t' && c <= '\r') || (c >= 0x1C && c <= 0x20) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

static int env_peek(const EnvReader *reader) {
  return reader->at < reader->text.n ? (unsigned char)reader->text.p[reader->at] : -1;
}

static void skip_spaces(EnvReader *reader, bool over_lines) {
  while (reader->at < reader->text.n) {
    size_t next = reader->at;
    uint32_t c = str_decode(reader->text, &next);
    if (!is_space(c) || (c == '\n' && !over_lines)) return;
    reader->at = next;
  }
}

static void skip_line(EnvReader *reader) {
  while (reader->at < reader->text.n && reader->text.p[reader->at] != '\n') reader->at++;
}

static void skip_export(EnvReader *reader) {
  size_t start = reader->at;
  if (!str_starts(str_sub(reader->text, start, reader->text.n), STR("export"))) return;
  reader->at += strlen("export");
  size_t behind = reader->at;
  skip_spaces(reader, false);
  if (reader->at == behind) reader->at = start;
}

/* From the opening quote to behind the closing one. */
static bool read_quoted(EnvReader *reader, const char *escapes, Str *value) {
  char quote = reader->text.p[reader->at];
  Buf buf = buf_new(reader->workspace->arena, LIMIT_STRING_BYTES);
  for (size_t i = reader->at + 1; i < reader->text.n; i++) {
    char c = reader->text.p[i];
    if (c == quote) {
      *value = buf_str(&buf);
      reader->at = i + 1;
      return true;
    }
    static const char names[] = "abfnrtv", meant[] = "\a\b\f\n\r\t\v";
    bool escape = c == '\\' && i + 1 < reader->text.n;
    char next = escape ? reader->text.p[++i] : '\0';
    const char *name = escape && next ? strchr(names, next) : NULL;
    if (escape && next && strchr(escapes, next))
      buf_char(&buf, name ? meant[name - names] : next);
    else if (escape)
      buf_put(&buf, (Str){reader->text.p + i - 1, 2});
    else
      buf_char(&buf, c);
  }
  return false;
}

static Str trim_end(Str text) {
  size_t end = 0;
  for (size_t at = 0; at < text.n;)
    if (!is_space(str_decode(text, &at))) end = at;
  return str_sub(text, 0, end);
}

/* To the end of the line, less a comment that white space precedes. */
static Str read_unquoted(EnvReader *reader) {
  size_t start = reader->at;
  skip_line(reader);
  Str line = str_sub(reader->text, start, reader->at);
  bool behind_space = false;
  for (size_t at = 0; at < line.n;) {
    size_t here = at;
    uint32_t c = str_decode(line, &at);
    if (c == '#' && behind_space) return trim_end(str_sub(line, 0, here));
    behind_space = is_space(c);
  }
  return trim_end(line);
}

/* `'name'` or a run without `=`, `#` and white space; a comment has the empty key. */
static bool read_key(EnvReader *reader, Str *key) {
  size_t start = reader->at;
  *key = (Str){"", 0};
  if (env_peek(reader) == '#') return true;
  if (env_peek(reader) == '\'') {
    size_t end = str_find(reader->text, STR("'"), start + 1);
    if (end == SIZE_MAX || end == start + 1) return false;
    *key = str_sub(reader->text, start + 1, end);
    reader->at = end + 1;
    return true;
  }
  while (reader->at < reader->text.n) {
    size_t next = reader->at;
    uint32_t c = str_decode(reader->text, &next);
    if (c == '=' || c == '#' || is_space(c)) break;
    reader->at = next;
  }
  *key = str_sub(reader->text, start, reader->at);
  return key->n > 0;
}

static bool read_value(EnvReader *reader, Str *value) {
  size_t behind_sign = ++reader->at;
  skip_spaces(reader, false);
  int first = env_peek(reader);
  *value = (Str){"", 0};
  if (first == -1 || first == '\n' || (first == '#' && reader->at > behind_sign)) return true;
  if (first == '\'') return read_quoted(reader, "\\'", value);
  if (first == '"') return read_quoted(reader, "\\'\"abfnrtv", value);
  *value = read_unquoted(reader);
  return true;
}

/* What `${name}` stands for: an earlier line of the file, else what the environment has. */
static Str env_variable(EnvReader *reader, Str name, Str fallback) {
  Str value = fallback;
  const MapEntry *earlier = map_entry(reader->into, name);
  if (earlier) return earlier->value ? *(const Str *)earlier->value : (Str){"", 0};
  if (workspace_env(reader->workspace, name, &value) != ENV_SET) return fallback;
  return value;
}

/* Replaces `${name}` and `${name:-default}`. */
static Str env_expand(EnvReader *reader, Str value) {
  Buf buf = buf_new(reader->workspace->arena, LIMIT_STRING_BYTES);
  for (size_t at = 0; at < value.n;) {
    size_t open = str_find(value, STR("${"), at), end = open == SIZE_MAX ? open : open + 2;
    while (end < value.n && value.p[end] != '}' && value.p[end] != ':') end++;
    bool has_default = str_starts(str_sub(value, end, value.n), STR(":-"));
    size_t close = end < value.n && (has_default || value.p[end] == '}') ? str_find(value, STR("}"), end) : SIZE_MAX;
    if (close == SIZE_MAX) {
      size_t literal_end = end < value.n && !has_default ? open + 1 : value.n; /* no brace to come: all the rest */
      buf_put(&buf, str_sub(value, at, literal_end));
      at = literal_end;
      continue;
    }
    buf_put(&buf, str_sub(value, at, open));
    Str fallback = has_default ? str_sub(value, end + 2, close) : (Str){"", 0};
    buf_put(&buf, env_variable(reader, str_sub(value, open + 2, end), fallback));
    at = close + 1;
  }
  return buf_str(&buf);
}

static void env_put(EnvReader *reader, Str key, Str value) {
  Str *kept = ARENA_NEW(reader->workspace->arena, Str);
  *kept = env_expand(reader, value);
  map_put(reader->workspace->arena, reader->into, key, kept);
}

/* One binding to the end of its line; false where dotenv gives the line up. */
static bool read_binding(EnvReader *reader) {
  Str key, value;
  skip_export(reader);
  if (!read_key(reader, &key)) return false;
  skip_spaces(reader, false);
  bool has_value = env_peek(reader) == '=';
  if (has_value && !read_value(reader, &value)) return false;
  skip_spaces(reader, false);
  if (env_peek(reader) == '#') skip_line(reader);
  if (env_peek(reader) != -1 && env_peek(reader) != '\n') return false;
  if (key.n && has_value) env_put(reader, key, value);
  if (key.n && !has_value) map_put(reader->workspace->arena, reader->into, key, NULL);
  return true;
}

void dotenv_read(Workspace *workspace, Str text, Map *into) {
  EnvReader reader = {workspace, into, env_text(workspace->arena, text), 0};
  for (;;) {
    skip_spaces(&reader, true);
    if (reader.at == reader.text.n) return;
    if (!read_binding(&reader)) skip_line(&reader);
  }
}
