/* arena: memory that is given back all at once, and the guard that ends work which cannot go on.
 *
 * One arena lives as long as a document or a compilation; a scratch arena lives for one launch and is reset after it.
 * What returns memory takes an `Arena *` and says so; nobody frees a piece. `arena_alloc` never returns NULL: when
 * memory ends, when an arena outgrows its limit, and when evaluation runs out of steps or depth, control jumps to the
 * one guard of the compilation or launch, whose owner reports the reason. No other code checks for NULL.
 *
 *     Guard guard;
 *     arena_init(&arena, &guard, LIMIT_ARENA_BYTES);
 *     if (!guard_run(&guard, work, &state)) report(guard.why, guard.what);
 *     arena_free(&arena);
 *
 * Invariants: pointers are aligned to 16; memory from `arena_alloc` is zeroed, so a struct of zeroes must be a sound
 * start for every type kept in an arena. Foreign handles (a compiled pattern, an open parser) register their release
 * and are released, last first, by `arena_reset` and `arena_free`, so a jump leaks nothing. */
#ifndef DBTPLAN_CORE_ARENA_H
#define DBTPLAN_CORE_ARENA_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* A function that the compiler leaves apart from its caller, so that what the caller does mostly needs no registers
 * saved for it. */
#define SELDOM __attribute__((noinline))

typedef enum StopReason {
  STOP_NONE,
  STOP_MEMORY, /* malloc failed */
  STOP_SYSTEM, /* the system fails in a way that nothing can be made of */
  STOP_SIZE,   /* an arena, a text or a collection outgrew its limit */
  STOP_STEPS,  /* evaluation takes too many steps */
  STOP_DEPTH,  /* nesting too deep */
  STOP_BUG,    /* an invariant of dbtplan itself is broken: exit status 70 */
} StopReason;

typedef struct Guard {
  jmp_buf at;
  StopReason why;
  const char *what; /* the limit in words, such as "a text of more than 64 MiB"; static text */
} Guard;

/* Calls `work(state)`; false if it was stopped. What `work` changes must lie behind `state`. */
bool guard_run(Guard *guard, void (*work)(void *state), void *state);
/* Ends the work that `guard` guards. */
_Noreturn void guard_stop(Guard *guard, StopReason why, const char *what);
/* For the owner of a guard within the work of another: what is no limit (memory, the system, a bug) ends that work. */
void guard_pass_on(const Guard *guard, Guard *outer);

typedef struct ArenaBlock ArenaBlock;
typedef struct ArenaRelease ArenaRelease;

typedef struct Arena {
  Guard *guard;
  ArenaBlock *block; /* the newest; the first of all is kept over resets */
  char *next, *end;  /* the free part of the newest block */
  size_t held, limit;
  ArenaRelease *releases;
} Arena;

/* An arena without memory; the first allocation takes some. `guard` must outlive it. */
void arena_init(Arena *arena, Guard *guard, size_t limit);
/* One for a part of the work: in `owner`, and freed with it, if a jump kept the work from freeing it before. */
Arena *arena_within(Arena *owner, Guard *guard, size_t limit);
/* Goes on in a block of `size` bytes whose pages are there already: where about so much is sure to be used, as a page
 * that the system adds at its first use costs more than all that is written to it. */
void arena_reserve(Arena *arena, size_t size);
/* Gives back everything but the first block. */
void arena_reset(Arena *arena);
/* A place to go back to: what was allocated behind it is given back, and no release may have been registered. */
typedef struct ArenaMark {
  ArenaBlock *block;
  char *next;
} ArenaMark;
ArenaMark arena_mark(const Arena *arena);
void arena_rewind(Arena *arena, ArenaMark mark);
void arena_free(Arena *arena);
/* guard_run for a part of the work that allocates in an arena of the whole: while it lasts, `guard` is the arena's, and
 * `limit` its limit, where it is less. What is no limit ends the whole. */
bool arena_guarded(Arena *arena, size_t limit, Guard *guard, void (*work)(void *state), void *state);

/* A build with AddressSanitizer has a fence behind each piece, and everything that is free is fenced off: whoever
 * reads or writes beside a piece, or in what was given back, is seen. */
#if defined __SANITIZE_ADDRESS__
#define ARENA_IS_FENCED 1
#elif defined __has_feature
#if __has_feature(address_sanitizer)
#define ARENA_IS_FENCED 1
#endif
#endif
#ifndef ARENA_IS_FENCED
#define ARENA_IS_FENCED 0
#endif

enum { ARENA_ALIGN = 16, ARENA_FENCE = ARENA_IS_FENCED ? 16 : 0 };

/* A piece that may not fit into the newest block: behind `arena_bytes`. */
char *arena_bytes_slowly(Arena *arena, size_t size);

/* Memory that is not zeroed, for texts that are written at once. */
static inline char *arena_bytes(Arena *arena, size_t size) {
  if (ARENA_IS_FENCED) return arena_bytes_slowly(arena, size);
  size_t room = (size + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1), left = (size_t)(arena->end - arena->next);
  if (size > left || room > left) return arena_bytes_slowly(arena, size);
  char *piece = arena->next;
  arena->next += room;
  return piece;
}

/* `size` zeroed bytes, aligned to 16; never NULL. */
static inline void *arena_alloc(Arena *arena, size_t size) {
  return memset(arena_bytes(arena, size ? size : 1), 0, size);
}

/* Makes `old` (of `old_size` bytes, from this arena or elsewhere) at least `size` bytes long, in place where it is the
 * newest piece; the added bytes are not zeroed. */
void *arena_grow(Arena *arena, void *old, size_t old_size, size_t size);
/* Calls `release(handle)` when the arena is reset or freed. */
void arena_on_release(Arena *arena, void (*release)(void *handle), void *handle);

#define ARENA_NEW(arena, Type) ((Type *)arena_alloc((arena), sizeof(Type)))
#define ARENA_ARRAY(arena, Type, count) ((Type *)arena_alloc((arena), sizeof(Type) * (count)))

#endif
