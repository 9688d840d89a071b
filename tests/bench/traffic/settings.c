#include "settings.h"

#include <getopt.h>

enum { OPTION_SIZE = RATES, OPTION_SEED, OPTION_AT_ONCE, OPTION_PROFILE, OPTIONS };

static const struct option fixed_options[] = {
    {"size", required_argument, NULL, OPTION_SIZE},
    {"seed", required_argument, NULL, OPTION_SEED},
    {"at-once", required_argument, NULL, OPTION_AT_ONCE},
    {"profile", required_argument, NULL, OPTION_PROFILE},
};

static void print_usage(void) {
    fprintf(stderr, "usage: generate [OPTION]... CAPTURE TRUTH\n"
                    "  --size MEGABYTES    100\n"
                    "  --seed NUMBER       1\n"
                    "  --at-once NUMBER    200 connections\n"
                    "  --profile NAME      small (the default), mixed or rough\n"
                    "and PERCENT, in place of the profile's:\n");
    for (size_t i = 0; i < RATES; i++)
        fprintf(stderr, "  --%-17s %s\n", rates[i].option, rates[i].meaning);
}

/* A number from lowest to highest and nothing behind it. */
static bool read_number(const char *text, double lowest, double highest, double *number) {
    char *end;
    *number = strtod(text, &end);
    return end != text && *end == '\0' && *number >= lowest && *number <= highest;
}

static bool read_profile(struct settings *settings, const char *name) {
    for (size_t i = 0; i < PROFILES; i++) {
        if (strcmp(profiles[i].name, name) != 0)
            continue;
        settings->profile = (enum profile_name)i;
        return true;
    }
    return false;
}

static bool read_option(struct settings *settings, double percent[RATES], int option,
                        const char *value) {
    double number = 0;
    if (option >= 0 && option < RATES)
        return read_number(value, 0, 100, &percent[option]);
    switch (option) {
    case OPTION_SIZE:
        if (!read_number(value, 0, 1e6, &number))
            return false;
        settings->size = (uint64_t)(number * 1e6);
        return true;
    case OPTION_SEED:
        if (!read_number(value, 0, 1e15, &number))
            return false;
        settings->seed = (uint64_t)number;
        return true;
    case OPTION_AT_ONCE:
        if (!read_number(value, 1, 100000, &number))
            return false;
        settings->at_once = (unsigned)number;
        return true;
    case OPTION_PROFILE:
        return read_profile(settings, value);
    default:
        return false;
    }
}

bool settings_read(struct settings *settings, int argc, char **argv) {
    struct option options[OPTIONS + 1] = {0};
    double percent[RATES];
    for (size_t i = 0; i < RATES; i++) {
        options[i] = (struct option){rates[i].option, required_argument, NULL, (int)i};
        percent[i] = -1; /* the profile's */
    }
    memcpy(options + RATES, fixed_options, sizeof fixed_options);
    *settings = (struct settings){.size = 100000000, .seed = 1, .at_once = 200};
    int option;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
        if (!read_option(settings, percent, option, optarg)) {
            print_usage();
            return false;
        }
    if (argc - optind != 2) {
        print_usage();
        return false;
    }
    for (size_t i = 0; i < RATES; i++) {
        double rate = percent[i] < 0 ? rates[i].percent[settings->profile] : percent[i];
        settings->rates[i] = (uint32_t)(rate * 1e4 + 0.5);
    }
    settings->capture = argv[optind];
    settings->truth = argv[optind + 1];
    return true;
}
