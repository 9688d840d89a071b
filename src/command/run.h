/* run.h: what each sub-command does; each returns the exit status. */
#ifndef HELOISE_COMMAND_RUN_H
#define HELOISE_COMMAND_RUN_H

#include "command/options.h"

int run_open(const struct options *options);
int run_list(const struct options *options);
int run_show(const struct options *options);
int run_check(const struct options *options);
int run_explain(const struct options *options);
int run_talk(const struct options *options);
int run_send(const struct options *options);
int run_fetch(const struct options *options);
int run_serve(const struct options *options);

#endif
