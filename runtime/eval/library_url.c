#include "runtime/core/limits.h"
#include "runtime/eval/library_modules.h"
#include "runtime/value/types.h"

/* urllib.parse: an address and its parts (Lib/urllib/parse.py of Python 3.11). */

enum { SCHEME, NETLOC, PATH, PARAMS, QUERY, FRAGMENT, PART_COUNT };

/* The names of the parts; those of `urlsplit` lack `params`. */
static const char *const PARTS[] = {"scheme", "netloc", "path", "params", "query", "fragment"};

typedef struct Url {
  Str at[PART_COUNT];
} Url;

/* ---- taking apart ---- */

static bool is_of_scheme(char c) { return char_is_letter(c) || char_is_digit(c) || c == '+' || c == '-' || c == '.'; }

static Str lower(Arena *arena, Str text) {
  char *bytes = arena_bytes(arena, text.n + 1);
  for (size_t i = 0; i < text.n; i++)
    bytes[i] = text.p[i] >= 'A' && text.p[i] <= 'Z' ? (char)(text.p[i] + 32) : text.p[i];
  return (Str){bytes, text.n};
}

/* Without the blanks and control characters in front, and line ends and tabs anywhere. */
static Str cleaned(Arena *arena, Str text) {
  Buf buf = buf_new(arena, text.n + 1);
  size_t at = 0;
  while (at < text.n && (unsigned char)text.p[at] <= ' ') at++;
  for (; at < text.n; at++)
    if (text.p[at] != '\t' && text.p[at] != '\r' && text.p[at] != '\n') buf_char(&buf, text.p[at]);
  return buf_str(&buf);
}

/* Cuts `*rest` at the first `mark`; what stood behind it, or "". */
static Str cut(Str *rest, Str mark) {
  size_t at = str_find(*rest, mark, 0);
  if (at == SIZE_MAX) return STR("");
  Str behind = str_sub(*rest, at + mark.n, rest->n);
  *rest = str_sub(*rest, 0, at);
  return behind;
}

static void take_scheme(Arena *arena, Url *url, Str *rest) {
  size_t colon = str_find(*rest, STR(":"), 0);
  bool is_scheme = colon != SIZE_MAX && colon > 0 && char_is_letter(rest->p[0]);
  for (size_t i = 0; is_scheme && i < colon; i++) is_scheme = is_of_scheme(rest->p[i]);
  if (!is_scheme) return;
  url->at[SCHEME] = lower(arena, str_sub(*rest, 0, colon));
  *rest = str_sub(*rest, colon + 1, rest->n);
}

static Value take_netloc(Heap *heap, Url *url, Str *rest) {
  size_t end = 2;
  if (!str_starts(*rest, STR("//"))) return VALUE_NONE;
  while (end < rest->n && rest->p[end] != '/' && rest->p[end] != '?' && rest->p[end] != '#') end++;
  Str netloc = url->at[NETLOC] = str_sub(*rest, 2, end);
  *rest = str_sub(*rest, end, rest->n);
  bool opens = str_find(netloc, STR("["), 0) != SIZE_MAX, closes = str_find(netloc, STR("]"), 0) != SIZE_MAX;
  if (opens != closes) return value_raise(heap, EXC_VALUE, "Invalid IPv6 URL");
  for (size_t i = 0; i < netloc.n; i++)
    if (netloc.p[i] & 0x80) return value_unsupported(heap, "an address of such characters");
  return opens ? value_unsupported(heap, "an IPv6 address") : VALUE_NONE;
}

static bool has_params(Str scheme) {
  static const Str USES = STR_INIT("ftp hdl prospero http https shttp rtsp rtspu sip sips mms sftp tel");
  return !scheme.n || str_lists(USES, scheme);
}

/* `path;params` behind the last slash. */
static void take_params(Url *url) {
  Str path = url->at[PATH];
  size_t at = str_find(path, STR(";"), str_behind(path, '/'));
  if (at == SIZE_MAX || !has_params(url->at[SCHEME])) return;
  url->at[PARAMS] = str_sub(path, at + 1, path.n);
  url->at[PATH] = str_sub(path, 0, at);
}

