#include "runtime/core/str.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

#include "runtime/core/vec.h"

/* ---- views ---- */

int str_cmp(Str a, Str b) {
  size_t shared = a.n < b.n ? a.n : b.n;
  if (shared && a.p[0] != b.p[0]) return (unsigned char)a.p[0] - (unsigned char)b.p[0];
  int order = shared ? memcmp(a.p, b.p, shared) : 0;
  return order ? order : (a.n > b.n) - (a.n < b.n);
}

bool str_ends(Str text, Str suffix) {
  return text.n >= suffix.n && str_eq((Str){text.p + (text.n - suffix.n), suffix.n}, suffix);
}

size_t str_find(Str text, Str needle, size_t from) {
  if (needle.n == 0) return from <= text.n ? from : SIZE_MAX;
  while (from + needle.n <= text.n) {
    const char *first = memchr(text.p + from, needle.p[0], text.n - needle.n - from + 1);
    if (!first) return SIZE_MAX;
    if (needle.n == 1 || (first[1] == needle.p[1] && memcmp(first, needle.p, needle.n) == 0))
      return (size_t)(first - text.p);
    from = (size_t)(first - text.p) + 1;
  }
  return SIZE_MAX;
}

size_t str_behind(Str text, char sign) {
  size_t at = text.n;
  while (at > 0 && text.p[at - 1] != sign) at--;
  return at;
}

size_t str_find_word(Str text, Str word) {
  for (size_t at = str_find(text, word, 0); at != SIZE_MAX; at = str_find(text, word, at + 1)) {
    size_t end = at + word.n;
    if ((at == 0 || !char_is_word(text.p[at - 1])) && (end == text.n || !char_is_word(text.p[end]))) return at;
  }
  return SIZE_MAX;
}

void str_parts(Arena *arena, Str text, char sign, StrList *parts) {
  for (size_t from = 0, at;; from = at + 1) {
    at = str_find(text, (Str){&sign, 1}, from);
    VEC_PUSH(arena, parts, str_sub(text, from, at == SIZE_MAX ? text.n : at));
    if (at == SIZE_MAX) return;
  }
}

bool str_lists(Str words, Str word) {
  for (size_t at = 0; word.n && at + word.n <= words.n;) {
    bool ends = at + word.n == words.n || words.p[at + word.n] == ' ';
    if (ends && memcmp(words.p + at, word.p, word.n) == 0) return !memchr(word.p, ' ', word.n);
    const char *blank = memchr(words.p + at, ' ', words.n - at);
    if (!blank) return false;
    at = (size_t)(blank - words.p) + 1;
  }
  return false;
}

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

Str str_trim(Str text) {
  while (text.n && is_space(text.p[text.n - 1])) text.n--;
  while (text.n && is_space(text.p[0])) text.p++, text.n--;
  return text;
}

Str str_trimmed_line(Str text, size_t *at) {
  size_t end = str_find(text, STR("\n"), *at);
  if (end == SIZE_MAX) end = text.n;
  Str line = str_trim(str_sub(text, *at, end));
  *at = end + 1;
  return line;
}

static bool is_digit_at(Str text, size_t at) { return at < text.n && char_is_digit(text.p[at]); }

bool str_whole_number(Str text, int64_t *number) {
  text = str_trim(text);
  bool is_negative = text.n && text.p[0] == '-';
  size_t at = is_negative || (text.n && text.p[0] == '+');
  int64_t size = 0;
  if (!is_digit_at(text, at)) return false;
  while (is_digit_at(text, at)) {
    int digit = text.p[at++] - '0';
    size = size > (INT64_MAX - digit) / 10 ? INT64_MAX : size * 10 + digit;
    if (at < text.n && text.p[at] == '_' && is_digit_at(text, at + 1)) at++;
  }
  if (at < text.n && text.p[at] == '.' && at + 1 < text.n)
    for (at++; at < text.n && text.p[at] == '0';) at++;
  if (number) *number = is_negative ? -size : size;
  return at == text.n;
}

/* FNV-1a. */
uint64_t str_hash(Str text) {
  uint64_t hash = 14695981039346656037u;
  for (size_t i = 0; i < text.n; i++) hash = (hash ^ (unsigned char)text.p[i]) * 1099511628211u;
  return hash ^ (hash >> 32);
}

