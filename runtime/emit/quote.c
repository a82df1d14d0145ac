#include "runtime/emit/quote.h"

#include <string.h>

/* `=` and `~` are harmless only in some places of a command, so they are not among these. */
static bool is_harmless(char c) {
  bool is_alphanumeric = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  return is_alphanumeric || (c && strchr("_@%+:,./-", c));
}

static bool is_bare(Str word) {
  for (size_t i = 0; i < word.n; i++)
    if (!is_harmless(word.p[i])) return false;
  return word.n > 0;
}

static bool is_control(char c) { return (unsigned char)c < 0x20 || c == 0x7F; }

/* Between single quotes: leaves them for what cannot stand there. */
static void put_control(Buf *buf, char c) {
  if (c == '\n')
    buf_puts(buf, "'\"$n\"'");
  else
    buf_printf(buf, "'\"$x%02x\"'", (unsigned)(unsigned char)c);
}

static void put_word(Buf *buf, Str word, bool on_one_line) {
  if (is_bare(word)) {
    buf_put(buf, word);
    return;
  }
  buf_char(buf, '\'');
  for (size_t i = 0; i < word.n; i++) {
    if (word.p[i] == '\'')
      buf_puts(buf, "'\\''");
    else if (on_one_line && is_control(word.p[i]))
      put_control(buf, word.p[i]);
    else
      buf_char(buf, word.p[i]);
  }
  buf_char(buf, '\'');
}

void quote_sh(Buf *buf, Str word) { put_word(buf, word, false); }

void quote_sh_line(Buf *buf, Str word) { put_word(buf, word, true); }

bool quote_needs_controls(Str word) {
  for (size_t i = 0; i < word.n; i++)
    if (is_control(word.p[i]) && word.p[i] != '\n') return true;
  return false;
}

void quote_sh_controls(Buf *buf) {
  buf_puts(buf, "eval \"$(printf '");
  for (int c = 1; c <= 0x7F; c = c == 0x1F ? 0x7F : c + 1)
    if (c != '\n') buf_printf(buf, "x%02x='\\''\\%03o'\\'' ", (unsigned)c, (unsigned)c);
  buf_puts(buf, "')\"\n");
}
