/* digest: MD5, SHA-1 and SHA-256 of bytes (RFC 1321, FIPS 180-4), for Python's `hashlib`. */
#ifndef DBTPLAN_VALUE_DIGEST_H
#define DBTPLAN_VALUE_DIGEST_H

#include "runtime/core/str.h"

typedef struct Digest {
  const char *name;   /* "sha256" */
  unsigned words;     /* of 32 bits that the digest has */
  bool is_big_endian; /* how numbers lie in the bytes */
  uint32_t start[8];
  void (*mix)(uint32_t *state, const uint32_t *block); /* takes in a block of 16 words */
} Digest;

extern const Digest DIGEST_MD5, DIGEST_SHA1, DIGEST_SHA256;

enum { DIGEST_BYTES = 32, DIGEST_BLOCK_BYTES = 64 }; /* the longest; a block */

/* Writes the 4 * `words` bytes of the digest. */
void digest_of(const Digest *digest, Str bytes, unsigned char *out);

#endif
