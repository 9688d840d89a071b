/* smuggling_report.h: how servers of every kind would read one message, in text and JSON. */
#ifndef HELOISE_REPORT_SMUGGLING_REPORT_H
#define HELOISE_REPORT_SMUGGLING_REPORT_H

#include "base/json.h"
#include "protocol/smuggling.h"
#include "report/sheet.h"

/* Lines under what stands on the sheet: a paragraph for each reading that differs from the others.
 * What may be secret in a command is masked always. */
void smuggling_text(struct sheet *sheet, const struct smuggling *smuggling);

/* "readings":[{"reader":…,"messages":[…],"commands":[…],"this_server":…}, …] */
void smuggling_json(struct json *json, const struct smuggling *smuggling);

#endif
