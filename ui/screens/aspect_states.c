/* The states of the protocol, where the session is among them, and what may come next. */
#include "base/words.h"
#include "report/states_text.h"
#include "session/protocol.h"
#include "ui/screens/aspect.h"

/* The states that the session has been in, up to the event; none where no event is chosen. */
static uint32_t visited(const struct machine *machine, const struct scene *scene) {
    const struct transcript *transcript = dialogue_transcript(scene->dialogue);
    uint32_t bits = 0;
    bool chosen = scene->event < transcript_count(transcript);
    for (uint32_t n = 0; chosen && n <= scene->event; n++) {
        const struct transcript_entry *entry = dialogue_event(scene->dialogue, n);
        size_t state = entry ? machine_find(machine, entry->event.state) : MACHINE_STATES;
        if (state < machine->state_count)
            bits |= UINT32_C(1) << state;
    }
    return bits;
}

/* The command that was said here, or that this answers; NULL: none. */
static const struct event *command_of(const struct scene *scene) {
    const struct transcript_entry *entry = dialogue_event(scene->dialogue, scene->event);
    if (entry && entry->event.kind == EVENT_REPLY)
        entry = dialogue_event(scene->dialogue, entry->event.reply.to);
    return entry && entry->event.kind == EVENT_COMMAND ? &entry->event : NULL;
}

static bool machine_of_scene(const struct scene *scene, struct machine *machine) {
    const struct protocol *protocol = scene->dialogue->opened->summary->protocol;
    return protocol && machine_of(protocol->name, machine);
}

/* Where the session is once the event has happened; a command has not been answered yet. */
static size_t state_here(const struct machine *machine, const struct scene *scene) {
    const struct explanation *explanation = &scene->meaning->explanation;
    const struct transcript_entry *entry = dialogue_event(scene->dialogue, scene->event);
    const char *name = entry ? entry->event.state : NULL;
    bool command = entry && entry->event.kind == EVENT_COMMAND;
    if (scene->meaning->there && !command && explanation->after)
        name = explanation->after;
    return machine_find(machine, name);
}

static void draw_next(struct sheet *sheet, const struct scene *scene) {
    const struct explanation *explanation = &scene->meaning->explanation;
    if (!scene->meaning->there || explanation->next_count == 0)
        return;
    sheet_begin_text(sheet, 1);
    sheet_say(sheet, INK_NOTE, _("may come next:"));
    for (size_t i = 0; i < explanation->next_count; i++) {
        sheet_text(sheet, INK_PLAIN, SLICE(" "));
        sheet_text(sheet, INK_CLIENT, explanation->next[i]);
    }
    sheet_end(sheet);
}

static void draw(struct sheet *sheet, const struct scene *scene) {
    struct machine machine;
    if (!machine_of_scene(scene, &machine)) {
        aspect_say(sheet,
                   _("It is not known what this session speaks, and so in which state it is."));
        return;
    }
    const struct event *command = command_of(scene);
    const struct states_look look = {
        .here = state_here(&machine, scene),
        .from = machine_find(&machine, command ? command->state : NULL),
        .by = command ? command->command.verb : slice_of(NULL, 0),
        .visited = visited(&machine, scene),
    };
    draw_next(sheet, scene);
    states_text(sheet, &machine, &look);
}

static uint32_t mark_of_here(const struct scene *scene) {
    struct machine machine;
    size_t here = machine_of_scene(scene, &machine) ? state_here(&machine, scene) : MACHINE_STATES;
    return here < MACHINE_STATES && here < machine.state_count ? (uint32_t)here : CANVAS_NO_MARK;
}

const struct aspect_class states_aspect = {
    .name = N_("states"),
    .action = ACTION_states,
    .of_event = true,
    .draw = draw,
    .sight = mark_of_here,
    .shaded = mark_of_here,
};
