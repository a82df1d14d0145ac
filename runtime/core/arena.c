#define _DEFAULT_SOURCE /* madvise */
#include "runtime/core/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#if ARENA_IS_FENCED
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(from, size) ((void)(from), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(from, size) ((void)(from), (void)(size))
#endif

enum { ARENA_FIRST_BLOCK = 32 << 10, ARENA_LARGEST_BLOCK = 1 << 20 };
/* What lies in one large page is found with fewer looks into the tables of pages, each of which takes several on a
 * virtual machine. What a block is rounded up by is never touched, and not counted. */
enum { LARGE_PAGE = 2 << 20 };

struct ArenaBlock {
  ArenaBlock *older;
  size_t size; /* of `bytes` */
  _Alignas(16) char bytes[];
};

struct ArenaRelease {
  ArenaRelease *older;
  void (*release)(void *handle);
  void *handle;
};

_Noreturn void guard_stop(Guard *guard, StopReason why, const char *what) {
  guard->why = why;
  guard->what = what;
  longjmp(guard->at, 1);
}

bool guard_run(Guard *guard, void (*work)(void *state), void *state) {
  guard->why = STOP_NONE;
  guard->what = "";
  if (setjmp(guard->at) != 0) return false;
  work(state);
  return true;
}

void guard_pass_on(const Guard *guard, Guard *outer) {
  if (guard->why == STOP_MEMORY || guard->why == STOP_SYSTEM || guard->why == STOP_BUG)
    guard_stop(outer, guard->why, guard->what);
}

void arena_init(Arena *arena, Guard *guard, size_t limit) { *arena = (Arena){.guard = guard, .limit = limit}; }

static void run_releases(Arena *arena) {
  while (arena->releases) {
    ArenaRelease *last = arena->releases;
    arena->releases = last->older;
    last->release(last->handle);
  }
}

static void use_block(Arena *arena, ArenaBlock *block) {
  arena->block = block;
  arena->next = block ? block->bytes : NULL;
  arena->end = block ? block->bytes + block->size : NULL;
}

static void free_blocks_down_to(Arena *arena, bool keep_first) {
  ArenaBlock *block = arena->block;
  while (block && (block->older || !keep_first)) {
    ArenaBlock *older = block->older;
    arena->held -= block->size;
    free(block);
    block = older;
  }
  use_block(arena, block);
}

ArenaMark arena_mark(const Arena *arena) { return (ArenaMark){arena->block, arena->next}; }

/* What is free of the newest block. */
static void fence(const Arena *arena) { ASAN_POISON_MEMORY_REGION(arena->next, (size_t)(arena->end - arena->next)); }

void arena_rewind(Arena *arena, ArenaMark mark) {
  while (arena->block != mark.block) {
    ArenaBlock *older = arena->block->older;
    arena->held -= arena->block->size;
    free(arena->block);
    use_block(arena, older);
  }
  arena->next = mark.next;
  fence(arena);
}

void arena_reset(Arena *arena) {
  bool is_plain = !arena->releases && arena->block && !arena->block->older; /* as after nearly every launch */
  if (!is_plain) {
    run_releases(arena);
    free_blocks_down_to(arena, true);
  } else {
    arena->next = arena->block->bytes;
  }
  fence(arena);
}

void arena_free(Arena *arena) {
  run_releases(arena);
  free_blocks_down_to(arena, false);
}

bool arena_guarded(Arena *arena, size_t limit, Guard *guard, void (*work)(void *state), void *state) {
  Guard *outer = arena->guard;
  size_t own = arena->limit;
  arena->guard = guard;
  arena->limit = limit < own ? limit : own;
  bool done = guard_run(guard, work, state);
  arena->guard = outer;
  arena->limit = own;
  if (!done) guard_pass_on(guard, outer);
  return done;
}

static void *room_for_block(size_t size) {
  if (size < LARGE_PAGE) return malloc(size);
  return aligned_alloc(LARGE_PAGE, (size + LARGE_PAGE - 1) & ~(size_t)(LARGE_PAGE - 1));
}

/* Blocks double up to a megabyte; a larger piece gets a block of its own size. */
static void add_block(Arena *arena, size_t at_least) {
  size_t size = arena->block ? arena->block->size * 2 : ARENA_FIRST_BLOCK;
  if (size > ARENA_LARGEST_BLOCK) size = ARENA_LARGEST_BLOCK;
  if (size < at_least) size = at_least;
  size_t counted = size - ARENA_FENCE; /* the limit is that of what is asked for */
  if (counted > arena->limit || arena->held > arena->limit - counted)
    guard_stop(arena->guard, STOP_SIZE, "the memory that one piece of work may take");
  ArenaBlock *block = room_for_block(sizeof *block + size);
  if (!block) guard_stop(arena->guard, STOP_MEMORY, "memory");
  block->older = arena->block;
  block->size = size;
  arena->held += size;
  use_block(arena, block);
  fence(arena);
}

void arena_reserve(Arena *arena, size_t size) {
  add_block(arena, size);
#ifdef MADV_HUGEPAGE
  if (size >= LARGE_PAGE) madvise(arena->block, size, MADV_HUGEPAGE);
#endif
#ifdef MADV_POPULATE_WRITE /* Linux since 5.14; where it fails, the pages come one by one */
  enum { PAGE = 4096 };
  uintptr_t from = ((uintptr_t)arena->block + PAGE - 1) & ~(uintptr_t)(PAGE - 1);
  madvise((void *)from, size & ~(size_t)(PAGE - 1), MADV_POPULATE_WRITE);
#endif
}

/* What a piece takes of a block. */
static size_t room_of(size_t size) { return ((size + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1)) + ARENA_FENCE; }

char *arena_bytes_slowly(Arena *arena, size_t size) {
  if (size > SIZE_MAX / 2) guard_stop(arena->guard, STOP_SIZE, "the memory that one piece of work may take");
  size_t room = room_of(size);
  if ((size_t)(arena->end - arena->next) < room) add_block(arena, room);
  char *piece = arena->next;
  arena->next += room;
  ASAN_UNPOISON_MEMORY_REGION(piece, size);
  return piece;
}

void *arena_grow(Arena *arena, void *old, size_t old_size, size_t size) {
  if (!old) return arena_bytes(arena, size);
  if (size <= old_size) return old;
  size_t old_room = room_of(old_size), room = room_of(size);
  if ((char *)old + old_room == arena->next && room - old_room <= (size_t)(arena->end - arena->next)) {
    arena->next += room - old_room;
    ASAN_UNPOISON_MEMORY_REGION(old, size);
    return old;
  }
  char *piece = arena_bytes(arena, size);
  if (old_size) memcpy(piece, old, old_size);
  return piece;
}

void arena_on_release(Arena *arena, void (*release)(void *handle), void *handle) {
  ArenaRelease *entry = ARENA_NEW(arena, ArenaRelease);
  *entry = (ArenaRelease){arena->releases, release, handle};
  arena->releases = entry;
}

static void free_inner(void *arena) { arena_free(arena); }

Arena *arena_within(Arena *owner, Guard *guard, size_t limit) {
  Arena *arena = ARENA_NEW(owner, Arena);
  arena_init(arena, guard, limit);
  arena_on_release(owner, free_inner, arena);
  return arena;
}
