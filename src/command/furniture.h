/* furniture.h: what a practice server has in its house, as the options say: accounts, scenario,
 * store, certificate, mechanisms. */
#ifndef HELOISE_COMMAND_FURNITURE_H
#define HELOISE_COMMAND_FURNITURE_H

#include "command/options.h"
#include "practice/server.h"

struct furniture {
    struct house house;
    struct tls_context *tls;
};

/* False with `error` filled. To be cleared in any case. */
bool furniture_init(struct furniture *furniture, const struct options *options,
                    struct error *error);
void furniture_clear(struct furniture *furniture);

#endif
