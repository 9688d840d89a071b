/* The trace of a message: Received fields and what else was added on its way (RFC 5321 4.4). */
#include "diagnose/names.h"
#include "diagnose/rule.h"
#include "message/received.h"

enum { MANY_HOPS = 25, MOST_HOPS = 100, LOOP_HOPS = 3, LONG_WAIT = 600, CLOCK_SLACK = 2 };

static struct received read_hop(const struct field *field) {
    struct received received;
    received_read(field->value, &received);
    return received;
}

void judge_msg_received_many(struct diagnosis *diagnosis, const struct course *course,
                             const struct event *event) {
    const struct field_list *list = course_header(course, event);
    size_t count = list ? fields_count(list, "Received") : 0;
    if (count > MANY_HOPS)
        FOUND_SAY(event, N_("{count} Received fields"), WORD_NUMBER("count", count));
}

/* How many of the hosts are this one. */
static size_t count_host(const struct slice *hosts, size_t count, struct slice host) {
    size_t times = 0;
    for (size_t i = 0; host.size > 0 && i < count; i++)
        times += slice_equal_nocase(hosts[i], host);
    return times;
}

void judge_msg_received_loop(struct diagnosis *diagnosis, const struct course *course,
                             const struct event *event) {
    const struct field_list *list = course_header(course, event);
    const struct field *hop = NULL;
    struct slice hosts[MOST_HOPS];
    size_t count = 0;
    while (list && count < MOST_HOPS && (hop = fields_find(list, "Received", hop)) != NULL)
        hosts[count++] = read_hop(hop).by;
    for (size_t i = 0; i < count; i++) {
        size_t times = count_host(hosts, count, hosts[i]);
        if (times >= LOOP_HOPS) {
            FOUND_SAY(event, N_("{host} took this message {count} times"),
                      WORD_SLICE("host", hosts[i]), WORD_NUMBER("count", times));
            return;
        }
    }
    if (count == MOST_HOPS && fields_count(list, "Received") > MOST_HOPS)
        FOUND_SAY(event, N_("more than {count} Received fields"), WORD_NUMBER("count", MOST_HOPS));
}

void judge_msg_delivered_to_loop(struct diagnosis *diagnosis, const struct course *course,
                                 const struct event *event) {
    const struct field_list *list = course_header(course, event);
    const struct field *one = NULL;
    while (list && (one = fields_find(list, "Delivered-To", one)) != NULL)
        for (const struct field *other = one;
             (other = fields_find(list, "Delivered-To", other)) != NULL;)
            if (slice_equal_nocase(one->value, other->value)) {
                FOUND_SAY(event, N_("delivered to {address} more than once"),
                          WORD_SLICE("address", one->value));
                return;
            }
}

/* Asks about each pair of neighbouring hops: the later stands above. */
static void for_each_step(struct diagnosis *diagnosis, const struct course *course,
                          const struct event *event,
                          void (*step)(struct diagnosis *, const struct event *,
                                       const struct received *, duration)) {
    const struct field_list *list = course_header(course, event);
    const struct field *later = list ? fields_first(list, FIELD_RECEIVED) : NULL;
    struct moment end, start;
    if (!later)
        return;
    struct received received = read_hop(later);
    bool timed = received_moment(&received, &end);
    while ((later = fields_find(list, "Received", later)) != NULL) {
        received = read_hop(later);
        bool earlier_timed = received_moment(&received, &start);
        if (timed && earlier_timed)
            step(diagnosis, event, &received, moment_since(end, start));
        timed = earlier_timed;
        end = start;
    }
}

static void judge_wait(struct diagnosis *diagnosis, const struct event *event,
                       const struct received *earlier, duration span) {
    if (span > LONG_WAIT * DURATION_SECOND)
        FOUND_SAY(event, N_("{minutes} minutes at {host}"),
                  WORD_NUMBER("minutes", (uint64_t)(span / DURATION_SECOND / 60)),
                  WORD_SLICE("host", earlier->by));
}

void judge_msg_received_delay(struct diagnosis *diagnosis, const struct course *course,
                              const struct event *event) {
    for_each_step(diagnosis, course, event, judge_wait);
}

static void judge_clock(struct diagnosis *diagnosis, const struct event *event,
                        const struct received *earlier, duration span) {
    if (span < -CLOCK_SLACK * DURATION_SECOND)
        FOUND_SAY(event, N_("{host} is {seconds} s ahead of the next hop"),
                  WORD_SLICE("host", earlier->by),
                  WORD_NUMBER("seconds", (uint64_t)(-span / DURATION_SECOND)));
}

void judge_msg_received_clock(struct diagnosis *diagnosis, const struct course *course,
                              const struct event *event) {
    for_each_step(diagnosis, course, event, judge_clock);
}

void judge_msg_received_no_tls(struct diagnosis *diagnosis, const struct course *course,
                               const struct event *event) {
    const struct field_list *list = course_header(course, event);
    for (const struct field *hop = NULL;
         list && (hop = fields_find(list, "Received", hop)) != NULL;) {
        struct received received = read_hop(hop);
        if (word_among("SMTP ESMTP ESMTPA", received.with) && received.tls.size == 0)
            FOUND_SAY(event, N_("{host} got the message by {protocol}, without TLS"),
                      WORD_SLICE("host", received.by), WORD_SLICE("protocol", received.with));
    }
}

/* Whether an address of a private network stands in brackets there. */
static bool shows_private(struct slice value) {
    struct endpoint address;
    for (size_t open; (open = slice_find(value, '[')) != SLICE_NONE;) {
        value = slice_from(value, open);
        size_t close = slice_find(value, ']');
        if (close == SLICE_NONE)
            return false;
        if (name_is_literal(slice_first(value, close + 1), &address) &&
            endpoint_is_private(&address))
            return true;
        value = slice_from(value, 1);
    }
    return false;
}

void judge_msg_received_private(struct diagnosis *diagnosis, const struct course *course,
                                const struct event *event) {
    const struct field_list *list = course_header(course, event);
    const struct field *hop = NULL;
    while (list && (hop = fields_find(list, "Received", hop)) != NULL)
        if (shows_private(hop->value)) {
            FOUND(event);
            return;
        }
}
