#include <string.h>

#include "runtime/core/limits.h"
#include "runtime/core/regex.h"
#include "runtime/eval/text.h"
#include "runtime/value/markup.h"
#include "runtime/value/types.h"

/* jinja2.utils.urlize of 3.1.6: words that look like addresses become links. */

/* A scheme or `www.` with any domain; a domain of the seven old kinds; a scheme with an address of IPv4 or IPv6; each
 * with a port and a path. */
static const char WEB[] = "^(?i:(?:https?://|www\\.)(?:(?:[\\w%-]+\\.)+)?(?:[a-z]{2,63}|xn--[\\w%]{2,59})"
                          "|(?:[\\w%-]{2,63}\\.)+(?:com|net|int|edu|gov|org|info|mil)"
                          "|https?://(?:\\d{1,3}(?:\\.\\d{1,3}){3}|\\[(?:[\\da-f]{0,4}:){2}(?:[\\da-f]{0,4}:?){1,6}]))"
                          "(?::\\d{1,5})?(?:[/?#]\\S*)?$";
static const char MAIL[] = "^\\S+@\\w[\\w.-]*\\.\\w+$";
static const char SCHEME[] = "^[\\w.+-]{2,}:/{0,2}\\z";

typedef struct Linker {
  Heap *heap;
  Regex *web, *mail;
  Str attributes; /* ` rel="…" target="…"` */
  Value limit;    /* of what is shown, in characters; None: none */
  Value *error;   /* of comparing it, where a link is shown */
  ValueList schemes;
} Linker;

/* ---- the edges of a word ---- */

typedef struct Word {
  Str head, middle, tail; /* of one text, side by side */
} Word;

static size_t opening(Str text) {
  if (str_starts(text, STR("&lt;"))) return 4;
  return text.n && (text.p[0] == '(' || text.p[0] == '<');
}

static size_t closing(Str text) {
  if (str_ends(text, STR("&gt;"))) return 4;
  return text.n && text.p[text.n - 1] && strchr(")>.,\n", text.p[text.n - 1]) ? 1 : 0;
}

static int64_t count_of(Str text, Str what) {
  int64_t n = 0;
  for (size_t at = str_find(text, what, 0); at != SIZE_MAX; at = str_find(text, what, at + what.n)) n++;
  return n;
}

/* A bracket that opens inside takes its end back from the tail, with what stands before it. */
static void balance(Word *word, Str open, Str close) {
  int64_t opened = count_of(word->middle, open), wanted = count_of(word->tail, close);
  if (opened <= count_of(word->middle, close)) return;
  for (int64_t i = 0; i < opened && i < wanted; i++) {
    size_t taken = str_find(word->tail, close, 0) + close.n;
    word->middle.n += taken;
    word->tail = str_sub(word->tail, taken, word->tail.n);
  }
}

static Word split_word(Str text) {
  Word word = {{text.p, 0}, text, {0}};
  for (size_t n; (n = opening(word.middle));) word.head.n += n, word.middle = str_sub(word.middle, n, word.middle.n);
  for (size_t n; (n = closing(word.middle));) word.middle.n -= n;
  word.tail = str_sub(text, word.head.n + word.middle.n, text.n);
  balance(&word, STR("("), STR(")"));
  balance(&word, STR("<"), STR(">"));
  balance(&word, STR("&lt;"), STR("&gt;"));
  return word;
}

/* ---- links ---- */

static void put_shown(const Linker *l, Buf *buf, Str text) {
  Value shown = value_str(text), longer = value_bool(false);
  if (l->limit.kind != V_NONE) longer = op_compare(l->heap, OP_GT, op_len(l->heap, shown), l->limit);
  if (!value_passes(longer) && longer.i) shown = op_slice(l->heap, shown, VALUE_NONE, l->limit, VALUE_NONE);
  if (value_passes(longer)) shown = longer;
  if (value_passes(shown)) *l->error = shown;
  else buf_put(buf, value_text(shown));
  if (longer.kind == V_BOOL && longer.i) buf_puts(buf, "...");
}

static void put_link(Buf *buf, const char *prefix, Str address, Str attributes) {
  buf_printf(buf, "<a href=\"%s", prefix);
  buf_put(buf, address);
  buf_char(buf, '"');
  buf_put(buf, attributes);
  buf_char(buf, '>');
}

static void put_plain_link(Buf *buf, const char *prefix, Str address, Str attributes, Str shown) {
  put_link(buf, prefix, address, attributes);
  buf_put(buf, shown);
  buf_puts(buf, "</a>");
}

static bool matches(Regex *regex, Str text) {
  Span whole;
  return regex_match(regex, text, 0, &whole, 1) != NULL;
}

static bool is_mail(const Linker *l, Str text) {
  return str_find(text, STR("@"), 0) != SIZE_MAX && !str_starts(text, STR("www.")) && text.p[0] != '@' &&
         str_find(text, STR(":"), 0) == SIZE_MAX && matches(l->mail, text);
}

/* Each scheme that fits wraps the link once more, as jinja2's loop does. */
static void put_by_scheme(const Linker *l, Buf *buf, Str text) {
  for (size_t i = 0; i < l->schemes.n; i++) {
    Str scheme = value_text(l->schemes.at[i]);
    if (str_eq(text, scheme) || !str_starts(text, scheme)) continue;
    Buf link = buf_new(l->heap->arena, LIMIT_STRING_BYTES);
    put_plain_link(&link, "", text, l->attributes, text);
    text = buf_str(&link);
  }
  buf_put(buf, text);
}

