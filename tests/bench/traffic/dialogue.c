#include "dialogue.h"

#include <stdarg.h>

void dialogue_begin(struct dialogue *dialogue, enum course course) {
    dialogue->course = course;
    dialogue->turn_count = 0;
    growing_empty(&dialogue->said);
    truth_begin(&dialogue->truth);
}

void dialogue_free(struct dialogue *dialogue) {
    growing_free(&dialogue->said);
    letter_free(&dialogue->letter);
}

size_t turn_end(const struct dialogue *dialogue, size_t turn) {
    return turn + 1 < dialogue->turn_count ? dialogue->turns[turn + 1].start : dialogue->said.size;
}

static void take_turn(struct dialogue *dialogue, int side) {
    size_t count = dialogue->turn_count;
    if (count > 0 && dialogue->turns[count - 1].side == side)
        return;
    if (count == DIALOGUE_TURNS) {
        fprintf(stderr, "generate: a dialogue has more than %d turns\n", DIALOGUE_TURNS);
        exit(70);
    }
    dialogue->turns[dialogue->turn_count++] = (struct turn){side, dialogue->said.size};
}

void say(struct dialogue *dialogue, int side, const char *format, ...) {
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    say_octets(dialogue, side, text, (size_t)length);
}

void say_octets(struct dialogue *dialogue, int side, const void *octets, size_t size) {
    take_turn(dialogue, side);
    growing_add(&dialogue->said, octets, size);
}

void say_random(struct dialogue *dialogue, int side, size_t size, struct random *random) {
    take_turn(dialogue, side);
    random_fill(random, growing_reserve(&dialogue->said, size), size);
    dialogue->said.size += size;
}

struct span say_dotted(struct dialogue *dialogue, int side, const struct letter *letter) {
    take_turn(dialogue, side);
    struct span span = {dialogue->said.size, 0};
    const uint8_t *line = letter->text.octets, *end = line + letter->text.size;
    while (line < end) {
        const uint8_t *next = (const uint8_t *)memchr(line, '\n', (size_t)(end - line)) + 1;
        if (*line == '.')
            growing_add(&dialogue->said, ".", 1);
        growing_add(&dialogue->said, line, (size_t)(next - line));
        line = next;
    }
    growing_add(&dialogue->said, ".\r\n", 3);
    span.end = dialogue->said.size;
    return span;
}

struct span say_chunk(struct dialogue *dialogue, int side, const uint8_t *octets, size_t size) {
    struct span span = {dialogue->said.size, dialogue->said.size + size};
    say_octets(dialogue, side, octets, size);
    return span;
}
