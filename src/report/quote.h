/* quote.h: the line that a finding hangs on, as reports repeat it beside the finding. */
#ifndef HELOISE_REPORT_QUOTE_H
#define HELOISE_REPORT_QUOTE_H

#include "base/writer.h"
#include "diagnose/finding.h"
#include "session/transcript.h"

/* Octets that are repeated of a line; an ellipsis stands for the rest. */
enum { QUOTE_MOST = 400 };

/* Writes what was said, not escaped, secrets masked unless `show_secrets`: a command, one line of a
 * reply with its code, a step of a login. False, and nothing written, where the finding hangs on
 * no line: on the session, a message, the network. */
bool quote_write(struct writer *writer, const struct transcript *transcript,
                 const struct finding *finding, bool show_secrets);

#endif
