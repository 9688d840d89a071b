#include "command/document.h"
#include "command/options.h"

static bool shown(const struct option *option) {
    return option->help != NULL;
}

/* What an argument can be, as words: "text|json" is a choice, anything else a file or free text. */
static bool has_choices(const struct option *option) {
    return option->argument && strchr(option->argument, '|');
}

static void write_choices(struct writer *writer, const char *argument) {
    for (; *argument; argument++)
        writer_put(writer, *argument == '|' ? ' ' : *argument);
}

static void write_names(struct writer *writer, const struct option *option, const char *between) {
    writer_string(writer, "--");
    writer_string(writer, option->name);
    if (!option->letter)
        return;
    writer_string(writer, between);
    writer_put(writer, '-');
    writer_put(writer, option->letter);
}

static void bash_choices(struct writer *writer) {
    for (size_t i = 0; i < option_count; i++) {
        const struct option *option = &option_table[i];
        if (!shown(option) || !has_choices(option))
            continue;
        writer_string(writer, "    ");
        write_names(writer, option, "|");
        writer_string(writer, ") words='");
        write_choices(writer, option->argument);
        writer_string(writer, "' ;;\n");
    }
}

static void bash_options(struct writer *writer) {
    for (size_t i = 0; i < option_count; i++) {
        if (!shown(&option_table[i]))
            continue;
        writer_string(writer, " ");
        write_names(writer, &option_table[i], " ");
    }
}

static void write_commands(struct writer *writer) {
    for (size_t i = 0; i < COMMANDS; i++) {
        writer_string(writer, i ? " " : "");
        writer_string(writer, commands[i].name);
    }
}

void completion_bash(struct writer *writer) {
    writer_string(
        writer,
        "# bash completion for heloise\n_heloise() {\n"
        "    local word=${COMP_WORDS[COMP_CWORD]} words=\n"
        "    if [[ ${COMP_LINE:0:COMP_POINT} =~ [[:space:]]sample:([^[:space:]]*)$ ]]; then\n"
        "        word=${BASH_REMATCH[1]}\n"
        "        words=$(\"${COMP_WORDS[0]}\" list sample: 2>/dev/null | sed 's/^sample://; s/ "
        ".*//')\n"
        "        mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
        "        [[ $COMP_WORDBREAKS == *:* ]] || COMPREPLY=(\"${COMPREPLY[@]/#/sample:}\")\n"
        "        return\n"
        "    fi\n"
        "    case ${COMP_WORDS[COMP_CWORD-1]} in\n");
    bash_choices(writer);
    writer_string(writer, "    *) [[ $word == -* ]] && words='");
    bash_options(writer);
    writer_string(writer, "'\n       ((COMP_CWORD == 1)) && words+=' ");
    write_commands(writer);
    writer_string(writer, "' ;;\n    esac\n"
                          "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n}\n"
                          "complete -o default -F _heloise heloise\n");
}

/* '(-T --format)'{-T,--format}'[how to write]:text|json:(text json)' */
static void zsh_option(struct writer *writer, const struct option *option) {
    writer_string(writer, "    ");
    if (option->letter) {
        writer_string(writer, "'(");
        write_names(writer, option, " ");
        writer_string(writer, ")'{");
        write_names(writer, option, ",");
        writer_string(writer, "}'[");
    } else {
        writer_put(writer, '\'');
        write_names(writer, option, "");
        writer_put(writer, '[');
    }
    writer_string(writer, option->help);
    writer_put(writer, ']');
    if (has_choices(option)) {
        writer_string(writer, ":value:(");
        write_choices(writer, option->argument);
        writer_put(writer, ')');
    } else if (option->argument) {
        writer_string(writer, strcmp(option->argument, "FILE") == 0 ? ":file:_files" : ":value:");
    }
    writer_string(writer, "' \\\n");
}

void completion_zsh(struct writer *writer) {
    writer_string(
        writer,
        "#compdef heloise\n"
        "_heloise_sources() {\n"
        "    if compset -P sample:; then\n"
        "        compadd -- ${${${(f)\"$($words[1] list sample: 2>/dev/null)\"}#sample:}%% *}\n"
        "    else\n"
        "        _files\n"
        "    fi\n"
        "}\n"
        "_arguments -S \\\n");
    for (size_t i = 0; i < option_count; i++)
        if (shown(&option_table[i]))
            zsh_option(writer, &option_table[i]);
    writer_string(writer, "    '1:command or file:_alternative \"commands:command:(");
    write_commands(writer);
    writer_string(writer,
                  ")\" \"files:file:_heloise_sources\"' \\\n    '*:file:_heloise_sources'\n");
}

static void fish_option(struct writer *writer, const struct option *option) {
    writer_string(writer, "complete -c heloise");
    if (option->letter) {
        writer_string(writer, " -s ");
        writer_put(writer, option->letter);
    }
    writer_string(writer, " -l ");
    writer_string(writer, option->name);
    if (has_choices(option)) {
        writer_string(writer, " -x -a '");
        write_choices(writer, option->argument);
        writer_put(writer, '\'');
    } else if (option->argument) {
        writer_string(writer, " -r");
    }
    writer_string(writer, " -d '");
    writer_string(writer, option->help);
    writer_string(writer, "'\n");
}

void completion_fish(struct writer *writer) {
    writer_string(writer,
                  "complete -c heloise -n 'string match -q \"sample:*\" -- (commandline -ct)' -a "
                  "'(heloise list sample: 2>/dev/null | string replace -r \" +\" \\t)'\n");
    for (size_t i = 0; i < COMMANDS; i++) {
        writer_string(writer, "complete -c heloise -n __fish_use_subcommand -a ");
        writer_string(writer, commands[i].name);
        writer_string(writer, " -d '");
        writer_string(writer, commands[i].title);
        writer_string(writer, "'\n");
    }
    for (size_t i = 0; i < option_count; i++)
        if (shown(&option_table[i]))
            fish_option(writer, &option_table[i]);
}
