/* The trace of a message: Received fields and what else was added on its way (RFC 5321 4.4). */
#include "diagnose/rule.h"
#include "message/date.h"

enum { MANY_HOPS = 25, MOST_HOPS = 100, LOOP_HOPS = 3, LONG_WAIT = 600, CLOCK_SLACK = 2 };

static const struct field_list *header_of(const struct course *course, const struct event *event) {
    return course->content_of == event->n && !course->gap ? &course->fields : NULL;
}

/* When the hop of a Received field took the message: what stands behind the last semicolon. */
static bool received_at(const struct field *field, struct moment *moment) {
    bool weekday_fits;
    struct slice rest = field->value;
    size_t at = SLICE_NONE;
    for (size_t i = 0; i < rest.size; i++)
        if (rest.data[i] == ';')
            at = i;
    return at != SLICE_NONE &&
           date_read(slice_trim(slice_from(rest, at + 1)), moment, &weekday_fits);
}

/* The word behind `keyword` in a Received field: by, with. */
static struct slice word_behind(const struct field *field, struct slice keyword) {
    struct slice rest = field->value;
    for (struct slice word = slice_word(&rest); word.size > 0; word = slice_word(&rest))
        if (slice_equal_nocase(word, keyword)) {
            struct slice behind = slice_word(&rest);
            return slice_first(behind, slice_find(behind, ';'));
        }
    return slice_of(NULL, 0);
}

void judge_msg_received_many(struct diagnosis *diagnosis, const struct course *course,
                             const struct event *event) {
    const struct field_list *list = header_of(course, event);
    size_t count = list ? fields_count(list, "Received") : 0;
    if (count > MANY_HOPS)
        FOUND_SAY(event, N_("{count} Received fields"), WORD_NUMBER("count", count));
}

void judge_msg_received_loop(struct diagnosis *diagnosis, const struct course *course,
                             const struct event *event) {
    const struct field_list *list = header_of(course, event);
    const struct field *hop = NULL;
    size_t total = 0;
    while (list && (hop = fields_find(list, "Received", hop)) != NULL) {
        struct slice host = word_behind(hop, SLICE("by"));
        size_t times = 0;
        for (const struct field *other = NULL;
             host.size > 0 && (other = fields_find(list, "Received", other)) != NULL;)
            times += slice_equal_nocase(word_behind(other, SLICE("by")), host);
        if (times >= LOOP_HOPS || ++total > MOST_HOPS) {
            FOUND_SAY(event, N_("{host} took this message {count} times"), WORD_SLICE("host", host),
                      WORD_NUMBER("count", times));
            return;
        }
    }
}

void judge_msg_delivered_to_loop(struct diagnosis *diagnosis, const struct course *course,
                                 const struct event *event) {
    const struct field_list *list = header_of(course, event);
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
                                       const struct field *, duration)) {
    const struct field_list *list = header_of(course, event);
    const struct field *later = NULL;
    while (list && (later = fields_find(list, "Received", later)) != NULL) {
        const struct field *earlier = fields_find(list, "Received", later);
        struct moment end, start;
        if (earlier && received_at(later, &end) && received_at(earlier, &start))
            step(diagnosis, event, earlier, moment_since(end, start));
    }
}

static void judge_wait(struct diagnosis *diagnosis, const struct event *event,
                       const struct field *earlier, duration span) {
    if (span > LONG_WAIT * DURATION_SECOND)
        FOUND_SAY(event, N_("{minutes} minutes at {host}"),
                  WORD_NUMBER("minutes", (uint64_t)(span / DURATION_SECOND / 60)),
                  WORD_SLICE("host", word_behind(earlier, SLICE("by"))));
}

void judge_msg_received_delay(struct diagnosis *diagnosis, const struct course *course,
                              const struct event *event) {
    for_each_step(diagnosis, course, event, judge_wait);
}

static void judge_clock(struct diagnosis *diagnosis, const struct event *event,
                        const struct field *earlier, duration span) {
    if (span < -CLOCK_SLACK * DURATION_SECOND)
        FOUND_SAY(event, N_("{host} is {seconds} s ahead of the next hop"),
                  WORD_SLICE("host", word_behind(earlier, SLICE("by"))),
                  WORD_NUMBER("seconds", (uint64_t)(-span / DURATION_SECOND)));
}

void judge_msg_received_clock(struct diagnosis *diagnosis, const struct course *course,
                              const struct event *event) {
    for_each_step(diagnosis, course, event, judge_clock);
}

void judge_msg_received_no_tls(struct diagnosis *diagnosis, const struct course *course,
                               const struct event *event) {
    static const char clear[] = "SMTP ESMTP ESMTPA";
    const struct field_list *list = header_of(course, event);
    for (const struct field *hop = NULL;
         list && (hop = fields_find(list, "Received", hop)) != NULL;) {
        struct slice rest = slice_string(clear), with = word_behind(hop, SLICE("with"));
        for (struct slice name = slice_word(&rest); name.size > 0; name = slice_word(&rest))
            if (slice_equal_nocase(name, with))
                FOUND_SAY(event, N_("{host} got the message by {protocol}, without TLS"),
                          WORD_SLICE("host", word_behind(hop, SLICE("by"))),
                          WORD_SLICE("protocol", with));
    }
}

void judge_msg_received_private(struct diagnosis *diagnosis, const struct course *course,
                                const struct event *event) {
    static const char *const networks[] = {"[10.",     "[192.168.", "[172.16.",
                                           "[172.17.", "[172.18.",  "[172.19.",
                                           "[172.2",   "[172.30.",  "[172.31."};
    const struct field_list *list = header_of(course, event);
    for (const struct field *hop = NULL;
         list && (hop = fields_find(list, "Received", hop)) != NULL;)
        for (size_t i = 0; i < sizeof networks / sizeof *networks; i++)
            if (slice_search(hop->value, slice_string(networks[i])) != SLICE_NONE) {
                FOUND(event);
                return;
            }
}
