#include "runtime/core/limits.h"
#include "runtime/eval/library_modules.h"
#include "runtime/value/digest.h"
#include "runtime/value/types.h"

/* hashlib: what has been taken in so far is kept as it is, since texts of configuration are short. */

static const Digest *const DIGESTS[] = {&DIGEST_MD5, &DIGEST_SHA1, &DIGEST_SHA256};

typedef struct Hash {
  const Digest *digest;
  Buf taken;
} Hash;

static Hash *hash_of(Value v) { return v.object->state; }

static Value take_in(Heap *heap, Value self, const Value *args) {
  Value data = args[0];
  if (data.kind == V_ABSENT) return VALUE_NONE;
  if (value_is_str(data)) return value_raise(heap, EXC_TYPE, "Strings must be encoded before hashing");
  if (data.kind != V_BYTES) return value_raise(heap, EXC_TYPE, "object supporting the buffer API required");
  heap_step(heap, data.len / 16);
  buf_put(&hash_of(self)->taken, value_text(data));
  return VALUE_NONE;
}

static Str bytes_of(Heap *heap, Value self) {
  const Hash *hash = hash_of(self);
  char *bytes = arena_bytes(heap->arena, DIGEST_BYTES);
  heap_step(heap, hash->taken.n / 16);
  digest_of(hash->digest, buf_str(&hash->taken), (unsigned char *)bytes);
  return (Str){bytes, 4 * (size_t)hash->digest->words};
}

static Value digest_bytes(Heap *heap, Value self, const Value *args) {
  (void)args;
  return value_bytes(bytes_of(heap, self));
}

static Value hexdigest(Heap *heap, Value self, const Value *args) {
  (void)args;
  Str bytes = bytes_of(heap, self);
  Buf text = buf_new(heap->arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < bytes.n; i++) buf_printf(&text, "%02x", (unsigned char)bytes.p[i]);
  return value_str(buf_str(&text));
}

static Value hash_name(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return value_str(str_of(hash_of(self)->digest->name));
}

static Value digest_size(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)args;
  return value_int(4 * (int64_t)hash_of(self)->digest->words);
}

static Value hash_copy(Heap *heap, Value self, const Value *args) {
  (void)args;
  Hash *copy = ARENA_NEW(heap->arena, Hash);
  *copy = (Hash){hash_of(self)->digest, buf_new(heap->arena, LIMIT_STRING_BYTES)};
  buf_put(&copy->taken, buf_str(&hash_of(self)->taken));
  return object_new(heap, value_type(self), (Object){.state = copy});
}

/* Of what all of them take in at a time. */
static Value block_size(Heap *heap, Value self, const Value *args) {
  (void)heap, (void)self, (void)args;
  return value_int(DIGEST_BLOCK_BYTES);
}

static const Builtin HASH_METHODS[] = {
    {"block_size", "", 0, 0, BUILTIN_PROPERTY, block_size, "how many bytes it takes in at a time"},
    {"copy", "", 0, 0, BUILTIN_C_STYLE, hash_copy, "one that takes in other bytes from here on"},
    {"digest", "", 0, 0, BUILTIN_C_STYLE, digest_bytes, "the digest"},
    {"digest_size", "", 0, 0, BUILTIN_PROPERTY, digest_size, "how many bytes it has"},
    {"hexdigest", "", 0, 0, BUILTIN_C_STYLE, hexdigest, "the digest in hexadecimal digits"},
    {"name", "", 0, 0, BUILTIN_PROPERTY, hash_name, "the algorithm's name"},
    {"update", "obj, /", 1, 1, BUILTIN_C_STYLE, take_in, "takes in more bytes"},
};
static const Type TYPE_HASH = {.name = "_hashlib.HASH", .methods = BUILTIN_TABLE(HASH_METHODS)};

static Value new_hash(Heap *heap, const Digest *digest, const Value *args) {
  Hash *hash = ARENA_NEW(heap->arena, Hash);
  *hash = (Hash){digest, buf_new(heap->arena, LIMIT_STRING_BYTES)};
  Value v = object_new(heap, &TYPE_HASH, (Object){.state = hash});
  Value done = take_in(heap, v, args);
  return value_passes(done) ? done : v;
}

static Value md5(Heap *heap, Value self, const Value *args) {
  (void)self;
  return new_hash(heap, &DIGEST_MD5, args);
}
static Value sha1(Heap *heap, Value self, const Value *args) {
  (void)self;
  return new_hash(heap, &DIGEST_SHA1, args);
}
static Value sha256(Heap *heap, Value self, const Value *args) {
  (void)self;
  return new_hash(heap, &DIGEST_SHA256, args);
}

static Value new_named(Heap *heap, Value self, const Value *args) {
  (void)self;
  if (!value_is_str(args[0])) return value_unsupported(heap, "'hashlib.new' of such a name");
  Str name = value_text(args[0]);
  for (size_t i = 0; i < COUNT(DIGESTS); i++)
    if (str_is(name, DIGESTS[i]->name)) return new_hash(heap, DIGESTS[i], args + 1);
  return value_unsupported(heap, "'hashlib.new' with '%.*s'", STR_FMT(name));
}

#define HASH_PARAMS "string=b'', *, usedforsecurity=True"

static const Builtin HASHLIB[] = {
    {"md5", "md5(" HASH_PARAMS ")", 0, 1, 0, md5, "MD5 of bytes"},
    {"new", "new(name, data=b'', **kwargs)", 1, 2, 0, new_named, "the algorithm of that name"},
    {"sha1", "sha1(" HASH_PARAMS ")", 0, 1, 0, sha1, "SHA-1 of bytes"},
    {"sha256", "sha256(" HASH_PARAMS ")", 0, 1, 0, sha256, "SHA-256 of bytes"},
};

const BuiltinTable LIBRARY_HASHLIB = BUILTIN_TABLE(HASHLIB);