static void put_middle(const Linker *l, Buf *buf, Str text) {
  Str after = str_sub(text, 7, text.n);
  if (matches(l->web, text)) {
    bool whole = str_starts(text, STR("https://")) || str_starts(text, STR("http://"));
    put_link(buf, whole ? "" : "https://", text, l->attributes);
    put_shown(l, buf, text);
    buf_puts(buf, "</a>");
  } else if (str_starts(text, STR("mailto:")) && matches(l->mail, after)) {
    put_plain_link(buf, "", text, STR(""), after);
  } else if (is_mail(l, text)) {
    put_plain_link(buf, "mailto:", text, STR(""), text);
  } else {
    put_by_scheme(l, buf, text);
  }
}

static void put_word(const Linker *l, Buf *buf, Str text) {
  Word word = split_word(text);
  buf_put(buf, word.head);
  put_middle(l, buf, word.middle);
  buf_put(buf, word.tail);
}

static size_t run_end(Str text, size_t at, bool blank) {
  size_t next = at;
  while (at < text.n && char_is_space(str_decode(text, &next)) == blank) at = next;
  return at;
}

static Value linked(const Linker *l, Str text) {
  Buf buf = buf_new(l->heap->arena, LIMIT_STRING_BYTES);
  for (size_t at = 0, end; at < text.n; at = end) {
    heap_step(l->heap, 1);
    size_t blanks = run_end(text, at, true);
    buf_put(&buf, str_sub(text, at, blanks));
    end = run_end(text, blanks, false);
    if (end > blanks) put_word(l, &buf, str_sub(text, blanks, end));
  }
  return value_str(buf_str(&buf));
}

/* ---- arguments ---- */

/* rel's words with those that are always there, each once and sorted. */
static Value rel_of(Heap *heap, Value rel, bool nofollow) {
  ValueList words = {0};
  Value error = VALUE_NONE, set = value_dict(heap);
  if (value_given(rel)) {
    Value parts = call_method_of(heap, rel, "split", NULL, 0);
    error = value_passes(parts) ? parts : items_of(heap, parts, &words);
  }
  if (value_passes(error)) return error;
  value_list_push(heap, &words, value_str(STR("noopener")));
  if (nofollow) value_list_push(heap, &words, value_str(STR("nofollow")));
  for (size_t i = 0; i < words.n; i++) dict_put(heap, set.dict, words.at[i], VALUE_NONE);
  words.n = 0;
  value_collect(heap, set, &words);
  value_sort(heap, &words, VALUE_ABSENT, false);
  Value list = value_list(heap, 0);
  *list.list = (List){words.at, words.n, words.cap};
  return call_method_of(heap, value_str(STR(" ")), "join", &list, 1);
}

static void put_attribute(Heap *heap, Buf *buf, const char *name, Value v) {
  Value stop = VALUE_ABSENT;
  if (!op_truth(heap, v, &stop)) return;
  buf_printf(buf, " %s=\"", name);
  buf_put(buf, value_text(markup_escape(heap, v)));
  buf_char(buf, '"');
}

static Value read_schemes(Linker *l, Value v) {
  Value stop = VALUE_ABSENT;
  Str why;
  if (!value_given(v) || !op_truth(l->heap, v, &stop)) return VALUE_NONE;
  Value error = items_of(l->heap, v, &l->schemes);
  if (value_passes(error)) return error;
  Regex *valid = regex_compile(l->heap->arena, str_of(SCHEME), REGEX_UNICODE, &why);
  for (size_t i = 0; i < l->schemes.n; i++) {
    Value scheme = l->schemes.at[i];
    if (!value_is_str(scheme))
      return value_raise(l->heap, EXC_TYPE, "expected string or bytes-like object, got '%s'", value_type_name(scheme));
    if (!matches(valid, value_text(scheme)))
      return value_raise(l->heap, EXC_FILTER_ARGUMENT, "%.*s is not a valid URI scheme prefix.",
                         STR_FMT(value_repr(l->heap, scheme)));
  }
  return VALUE_NONE;
}

Value text_urlize(Heap *heap, const Value *args) {
  Value stop = VALUE_ABSENT, failed = VALUE_NONE;
  Linker l = {.heap = heap, .limit = value_given(args[1]) ? args[1] : VALUE_NONE, .error = &failed};
  Value rel = rel_of(heap, args[4], op_truth(heap, args[2], &stop));
  Value error = value_passes(rel) ? rel : read_schemes(&l, args[5]);
  if (value_passes(error)) return error;
  Buf attributes = buf_new(heap->arena, LIMIT_STRING_BYTES);
  put_attribute(heap, &attributes, "rel", rel);
  put_attribute(heap, &attributes, "target", args[3]);
  l.attributes = buf_str(&attributes);
  Str why;
  l.web = regex_compile(heap->arena, str_of(WEB), REGEX_UNICODE, &why);
  l.mail = regex_compile(heap->arena, str_of(MAIL), REGEX_UNICODE, &why);
  Value text = linked(&l, value_text(markup_escape(heap, args[0])));
  return value_passes(failed) ? failed : text;
}
