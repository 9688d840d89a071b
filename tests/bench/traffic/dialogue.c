#include "dialogue.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool reserve(struct dialogue *dialogue, size_t more) {
    if (dialogue->capacity - dialogue->size >= more)
        return true;
    size_t capacity = 2 * dialogue->capacity + more + 4096;
    uint8_t *octets = realloc(dialogue->octets, capacity);
    if (octets == NULL)
        return false;
    dialogue->octets = octets;
    dialogue->capacity = capacity;
    return true;
}

static void begin_turn(struct dialogue *dialogue, int side) {
    dialogue->turns[dialogue->turn_count++] = (struct turn){side, dialogue->size, 0};
}

static void end_turn(struct dialogue *dialogue) {
    struct turn *turn = &dialogue->turns[dialogue->turn_count - 1];
    turn->size = dialogue->size - turn->start;
}

/* One turn made by printf's rules, at most 1,024 octets. */
__attribute__((format(printf, 3, 4))) static bool say(struct dialogue *dialogue, int side,
                                                      const char *format, ...) {
    if (!reserve(dialogue, 1024))
        return false;
    begin_turn(dialogue, side);
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf((char *)dialogue->octets + dialogue->size, 1024, format, arguments);
    va_end(arguments);
    dialogue->size += (size_t)length;
    end_turn(dialogue);
    return true;
}

/* Evenly over the orders of magnitude: as many between 1 and 2 KB as between 4 and 8. */
static uint32_t choose_size(uint32_t smallest, uint32_t largest, struct random *random) {
    unsigned doublings = 0;
    while (smallest << (doublings + 1) < largest)
        doublings++;
    uint32_t low = smallest << random_between(random, 0, doublings);
    return random_between(random, low, 2 * low < largest ? 2 * low : largest);
}

static const char *const words[] = {
    "letter", "answer",  "friday", "meeting", "invoice",  "the",    "a",        "with",
    "of",     "regards", "please", "find",    "attached", "report", "question", "and",
};

/* A line of prose, with its line end; now and then it begins with a dot, which travels doubled. */
static size_t render_line(uint8_t *to, size_t room, bool *stuffed, struct random *random) {
    size_t length = 0, width = random_between(random, 30, 74);
    *stuffed = random_between(random, 0, 99) == 0;
    if (*stuffed) {
        memcpy(to, "..", 2);
        length = 2;
    }
    while (length < width && length + 12 < room) {
        const char *word = words[random_between(random, 0, 15)];
        size_t size = strlen(word);
        memcpy(to + length, word, size);
        to[length + size] = ' ';
        length += size + 1;
    }
    memcpy(to + length, "\r\n", 2);
    return length + 2;
}

/* Appends header and body of about size octets and the final dot line, within the turn that is
 * open. */
static bool append_message(struct dialogue *dialogue, uint32_t size, unsigned long serial,
                           struct random *random) {
    if (!reserve(dialogue, size + 2048))
        return false;
    uint8_t *start = dialogue->octets + dialogue->size, *end = start;
    end += sprintf((char *)end,
                   "Date: Mon, 2 Nov 2026 10:00:00 +0000\r\nFrom: Walter <walter@example.net>\r\n"
                   "To: alice@example.org\r\nSubject: Number %lu\r\n"
                   "Message-ID: <%lu@example.net>\r\n\r\n",
                   serial, serial);
    size_t stuffing = 0;
    while ((size_t)(end - start) < size) {
        bool stuffed;
        end += render_line(end, 128, &stuffed, random);
        stuffing += stuffed;
    }
    dialogue->messages++;
    dialogue->message_octets += (size_t)(end - start) - stuffing;
    memcpy(end, ".\r\n", 3);
    dialogue->size += (size_t)(end - start) + 3;
    return true;
}

static bool render_delivery(struct dialogue *dialogue, uint32_t size, struct random *random) {
    unsigned long serial = random_between(random, 100000, 999999);
    unsigned recipients = random_between(random, 1, 3);
    bool done = say(dialogue, CLIENT, "MAIL FROM:<walter@example.net> SIZE=%u\r\n", size) &&
                say(dialogue, SERVER, "250 2.1.0 Ok\r\n");
    for (unsigned i = 0; done && i < recipients; i++)
        done = say(dialogue, CLIENT, "RCPT TO:<user%u.%lu@example.org>\r\n", i, serial) &&
               say(dialogue, SERVER, "250 2.1.5 Ok\r\n");
    done = done && say(dialogue, CLIENT, "DATA\r\n") &&
           say(dialogue, SERVER, "354 End data with <CR><LF>.<CR><LF>\r\n");
    if (!done)
        return false;
    begin_turn(dialogue, CLIENT);
    done = append_message(dialogue, size, serial, random);
    end_turn(dialogue);
    return done && say(dialogue, SERVER, "250 2.0.0 Ok: queued as 4%lX\r\n", serial);
}

