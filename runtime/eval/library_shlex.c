#include "runtime/core/limits.h"
#include "runtime/eval/library_modules.h"
#include "runtime/value/types.h"

/* shlex: words as a POSIX shell divides them. */

typedef enum State { BETWEEN_WORDS, IN_WORD, IN_SINGLE, IN_DOUBLE } State;

typedef struct Words {
  Heap *heap;
  Value list;
  Buf word;
  State state;
  bool is_quoted; /* the word has quotes, so that it is one even where it is empty */
} Words;

static void end_word(Words *words) {
  if (words->word.n || words->is_quoted)
    list_push(words->heap, words->list, value_str(str_copy(words->heap->arena, buf_str(&words->word))));
  words->word.n = 0;
  words->is_quoted = false;
  words->state = BETWEEN_WORDS;
}

static void take_in_quotes(Words *words, char c, char quote) {
  words->is_quoted = true;
  if (c == quote) words->state = IN_WORD;
  else buf_char(&words->word, c);
}

static void take(Words *words, char c) {
  bool is_blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
  if (words->state == IN_SINGLE) take_in_quotes(words, c, '\'');
  else if (words->state == IN_DOUBLE) take_in_quotes(words, c, '"');
  else if (is_blank) end_word(words);
  else if (c == '\'') words->state = IN_SINGLE;
  else if (c == '"') words->state = IN_DOUBLE;
  else buf_char(&words->word, c), words->state = IN_WORD;
}

/* Behind a backslash; within double quotes only they and itself lose it. */
static void take_escaped(Words *words, char c) {
  if (words->state == IN_DOUBLE) words->is_quoted = true;
  else words->state = IN_WORD;
  if (words->state == IN_DOUBLE && c != '\\' && c != '"') buf_char(&words->word, '\\');
  buf_char(&words->word, c);
}

static Value split(Heap *heap, Value self, const Value *args) {
  (void)self;
  Value stop = VALUE_ABSENT;
  bool has_comments = op_truth(heap, args[1], &stop);
  bool is_posix = args[2].kind == V_ABSENT || op_truth(heap, args[2], &stop);
  if (!value_is_str(args[0]) || !is_posix) return value_unsupported(heap, "such a 'shlex.split'");
  Str text = value_text(args[0]);
  Words words = {.heap = heap, .list = value_list(heap, 0), .word = buf_new(heap->arena, LIMIT_STRING_BYTES)};
  heap_step(heap, text.n / 8 + 1);
  for (size_t i = 0; i < text.n; i++) {
    bool escapes = text.p[i] == '\\' && words.state != IN_SINGLE;
    if (has_comments && text.p[i] == '#' && words.state < IN_SINGLE) {
      end_word(&words);
      i = str_find(text, STR("\n"), i);
      if (i == SIZE_MAX) break;
      continue;
    }
    if (escapes && i + 1 == text.n) return value_raise(heap, EXC_VALUE, "No escaped character");
    if (escapes) take_escaped(&words, text.p[++i]);
    else take(&words, text.p[i]);
  }
  if (words.state >= IN_SINGLE) return value_raise(heap, EXC_VALUE, "No closing quotation");
  end_word(&words);
  return words.list;
}

static bool is_safe(char c) {
  bool is_word = char_is_letter(c) || char_is_digit(c) || c == '_';
  return is_word || str_find(STR("@%+=:,./-"), (Str){&c, 1}, 0) != SIZE_MAX;
}

static void put_quoted(Buf *buf, Str text) {
  bool safe = text.n > 0;
  for (size_t i = 0; i < text.n; i++) safe = safe && is_safe(text.p[i]);
  if (safe) {
    buf_put(buf, text);
    return;
  }
  buf_char(buf, '\'');
  for (size_t i = 0; i < text.n; i++)
    if (text.p[i] == '\'') buf_puts(buf, "'\"'\"'");
    else buf_char(buf, text.p[i]);
  buf_char(buf, '\'');
}

static Value quote(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (!value_is_str(args[0])) return value_unsupported(heap, "'shlex.quote' of what is no text");
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  put_quoted(&buf, value_text(args[0]));
  return value_str(buf_str(&buf));
}

static Value join(Heap *heap, Value self, const Value *args) {
  (void)self;
  ValueList items = {0};
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  Value error = value_collect(heap, args[0], &items);
  if (value_passes(error)) return error;
  for (size_t i = 0; i < items.n; i++) {
    if (!value_is_str(items.at[i])) return value_unsupported(heap, "'shlex.join' of what is no text");
    if (i) buf_char(&buf, ' ');
    put_quoted(&buf, value_text(items.at[i]));
  }
  return value_str(buf_str(&buf));
}

static const Builtin SHLEX[] = {
    {"join", "join(split_command)", 1, 1, 0, join, "words as one text for a shell"},
    {"quote", "quote(s)", 1, 1, 0, quote, "a text as one word for a shell"},
    {"split", "split(s, comments=False, posix=True)", 1, 3, 0, split, "the words of a text, as a shell divides it"},
};

const BuiltinTable LIBRARY_SHLEX = BUILTIN_TABLE(SHLEX);
