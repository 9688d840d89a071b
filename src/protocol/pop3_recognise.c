/* pop3_recognise.c: is this POP3? What is said decides; the port is a hint.
 *
 * +OK and -ERR are also redis, and USER, PASS, LIST or QUIT are also FTP, NNTP, IRC and redis: it
 * takes both sides to be sure. */
#include "protocol/pop3_inside.h"
#include "protocol/registry.h"

static bool is_reply(struct slice line) {
    struct pop3_status status;
    return pop3_status_read(line, false, &status) && status.outcome != OUTCOME_MORE;
}

static bool any_reply(const struct first_lines *lines) {
    for (size_t i = 0; i < lines->count; i++)
        if (is_reply(lines->line[i]))
            return true;
    return false;
}

/* A command that redis does not have. */
static bool is_own_command(struct slice line) {
    struct slice rest = line;
    struct slice verb = slice_word(&rest);
    return pop3_is_command(line) && !slice_equal_nocase(verb, SLICE("AUTH")) &&
           !slice_equal_nocase(verb, SLICE("QUIT"));
}

static bool any_command(const struct first_lines *lines, bool is_command(struct slice line)) {
    for (size_t i = 0; i < lines->count; i++)
        if (is_command(lines->line[i]))
            return true;
    return false;
}

/* The server greeted. */
static enum recognition judge_greeted(const struct opening *opening,
                                      const struct first_lines *client, bool hinted) {
    if (any_command(client, pop3_is_command))
        return RECOGNISED_SURE;
    if (client->count < FIRST_LINES && !opening->ended)
        return RECOGNISED_UNSURE;
    return hinted ? RECOGNISED_WEAK : RECOGNISED_NOT;
}

/* The client spoke first, or the start was not captured. */
static enum recognition judge_both(const struct opening *opening, const struct first_lines *client,
                                   const struct first_lines *server, bool hinted) {
    bool replies = any_reply(server);
    bool commands = any_command(client, is_own_command);
    if (replies && (commands || (hinted && any_command(client, pop3_is_command))))
        return RECOGNISED_SURE;
    bool may_come =
        opening->midstream && (client->count < FIRST_LINES || server->count < FIRST_LINES);
    if (!opening->ended && (may_come || client->count == 0 || server->count == 0))
        return RECOGNISED_UNSURE;
    return hinted && (replies || commands) ? RECOGNISED_WEAK : RECOGNISED_NOT;
}

static bool is_reversed(const struct opening *opening, const struct first_lines *client,
                        const struct first_lines *server) {
    return !opening->sides_known && client->count > 0 && is_reply(client->line[0]) &&
           any_command(server, is_own_command);
}

enum recognition pop3_recognise(const struct opening *opening) {
    const struct first_lines *client = &opening->first[SIDE_CLIENT];
    const struct first_lines *server = &opening->first[SIDE_SERVER];
    bool hinted = opening->hint == &pop3_protocol;
    if (is_reversed(opening, client, server))
        return RECOGNISED_REVERSED;
    bool replies = server->count > 0 && is_reply(server->line[0]);
    if (server->count > 0 && !replies && !opening->midstream)
        return RECOGNISED_NOT;
    if (opening->spoke_first[SIDE_SERVER] && replies)
        return judge_greeted(opening, client, hinted);
    return judge_both(opening, client, server, hinted);
}
