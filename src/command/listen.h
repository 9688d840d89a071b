/* listen.h: -i DEVICE: the device is opened, and the process goes on without privileges. */
#ifndef HELOISE_COMMAND_LISTEN_H
#define HELOISE_COMMAND_LISTEN_H

#include "capture/sniff.h"
#include "command/options.h"

/* Opens the device that the options name, as sniff_begin(). */
struct device *listen_begin(const struct options *options, enum sandbox sandbox,
                            struct privileges *as, struct error *error);

/* Says on stderr that packets are captured from now on, unless it is to be quiet. */
void listen_say(const struct options *options, const struct device *device,
                const struct privileges *as);

/* The reading is over: ends what is recorded, and says how many packets were dropped. False with
 * `error` filled. */
bool listen_end(struct device *device, struct error *error);

#endif
