/* states_text.h: the states of a session, one under the other, with what leads on from each.
 *
 *     o  hello     EHLO HELO → ready  QUIT → closed
 *     ●  ready     MAIL → mail  STARTTLS → tls          here the session is
 *                  No delivery is open; the client may begin one, log in, or leave. */
#ifndef HELOISE_REPORT_STATES_TEXT_H
#define HELOISE_REPORT_STATES_TEXT_H

#include "explain/machine.h"
#include "report/sheet.h"

struct states_look {
    size_t here;      /* the state that the session is in; machine->state_count: unknown */
    size_t from;      /* the state that it came from */
    struct slice by;  /* what was said there: its way is lit; size 0: nothing */
    uint32_t visited; /* a bit for each state that the session has been in */
};

/* Draws the states; the lines of each have its place as their mark. */
void states_text(struct sheet *sheet, const struct machine *machine,
                 const struct states_look *look);

#endif