/* Twice, as what differs in the last bytes alone has to reach the low bits. */
static uint64_t mix(uint64_t hash, uint64_t word) {
  hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
  return hash ^ (hash >> 32);
}

static uint64_t word_at(const char *p) {
  uint64_t word;
  memcpy(&word, p, sizeof word);
  return word;
}

uint64_t str_hash_here(Str text) {
  if (text.n < sizeof(uint64_t)) return str_hash(text);
  uint64_t hash = text.n;
  for (size_t at = 0; at + sizeof(uint64_t) < text.n; at += sizeof(uint64_t)) hash = mix(hash, word_at(text.p + at));
  return mix(mix(hash, word_at(text.p + text.n - sizeof(uint64_t))), 0);
}

/* ---- copies ---- */

char *str_z(Arena *arena, Str text) {
  char *copy = arena_bytes(arena, text.n + 1);
  if (text.n) memcpy(copy, text.p, text.n);
  copy[text.n] = '\0';
  return copy;
}

Str str_copy(Arena *arena, Str text) { return (Str){str_z(arena, text), text.n}; }

Str str_printf(Arena *arena, const char *format, ...) {
  Buf buf = buf_new(arena, SIZE_MAX);
  va_list args;
  va_start(args, format);
  buf_vprintf(&buf, format, args);
  va_end(args);
  return buf_str(&buf);
}

Str str_cat(Arena *arena, Str a, Str b) {
  char *both = arena_bytes(arena, a.n + b.n + 1);
  if (a.n) memcpy(both, a.p, a.n);
  if (b.n) memcpy(both + a.n, b.p, b.n);
  both[a.n + b.n] = '\0';
  return (Str){both, a.n + b.n};
}

/* ---- code points ---- */

/* The length of the sequence that `lead` begins, or 0; `*least` is the smallest code point that may be written so long.
 */
static int sequence_length(unsigned char lead, uint32_t *least) {
  if (lead < 0x80) return *least = 0, 1;
  if (lead >= 0xC2 && lead < 0xE0) return *least = 0x80, 2;
  if (lead >= 0xE0 && lead < 0xF0) return *least = 0x800, 3;
  if (lead >= 0xF0 && lead < 0xF5) return *least = 0x10000, 4;
  return 0;
}

uint32_t str_decode(Str text, size_t *at) {
  const unsigned char *p = (const unsigned char *)text.p + *at;
  uint32_t least = 0;
  int length = sequence_length(p[0], &least);
  if (length == 1) return (*at)++, p[0];
  if (length == 0 || (size_t)length > text.n - *at) return (*at)++, 0xFFFD;
  uint32_t code_point = p[0] & (0x7Fu >> length);
  for (int i = 1; i < length; i++) {
    if ((p[i] & 0xC0) != 0x80) return (*at)++, 0xFFFD;
    code_point = code_point << 6 | (p[i] & 0x3F);
  }
  if (code_point < least || code_point > 0x10FFFF) return (*at)++, 0xFFFD;
  *at += (size_t)length;
  return code_point;
}

/* By words; the last one overlaps the one before. */
bool str_is_ascii(Str text) {
  const uint64_t tops = 0x8080808080808080u;
  size_t i = 0;
  if (text.n < sizeof(uint64_t)) {
    while (i < text.n && (unsigned char)text.p[i] < 0x80) i++;
    return i == text.n;
  }
  while (i + 8 < text.n && !(word_at(text.p + i) & tops)) i += 8;
  return i + 8 >= text.n && !(word_at(text.p + text.n - 8) & tops);
}

bool str_is_utf8(Str text, size_t *bad_at) {
  if (str_is_ascii(text)) return true;
  for (size_t at = 0; at < text.n;) {
    if ((unsigned char)text.p[at] < 0x80) {
      at++;
      continue;
    }
    size_t start = at;
    uint32_t code_point = str_decode(text, &at);
    bool replaced = code_point == 0xFFFD && at == start + 1;
    if (replaced || (code_point >= 0xD800 && code_point < 0xE000)) {
      if (bad_at) *bad_at = start;
      return false;
    }
  }
  return true;
}

