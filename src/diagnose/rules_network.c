/* The network, as far as it spoils the mail: packets lost, packets too large, windows closed,
 * clocks that disagree (RFC 1191, RFC 2923, RFC 9293). */
#include "base/units.h"
#include "diagnose/rule.h"

enum {
    WINDOW_CLOSED = 5, /* seconds */
    LOSS_SEGMENTS = 3, /* fewer may be chance */
    LOSS_PERCENT = 1,
    TWICE_LEAST = 90, /* per cent */
    TWICE_MOST = 110,
    STUCK_SEGMENTS = 3,
    STUCK_SECONDS = 3,
    FULL_SEGMENT = 1000, /* octets on average: no paths that matter take less than that */
    CLOCK_BACK = 1,      /* seconds */
};

/* ---- windows ---- */

static void found_window(struct diagnosis *diagnosis, uint32_t n, enum side side, duration closed) {
    uint64_t seconds = whole_seconds(closed);
    static const char *const sentences[] = {
        N_("the client took nothing for {seconds} s (zero window)"),
        N_("the server took nothing for {seconds} s (zero window)"),
    };
    if (seconds >= WINDOW_CLOSED)
        FOUND_SAY_ON(n, sentences[side], WORD_NUMBER("seconds", seconds));
}

/* It opened again, or the session is over. */
void judge_zero_window(struct diagnosis *diagnosis, const struct course *course,
                       const struct event *event) {
    const struct course_network *network = &course->network;
    for (int side = 0; side < 2; side++) {
        bool opens = event && event->side == (enum side)side &&
                     event->network.notice.kind == NOTICE_WINDOW_OPEN;
        if (network->closed[side] == EVENT_NOTHING || (event && !opens))
            continue;
        struct moment until = event ? event->at : course_end(course);
        found_window(diagnosis, network->closed[side], (enum side)side,
                     moment_since(until, network->closed_at[side]));
    }
}

/* ---- loss ---- */

/* How much of what a side sent was sent again, in hundredths. */
static uint64_t percent_again(const struct course *course, enum side side) {
    uint64_t all = session_octets(course->session, side);
    return all > 0 ? course->network.again_octets[side] * 100 / all : 0;
}

/* No network loses every packet once: the capture has each of them twice. */
static bool is_twice(const struct course *course, enum side side) {
    uint64_t percent = percent_again(course, side);
    return course->network.again[side] >= LOSS_SEGMENTS && percent >= TWICE_LEAST &&
           percent <= TWICE_MOST;
}

void judge_captured_twice(struct diagnosis *diagnosis, const struct course *course,
                          const struct event *event) {
    bool client = is_twice(course, SIDE_CLIENT), server = is_twice(course, SIDE_SERVER);
    (void)event;
    if (client && server)
        FOUND_ON(EVENT_NOTHING);
    else if (client)
        FOUND_PLAIN_ON(EVENT_NOTHING, N_("every packet of the client is in the capture twice"));
    else if (server)
        FOUND_PLAIN_ON(EVENT_NOTHING, N_("every packet of the server is in the capture twice"));
}

/* ---- packets too large for the path ---- */

/* Full segments again and again, nothing new between them, and no answer until the end. What TLS
 * hides may be an answer. */
static bool is_stuck(const struct course *course, enum side side) {
    const struct course_run *run = &course->network.runs[side];
    struct moment fresh = {course->network.said[side].ns - DURATION_SECOND};
    return run->n != EVENT_NOTHING && run->count >= STUCK_SEGMENTS && !course_sealed(course) &&
           run->octets / run->count >= FULL_SEGMENT &&
           whole_seconds(moment_since(run->end, run->at)) >= STUCK_SECONDS &&
           !moment_before(run->at, fresh);
}

static void found_told(struct diagnosis *diagnosis, const struct course *course, uint32_t n) {
    const struct course_network *network = &course->network;
    char address[ENDPOINT_TEXT];
    endpoint_address_text(&network->router, address);
    FOUND_SAY_ON(n,
                 network->mtu > 0
                     ? N_("{address} said that the next link takes packets of {mtu} octets, and "
                          "larger ones went on being sent")
                     : N_("{address} said that the packets are too large for the next link, and "
                          "they went on being sent"),
                 WORD("address", address), WORD_NUMBER("mtu", network->mtu));
}