static Value taken_apart(Heap *heap, const Value *args, bool with_params, Url *url) {
  bool is_plain =
      value_is_str(args[0]) && (args[1].kind == V_ABSENT || value_is_str(args[1])) && args[2].kind == V_ABSENT;
  if (!is_plain) return value_unsupported(heap, "such an address");
  *url = (Url){.at = {{"", 0}, {"", 0}, {"", 0}, {"", 0}, {"", 0}, {"", 0}}};
  Str rest = cleaned(heap->arena, value_text(args[0]));
  if (args[1].kind != V_ABSENT) url->at[SCHEME] = value_text(args[1]);
  take_scheme(heap->arena, url, &rest);
  Value error = take_netloc(heap, url, &rest);
  url->at[FRAGMENT] = cut(&rest, STR("#"));
  url->at[QUERY] = cut(&rest, STR("?"));
  url->at[PATH] = rest;
  if (with_params) take_params(url);
  return error;
}

/* ---- as a value ---- */

static const Type *type_of(Heap *heap, bool with_params);

static Value tuple_of(Heap *heap, const Url *url, bool with_params) {
  ValueList items = {0};
  for (size_t i = 0; i < PART_COUNT; i++)
    if (i != PARAMS || with_params) value_list_push(heap, &items, value_str(url->at[i]));
  return value_tuple_of_project(heap, type_of(heap, with_params), items.at, items.n);
}

static Url url_of(Value v) {
  Url url = {.at = {{"", 0}}};
  bool with_params = v.list->n == PART_COUNT;
  for (size_t i = 0, at = 0; i < PART_COUNT; i++)
    url.at[i] = i == PARAMS && !with_params ? STR("") : value_text(v.list->at[at++]);
  return url;
}

static Value user_part(Str netloc, bool password) {
  size_t at = netloc.n;
  while (at > 0 && netloc.p[at - 1] != '@') at--;
  if (!at) return VALUE_NONE;
  Str name = str_sub(netloc, 0, at - 1);
  bool has_password = str_find(name, STR(":"), 0) != SIZE_MAX;
  Str behind = cut(&name, STR(":"));
  return !password ? value_str(name) : has_password ? value_str(behind) : VALUE_NONE;
}

/* The host of a place on the net, its port left in `*port`. */
static Str host_of(Str netloc, Str *port) {
  size_t at = netloc.n;
  while (at > 0 && netloc.p[at - 1] != '@') at--;
  Str host = str_sub(netloc, at, netloc.n);
  *port = cut(&host, STR(":"));
  return host;
}

static Value port_of(Heap *heap, Str netloc) {
  Str port;
  int64_t number = 0;
  host_of(netloc, &port);
  if (!port.n) return VALUE_NONE;
  for (size_t i = 0; i < port.n; i++) {
    if (port.p[i] < '0' || port.p[i] > '9')
      return value_raise(heap, EXC_VALUE, "Port could not be cast to integer value as %.*s",
                         STR_FMT(value_repr(heap, value_str(port))));
    if (number <= UINT16_MAX) number = number * 10 + (port.p[i] - '0');
  }
  return number <= UINT16_MAX ? value_int(number) : value_raise(heap, EXC_VALUE, "Port out of range 0-65535");
}

static Value attr(Heap *heap, Value v, Str name) {
  Url url = url_of(v);
  Str port;
  bool with_params = v.list->n == PART_COUNT;
  for (size_t i = 0; i < PART_COUNT; i++)
    if (str_is(name, PARTS[i]) && (i != PARAMS || with_params)) return value_str(url.at[i]);
  if (str_is(name, "username")) return user_part(url.at[NETLOC], false);
  if (str_is(name, "password")) return user_part(url.at[NETLOC], true);
  if (str_is(name, "port")) return port_of(heap, url.at[NETLOC]);
  if (str_is(name, "hostname")) {
    Str host = host_of(url.at[NETLOC], &port);
    return host.n ? value_str(lower(heap->arena, host)) : VALUE_NONE;
  }
  return VALUE_ABSENT;
}

