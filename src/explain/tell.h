/* tell.h: the files that explain one kind of thing each. For the files of this room. */
#ifndef HELOISE_EXPLAIN_TELL_H
#define HELOISE_EXPLAIN_TELL_H

#include "explain/telling.h"
#include "facts/facts.h"

/* mailbox.c: a path or domain as a command has it. */
void tell_mailbox(struct telling *telling, struct slice mailbox);
void tell_domain(struct telling *telling, struct slice domain);

/* parameter.c: NAME or NAME=VALUE of MAIL, RCPT and their like. */
void tell_parameter(struct telling *telling, struct slice parameter, struct slice verb);

/* The same file: NAME=VALUE words of XCLIENT and XFORWARD. */
void tell_attributes(struct telling *telling, struct slice attributes);

/* smtp_request.c, pop3_request.c: a command line, title and all. */
void tell_smtp_request(struct telling *telling, struct slice line);
void tell_pop3_request(struct telling *telling, struct slice line);

/* The fact of a POP3 command: it depends on the argument, and on the state (NULL: unknown). */
const struct pop3_command_fact *pop3_fact(struct slice verb, struct slice argument,
                                          const char *state);

/* The state that +OK leads to from another; `state` itself where the command does not move it.
 * Static; `state` may be NULL. */
const char *pop3_state_behind(const char *state, const struct command_event *command);

/* What a reply answers. */
struct answered {
    struct slice verb;      /* fact id: "RCPT", "(end-of-data)", "(connect)"; size 0: unknown */
    struct slice argument;  /* of the command */
    struct slice mechanism; /* of a SASL exchange */
    bool final_dot;         /* the verb in the fact tables' words is "dot" */
};

/* smtp_reply.c: a whole reply, as it stands in the raw line or is all of it. */
void tell_smtp_reply(struct telling *telling, struct slice reply, const struct answered *answered);

/* The enhanced code of a report or log where there is no reply: "5.1.1". False when it is none. */
bool tell_lone_status(struct telling *telling, struct slice status);

/* What its subject and detail say; NULL: it is none, or none that is known. */
const struct enhanced_fact *enhanced_meaning(struct slice status);

/* contradiction.c: where code, enhanced code and text of a reply do not agree. `text`: all lines
 * joined by blanks. */
void tell_contradictions(struct telling *telling, uint16_t code, struct enhanced_code enhanced,
                         struct slice text, const struct answered *answered);

/* offer.c: one line of EHLO's or CAPA's answer. */
void tell_extension(struct telling *telling, struct slice line);
void tell_capability(struct telling *telling, struct slice line);

/* pop3_reply.c: `telling->raw` is a whole reply, listing and all. */
void tell_pop3_reply(struct telling *telling, const struct answered *answered);

/* login.c: one line of a SASL exchange. `line` is base64, as it stands in the raw line; `mechanism`
 * may be of size 0: guessed. Tells the parts and the notes, and the title where there is none. */
struct login_step {
    struct slice line, mechanism;
    enum side side;
    unsigned step; /* of this side, from 1 */
};
void tell_login_step(struct telling *telling, const struct login_step *step);

/* The mechanism that a line of base64 gives away on its own; size 0: none, or it is no base64. */
struct slice login_guess(struct telling *telling, struct slice line, enum side side);

/* next.c: the commands that the standard allows in a state. */
void tell_next_commands(struct telling *telling, const char *state);

/* log_line.c: a line of a mail log: the reply in it; false where it is none. */
bool tell_log_line(struct telling *telling, struct slice line);

/* report_block.c: the fields that a bounce has for one recipient, a line each (RFC 3464 2.3); false
 * where it is none. */
bool tell_report_block(struct telling *telling, struct slice block);

/* The fact table's word for a command as logs name it: "RCPT TO", "end of DATA". Size 0: none. */
struct slice logged_command(struct slice text);

/* word.c: a word that stands alone, with what may follow it; nearest.c: what was perhaps meant. */
bool tell_word(struct telling *telling, struct slice line, const char *protocol);
void tell_nearest(struct telling *telling, struct slice line);

/* happening.c: events that are no lines of the protocol, and the line that stands for one: "DATA
 * 1476" for a message, version, cipher and name for TLS, "fatal unknown_ca" for its alerts. False
 * when memory ran out. */
bool happening_line(const struct event *event, struct arena *arena, struct slice *line);
/* Of the line VIA SP octets. */
void tell_sizes(struct telling *telling, const struct message_event *message);
void tell_happening(struct telling *telling, const struct transcript_entry *entry);

/* message.c: a message in its session, from begin to end; what is to be told of it stands in
 * header.h. False when memory ran out. */
bool explain_message(struct telling *telling, const struct transcript_entry *entry);

/* header_field.c: a line "Name: value" of a header that is known; false where it is none. */
bool tell_header_line(struct telling *telling, struct slice line);

/* proxy.c: the same of a proxy in front of the session. */
void proxy_line(const struct proxy_event *proxy, struct writer *writer);
void tell_proxy(struct telling *telling, const struct transcript_entry *entry);

/* tls.c: the same of a handshake of TLS, or an alert. */
void tls_line(const struct tls_event *tls, struct writer *writer);
void tell_tls(struct telling *telling, const struct transcript_entry *entry);

/* amount.c: numbers as people read them, in the arena. */
struct slice amount_octets(struct telling *telling, uint64_t octets);
struct slice amount_seconds(struct telling *telling, uint64_t seconds);

/* pieces.c: takes the next run of octets that are neither blank nor comma off the front. */
struct slice take_item(struct slice *rest);
/* The next line off the front, without its CRLF. */
struct slice take_line(struct slice *rest);
/* What stands before the next `octet` off the front, and the octet; all, and false, without one. */
bool take_until(struct slice *rest, uint8_t octet, struct slice *field);

#endif
