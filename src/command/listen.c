#include "command/listen.h"

#include "capture/segment.h"
#include "command/complain.h"

struct device *listen_begin(const struct options *options, enum sandbox sandbox,
                            struct privileges *as, struct error *error) {
    const struct sniffing sniffing = {
        .device = {.name = options->device,
                   .filter = options->capture_filter,
                   .modest = options->modest,
                   .buffer = (size_t)options->buffer},
        .write = options->write,
        .user = options->user,
        .sandbox = sandbox,
    };
    return sniff_begin(&sniffing, as, error);
}

void listen_say(const struct options *options, const struct device *device,
                const struct privileges *as) {
    const struct word words[] = {WORD("link", link_type_name(device_link_type(device))),
                                 WORD("user", as->name)};
    if (options->quiet)
        return;
    complain_words(device_name(device),
                   as->change ? _("listening ({link}) as user {user}; Ctrl-C ends it")
                              : _("listening ({link}); Ctrl-C ends it"),
                   words, sizeof words / sizeof *words);
}

bool listen_end(struct device *device, struct error *error) {
    uint64_t dropped = device_dropped(device);
    if (dropped > 0)
        complain_words(
            device_name(device),
            P_("{count} packet was dropped by the kernel: a narrower capture filter (-f), "
               "or a larger buffer (-B), helps",
               "{count} packets were dropped by the kernel: a narrower capture filter "
               "(-f), or a larger buffer (-B), helps",
               dropped),
            &WORD_NUMBER("count", dropped), 1);
    return device_end_record(device, error);
}