static void repr(Heap *heap, Buf *buf, Value v) {
  Url url = url_of(v);
  bool with_params = v.list->n == PART_COUNT;
  buf_puts(buf, with_params ? "ParseResult(" : "SplitResult(");
  for (size_t i = 0; i < PART_COUNT; i++) {
    if (i == PARAMS && !with_params) continue;
    buf_printf(buf, "%s%s=", i ? ", " : "", PARTS[i]);
    value_write_repr(heap, buf, value_str(url.at[i]));
  }
  buf_char(buf, ')');
}

/* ---- putting together ---- */

static bool uses_netloc(Str scheme) {
  static const Str USES = STR_INIT(
      "ftp http gopher nntp telnet imap wais file mms https shttp snews prospero rtsp rtspu rsync "
      "svn svn+ssh sftp nfs git git+ssh ws wss");
  return str_lists(USES, scheme);
}

static Value put_together(Heap *heap, const Url *url) {
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  Str path = url->at[PATH];
  if (url->at[PARAMS].n) path = str_printf(heap->arena, "%.*s;%.*s", STR_FMT(path), STR_FMT(url->at[PARAMS]));
  bool has_net =
      url->at[NETLOC].n || (url->at[SCHEME].n && uses_netloc(url->at[SCHEME]) && !str_starts(path, STR("//")));
  if (url->at[SCHEME].n) buf_printf(&buf, "%.*s:", STR_FMT(url->at[SCHEME]));
  if (has_net) buf_printf(&buf, "//%.*s%s", STR_FMT(url->at[NETLOC]), path.n && path.p[0] != '/' ? "/" : "");
  buf_put(&buf, path);
  if (url->at[QUERY].n) buf_printf(&buf, "?%.*s", STR_FMT(url->at[QUERY]));
  if (url->at[FRAGMENT].n) buf_printf(&buf, "#%.*s", STR_FMT(url->at[FRAGMENT]));
  return value_str(buf_str(&buf));
}

static Value geturl(Heap *heap, Value self, const Value *args) {
  (void)args;
  Url url = url_of(self);
  return put_together(heap, &url);
}

static Value replace(Heap *heap, Value self, const Value *args) {
  Url url = url_of(self);
  bool with_params = self.list->n == PART_COUNT;
  const Dict *given = args[0].kind == V_DICT ? args[0].dict : NULL;
  for (size_t k = 0; given && k < given->n; k++) {
    size_t i = 0;
    while (i < PART_COUNT && !str_is(value_text(given->at[k].key), PARTS[i])) i++;
    if (i == PART_COUNT || (i == PARAMS && !with_params) || !value_is_str(given->at[k].value))
      return value_unsupported(heap, "such a '_replace' of an address");
    url.at[i] = value_text(given->at[k].value);
  }
  return tuple_of(heap, &url, with_params);
}

static const Builtin METHODS[] = {
    {"_replace", "**kwds", 0, 0, 0, replace, "the same with other parts"},
    {"geturl", "", 0, 0, 0, geturl, "the address"},
};

/* A tuple with names. */
static const Type *type_of(Heap *heap, bool with_params) {
  static const BuiltinTable TABLE = BUILTIN_TABLE(METHODS);
  Type *type = ARENA_NEW(heap->arena, Type);
  *type = TYPE_TUPLE;
  type->name = with_params ? "ParseResult" : "SplitResult";
  type->full_name = with_params ? "urllib.parse.ParseResult" : "urllib.parse.SplitResult";
  type->methods = TABLE;
  type->repr = repr;
  type->attr = attr;
  return type;
}

/* ---- the functions ---- */

static Value urlparse(Heap *heap, Value self, const Value *args) {
  Url url;
  (void)self;
  Value error = taken_apart(heap, args, true, &url);
  return value_is_error(error) ? error : tuple_of(heap, &url, true);
}

static Value urlsplit(Heap *heap, Value self, const Value *args) {
  Url url;
  (void)self;
  Value error = taken_apart(heap, args, false, &url);
  return value_is_error(error) ? error : tuple_of(heap, &url, false);
}