size_t str_count(Str text) {
  size_t count = 0;
  if (str_is_ascii(text)) return text.n;
  for (size_t at = 0; at < text.n; count++) str_decode(text, &at);
  return count;
}

size_t str_columns(Str text) {
  size_t columns = 0;
  for (size_t at = 0; at < text.n;) {
    int width = utf8proc_charwidth((utf8proc_int32_t)str_decode(text, &at));
    columns += width > 0 ? (size_t)width : 0;
  }
  return columns;
}

/* ---- did you mean ---- */

enum { NEAREST_LONGEST = 64 }; /* longer words are not compared */

/* Optimal string alignment distance over bytes, without regard to case or to `-` against `_`. */
static size_t distance(Str a, Str b) {
  unsigned char row[3][NEAREST_LONGEST + 1];
  for (size_t j = 0; j <= b.n; j++) row[1][j] = (unsigned char)j;
  for (size_t i = 1; i <= a.n; i++) {
    unsigned char *now = row[(i + 1) % 3], *before = row[i % 3], *two_before = row[(i + 2) % 3];
    now[0] = (unsigned char)i;
    for (size_t j = 1; j <= b.n; j++) {
      unsigned char cost = a.p[i - 1] != b.p[j - 1];
      unsigned char best = (unsigned char)(before[j - 1] + cost);
      if (before[j] + 1 < best) best = (unsigned char)(before[j] + 1);
      if (now[j - 1] + 1 < best) best = (unsigned char)(now[j - 1] + 1);
      if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1] && two_before[j - 2] + 1 < best)
        best = (unsigned char)(two_before[j - 2] + 1);
      now[j] = best;
    }
  }
  return row[(a.n + 1) % 3][b.n];
}

/* Lower case, and `_` for `-`: the differences that matter least. */
static Str folded(Str word, char room[NEAREST_LONGEST]) {
  for (size_t i = 0; i < word.n; i++) {
    char c = word.p[i];
    room[i] = c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c == '-' ? '_' : c;
  }
  return (Str){room, word.n};
}

static size_t apart(size_t a, size_t b) { return a > b ? a - b : b - a; }

/* The letters of a word, a bit each; signs and digits share some. */
static uint32_t letters_of(Str word) {
  uint32_t letters = 0;
  for (size_t i = 0; i < word.n; i++) letters |= 1u << (word.p[i] & 31);
  return letters;
}

/* The distance is no less: an edit takes away or brings in one letter at most. */
static size_t least_distance(uint32_t a, uint32_t b) {
  int taken = __builtin_popcount(a & ~b), brought = __builtin_popcount(b & ~a);
  return (size_t)(taken > brought ? taken : brought);
}

Str str_nearest_sole(Str word, const Str *names, size_t count, bool *sole) {
  char word_room[NEAREST_LONGEST], name_room[NEAREST_LONGEST];
  Str nearest = {0};
  *sole = true;
  if (word.n == 0 || word.n > NEAREST_LONGEST) return nearest;
  Str wanted = folded(word, word_room);
  uint32_t letters = letters_of(wanted);
  size_t best = (word.n > 5 ? word.n / 3 : word.n > 2) + 1; /* of two letters, one is as good as none */
  for (size_t i = 0; i < count; i++) {
    if (names[i].n == 0 || names[i].n > NEAREST_LONGEST || apart(names[i].n, word.n) > best) continue;
    Str name = folded(names[i], name_room);
    if (least_distance(letters, letters_of(name)) > best) continue;
    size_t found = distance(wanted, name);
    if (found == best && nearest.n && !str_eq(names[i], nearest)) *sole = false;
    if (found < best) {
      best = found;
      nearest = names[i];
      *sole = true;
    }
  }
  return nearest;
}

Str str_nearest(Str word, const Str *names, size_t count) {
  bool sole;
  return str_nearest_sole(word, names, count, &sole);
}

/* ---- the builder ---- */

