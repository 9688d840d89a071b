#include "report/device_text.h"

#include "base/text.h"
#include "base/words.h"

enum { NUMBER_COLUMN = 4, NAME_COLUMN = 14 };

void device_text(struct writer *writer, const struct device_entry *device) {
    const char *text = device->any           ? _("all devices at once")
                       : device->addresses   ? device->addresses
                       : device->description ? device->description
                                             : "";
    bool told = *text || device->loopback;
    text_escape(writer, slice_string(text));
    if (device->loopback)
        writer_string(writer, *text ? _(" (this machine alone)") : _("this machine alone"));
    if (!device->up && !device->any && !device->description)
        writer_string(writer, told ? _(" (down)") : _("down"));
}

/* Fills up what was written since `start`; at least one blank. */
static void pad_to(struct writer *writer, size_t start, size_t column) {
    size_t used = writer->buffer.size - start;
    writer_repeat(writer, ' ', used < column ? column - used : 1);
}

void device_list_text(struct writer *writer, const struct device_list *list) {
    for (size_t i = 0; i < list->count; i++) {
        size_t start = writer->buffer.size;
        writer_number(writer, i + 1, 1);
        pad_to(writer, start, NUMBER_COLUMN);
        text_escape(writer, slice_string(list->entries[i].name));
        pad_to(writer, start, NUMBER_COLUMN + NAME_COLUMN);
        device_text(writer, &list->entries[i]);
        while (writer->buffer.size > start && writer->buffer.data[writer->buffer.size - 1] == ' ')
            writer->buffer.size--;
        writer_put(writer, '\n');
    }
}
