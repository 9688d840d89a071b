#include "base/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void numbers(void **state) {
    (void)state;
    struct writer writer = writer_to(WRITER_MEMORY);
    writer_number(&writer, 0, 1);
    writer_put(&writer, ' ');
    writer_number(&writer, 7, 3);
    writer_put(&writer, ' ');
    writer_number(&writer, UINT64_MAX, 1);
    writer_put(&writer, ' ');
    writer_number(&writer, 1, 99); /* more digits than a number has */
    writer_repeat(&writer, '-', 3);
    writer_hex(&writer, SLICE("\x00\xff"));
    writer_put(&writer, '\0');
    assert_string_equal((const char *)writer.buffer.data,
                        "0 007 18446744073709551615 00000000000000000001---00ff");
    writer_free(&writer);
}

static void repeated_octets_fill_just_their_room(void **state) {
    (void)state;
    for (size_t count = 0; count < 100; count++) {
        struct writer writer = writer_to(WRITER_MEMORY);
        writer_put(&writer, '<');
        writer_repeat(&writer, '-', count);
        writer_put(&writer, '>');
        struct slice written = buffer_slice(&writer.buffer);
        assert_int_equal(written.size, count + 2);
        assert_int_equal(written.data[0], '<');
        assert_int_equal(written.data[count + 1], '>');
        for (size_t i = 1; i <= count; i++)
            assert_int_equal(written.data[i], '-');
        writer_free(&writer);
    }
}

/* All of it arrives, in order, through a pipe that takes less than a block at a time. */
static void blocks_are_written_whole(void **state) {
    (void)state;
    int ends[2];
    enum { ROUNDS = 20000 };
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        struct writer writer = writer_to(ends[1]);
        (void)fcntl(ends[1], F_SETFL, O_NONBLOCK);
        for (uint64_t i = 0; i < ROUNDS; i++)
            writer_number(&writer, i, 8);
        _exit(writer_flush(&writer) ? 0 : 1);
    }
    (void)close(ends[1]);
    char digits[8], expected[9];
    for (unsigned i = 0; i < ROUNDS; i++) {
        size_t got = 0;
        while (got < sizeof digits) {
            ssize_t count = read(ends[0], digits + got, sizeof digits - got);
            assert_true(count > 0);
            got += (size_t)count;
        }
        (void)snprintf(expected, sizeof expected, "%08u", i);
        assert_memory_equal(digits, expected, sizeof digits);
    }
    assert_int_equal(read(ends[0], digits, 1), 0);
    (void)close(ends[0]);
    int status = 1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static void the_first_failure_is_remembered(void **state) {
    (void)state;
    struct writer writer = writer_to(open("/dev/full", O_WRONLY | O_CLOEXEC));
    assert_true(writer.fd >= 0);
    writer_string(&writer, "gone");
    assert_false(writer_flush(&writer));
    assert_int_equal(writer.cause, ENOSPC);
    (void)close(writer.fd);
    writer_string(&writer, "more");
    assert_false(writer_flush(&writer));
    assert_int_equal(writer.cause, ENOSPC);
    writer_free(&writer);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers),
        cmocka_unit_test(repeated_octets_fill_just_their_room),
        cmocka_unit_test(blocks_are_written_whole),
        cmocka_unit_test(the_first_failure_is_remembered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
