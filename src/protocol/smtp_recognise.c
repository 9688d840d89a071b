/* smtp_recognise.c: is this SMTP or LMTP? What is said decides; the port is a hint. */
#include "protocol/first_lines.h"
#include "protocol/registry.h"
#include "protocol/smtp_inside.h"

enum { SMTP_LOOKS = 2 }; /* lines of each side that recognition looks at */

/* Verbs that only SMTP and LMTP have; QUIT, NOOP, HELP and AUTH are spoken elsewhere too. */
static bool is_mail_command(struct slice line) {
    struct slice rest = line;
    const struct smtp_verb *verb = smtp_verb_find(slice_word(&rest));
    if (!verb)
        return false;
    rest = slice_trim(rest);
    switch (verb->act) {
    case ACT_HELLO:
        return true;
    case ACT_SENDER:
        return slice_starts_nocase(rest, SLICE("FROM"));
    case ACT_RECIPIENT:
        return slice_starts_nocase(rest, SLICE("TO"));
    default:
        return false;
    }
}

/* Any verb of the table in a line that could be a command. */
static bool is_command(struct slice line) {
    struct slice rest = line;
    const struct smtp_verb *verb = smtp_verb_find(slice_word(&rest));
    return verb && !(verb->flags & SMTP_FOREIGN);
}

static uint16_t reply_code(struct slice line) {
    bool more;
    uint16_t code = smtp_reply_code(line, &more);
    return code >= 200 && code < 600 ? code : 0;
}

static bool names_protocol(struct slice greeting) {
    return slice_search_nocase(greeting, SLICE("SMTP")) != SLICE_NONE ||
           slice_search_nocase(greeting, SLICE("LMTP")) != SLICE_NONE;
}

static bool hinted(const struct opening *opening) {
    return opening->hint == &smtp_protocol || opening->hint == &lmtp_protocol;
}

/* The server spoke: a greeting, or midstream any reply. */
static enum recognition judge_server(const struct opening *opening, struct first_lines server,
                                     struct first_lines client) {
    uint16_t code = reply_code(server.line[0]);
    bool command = client.count > 0 && is_mail_command(client.line[0]);
    if (code == 0) {
        bool later = opening->midstream && hinted(opening) &&
                     (command || (server.count > 1 && reply_code(server.line[1])));
        return later                                                       ? RECOGNISED_SURE
               : opening->midstream && hinted(opening) && server.count < 2 ? RECOGNISED_UNSURE
                                                                           : RECOGNISED_NOT;
    }
    bool greets = code == 220 || code >= 400;
    if (command || (hinted(opening) && (greets || opening->midstream)))
        return RECOGNISED_SURE;
    if (greets && names_protocol(server.line[0]))
        return RECOGNISED_SURE;
    if (client.count > 0 && !is_command(client.line[0]))
        return hinted(opening) ? RECOGNISED_WEAK : RECOGNISED_NOT;
    if (opening->ended)
        return hinted(opening) ? RECOGNISED_WEAK : RECOGNISED_NOT;
    return client.count > 1 ? RECOGNISED_NOT : RECOGNISED_UNSURE;
}

/* Only the client was heard: it speaks early, or the server was not captured. */
static enum recognition judge_client(const struct opening *opening, struct first_lines client) {
    bool first = is_mail_command(client.line[0]);
    bool second = client.count > 1 && is_mail_command(client.line[1]);
    if (first && second)
        return RECOGNISED_SURE;
    if (first)
        return opening->ended ? RECOGNISED_WEAK : RECOGNISED_UNSURE;
    if (!hinted(opening))
        return is_command(client.line[0]) && !opening->ended ? RECOGNISED_UNSURE : RECOGNISED_NOT;
    if (!opening->ended)
        return RECOGNISED_UNSURE;
    return opening->midstream || is_command(client.line[0]) ? RECOGNISED_WEAK : RECOGNISED_NOT;
}

/* The ends were guessed the wrong way round: the "client" greets and the "server" gives commands.
 */
static bool is_reversed(const struct opening *opening, struct first_lines client,
                        struct first_lines server) {
    return !opening->sides_known && client.count > 0 && server.count > 0 &&
           reply_code(client.line[0]) && is_mail_command(server.line[0]);
}

enum recognition smtp_recognise(const struct opening *opening) {
    struct first_lines client = first_lines(opening->said[SIDE_CLIENT], SMTP_LOOKS);
    struct first_lines server = first_lines(opening->said[SIDE_SERVER], SMTP_LOOKS);
    if (is_reversed(opening, client, server))
        return RECOGNISED_REVERSED;
    bool may_reverse = !opening->sides_known && client.count > 0 && reply_code(client.line[0]);
    if (server.count > 0 && !may_reverse)
        return judge_server(opening, server, client);
    if (client.count > 0 && !may_reverse)
        return judge_client(opening, client);
    return opening->ended ? RECOGNISED_NOT : RECOGNISED_UNSURE;
}

/* LMTP shows itself by LHLO or by its greeting; the module then is the same. */
enum recognition lmtp_recognise(const struct opening *opening) {
    struct first_lines client = first_lines(opening->said[SIDE_CLIENT], SMTP_LOOKS);
    struct first_lines server = first_lines(opening->said[SIDE_SERVER], SMTP_LOOKS);
    bool greets = server.count > 0 && reply_code(server.line[0]) == 220;
    if (client.count > 0 && slice_starts_nocase(client.line[0], SLICE("LHLO")))
        return RECOGNISED_SURE;
    if (greets && (opening->hint == &lmtp_protocol ||
                   slice_search(server.line[0], SLICE(" LMTP")) != SLICE_NONE))
        return RECOGNISED_SURE;
    return RECOGNISED_NOT;
}
