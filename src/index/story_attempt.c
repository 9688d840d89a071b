#include "index/story_inside.h"

static enum story_part part_of_silence(const struct summary *summary) {
    return summary->closed ? STORY_SILENT : STORY_SILENT_SO_FAR;
}

/* The SYN was never answered, or its answer never confirmed. */
static enum story_part part_of_unconnected(const struct summary *summary) {
    const struct connect_event *connect = &summary->attempt->connect;
    if (summary->ending == ENDING_CLOSE)
        return summary->closer == SIDE_CLIENT ? STORY_CLIENT_LEFT_FIRST : STORY_CLOSED_AT_ONCE;
    if (summary->ending == ENDING_RESET)
        return summary->closer == SIDE_CLIENT ? STORY_CLIENT_RESET : STORY_RESET_AT_ONCE;
    if (connect->answers > 0)
        return connect->syns > 0 ? STORY_UNCONFIRMED : STORY_UNSEEN_CLIENT;
    return connect->syns == 1 ? STORY_ONLY_TRY : STORY_UNANSWERED;
}

static enum story_part part_of(const struct summary *summary) {
    const struct attempt *attempt = summary->attempt;
    bool connected = attempt->connect.accepted;
    if (attempt->complaint.text && !connected)
        return attempt->complaint.from.size > 0 ? STORY_UNREACHABLE_SAYS : STORY_UNREACHABLE;
    if (summary->ending == ENDING_REFUSED)
        return STORY_CONNECTION_REFUSED;
    if (!connected)
        return part_of_unconnected(summary);
    if (attempt->unseen)
        return STORY_UNSEEN;
    if (summary->ending == ENDING_CLOSE)
        return STORY_CLOSED_AT_ONCE;
    return summary->ending == ENDING_RESET ? STORY_RESET_AT_ONCE : part_of_silence(summary);
}

void story_tell_attempt(struct story *story) {
    const struct summary *summary = story->summary;
    const struct attempt *attempt = summary->attempt;
    const struct connect_event *connect = &attempt->connect;
    enum story_part part = part_of(summary);
    char router[ENDPOINT_TEXT];
    endpoint_address_text(&attempt->complaint.from, router);
    uint64_t count = part == STORY_UNCONFIRMED ? connect->answers : connect->syns;
    STORY_SAY(story, part, count, WORD_SLICE("server", story_endpoint(story, &summary->server)),
              WORD("router", router),
              WORD("text", attempt->complaint.text ? _(attempt->complaint.text) : ""),
              WORD_NUMBER("count", count),
              WORD_SLICE("span", story_span(story, moment_since(summary->end, summary->start))));
}
