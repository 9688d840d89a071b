#include "index/story_inside.h"

/* ---- who was kept out ---- */

static struct slice target_of(struct story *story, const struct passage_taken *passage) {
    char address[ENDPOINT_TEXT];
    endpoint_address_text(&passage->target, address);
    bool named = passage->name.size > 0;
    return STORY_PHRASE(
        story, named || passage->target.size > 0 ? STORY_ADDRESS_AND_PORT : STORY_UNSEEN_TARGET, 1,
        WORD_SLICE("address", named ? passage->name : slice_string(address)),
        WORD_NUMBER("port", passage->target.port));
}

static bool tell_proxy(struct story *story) {
    const struct summary *summary = story->summary;
    const struct passage_taken *passage = summary->passage;
    if (!passage || summary->greeted)
        return false;
    struct slice target = target_of(story, passage);
    struct slice reason = story_reason(story, passage->text);
    STORY_SAY(story,
              passage->outcome != OUTCOME_REFUSED ? STORY_PROXY_SILENT
              : reason.size > 0                   ? STORY_PROXY_REFUSED
                                                  : STORY_PROXY_REFUSED_PLAIN,
              1, WORD_SLICE("proxy", story_endpoint(story, &summary->server)),
              WORD_SLICE("target", target), WORD_SLICE("reason", reason));
    return true;
}

static bool tell_greeting(struct story *story) {
    if (story->summary->ending != ENDING_REFUSED)
        return false;
    struct slice reason = story_reason(story, story->summary->reason);
    STORY_SAY(story, reason.size > 0 ? STORY_NOT_LET_IN_REASON : STORY_NOT_LET_IN, 1,
              WORD_SLICE("server", story_server(story)), WORD_SLICE("reason", reason));
    return true;
}

/* A login that was refused, and was the last. */
static bool tell_login(struct story *story) {
    static const enum story_part parts[2][2] = {
        {STORY_LOGIN_REFUSED, STORY_LOGIN_REFUSED_REASON},
        {STORY_LOGIN_OF_REFUSED, STORY_LOGIN_OF_REFUSED_REASON}};
    const struct summary *summary = story->summary;
    if (!outcome_is_refusal(summary->login))
        return false;
    if (summary->login_given_up) {
        STORY_SAY(story, STORY_LOGIN_GIVEN_UP, 1, WORD_SLICE("server", story_server(story)));
        return true;
    }
    struct slice reason = story_reason(story, summary->reason);
    STORY_SAY(story, parts[summary->user.size > 0][reason.size > 0], 1,
              WORD_SLICE("server", story_server(story)), WORD_SLICE("user", summary->user),
              WORD_SLICE("reason", reason));
    return true;
}

/* ---- what could not be read ---- */

/* Who said no to the other's TLS. */
static bool tell_alert(struct story *story) {
    const struct summary *summary = story->summary;
    if (summary->tls_alert.size == 0)
        return false;
    STORY_SAY(
        story, summary->tls_alert_side == SIDE_CLIENT ? STORY_CLIENT_ALERTED : STORY_SERVER_ALERTED,
        1, WORD_SLICE("server", story_server(story)), WORD_SLICE("alert", summary->tls_alert));
    return true;
}

/* Sizes are all that a sealed session shows. Hellos, commands and replies seldom fill so much. */
static enum story_part part_of_sealed(const struct summary *summary) {
    enum { MAIL_AT_LEAST = 4096 };
    uint64_t sent = summary->sealed[SIDE_CLIENT], received = summary->sealed[SIDE_SERVER];
    if (sent >= MAIL_AT_LEAST && sent > received)
        return STORY_SEALED_DELIVERY;
    if (received >= MAIL_AT_LEAST && received > sent)
        return STORY_SEALED_RETRIEVAL;
    return summary->tls == TLS_STARTTLS ? STORY_SEALED_LATER : STORY_SEALED;
}

static bool tell_sealed(struct story *story) {
    const struct summary *summary = story->summary;
    if (summary->sealed[SIDE_CLIENT] + summary->sealed[SIDE_SERVER] == 0)
        return false;
    STORY_SAY(story, part_of_sealed(summary), 1, WORD_SLICE("server", story_server(story)),
              WORD_NUMBER("sent", summary->sealed[SIDE_CLIENT]),
              WORD_NUMBER("received", summary->sealed[SIDE_SERVER]));
    return true;
}

/* Packets of one side alone: a server that is there is known by its SYN-ACK or its words. */
static bool tell_one_side(struct story *story) {
    const struct summary *summary = story->summary;
    enum story_part part;
    if (summary->octets[SIDE_SERVER] == 0)
        part = summary->verdict == VERDICT_ABORTED ? STORY_NEVER_ANSWERED : STORY_CLIENT_SIDE_ONLY;
    else if (summary->octets[SIDE_CLIENT] == 0)
        part = summary->replied ? STORY_SERVER_SIDE_ONLY : STORY_SAID_NOTHING;
    else
        return false;
    STORY_SAY(story, part, 1, WORD_SLICE("server", story_server(story)));
    return true;
}

/* ---- who came and went ---- */

static bool tell_server_left(struct story *story) {
    const struct summary *summary = story->summary;
    if (!summary->closed || summary->closer != SIDE_SERVER || summary->farewell)
        return false;
    struct slice reason = story_reason(story, summary->reason);
    bool no_tls = summary->tls == TLS_STARTTLS && !summary->decrypted;
    STORY_SAY(story,
              summary->reset && no_tls ? STORY_TLS_RESET
              : summary->reset         ? STORY_SERVER_RESET
              : reason.size > 0        ? STORY_SERVER_LEFT_REASON
                                       : STORY_SERVER_LEFT,
              1, WORD_SLICE("server", story_server(story)), WORD_SLICE("reason", reason));
    return true;
}

static enum story_part part_of_visit(const struct summary *summary) {
    bool hello = summary->hello.size > 0;
    if (summary->login == OUTCOME_OK)
        return !summary->has_maildrop ? STORY_LOGGED_IN
               : summary->maildrop    ? STORY_LEFT_ALL
                                      : STORY_EMPTY;
    if (summary->closed && summary->unanswered && !summary->farewell)
        return STORY_CLIENT_LEFT;
    if (summary->farewell)
        return hello ? STORY_CAME_AND_QUIT : STORY_QUIT_ONLY;
    if (hello)
        return summary->closed ? STORY_CAME_AND_LEFT : STORY_SAID_HELLO;
    return STORY_CAME;
}

static void tell_visit(struct story *story) {
    const struct summary *summary = story->summary;
    struct slice user = summary->user.size > 0
                            ? summary->user
                            : STORY_PHRASE(story, STORY_THE_CLIENT_FIRST, 1, WORD("", ""));
    STORY_SAY(story, part_of_visit(summary), summary->maildrop,
              WORD_SLICE("server", story_server(story)), WORD_SLICE("user", user),
              WORD_NUMBER("count", summary->maildrop));
}

void story_tell_quiet(struct story *story) {
    static bool (*const tellers[])(struct story * story) = {
        tell_proxy,    tell_alert, tell_sealed,     tell_greeting,
        tell_one_side, tell_login, tell_server_left};
    for (size_t i = 0; i < sizeof tellers / sizeof *tellers; i++)
        if (tellers[i](story))
            return;
    tell_visit(story);
}
