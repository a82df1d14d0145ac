/* str: views of text, and a builder that cannot grow without bound.
 *
 * A `Str` is a view: it owns nothing, is not terminated by NUL and may hold NUL. Text is UTF-8; a lone surrogate, which
 * Python texts may hold, is kept in its three-byte form. Whoever makes a Str says which arena holds its bytes. */
#ifndef DBTPLAN_CORE_STR_H
#define DBTPLAN_CORE_STR_H

#include <stdarg.h>
#include <stdint.h>

#include "runtime/core/arena.h"

typedef struct Str {
  const char *p;
  size_t n;
} Str;

/* Texts in order; grows by VEC_PUSH. */
typedef struct StrList {
  Str *at;
  size_t n, cap;
} StrList;

#define STR(literal) ((Str){"" literal, sizeof literal - 1})
#define STR_INIT(literal) {"" literal, sizeof literal - 1} /* for static tables */
#define STR_FMT(str) (int)(str).n, (str).p           /* printf("%.*s", STR_FMT(s)) */

/* Of a C string, not copied. */
static inline Str str_of(const char *text) { return (Str){text, strlen(text)}; }
/* Most texts of one length differ in their first byte already, which costs no call. */
static inline bool str_eq(Str a, Str b) {
  return a.n == b.n && (a.n == 0 || (a.p[0] == b.p[0] && memcmp(a.p, b.p, a.n) == 0));
}
static inline bool str_is(Str a, const char *b) { return str_eq(a, str_of(b)); }
int str_cmp(Str a, Str b); /* by bytes, which for UTF-8 is by code points */
static inline bool str_starts(Str text, Str prefix) {
  return text.n >= prefix.n && str_eq((Str){text.p, prefix.n}, prefix);
}
bool str_ends(Str text, Str suffix);
/* The offset of the first `needle` at or after `from`, or SIZE_MAX. */
size_t str_find(Str text, Str needle, size_t from);
size_t str_behind(Str text, char sign); /* the offset behind the last `sign`; 0: there is none */
/* The same for a word: no letter, digit, `_` or byte of a wider character stands beside it. */
size_t str_find_word(Str text, Str word);
/* Adds what stands between the signs: at least one text, which may be empty. */
void str_parts(Arena *arena, Str text, char sign, StrList *parts);
/* Whether `word` is one of `words`, which stand with blanks between. */
bool str_lists(Str words, Str word);
/* Clamped. An empty text may have no place. */
static inline Str str_sub(Str text, size_t start, size_t end) {
  if (end > text.n) end = text.n;
  if (start > end) start = end;
  return (Str){start ? text.p + start : text.p, end - start};
}
Str str_trim(Str text);                          /* without ASCII white space at both ends */
/* The line that begins at `*at`, trimmed; `*at` moves behind it. */
Str str_trimmed_line(Str text, size_t *at);
/* Text that pydantic takes for a whole number: "3", " +3 ", "1_0", "3.0"; `number`, where it is not NULL, is
 * clamped. */
bool str_whole_number(Str text, int64_t *number);
uint64_t str_hash(Str text); /* the same everywhere: it may stand in files */
uint64_t str_hash_here(Str text); /* faster, for tables in memory: it differs between machines */

/* Copies into `arena`. */
Str str_copy(Arena *arena, Str text);
char *str_z(Arena *arena, Str text); /* with a NUL behind; bytes after an inner NUL are there but unseen */
Str str_printf(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
Str str_cat(Arena *arena, Str a, Str b);

/* Classes of ASCII, whatever the locale. */
static inline bool char_is_digit(char c) { return c >= '0' && c <= '9'; }
static inline bool char_is_letter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }
/* What a word is made of: letters, digits, `_`, and the bytes of wider characters. */
static inline bool char_is_word(char c) {
  return char_is_letter(c) || char_is_digit(c) || c == '_' || (unsigned char)c >= 0x80;
}

/* The value of a hexadecimal digit of either case; -1: it is none. */
static inline int str_hex(char c) {
  if (char_is_digit(c)) return c - '0';
  return (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

/* Code points. `str_decode` reads the one at `*at` and moves on; a byte that is not UTF-8 yields 0xFFFD and moves by 1.
 */
uint32_t str_decode(Str text, size_t *at);
bool str_is_ascii(Str text);
bool str_is_utf8(Str text, size_t *bad_at); /* strict: no surrogates, no overlong forms */
size_t str_count(Str text);                 /* code points */
size_t str_columns(Str text);               /* cells on a terminal: wide characters take two, combining ones none */

/* The name among `count` names that was most likely meant by `word`; an empty Str if none is near. The bound is that of
 * the usual did-you-mean: a distance (insert, delete, replace, swap) of at most a third of the length, at least 1. */
Str str_nearest(Str word, const Str *names, size_t count);
/* The same, and whether no other name is as near: then there is no doubt what was meant. */
Str str_nearest_sole(Str word, const Str *names, size_t count, bool *sole);

/* A builder: text that grows in an arena up to `max` bytes; one more stops the guard. */
typedef struct Buf {
  Arena *arena;
  char *p;
  size_t n, room, max;
} Buf;

static inline Buf buf_new(Arena *arena, size_t max) { return (Buf){.arena = arena, .max = max}; }
/* One that begins in memory of the caller; what does not fit there moves to the arena, and leaves `p` other than
 * `start`. */
static inline Buf buf_in(Arena *arena, char *start, size_t room, size_t max) {
  return (Buf){.arena = arena, .p = start, .room = room, .max = max};
}
/* Makes room for `more` bytes behind what is there, which a caller may write before it adds them to `n`. */
void buf_grow(Buf *buf, size_t more);
static inline char *buf_room(Buf *buf, size_t more) {
  if (more > buf->room - buf->n) buf_grow(buf, more);
  return buf->p + buf->n;
}
static inline void buf_put(Buf *buf, Str text) {
  if (text.n == 0) return;
  memcpy(buf_room(buf, text.n), text.p, text.n);
  buf->n += text.n;
}
static inline void buf_puts(Buf *buf, const char *text) { buf_put(buf, str_of(text)); }
static inline void buf_char(Buf *buf, char c) {
  *buf_room(buf, 1) = c;
  buf->n++;
}
void buf_repeat(Buf *buf, char c, size_t count);
void buf_code_point(Buf *buf, uint32_t code_point); /* as UTF-8; surrogates in three bytes */
void buf_int(Buf *buf, int64_t value);
void buf_digits(Buf *buf, uint64_t value, int width); /* padded with zeroes to `width` */
void buf_printf(Buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(Buf *buf, const char *format, va_list args);
/* A view of what is there; later puts may move it. */
static inline Str buf_str(const Buf *buf) { return (Str){buf->p ? buf->p : "", buf->n}; }

#endif
