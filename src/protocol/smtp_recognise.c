/* smtp_recognise.c: is this SMTP or LMTP? What is said decides; the port is a hint. */
#include "protocol/registry.h"
#include "protocol/smtp_inside.h"

/* Verbs that only SMTP and LMTP have; QUIT, NOOP, HELP and AUTH are spoken elsewhere too. */
static bool is_mail_command(struct slice line) {
    struct slice rest = line;
    const struct smtp_verb *verb = smtp_verb_take(&rest);
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
    const struct smtp_verb *verb = smtp_verb_take(&rest);
    return verb && !(verb->flags & SMTP_FOREIGN);
}

static uint16_t reply_code(struct slice line) {
    bool more;
    uint16_t code = smtp_reply_code(line, &more);
    return code >= 200 && code < 600 ? code : 0;
}

/* Mostly in capitals, which are found faster. */
static bool has_name(struct slice greeting, struct slice name) {
    return slice_search(greeting, name) != SLICE_NONE ||
           slice_search_nocase(greeting, name) != SLICE_NONE;
}

static bool names_protocol(struct slice greeting) {
    return has_name(greeting, SLICE("SMTP")) || has_name(greeting, SLICE("LMTP"));
}

/* FTP greets with 220, too, and its programs have it in their names: vsFTPd, ProFTPD. A host may be
 * called ftp.example.org. */
static bool names_ftp(struct slice greeting) {
    size_t at = slice_search_nocase(greeting, SLICE("FTP"));
    struct slice after = slice_from(greeting, at == SLICE_NONE ? greeting.size : at + 3);
    return at != SLICE_NONE && (after.size == 0 || (after.data[0] != '.' && after.data[0] != '-'));
}

/* Where others than mail servers greet with such codes, their clients log in by USER. */
static bool logs_in(struct slice line) {
    return slice_equal_nocase(slice_word(&line), SLICE("USER"));
}

/* A greeting at a port of ours that names no protocol: the client shows whether it is one of
 * ours. */
static enum recognition judge_greeting(const struct opening *opening, struct slice greeting,
                                       const struct first_lines *client) {
    bool ftp = names_ftp(greeting);
    if (client->count > 0)
        return ftp || logs_in(client->line[0]) ? RECOGNISED_NOT : RECOGNISED_SURE;
    if (!opening->ended)
        return RECOGNISED_UNSURE;
    return ftp ? RECOGNISED_NOT : RECOGNISED_WEAK;
}

static bool hinted(const struct opening *opening) {
    return opening->hint == &smtp_protocol || opening->hint == &lmtp_protocol;
}

/* The server spoke: a greeting, or midstream any reply. */
static enum recognition judge_server(const struct opening *opening,
                                     const struct first_lines *server,
                                     const struct first_lines *client) {
    uint16_t code = reply_code(server->line[0]);
    bool command = client->count > 0 && is_mail_command(client->line[0]);
    if (code == 0) {
        bool later = opening->midstream && hinted(opening) &&
                     (command || (server->count > 1 && reply_code(server->line[1])));
        return later                                                        ? RECOGNISED_SURE
               : opening->midstream && hinted(opening) && server->count < 2 ? RECOGNISED_UNSURE
                                                                            : RECOGNISED_NOT;
    }
    bool greets = code == 220 || code >= 400;
    if (command || (greets && names_protocol(server->line[0])))
        return RECOGNISED_SURE;
    if (hinted(opening) && opening->midstream)
        return RECOGNISED_SURE;
    if (hinted(opening) && greets)
        return judge_greeting(opening, server->line[0], client);
    if ((client->count > 0 && !is_command(client->line[0])) || opening->ended)
        return RECOGNISED_NOT;
    return client->count > 1 ? RECOGNISED_NOT : RECOGNISED_UNSURE;
}

/* Only the client was heard: it speaks early, or the server was not captured. */
static enum recognition judge_client(const struct opening *opening,
                                     const struct first_lines *client) {
    bool first = is_mail_command(client->line[0]);
    bool second = client->count > 1 && is_mail_command(client->line[1]);
    if (first && second)
        return RECOGNISED_SURE;
    if (first)
        return opening->ended ? RECOGNISED_WEAK : RECOGNISED_UNSURE;
    if (!hinted(opening))
        return is_command(client->line[0]) && !opening->ended ? RECOGNISED_UNSURE : RECOGNISED_NOT;
    if (!opening->ended)
        return RECOGNISED_UNSURE;
    return opening->midstream || is_command(client->line[0]) ? RECOGNISED_WEAK : RECOGNISED_NOT;
}

/* The ends were guessed the wrong way round: the "client" greets and the "server" gives commands.
 */
static bool is_reversed(const struct opening *opening, const struct first_lines *client,
                        const struct first_lines *server) {
    return !opening->sides_known && client->count > 0 && server->count > 0 &&
           reply_code(client->line[0]) && is_mail_command(server->line[0]);
}

enum recognition smtp_recognise(const struct opening *opening) {
    const struct first_lines *client = &opening->first[SIDE_CLIENT];
    const struct first_lines *server = &opening->first[SIDE_SERVER];
    if (is_reversed(opening, client, server))
        return RECOGNISED_REVERSED;
    bool may_reverse = !opening->sides_known && client->count > 0 && reply_code(client->line[0]);
    if (server->count > 0 && !may_reverse)
        return judge_server(opening, server, client);
    if (client->count > 0 && !may_reverse)
        return judge_client(opening, client);
    return opening->ended ? RECOGNISED_NOT : RECOGNISED_UNSURE;
}

/* Most greetings have a P, where a search stops, and no L. */
static bool greets_as_lmtp(struct slice line) {
    return slice_find(line, 'L') != SLICE_NONE &&
           slice_search(line, SLICE(" LMTP")) != SLICE_NONE && reply_code(line) == 220;
}

/* LMTP shows itself by LHLO or by its greeting, or is at home on its port; the module then is the
 * same. */
enum recognition lmtp_recognise(const struct opening *opening) {
    const struct first_lines *client = &opening->first[SIDE_CLIENT];
    const struct first_lines *server = &opening->first[SIDE_SERVER];
    if (client->count > 0 && slice_starts_nocase(client->line[0], SLICE("LHLO")))
        return RECOGNISED_SURE;
    if (server->count > 0 && greets_as_lmtp(server->line[0]))
        return RECOGNISED_SURE;
    return opening->hint == &lmtp_protocol ? smtp_recognise(opening) : RECOGNISED_NOT;
}