void buf_grow(Buf *buf, size_t more) {
  if (more > buf->max || buf->n > buf->max - more) guard_stop(buf->arena->guard, STOP_SIZE, "the size of one text");
  size_t room = buf->room ? buf->room * 2 : 64;
  if (room < buf->n + more) room = buf->n + more;
  buf->p = buf->p ? arena_grow(buf->arena, buf->p, buf->room, room) : arena_bytes(buf->arena, room);
  buf->room = room;
}

void buf_repeat(Buf *buf, char c, size_t count) {
  if (count == 0) return;
  memset(buf_room(buf, count), c, count);
  buf->n += count;
}

void buf_code_point(Buf *buf, uint32_t c) {
  if (c < 0x80) {
    buf_char(buf, (char)c);
  } else if (c < 0x800) {
    buf_char(buf, (char)(0xC0 | c >> 6));
    buf_char(buf, (char)(0x80 | (c & 0x3F)));
  } else if (c < 0x10000) {
    buf_char(buf, (char)(0xE0 | c >> 12));
    buf_char(buf, (char)(0x80 | (c >> 6 & 0x3F)));
    buf_char(buf, (char)(0x80 | (c & 0x3F)));
  } else {
    buf_char(buf, (char)(0xF0 | c >> 18));
    buf_char(buf, (char)(0x80 | (c >> 12 & 0x3F)));
    buf_char(buf, (char)(0x80 | (c >> 6 & 0x3F)));
    buf_char(buf, (char)(0x80 | (c & 0x3F)));
  }
}

void buf_digits(Buf *buf, uint64_t value, int width) {
  enum { MOST = 20 };
  char digits[MOST];
  int at = MOST;
  do digits[--at] = (char)('0' + value % 10);
  while ((value /= 10) != 0);
  int n = MOST - at;
  if (width > n) buf_repeat(buf, '0', (size_t)(width - n));
  char *out = buf_room(buf, (size_t)n);
  for (int i = 0; i < n; i++) out[i] = digits[at + i];
  buf->n += (size_t)n;
}

void buf_int(Buf *buf, int64_t value) {
  if (value < 0) buf_char(buf, '-');
  buf_digits(buf, value < 0 ? 0 - (uint64_t)value : (uint64_t)value, 0);
}

/* Whether a format has no other conversions than `%.*s`, `%s` and `%u`, as most have. */
static bool is_joining(const char *format) {
  for (const char *sign = strchr(format, '%'); sign; sign = strchr(sign + 2, '%'))
    if (sign[1] != 's' && sign[1] != 'u' && strncmp(sign + 1, ".*s", 3) != 0) return false;
  return true;
}

/* A fifth of what libc takes for it. */
static void join(Buf *buf, const char *format, va_list args) {
  for (const char *sign; (sign = strchr(format, '%')) != NULL;) {
    buf_put(buf, (Str){format, (size_t)(sign - format)});
    bool is_text = sign[1] == '.';
    format = sign + (is_text ? 4 : 2);
    if (sign[1] == 'u') {
      buf_digits(buf, va_arg(args, unsigned), 0);
      continue;
    }
    int length = is_text ? va_arg(args, int) : 0;
    const char *text = va_arg(args, const char *);
    buf_put(buf, is_text ? (Str){text, (size_t)length} : str_of(text));
  }
  buf_put(buf, str_of(format));
  *buf_room(buf, 1) = '\0'; /* as libc does: some are handed on as C's texts */
}

void buf_vprintf(Buf *buf, const char *format, va_list args) {
  enum { USUAL = 96 }; /* most are shorter, and need not be printed twice */
  if (is_joining(format)) {
    join(buf, format, args);
    return;
  }
  va_list again;
  va_copy(again, args);
  if (buf->room == 0 && buf->max > USUAL) buf_room(buf, USUAL);
  size_t room = buf->room - buf->n;
  /* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): it does not follow what the caller began. */
  int length = vsnprintf(room ? buf->p + buf->n : NULL, room, format, args);
  if (length > 0 && (size_t)length >= room)
    vsnprintf(buf_room(buf, (size_t)length + 1), (size_t)length + 1, format, again);
  if (length > 0) buf->n += (size_t)length;
  va_end(again);
}

void buf_printf(Buf *buf, const char *format, ...) {
  va_list args;
  va_start(args, format);
  buf_vprintf(buf, format, args);
  va_end(args);
}

