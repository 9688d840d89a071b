/* Holes anywhere in a POP3 session: no message that is called complete holds other octets than the
 * server sent, and what stands before the first hole is read as ever. */
#include "dialogue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "protocol/registry.h"

enum { ROUNDS = 1200, MESSAGES = 12 };

/* A dialogue in the making; each line may be lost, from some octet on, with those after it. */
struct lossy {
    FILE *out;
    unsigned seed;
    bool holes;     /* whether lines get lost by now */
    size_t lost;    /* octets of the open hole */
    char side;      /* who said the line before */
    unsigned going; /* lines that the open hole still takes */
};

static void close_hole(struct lossy *lossy) {
    if (lossy->lost > 0)
        fprintf(lossy->out, "gap %c %zu\n", lossy->side, lossy->lost);
    lossy->lost = 0;
    lossy->going = 0;
}

__attribute__((format(printf, 3, 4))) static void say(struct lossy *lossy, char side,
                                                      const char *format, ...) {
    char line[200];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    size_t size = (size_t)length;
    if (side != lossy->side)
        close_hole(lossy);
    lossy->side = side;
    if (lossy->going > 0) {
        lossy->going--;
        lossy->lost += size + 2;
        return;
    }
    close_hole(lossy);
    if (!lossy->holes || rand_r(&lossy->seed) % 14 > 0) {
        fprintf(lossy->out, "%c: %s\n", side, line);
        return;
    }
    size_t kept = (size_t)rand_r(&lossy->seed) % (size + 1);
    if (kept > 0)
        fprintf(lossy->out, "%c: %.*s\n", side - 'A' + 'a', (int)kept, line);
    lossy->lost = size - kept + 2;
    lossy->going = (unsigned)rand_r(&lossy->seed) % 4;
}

static void serve_message(struct lossy *lossy, int number) {
    say(lossy, 'S', "+OK %d octets", number);
    say(lossy, 'S', "Subject: %d", number);
    for (int line = 0; line < 3; line++)
        say(lossy, 'S', "text %d.%d", number, line);
    say(lossy, 'S', ".");
}

/* `width`: messages that the client asks for without waiting. */
static void converse(struct lossy *lossy, int width) {
    say(lossy, 'S', "+OK ready");
    say(lossy, 'C', "USER a");
    say(lossy, 'S', "+OK");
    say(lossy, 'C', "PASS b");
    say(lossy, 'S', "+OK");
    lossy->holes = true;
    for (int first = 1; first + width <= MESSAGES; first += width) {
        for (int i = 0; i < width; i++)
            say(lossy, 'C', "RETR %d", first + i);
        for (int i = 0; i < width; i++)
            serve_message(lossy, first + i);
        say(lossy, 'C', "DELE %d", first);
        say(lossy, 'S', "+OK deleted");
    }
    close_hole(lossy);
}

static char *lossy_dialogue(unsigned seed, int width) {
    char *text = NULL;
    size_t size = 0;
    struct lossy lossy = {.out = open_memstream(&text, &size), .seed = seed};
    assert_non_null(lossy.out);
    converse(&lossy, width);
    fclose(lossy.out);
    return text;
}

/* What is called complete was sent like that. A client that does not wait leaves open which of its
 * commands a hole swallowed; else the number is right too. */
static unsigned check_messages(char *events, bool numbers) {
    unsigned complete = 0;
    for (char *line = strtok(events, "\n"); line; line = strtok(NULL, "\n")) {
        const char *number = strstr(line, "number=");
        if (!strstr(line, " S message") || strstr(line, "incomplete"))
            continue;
        const char *subject = strstr(line, "Subject: ");
        assert_non_null(subject);
        assert_non_null(number);
        int n = atoi(subject + 9);
        char content[200];
        snprintf(content, sizeof content,
                 "\"Subject: %d\\r\\ntext %d.0\\r\\ntext %d.1\\r\\ntext %d.2\\r\\n\"", n, n, n, n);
        if (!strstr(line, content) || (numbers && atoi(number + 7) != n))
            fail_msg("called complete: %s", line);
        complete++;
    }
    return complete;
}

static void check_width(int width) {
    static const struct dialogue pop3 = {.protocol = &pop3_protocol};
    unsigned complete = 0;
    for (unsigned seed = 0; seed < ROUNDS; seed++) {
        char *text = lossy_dialogue(seed, width);
        char *whole = dialogue_events(&pop3, text, CUT_WHOLE);
        char *pieces = dialogue_events(&pop3, text, CUT_RANDOM + seed % 2);
        assert_string_equal(pieces, whole);
        complete += check_messages(whole, width == 1);
        free(pieces);
        free(whole);
        free(text);
    }
    /* Not all is given up either. */
    assert_true(complete > ROUNDS);
}

static void test_one_after_the_other(void **state) {
    (void)state;
    check_width(1);
}

static void test_pipelined(void **state) {
    (void)state;
    check_width(2);
    check_width(4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_after_the_other),
        cmocka_unit_test(test_pipelined),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
