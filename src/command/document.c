#include "command/document.h"

void document_write(struct writer *writer, const char *name) {
    static const struct {
        const char *name;
        void (*write)(struct writer *writer);
    } documents[] = {
        {"man", manual_write},
        {"bash", completion_bash},
        {"zsh", completion_zsh},
        {"fish", completion_fish},
    };
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++)
        if (strcmp(documents[i].name, name) == 0)
            documents[i].write(writer);
}
