#include "noise.h"

void render_http(struct dialogue *dialogue, const struct subject *subject) {
    uint32_t size = random_size(subject->random, subject->smallest, subject->largest);
    say(dialogue, CLIENT, "GET /%u HTTP/1.1\r\nHost: www.example.com\r\n\r\n", size);
    say(dialogue, SERVER, "HTTP/1.1 200 OK\r\nContent-Length: %u\r\n\r\n", size);
    say_random(dialogue, SERVER, size, subject->random);
}

void render_random(struct dialogue *dialogue, const struct subject *subject) {
    unsigned turns = random_between(subject->random, 1, 6);
    int side = random_between(subject->random, 0, 1) ? SERVER : CLIENT;
    for (unsigned i = 0; i < turns; i++, side = !side)
        say_random(dialogue, side, random_between(subject->random, 1, 4000), subject->random);
}

void render_dns(struct dialogue *dialogue, const struct subject *subject) {
    static const uint8_t question[] = "\1\0\0\1\0\0\0\0\0\0\7example\3org\0\0\17\0\1";
    static const uint8_t answer[] = "\201\200\0\1\0\1\0\0\0\0\7example\3org\0\0\17\0\1"
                                    "\300\14\0\17\0\1\0\0\16\20\0\11\0\12\4mail\300\14";
    uint8_t id[2];
    random_fill(subject->random, id, sizeof id);
    say_octets(dialogue, CLIENT, id, sizeof id);
    say_octets(dialogue, CLIENT, question, sizeof question - 1);
    say_octets(dialogue, SERVER, id, sizeof id);
    say_octets(dialogue, SERVER, answer, sizeof answer - 1);
}

void render_nothing(struct dialogue *dialogue, const struct subject *subject) {
    static const char *const endings[] = {
        [COURSE_UNANSWERED] = "timeout",
        [COURSE_REFUSED] = NULL, /* a reset that was captured before its SYN refuses nothing */
        [COURSE_SILENT] = "silent",
    };
    (void)subject;
    dialogue->truth.attempt = true;
    dialogue->truth.ending = endings[dialogue->course];
}
