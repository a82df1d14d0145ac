#include <string.h>

#include "runtime/core/limits.h"
#include "runtime/eval/library_modules.h"
#include "runtime/value/digest.h"
#include "runtime/value/int.h"
#include "runtime/value/types.h"

/* uuid: those that are made of names. What is drawn at random is another in each process. */

enum { UUID_BYTES = 16 };

typedef struct Uuid {
  unsigned char bytes[UUID_BYTES];
} Uuid;

static const Type *uuid_type(void);
static const Uuid *body_of(Value v) {
  return v.kind == V_OBJECT && value_type(v) == uuid_type() ? v.object->state : NULL;
}

static Value wrap(Heap *heap, const unsigned char *bytes) {
  Uuid *uuid = ARENA_NEW(heap->arena, Uuid);
  memcpy(uuid->bytes, bytes, UUID_BYTES);
  return object_new(heap, uuid_type(), (Object){.state = uuid});
}

/* ---- making ---- */

static Str without(Arena *arena, Str text, Str word) {
  Buf buf = buf_new(arena, LIMIT_STRING_BYTES);
  for (size_t at = 0; at < text.n;) {
    bool is_word = str_starts(str_sub(text, at, text.n), word);
    if (!is_word) buf_char(&buf, text.p[at]);
    at += is_word ? word.n : 1;
  }
  return buf_str(&buf);
}

/* Without hyphens, "urn:" and "uuid:" wherever they stand, and braces around it. */
static Str bare_text(Arena *arena, Str text) {
  Buf buf = buf_new(arena, LIMIT_STRING_BYTES);
  text = without(arena, without(arena, text, STR("urn:")), STR("uuid:"));
  while (text.n && (text.p[0] == '{' || text.p[0] == '}')) text = str_sub(text, 1, text.n);
  while (text.n && (text.p[text.n - 1] == '{' || text.p[text.n - 1] == '}')) text.n--;
  for (size_t i = 0; i < text.n; i++)
    if (text.p[i] != '-') buf_char(&buf, text.p[i]);
  return buf_str(&buf);
}

/* 32 digits. */
static bool read_digits(Str text, unsigned char *bytes) {
  for (size_t i = 0; i < text.n; i++) {
    int digit = str_hex(text.p[i]);
    if (digit < 0) return false;
    bytes[i / 2] = (unsigned char)(i % 2 ? bytes[i / 2] * 16 + digit : digit);
  }
  return true;
}

/* ---- of a number, of bytes ---- */

enum { UUID_OF_BYTES = 1, UUID_INT = 4 };

static Value of_bytes(Heap *heap, Str bytes) {
  if (bytes.n != UUID_BYTES) return value_raise(heap, EXC_VALUE, "bytes is not a 16-char string");
  return wrap(heap, (const unsigned char *)bytes.p);
}

static Value of_number(Heap *heap, Value number) {
  unsigned char bytes[UUID_BYTES];
  bool fits = int_sign(number) >= 0;
  for (size_t i = UUID_BYTES; i-- > 0;) {
    Value byte = op_binary(heap, OP_MOD, number, value_int(256));
    if (value_passes(byte)) return byte;
    bytes[i] = (unsigned char)byte.i;
    number = op_binary(heap, OP_FLOOR_DIV, number, value_int(256));
  }
  if (!fits || int_sign(number) != 0) return value_raise(heap, EXC_VALUE, "int is out of range (need a 128-bit value)");
  return wrap(heap, bytes);
}

static Value construct(Heap *heap, const Type *type, const Value *args) {
  unsigned char bytes[UUID_BYTES] = {0};
  (void)type;
  size_t given = 0;
  for (size_t i = 0; i < 6; i++) given += value_given(args[i]);
  if (given == 1 && args[UUID_INT].kind != V_ABSENT && int_is(args[UUID_INT])) return of_number(heap, args[UUID_INT]);
  if (given == 1 && args[UUID_OF_BYTES].kind == V_BYTES) return of_bytes(heap, value_text(args[UUID_OF_BYTES]));
  if (given != 1 || !value_is_str(args[0])) return value_unsupported(heap, "a 'UUID' of what is no text");
  Str text = bare_text(heap->arena, value_text(args[0]));
  if (str_count(text) != 2 * UUID_BYTES) return value_raise(heap, EXC_VALUE, "badly formed hexadecimal UUID string");
  if (text.n == 2 * UUID_BYTES && read_digits(text, bytes)) return wrap(heap, bytes);
  return value_raise(heap, EXC_VALUE, "invalid literal for int() with base 16: %.*s",
                     STR_FMT(value_repr(heap, value_str(text))));
}