void judge_path_mtu(struct diagnosis *diagnosis, const struct course *course,
                    const struct event *event) {
    static const char *const sentences[] = {
        N_("the client sent full packets again {count} times in {seconds} s, and nothing shows "
           "that "
           "one arrived"),
        N_("the server sent full packets again {count} times in {seconds} s, and nothing shows "
           "that "
           "one arrived"),
    };
    (void)event;
    for (int side = 0; side < 2; side++) {
        const struct course_run *run = &course->network.runs[side];
        if (!is_stuck(course, (enum side)side))
            continue;
        if (course->network.complained && course->network.complained_of == (enum side)side)
            found_told(diagnosis, course, run->n);
        else
            FOUND_SAY_ON(run->n, sentences[side], WORD_NUMBER("count", run->count),
                         WORD_NUMBER("seconds", whole_seconds(moment_since(run->end, run->at))));
    }
}

/* What is sent again because it was too large for the path was not lost: where nothing large gets
 * through at all, path-mtu tells it. */
void judge_packet_loss(struct diagnosis *diagnosis, const struct course *course,
                       const struct event *event) {
    static const char *const sentences[] = {
        N_("{count} segments of the client were sent again: {octets} of its {all} octets, "
           "{percent} %"),
        N_("{count} segments of the server were sent again: {octets} of its {all} octets, "
           "{percent} %"),
    };
    (void)event;
    if (is_stuck(course, SIDE_CLIENT) || is_stuck(course, SIDE_SERVER))
        return;
    for (int side = 0; side < 2; side++) {
        uint64_t all = session_octets(course->session, (enum side)side);
        uint64_t octets = course->network.again_octets[side], count = course->network.again[side];
        uint64_t percent = percent_again(course, (enum side)side);
        bool too_large =
            course->network.complained && course->network.complained_of == (enum side)side;
        if (count >= LOSS_SEGMENTS && percent >= LOSS_PERCENT && !too_large &&
            !is_twice(course, (enum side)side))
            FOUND_SAY_ON(course->network.again_first[side], sentences[side],
                         WORD_NUMBER("count", count), WORD_NUMBER("octets", octets),
                         WORD_NUMBER("all", all), WORD_NUMBER("percent", percent));
    }
}

/* ---- devices on the way ---- */

void judge_tls_reset(struct diagnosis *diagnosis, const struct course *course,
                     const struct event *event) {
    static const char *const sentences[] = {
        N_("a reset in the client's name ended the session where TLS should have begun"),
        N_("a reset in the server's name ended the session where TLS should have begun"),
    };
    if (event->closing == CLOSING_RESET && course->tls_going && !course->tls_chosen &&
        !course->quit && !course->gap)
        FOUND_PLAIN_ON(event->n, sentences[event->side]);
}

/* ---- clocks and directions ---- */

void judge_capture_clock(struct diagnosis *diagnosis, const struct course *course,
                         const struct event *event) {
    const struct course_command *command = course->answered;
    uint64_t seconds = command ? whole_seconds(moment_since(command->at, event->at)) : 0;
    if (seconds >= CLOCK_BACK && !course->gap)
        FOUND_SAY(event, N_("by its time stamp this answer came {seconds} s before the question"),
                  WORD_NUMBER("seconds", seconds));
}

void judge_one_direction(struct diagnosis *diagnosis, const struct course *course,
                         const struct event *event) {
    (void)event;
    uint64_t client = session_octets(course->session, SIDE_CLIENT);
    uint64_t server = session_octets(course->session, SIDE_SERVER);
    if (server == 0 && course->commands_sent >= 3)
        FOUND_PLAIN_ON(EVENT_NOTHING, N_("nothing that the server said is in the capture"));
    if (client == 0 && course->replies_seen >= 3)
        FOUND_PLAIN_ON(EVENT_NOTHING, N_("nothing that the client said is in the capture"));
}
