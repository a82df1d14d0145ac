#include "runtime/value/digest.h"

#include <string.h>

enum { BLOCK_BYTES = DIGEST_BLOCK_BYTES, LENGTH_AT = 56 }; /* the last block ends in the number of bits */

static uint32_t left(uint32_t x, unsigned n) { return x << n | x >> (32 - n); }
static uint32_t right(uint32_t x, unsigned n) { return x >> n | x << (32 - n); }

/* ---- MD5 (RFC 1321, 3.4) ---- */

/* floor(2^32 * abs(sin(i + 1))) */
static const uint32_t MD5_SINES[] = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391};

static void md5_mix(uint32_t *state, const uint32_t *block) {
  static const unsigned TURNS[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
  uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
  for (unsigned i = 0; i < 64; i++) {
    const uint32_t mixed[] = {(b & c) | (~b & d), (b & d) | (c & ~d), b ^ c ^ d, c ^ (b | ~d)};
    const unsigned word[] = {i, 5 * i + 1, 3 * i + 5, 7 * i};
    uint32_t sum = a + mixed[i / 16] + MD5_SINES[i] + block[word[i / 16] % 16];
    a = d, d = c, c = b;
    b += left(sum, TURNS[i / 16][i % 4]);
  }
  state[0] += a, state[1] += b, state[2] += c, state[3] += d;
}

const Digest DIGEST_MD5 = {"md5", 4, false, {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476}, md5_mix};

/* ---- SHA-1 (FIPS 180-4, 6.1.2) ---- */

static void sha1_mix(uint32_t *state, const uint32_t *block) {
  static const uint32_t ROUND[] = {0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};
  uint32_t w[80], a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
  memcpy(w, block, BLOCK_BYTES);
  for (int i = 16; i < 80; i++) w[i] = left(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
  for (int i = 0; i < 80; i++) {
    const uint32_t mixed[] = {(b & c) ^ (~b & d), b ^ c ^ d, (b & c) ^ (b & d) ^ (c & d), b ^ c ^ d};
    uint32_t next = left(a, 5) + mixed[i / 20] + e + ROUND[i / 20] + w[i];
    e = d, d = c, c = left(b, 30), b = a, a = next;
  }
  state[0] += a, state[1] += b, state[2] += c, state[3] += d, state[4] += e;
}

const Digest DIGEST_SHA1 = {"sha1", 5, true, {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0}, sha1_mix};

/* ---- SHA-256 (FIPS 180-4, 6.2.2) ---- */

/* The first 32 bits of the fractions of the cube roots of the first 64 primes. */
static const uint32_t SHA256_ROOTS[] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static void sha256_mix(uint32_t *state, const uint32_t *block) {
  uint32_t w[64], s[8];
  memcpy(w, block, BLOCK_BYTES);
  memcpy(s, state, sizeof s);
  for (int i = 16; i < 64; i++) {
    uint32_t early = right(w[i - 15], 7) ^ right(w[i - 15], 18) ^ w[i - 15] >> 3;
    uint32_t late = right(w[i - 2], 17) ^ right(w[i - 2], 19) ^ w[i - 2] >> 10;
    w[i] = w[i - 16] + early + w[i - 7] + late;
  }
  for (int i = 0; i < 64; i++) {
    uint32_t choice = (s[4] & s[5]) ^ (~s[4] & s[6]), most = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
    uint32_t low = right(s[4], 6) ^ right(s[4], 11) ^ right(s[4], 25);
    uint32_t high = right(s[0], 2) ^ right(s[0], 13) ^ right(s[0], 22);
    uint32_t next = s[7] + low + choice + SHA256_ROOTS[i] + w[i];
    memmove(s + 1, s, 7 * sizeof *s);
    s[4] += next;
    s[0] = next + high + most;
  }
  for (int i = 0; i < 8; i++) state[i] += s[i];
}

const Digest DIGEST_SHA256 = {
    "sha256",
    8,
    true,
    {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19},
    sha256_mix};

/* ---- blocks: the bytes, one bit, zeros, and the number of bits ---- */

/* Which byte of `n` that hold a number has its bits from `8 * shift` on. */
static unsigned place(const Digest *digest, unsigned n, unsigned shift) {
  return digest->is_big_endian ? n - 1 - shift : shift;
}

static void take_block(const Digest *digest, uint32_t *state, const unsigned char *bytes) {
  uint32_t block[16] = {0};
  for (unsigned i = 0; i < BLOCK_BYTES; i++)
    block[i / 4] |= (uint32_t)bytes[i] << (8 * place(digest, 4, i % 4));
  digest->mix(state, block);
}

void digest_of(const Digest *digest, Str bytes, unsigned char *out) {
  uint32_t state[8];
  unsigned char tail[2 * BLOCK_BYTES] = {0};
  size_t whole = bytes.n / BLOCK_BYTES * BLOCK_BYTES, rest = bytes.n - whole;
  size_t end = rest < LENGTH_AT ? BLOCK_BYTES : 2 * BLOCK_BYTES;
  memcpy(state, digest->start, sizeof state);
  if (rest) memcpy(tail, bytes.p + whole, rest);
  tail[rest] = 0x80;
  for (unsigned i = 0; i < 8; i++)
    tail[end - 8 + place(digest, 8, i)] = (unsigned char)((uint64_t)bytes.n * 8 >> (8 * i));
  for (size_t at = 0; at < whole; at += BLOCK_BYTES) take_block(digest, state, (const unsigned char *)bytes.p + at);
  for (size_t at = 0; at < end; at += BLOCK_BYTES) take_block(digest, state, tail + at);
  for (unsigned i = 0; i < 4 * digest->words; i++)
    out[i] = (unsigned char)(state[i / 4] >> (8 * place(digest, 4, i % 4)));
}
