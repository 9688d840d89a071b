/* queue_id.h: under which name a server keeps the message that it took. */
#ifndef HELOISE_PROTOCOL_QUEUE_ID_H
#define HELOISE_PROTOCOL_QUEUE_ID_H

#include "base/slice.h"

/* The queue id in the text of the reply that accepted a message, as Postfix, Exim, Sendmail and
 * others put it; a part of `text`. Empty when there is none. */
struct slice queue_id_find(struct slice text);

#endif
