/* assembler.h: what the files of the TCP assembler share.
 *
 *     tcp.c        finds the flow, bounds flows and memory
 *     arrival.c    a segment arrives in its flow: at once, held, or put among what waits
 *     causality.c  what may be delivered next, what is given up
 *     delivery.c   what the sink is told */
#ifndef HELOISE_CAPTURE_ASSEMBLER_H
#define HELOISE_CAPTURE_ASSEMBLER_H

#include "base/rare.h"
#include "capture/disorder.h"
#include "capture/ending.h"
#include "capture/flow_table.h"

struct tcp {
    struct tcp_options options; /* 0 replaced by what it stands for */
    struct tcp_sink sink;
    struct flow_table *flows;
    struct disorder_list disorders;
    struct endings endings;
    uint64_t segments;       /* taken so far */
    uint64_t streams;        /* flows seen so far */
    struct flow **remaining; /* once the source ran out: all that were live, in the order of
                                stream; NULL: not yet */
    size_t remaining_count, finished; /* of them, these are closed */
    duration waited; /* how long nothing of its flow had come before the packet that is taken now */
};

#define TCP_DEBUG(tcp, ...)                                                                        \
    do {                                                                                           \
        if (rarely((tcp)->options.debug != NULL))                                                  \
            (tcp)->options.debug((tcp)->options.debug_context, __VA_ARGS__);                       \
    } while (0)

#endif
