/* conversation_inside.h: what a conversation is made of. For serve_*.c and conversation.c
 * alone. */
#ifndef HELOISE_PRACTICE_CONVERSATION_INSIDE_H
#define HELOISE_PRACTICE_CONVERSATION_INSIDE_H

#include "practice/conversation.h"
#include "practice/login.h"
#include "protocol/dots.h"
#include "protocol/pop3_command.h"
#include "protocol/smtp_verb.h"

enum {
    LINE_MOST = 12288 + 2,  /* octets of a line: RFC 4954 4 */
    OUT_ENOUGH = 64 * 1024, /* octets that wait to go out: nothing more is taken in */
    ERRORS_MOST = 20,
    RECIPIENTS_MOST = 1000,
    PATH_MOST = 320, /* octets of an address that is kept: 64 + 1 + 255 */
    HELLO_MOST = 255,
};

/* Somebody whom the message at hand is for. */
struct addressee {
    const struct account *account; /* NULL: somebody elsewhere; the mail is kept, not relayed */
};

/* What SMTP and LMTP remember. */
struct smtp_side {
    enum smtp_state state;
    bool extended; /* EHLO or LHLO, not HELO */
    char hello[HELLO_MOST + 1];
    char sender[PATH_MOST + 1];
    char first_recipient[PATH_MOST + 1];
    bool utf8;
    struct addressee *recipients;
    size_t recipient_count, recipient_room;
    struct buffer text; /* of the message, behind its trace */
    char id[STORE_ID];
    struct dots dots;
    uint64_t chunk_left; /* octets of BDAT's chunk that are still to come */
    bool chunked, chunk_last, chunk_refused;
    uint64_t content; /* octets of the message so far, */
    uint64_t counted; /* and of those that the house counts */
    bool too_big, no_memory;
    struct scenario_answer content_answer;
};

/* What POP3 remembers. */
struct pop3_side {
    enum pop3_state state;
    char stamp[STORE_ID + 300];  /* of the greeting, for APOP */
    const struct account *named; /* by USER; NULL: nobody, or nobody that is known */
    bool user_given;
    struct maildrop maildrop;
    struct mail *sending; /* RETR, TOP: from `sent` octets on */
    size_t sent;
    uint64_t lines_left; /* of the body; UINT64_MAX: all */
    bool in_body, line_start;
};

struct conversation;

/* A protocol as the practice server speaks it. */
struct speech {
    void (*greet)(struct conversation *conversation);
    void (*line)(struct conversation *conversation, struct slice line);
    void (*too_long)(struct conversation *conversation);
    /* A login is over: conversation->account is who. */
    void (*login_done)(struct conversation *conversation);
    const char *challenge;                      /* before a challenge: "334 ", "+ " */
    const char *cancelled, *nonsense, *refused; /* whole replies */
    const char *expired, *shuts;                /* after a long silence; when the server goes */
    const char *service;                        /* for SASL */
    void (*forget)(struct conversation *conversation); /* at TLS */
    void (*clear)(struct conversation *conversation);
};

extern const struct speech smtp_speech, pop3_speech;

enum mode { MODE_LINES, MODE_DOTS, MODE_CHUNK, MODE_LOGIN };

struct conversation {
    struct house *house;
    const struct speech *speech;
    enum service service;
    struct endpoint client;
    struct moment now;
    enum mode mode;
    struct scenario_memory *memory; /* NULL: the scenario has no rules */
    bool secure;
    uint8_t exporter[TLS_BINDING];
    size_t exporter_size;
    struct buffer out; /* from `gone` on it is still to go */
    size_t gone;
    size_t held_from;   /* what stands from here on has to wait until `due` */
    struct moment due;  /* ns 0: nothing waits */
    struct slice again; /* what is said for ever; size 0: nothing */
    size_t pieces;      /* octets at a time; 0: all */
    duration pause;
    enum conversation_wish wish;
    struct slice garbage;
    unsigned errors;
    struct login login;
    const struct account *account; /* who has logged in */
    struct smtp_side smtp;
    struct pop3_side pop3;
};

/* Adds to what goes out: a line, its end added as the scenario wants it. */
void conversation_say(struct conversation *conversation, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same for octets as they are. */
void conversation_add(struct conversation *conversation, struct slice octets);

/* Asks the scenario. */
struct scenario_answer conversation_ask(struct conversation *conversation, const char *stage,
                                        struct slice argument, uint64_t envelope);

/* Does what the answer says to what was said from `from` (an offset of `out`) on. */
void conversation_obey(struct conversation *conversation, const struct scenario_answer *answer,
                       size_t from);

/* One more thing that was no good; past ERRORS_MOST true: the client has to go. */
bool conversation_count_error(struct conversation *conversation);

/* The client was told to begin TLS. */
void conversation_await_tls(struct conversation *conversation);

/* Begins a login; true when it goes on with lines, or is over (the speech has said so). False: the
 * mechanism is not offered. */
bool conversation_login(struct conversation *conversation, struct slice mechanism,
                        bool has_response, struct slice response);

/* FNV-1a over octets, for fingerprints of envelopes. */
uint64_t conversation_mix(uint64_t print, struct slice octets);

/* ---- SMTP: the verbs that serve_smtp.c hands on. Each says its reply and returns its code. ----
 */

int smtp_mail(struct conversation *conversation, struct slice argument);
int smtp_rcpt(struct conversation *conversation, struct slice argument);

/* The envelope is forgotten; who has logged in is not. */
void smtp_reset(struct conversation *conversation);

/* What was received of the message is given back. */
void smtp_drop_text(struct conversation *conversation);

/* Fingerprint of client, sender and a recipient's command. */
uint64_t smtp_envelope(const struct conversation *conversation, struct slice argument);

int smtp_data(struct conversation *conversation, struct slice argument);

/* BDAT is read before it is judged: its content follows in any case. Its reply comes after that. */
void smtp_bdat(struct conversation *conversation, struct slice argument, bool allowed);

/* Content: takes octets off the front of the text; returns how many. */
size_t smtp_take_content(struct conversation *conversation, struct slice text);

/* ---- POP3: the commands of a maildrop; each says its reply and returns whether it is +OK. ---- */

typedef bool pop3_handler(struct conversation *conversation, struct slice argument);
pop3_handler pop3_stat, pop3_list, pop3_uidl, pop3_retr, pop3_top, pop3_dele, pop3_rset, pop3_quit;

/* Opens the maildrop of who has logged in; says the reply. */
bool pop3_open(struct conversation *conversation);

/* Adds what follows of the message that is being sent. */
void pop3_send_on(struct conversation *conversation);

#endif
