/* Output that appears whole or not at all. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "runtime/core/vec.h"
#include "runtime/core/writer.h"

typedef struct Room {
  Guard guard;
  Arena arena;
  char folder[64], old[64];
} Room;

static int set_up(void **state) {
  Room *room = calloc(1, sizeof *room);
  arena_init(&room->arena, &room->guard, 16 << 20);
  snprintf(room->folder, sizeof room->folder, "/tmp/dbtplan-writer-XXXXXX");
  assert_non_null(mkdtemp(room->folder));
  assert_non_null(getcwd(room->old, sizeof room->old));
  assert_int_equal(chdir(room->folder), 0);
  *state = room;
  return 0;
}

static int tear_down(void **state) {
  Room *room = *state;
  static const char *const NAMES[] = {"file", "link", "other"};
  arena_free(&room->arena);
  for (size_t i = 0; i < COUNT(NAMES); i++) unlink(NAMES[i]);
  assert_int_equal(chdir(room->old), 0);
  assert_int_equal(rmdir(room->folder), 0); /* nothing temporary is left */
  free(room);
  return 0;
}

static void put_file(const char *name, const char *text) {
  int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0640);
  assert_int_equal(write(fd, text, strlen(text)), strlen(text));
  close(fd);
}

static void check_file(const char *name, const char *text) {
  char found[256];
  int fd = open(name, O_RDONLY);
  ssize_t n = read(fd, found, sizeof found);
  close(fd);
  assert_int_equal(n, strlen(text));
  assert_memory_equal(found, text, strlen(text));
}

static void test_new_file(void **state) {
  Room *room = *state;
  struct stat status;
  Writer *writer = writer_to_file(&room->arena, STR("file"));
  writer_puts(writer, "one ");
  writer_puts(writer, "two");
  assert_int_not_equal(stat("file", &status), 0);
  assert_true(writer_finish(writer));
  check_file("file", "one two");
}

static void test_old_file_is_replaced_and_keeps_its_mode(void **state) {
  Room *room = *state;
  struct stat status;
  put_file("file", "old");
  Writer *writer = writer_to_file(&room->arena, STR("file"));
  writer_puts(writer, "new");
  check_file("file", "old");
  assert_true(writer_finish(writer));
  check_file("file", "new");
  assert_int_equal(stat("file", &status), 0);
  assert_int_equal(status.st_mode & 0777, 0640);
}

static void test_abandoned(void **state) {
  Room *room = *state;
  put_file("file", "old");
  Writer *writer = writer_to_file(&room->arena, STR("file"));
  writer_puts(writer, "new");
  writer_abandon(writer);
  check_file("file", "old");
}

static void test_given_back_with_its_arena(void **state) {
  Room *room = *state;
  put_file("file", "old");
  writer_puts(writer_to_file(&room->arena, STR("file")), "new");
  arena_reset(&room->arena);
  check_file("file", "old");
}

static void test_link_is_followed(void **state) {
  Room *room = *state;
  struct stat status;
  put_file("other", "old");
  assert_int_equal(symlink("other", "link"), 0);
  Writer *writer = writer_to_file(&room->arena, STR("link"));
  writer_puts(writer, "new");
  assert_true(writer_finish(writer));
  check_file("other", "new");
  assert_int_equal(lstat("link", &status), 0);
  assert_true(S_ISLNK(status.st_mode));
}

static void test_no_such_folder(void **state) {
  Room *room = *state;
  Writer *writer = writer_to_file(&room->arena, STR("missing/file"));
  writer_puts(writer, "text");
  assert_false(writer_finish(writer));
  assert_int_equal(writer->error, ENOENT);
}

static void test_full_disk(void **state) {
  Room *room = *state;
  if (access("/dev/full", W_OK) != 0) skip();
  Writer *writer = writer_to_file(&room->arena, STR("/dev/full"));
  writer_puts(writer, "text");
  assert_false(writer_finish(writer));
  assert_int_equal(writer->error, ENOSPC);
}

static void test_broken_pipe(void **state) {
  Room *room = *state;
  int ends[2];
  signal(SIGPIPE, SIG_IGN);
  assert_int_equal(pipe(ends), 0);
  close(ends[0]);
  Writer *writer = writer_to_fd(&room->arena, ends[1]);
  writer_puts(writer, "text");
  assert_false(writer_flush(writer));
  assert_int_equal(writer->error, EPIPE);
  close(ends[1]);
}

/* More than the buffer, in pieces of every size around its own. */
static void test_much(void **state) {
  Room *room = *state;
  static char text[(64 << 10) + 8];
  struct stat status;
  size_t total = 0;
  memset(text, 'x', sizeof text);
  Writer *writer = writer_to_file(&room->arena, STR("file"));
  for (size_t n = sizeof text - 16; n <= sizeof text; n++, total += n - 1) writer_put(writer, (Str){text, n});
  assert_true(writer_finish(writer));
  assert_int_equal(stat("file", &status), 0);
  assert_int_equal(status.st_size, total);
}

#define ROOM_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      ROOM_TEST(test_new_file),
      ROOM_TEST(test_old_file_is_replaced_and_keeps_its_mode),
      ROOM_TEST(test_abandoned),
      ROOM_TEST(test_given_back_with_its_arena),
      ROOM_TEST(test_link_is_followed),
      ROOM_TEST(test_no_such_folder),
      ROOM_TEST(test_full_disk),
      ROOM_TEST(test_broken_pipe),
      ROOM_TEST(test_much),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