static bool render_smtp(struct dialogue *dialogue, uint32_t smallest, uint32_t largest,
                        struct random *random) {
    bool done =
        say(dialogue, SERVER, "220 mail.example.org ESMTP Postfix\r\n") &&
        say(dialogue, CLIENT, "EHLO client%u.example.net\r\n", random_between(random, 1, 9999)) &&
        say(dialogue, SERVER,
            "250-mail.example.org\r\n250-PIPELINING\r\n250-SIZE 10240000\r\n250-VRFY\r\n"
            "250-ETRN\r\n250-ENHANCEDSTATUSCODES\r\n250-8BITMIME\r\n250-DSN\r\n250-SMTPUTF8\r\n"
            "250 CHUNKING\r\n");
    unsigned deliveries = random_between(random, 0, 3) ? 1 : 2;
    for (unsigned i = 0; done && i < deliveries; i++)
        done = render_delivery(dialogue, choose_size(smallest, largest, random), random);
    return done && say(dialogue, CLIENT, "QUIT\r\n") && say(dialogue, SERVER, "221 2.0.0 Bye\r\n");
}

static bool render_retrieval(struct dialogue *dialogue, unsigned number, uint32_t size,
                             struct random *random) {
    if (!say(dialogue, CLIENT, "RETR %u\r\n", number) || !reserve(dialogue, 64))
        return false;
    begin_turn(dialogue, SERVER);
    dialogue->size +=
        (size_t)sprintf((char *)dialogue->octets + dialogue->size, "+OK %u octets\r\n", size);
    bool done = append_message(dialogue, size, number, random);
    end_turn(dialogue);
    return done && say(dialogue, CLIENT, "DELE %u\r\n", number) &&
           say(dialogue, SERVER, "+OK Marked to be deleted.\r\n");
}

static bool render_pop3(struct dialogue *dialogue, uint32_t smallest, uint32_t largest,
                        struct random *random) {
    unsigned count = random_between(random, 1, 3);
    bool done = say(dialogue, SERVER, "+OK Dovecot ready.\r\n") &&
                say(dialogue, CLIENT, "USER alice\r\n") && say(dialogue, SERVER, "+OK\r\n") &&
                say(dialogue, CLIENT, "PASS wonderland\r\n") &&
                say(dialogue, SERVER, "+OK Logged in.\r\n") && say(dialogue, CLIENT, "STAT\r\n") &&
                say(dialogue, SERVER, "+OK %u 12345\r\n", count) &&
                say(dialogue, CLIENT, "UIDL\r\n") &&
                say(dialogue, SERVER, "+OK\r\n1 000000016a\r\n2 000000026a\r\n.\r\n");
    for (unsigned i = 1; done && i <= count; i++)
        done = render_retrieval(dialogue, i, choose_size(smallest, largest, random), random);
    return done && say(dialogue, CLIENT, "QUIT\r\n") &&
           say(dialogue, SERVER, "+OK Logging out.\r\n");
}

/* A request and octets that look like nothing: a download of something else. */
static bool render_noise(struct dialogue *dialogue, uint32_t smallest, uint32_t largest,
                         struct random *random) {
    uint32_t size = choose_size(smallest, largest, random);
    if (!say(dialogue, CLIENT, "GET /%u HTTP/1.1\r\nHost: www.example.com\r\n\r\n", size) ||
        !reserve(dialogue, size + 8))
        return false;
    begin_turn(dialogue, SERVER);
    for (uint32_t i = 0; i < size; i += 8) {
        uint64_t bits = random_next(random);
        memcpy(dialogue->octets + dialogue->size + i, &bits, sizeof bits);
    }
    memcpy(dialogue->octets + dialogue->size, "HTTP/1.1 200 OK\r\n\r\n", 19);
    dialogue->size += size;
    end_turn(dialogue);
    return true;
}

bool dialogue_render(struct dialogue *dialogue, enum topic topic, uint32_t smallest,
                     uint32_t largest, struct random *random) {
    static const struct {
        uint16_t port;
        bool (*render)(struct dialogue *, uint32_t, uint32_t, struct random *);
    } topics[] = {
        [TOPIC_SMTP] = {25, render_smtp},
        [TOPIC_POP3] = {110, render_pop3},
        [TOPIC_NOISE] = {80, render_noise},
    };
    dialogue->topic = topic;
    dialogue->port = topics[topic].port;
    dialogue->turn_count = dialogue->size = 0;
    dialogue->messages = 0;
    dialogue->message_octets = 0;
    return topics[topic].render(dialogue, smallest, largest, random);
}

void dialogue_clear(struct dialogue *dialogue) {
    free(dialogue->octets);
    *dialogue = (struct dialogue){0};
}