/* Of the bytes of a namespace and a name (RFC 4122, 4.3). */
static Value named(Heap *heap, const Value *args, const Digest *digest, unsigned version) {
  unsigned char bytes[DIGEST_BYTES];
  const Uuid *space = body_of(args[0]);
  if (!space || !value_is_str(args[1])) return value_unsupported(heap, "a UUID of such a name");
  Str name = value_text(args[1]);
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  heap_step(heap, name.n / 16);
  buf_put(&buf, (Str){(const char *)space->bytes, UUID_BYTES});
  buf_put(&buf, name);
  digest_of(digest, buf_str(&buf), bytes);
  bytes[6] = (unsigned char)((bytes[6] & 15) | version << 4);
  bytes[8] = (unsigned char)((bytes[8] & 63) | 128);
  return wrap(heap, bytes);
}

static Value uuid3(Heap *heap, Value self, const Value *args) {
  (void)self;
  return named(heap, args, &DIGEST_MD5, 3);
}
static Value uuid5(Heap *heap, Value self, const Value *args) {
  (void)self;
  return named(heap, args, &DIGEST_SHA1, 5);
}

/* ---- as a value ---- */

static void put_digits(Buf *buf, const Uuid *uuid, bool hyphens) {
  for (size_t i = 0; i < UUID_BYTES; i++)
    buf_printf(buf, "%s%02x", hyphens && (i == 4 || i == 6 || i == 8 || i == 10) ? "-" : "", uuid->bytes[i]);
}

static void show(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  put_digits(buf, body_of(v), true);
}

static void repr(Heap *heap, Buf *buf, Value v) {
  buf_puts(buf, "UUID('");
  show(heap, buf, v);
  buf_puts(buf, "')");
}

static int compare(Heap *heap, Value a, Value b, Value *error) {
  (void)heap, (void)error;
  return memcmp(body_of(a)->bytes, body_of(b)->bytes, UUID_BYTES);
}

static bool equal(Heap *heap, Value a, Value b) { return compare(heap, a, b, NULL) == 0; }

static bool hash(Heap *heap, Value v, uint64_t *out) {
  (void)heap;
  memcpy(out, body_of(v)->bytes, sizeof *out);
  return true;
}

static Value number_of(Heap *heap, const Uuid *uuid) {
  Value number = value_int(0);
  for (size_t i = 0; i < UUID_BYTES; i++)
    number = op_binary(heap, OP_ADD, op_binary(heap, OP_MUL, number, value_int(256)), value_int(uuid->bytes[i]));
  return number;
}

static Value attr(Heap *heap, Value v, Str name) {
  const Uuid *uuid = body_of(v);
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  if (str_starts(name, STR("__"))) return VALUE_ABSENT;
  if (str_is(name, "bytes")) return value_bytes((Str){(const char *)uuid->bytes, UUID_BYTES});
  if (str_is(name, "version")) return (uuid->bytes[8] & 192) == 128 ? value_int(uuid->bytes[6] >> 4) : VALUE_NONE;
  if (str_is(name, "int")) return number_of(heap, uuid);
  bool is_urn = str_is(name, "urn");
  if (!is_urn && !str_is(name, "hex")) return value_unsupported(heap, "'%.*s' of a 'UUID'", STR_FMT(name));
  if (is_urn) buf_puts(&buf, "urn:uuid:");
  put_digits(&buf, uuid, is_urn);
  return value_str(buf_str(&buf));
}

static const Type TYPE_UUID = {
    .name = "UUID",
    .full_name = "uuid.UUID",
    .repr = repr,
    .str = show,
    .equal = equal,
    .compare = compare,
    .hash = hash,
    .attr = attr,
    .construct = construct,
    .construct_params = "hex=None, bytes=None, bytes_le=None, fields=None, int=None, version=None"};
static const Type *uuid_type(void) { return &TYPE_UUID; }

/* ---- the module ---- */

static const Builtin UUID[] = {
    {"uuid3", "uuid3(namespace, name)", 2, 2, 0, uuid3, "of a name, by MD5"},
    {"uuid5", "uuid5(namespace, name)", 2, 2, 0, uuid5, "of a name, by SHA-1"},
};

Value library_uuid(Heap *heap, Str name) {
  static const BuiltinTable TABLE = BUILTIN_TABLE(UUID);
  static const char *const SPACES[] = {"NAMESPACE_DNS", "NAMESPACE_URL", "NAMESPACE_OID", NULL, "NAMESPACE_X500"};
  unsigned char bytes[UUID_BYTES];
  read_digits(STR("6ba7b8109dad11d180b400c04fd430c8"), bytes);
  for (size_t i = 0; i < COUNT(SPACES); i++) {
    if (!SPACES[i] || !str_is(name, SPACES[i])) continue;
    bytes[3] = (unsigned char)(bytes[3] + i);
    return wrap(heap, bytes);
  }
  return str_is(name, "UUID") ? value_of_type(&TYPE_UUID) : library_row(TABLE, name);
}
