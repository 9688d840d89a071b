/* The octets of the chosen event as they travelled, read again from the capture. */
#include "base/words.h"
#include "report/event_octets.h"
#include "report/octets_text.h"
#include "ui/screens/aspect.h"

enum { OCTETS_MOST = 16 * 1024 };

static void say_more(struct sheet *sheet, uint64_t more) {
    sheet_begin_text(sheet, 1);
    SHEET_SAY(sheet, INK_NOTE, P_("({count} more octet)", "({count} more octets)", more),
              WORD_NUMBER("count", more));
    sheet_end(sheet);
}

static void draw_octets(struct sheet *sheet, const struct octets_look *look, struct slice octets,
                        uint64_t whole) {
    octets_dump(sheet, octets, look);
    if (octets.size < whole)
        say_more(sheet, whole - octets.size);
}

/* What was read out of TLS travelled as other octets: its own are put together again. Where they
 * lie in the stream is not known then, nor dots that were taken out. */
static void draw_sealed(struct sheet *sheet, const struct scene *scene,
                        const struct transcript_entry *entry) {
    const struct event *event = &entry->event;
    struct writer octets = writer_to(WRITER_MEMORY);
    bool content = event->kind == EVENT_MESSAGE || event->kind == EVENT_BLOCK;
    aspect_say(sheet, _("What travelled was sealed by TLS; this is the text in it."));
    if (content)
        writer_add(&octets, entry->preview);
    else
        (void)event_octets(event, &octets);
    struct octets_look look =
        octets_look_of(event, octets.buffer.size, scene->model->report.show_secrets);
    look.offset = 0;
    look.dots = false;
    draw_octets(sheet, &look, buffer_slice(&octets.buffer), content ? event->message.octets : 0);
    writer_free(&octets);
}

static void draw_read(struct sheet *sheet, const struct scene *scene, const struct event *event) {
    struct buffer octets = {NULL, 0, 0};
    if (!transport_octets(scene->transport, scene->model, scene->dialogue, event, OCTETS_MOST,
                          &octets)) {
        aspect_say_unread(sheet, scene);
        buffer_free(&octets);
        return;
    }
    struct octets_look look = octets_look_of(event, octets.size, scene->model->report.show_secrets);
    draw_octets(sheet, &look, buffer_slice(&octets), event->octets);
    buffer_free(&octets);
}

static void draw(struct sheet *sheet, const struct scene *scene) {
    const struct transcript_entry *entry = dialogue_event(scene->dialogue, scene->event);
    if (!entry)
        return;
    if (entry->event.kind == EVENT_GAP)
        aspect_say(sheet, _("These octets were not captured."));
    else if (entry->event.octets == 0)
        aspect_say(sheet, _("Nothing was said here: no octet belongs to this event."));
    else if (transport_sealed(scene->dialogue, &entry->event))
        draw_sealed(sheet, scene, entry);
    else
        draw_read(sheet, scene, &entry->event);
}

const struct aspect_class bytes_aspect = {
    .name = N_("bytes"), .action = ACTION_bytes, .of_event = true, .draw = draw};
