/* serve_screen.h: the screens on the sessions of a practice server that goes on beside them.
 *
 * The server records what happens; the screens, a process of their own, follow the recording as
 * they would follow any capture that grows. So a session is explained as it happens by the code
 * that reads captures, and neither of the two has to wait for the other. */
#ifndef HELOISE_COMMAND_SERVE_SCREEN_H
#define HELOISE_COMMAND_SERVE_SCREEN_H

#include <sys/types.h>

#include "command/options.h"
#include "practice/server.h"

enum { SERVE_POSTS = 64 };

struct serve_screen {
    pid_t child;                         /* 0: there is none */
    char *file;                          /* the recording */
    bool ours;                           /* and to be removed at the end */
    struct port_rule rules[SERVE_POSTS]; /* what the ports speak */
    size_t rule_count;
    struct writer posts; /* where the server listens: the title, and the foot line */
};

/* Whether there is a person at a terminal who wants screens. */
bool serve_screen_wanted(const struct options *options);

/* Chooses the file of the recording: the one that was asked for, else one of our own. False with
 * `error` filled. */
bool serve_screen_init(struct serve_screen *screen, const struct options *options,
                       struct error *error);

/* A port that the server listens at. */
void serve_screen_listening(struct serve_screen *screen, const struct served *served,
                            const struct endpoint *at);

/* Begins the process of the screens. SIGCHLD tells when it is over. False with `error` filled. */
bool serve_screen_begin(struct serve_screen *screen, const struct options *options,
                        struct error *error);

/* Removes what is ours. The exit status of the screens that were left; 0 where there were none, or
 * they are ended by this. */
int serve_screen_end(struct serve_screen *screen);

#endif