static Value joined(Heap *heap, const Value *args, bool with_params) {
  ValueList items = {0};
  Value error = value_collect(heap, args[0], &items);
  if (value_passes(error)) return error;
  if (items.n != (with_params ? PART_COUNT : PART_COUNT - 1))
    return value_unsupported(heap, "an address of so many parts");
  for (size_t i = 0; i < items.n; i++)
    if (!value_is_str(items.at[i])) return value_unsupported(heap, "such a part of an address");
  Url url = url_of((Value){.kind = V_TUPLE, .list = &(List){.at = items.at, .n = items.n}});
  return put_together(heap, &url);
}

static Value urlunparse(Heap *heap, Value self, const Value *args) {
  (void)self;
  return joined(heap, args, true);
}
static Value urlunsplit(Heap *heap, Value self, const Value *args) {
  (void)self;
  return joined(heap, args, false);
}

/* ---- queries ---- */

static Value unquoted(Heap *heap, Str text) {
  Value v = value_str(text);
  return heap->call(heap, library_urllib_parse(heap, STR("unquote_plus")), &v, 1, NULL);
}

/* (name, value) of each part; without a value it counts only where blank ones are kept. */
static Value pairs_of(Heap *heap, const Value *args, Value list) {
  Value stop = VALUE_ABSENT;
  bool keeps = op_truth(heap, args[1], &stop);
  bool is_plain = value_is_str(args[0]);
  for (size_t i = 2; i <= 6; i++) is_plain = is_plain && args[i].kind == V_ABSENT;
  if (!is_plain) return value_unsupported(heap, "such a query");
  for (Str rest = value_text(args[0]), part; rest.n;) {
    size_t end = str_find(rest, STR("&"), 0);
    part = str_sub(rest, 0, end == SIZE_MAX ? rest.n : end);
    rest = end == SIZE_MAX ? STR("") : str_sub(rest, end + 1, rest.n);
    bool has_sign = str_find(part, STR("="), 0) != SIZE_MAX;
    Str behind = cut(&part, STR("="));
    if (!(behind.n || keeps) || !(has_sign || (keeps && part.n))) continue;
    Value pair[] = {unquoted(heap, part), unquoted(heap, behind)};
    for (size_t i = 0; i < 2; i++)
      if (value_passes(pair[i])) return pair[i];
    list_push(heap, list, value_tuple(heap, pair, 2));
  }
  return list;
}

static Value parse_qsl(Heap *heap, Value self, const Value *args) {
  (void)self;
  return pairs_of(heap, args, value_list(heap, 0));
}

static Value parse_qs(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value pairs = pairs_of(heap, args, value_list(heap, 0)), dict = value_dict(heap);
  if (value_passes(pairs)) return pairs;
  for (size_t i = 0; i < pairs.list->n; i++) {
    const Value *pair = pairs.list->at[i].list->at;
    Value values = dict_get(heap, dict.dict, pair[0]);
    if (values.kind == V_ABSENT) dict_put(heap, dict.dict, pair[0], values = value_list(heap, 0));
    list_push(heap, values, pair[1]);
  }
  return dict;
}

#define OF_QUERY                                                                                                  \
  "(qs, keep_blank_values=False, strict_parsing=False, encoding='utf-8', errors='replace', max_num_fields=None, " \
  "separator='&')"

static const Builtin ROWS[] = {
    {"parse_qs", "parse_qs" OF_QUERY, 1, 7, 0, parse_qs, "a query as a dict of lists"},
    {"parse_qsl", "parse_qsl" OF_QUERY, 1, 7, 0, parse_qsl, "a query as pairs"},
    {"urlparse", "urlparse(url, scheme='', allow_fragments=True)", 1, 3, 0, urlparse, "the parts of an address"},
    {"urlsplit", "urlsplit(url, scheme='', allow_fragments=True)", 1, 3, 0, urlsplit, "the parts without `params`"},
    {"urlunparse", "urlunparse(components)", 1, 1, 0, urlunparse, "the address of its parts"},
    {"urlunsplit", "urlunsplit(components)", 1, 1, 0, urlunsplit, "the same without `params`"},
};

const BuiltinTable LIBRARY_URL = BUILTIN_TABLE(ROWS);
