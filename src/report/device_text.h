/* device_text.h: a device that can be sniffed, in words. */
#ifndef HELOISE_REPORT_DEVICE_TEXT_H
#define HELOISE_REPORT_DEVICE_TEXT_H

#include "base/writer.h"
#include "capture/device_list.h"

/* What is told of it beside its name: its addresses, or what it is; whether it is down. */
void device_text(struct writer *writer, const struct device_entry *device);

/* All of them, numbered as -i takes them, a line each. */
void device_list_text(struct writer *writer, const struct device_list *list);

#endif
