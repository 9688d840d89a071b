/* capture_survey.h: what the SYNs of a capture tell of its connections, for rules about which
 * packets may change places. */
#ifndef HELOISE_TESTS_CAPTURE_SURVEY_H
#define HELOISE_TESTS_CAPTURE_SURVEY_H

#include "base/wire.h"
#include "tests/property/capture_library.h"

struct survey {
    struct surveyed_direction {
        struct endpoint source, destination;
        uint32_t first; /* number of its newest SYN */
    } * directions;
    size_t count, room;
    bool *again; /* for each packet: a SYN between two ends that had another connection before */
};

struct survey survey_of(const struct packet_list *list);
void survey_free(struct survey *survey);

/* Whether both are the same end. */
bool same_endpoint(const struct endpoint *a, const struct endpoint *b);

#endif
