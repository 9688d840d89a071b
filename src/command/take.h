/* take.h: the arguments of options, one function each.
 *
 * Each puts what it read into the options. False with `error` filled when it cannot be read; the
 * caller adds the option's name. */
#ifndef HELOISE_COMMAND_TAKE_H
#define HELOISE_COMMAND_TAKE_H

#include "command/options.h"

bool take_read(struct options *options, const char *value, struct error *error);
bool take_filter(struct options *options, const char *value, struct error *error);
bool take_write(struct options *options, const char *value, struct error *error);
bool take_format(struct options *options, const char *value, struct error *error);
bool take_port(struct options *options, const char *value, struct error *error);
bool take_depth(struct options *options, const char *value, struct error *error);
bool take_severity(struct options *options, const char *value, struct error *error);
bool take_only(struct options *options, const char *value, struct error *error);
bool take_except(struct options *options, const char *value, struct error *error);
bool take_protocol(struct options *options, const char *value, struct error *error);
bool take_bounce(struct options *options, const char *value, struct error *error);
bool take_list(struct options *options, const char *value, struct error *error);
bool take_time(struct options *options, const char *value, struct error *error);
bool take_color(struct options *options, const char *value, struct error *error);
bool take_debug(struct options *options, const char *value, struct error *error);
bool take_generate(struct options *options, const char *value, struct error *error);

#endif
