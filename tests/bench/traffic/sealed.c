#include "sealed.h"

#include "hello.h"

enum { RECORD_CIPHER_CHANGE = 20, RECORD_DATA = 23 };

/* Octets under TLS, in records of at most 2^14 and the tag (RFC 8446 5.2). */
static void say_sealed(struct dialogue *dialogue, int side, size_t size, struct random *random) {
    enum { LONGEST = 16384, TAG = 17 };
    do {
        size_t part = size < LONGEST ? size : LONGEST;
        uint8_t header[] = {RECORD_DATA, 3, 3, (uint8_t)((part + TAG) >> 8), (uint8_t)(part + TAG)};
        say_octets(dialogue, side, header, sizeof header);
        say_random(dialogue, side, part + TAG, random);
        size -= part;
    } while (size > 0);
}

static void say_cipher_change(struct dialogue *dialogue, int side) {
    say_octets(dialogue, side, (uint8_t[]){RECORD_CIPHER_CHANGE, 3, 3, 0, 1, 1}, 6);
}

static void shake_hands(struct dialogue *dialogue, struct random *random) {
    struct growing hello = {0};
    hello_of_client(&hello, random);
    say_octets(dialogue, CLIENT, hello.octets, hello.size);
    growing_empty(&hello);
    hello_of_server(&hello, random);
    say_octets(dialogue, SERVER, hello.octets, hello.size);
    growing_free(&hello);
    dialogue->truth.sealed = dialogue->said.size;
    say_cipher_change(dialogue, SERVER);
    say_sealed(dialogue, SERVER, random_between(random, 900, 4000), random); /* certificate … */
    say_cipher_change(dialogue, CLIENT);
    say_sealed(dialogue, CLIENT, 53, random);
}

/* A few short exchanges, then something longer from one side, and close_notify. */
static void talk_sealed(struct dialogue *dialogue, const struct subject *subject) {
    struct random *random = subject->random;
    for (unsigned i = random_between(random, 2, 8); i > 0; i--) {
        say_sealed(dialogue, SERVER, random_between(random, 10, 200), random);
        say_sealed(dialogue, CLIENT, random_between(random, 6, 60), random);
    }
    int side = random_between(random, 0, 3) ? CLIENT : SERVER;
    say_sealed(dialogue, side, random_size(random, subject->smallest, subject->largest), random);
    say_sealed(dialogue, !side, 30, random);
    say_sealed(dialogue, CLIENT, 2, random);
    say_sealed(dialogue, SERVER, 2, random);
    dialogue->truth.ending = "close";
}

void render_tls(struct dialogue *dialogue, const struct subject *subject) {
    dialogue->truth.tls = "implicit";
    shake_hands(dialogue, subject->random);
    talk_sealed(dialogue, subject);
}

void render_starttls(struct dialogue *dialogue, const struct subject *subject) {
    dialogue->truth.tls = "starttls";
    say(dialogue, SERVER, "220 mail.example.org ESMTP Postfix\r\n");
    say(dialogue, CLIENT, "EHLO client%u.example.net\r\n",
        random_between(subject->random, 1, 9999));
    say(dialogue, SERVER,
        "250-mail.example.org\r\n250-PIPELINING\r\n250-SIZE 10240000\r\n250-STARTTLS\r\n"
        "250-ENHANCEDSTATUSCODES\r\n250 8BITMIME\r\n");
    say(dialogue, CLIENT, "STARTTLS\r\n");
    say(dialogue, SERVER, "220 2.0.0 Ready to start TLS\r\n");
    shake_hands(dialogue, subject->random);
    talk_sealed(dialogue, subject);
}

void render_stls(struct dialogue *dialogue, const struct subject *subject) {
    dialogue->truth.tls = "starttls";
    say(dialogue, SERVER, "+OK Dovecot ready.\r\n");
    say(dialogue, CLIENT, "CAPA\r\n");
    say(dialogue, SERVER, "+OK\r\nCAPA\r\nTOP\r\nUIDL\r\nPIPELINING\r\nSTLS\r\nUSER\r\n.\r\n");
    say(dialogue, CLIENT, "STLS\r\n");
    say(dialogue, SERVER, "+OK Begin TLS negotiation now.\r\n");
    shake_hands(dialogue, subject->random);
    talk_sealed(dialogue, subject);
}
