#include "capture/device.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buffer.h"
#include "capture/capture_writer.h"
#include "capture/device_list.h"
#include "capture/pcap_library.h"
#include "capture/segment.h"

enum {
    /* Milliseconds that packets lie in a block of the kernel's ring that is not full. libpcap's
     * immediate mode would hand over each at once, and in return give every packet, however small,
     * the room of the largest one: few would fit the buffer. */
    BLOCK_PATIENCE = 50,
    PACKETS_AT_ONCE = 256,
};

/* What mail may travel in: everything but UDP that is no tunnel and no fragment of one, which makes
 * up most of the packets of a busy host that are not TCP. */
static const char usual_filter[] = "not arp and (not udp"
#define BY_ETHER_TYPE_PORT(number)
#define BY_LINK_TYPE_PORT(number)
#define BY_IP_PROTOCOL_PORT(number)
#define BY_UDP_PORT_PORT(number)                      " or udp port " #number
#define ENCAPSULATION(numbering, number, name, strip) numbering##_PORT(number)
#include "capture/encapsulations.def"
#undef ENCAPSULATION
                                   " or ip[6:2] & 0x1fff != 0 or ip6[6] = 44)";

/* What stands before the packets, and before each, in a file of this kind. */
struct file_header {
    uint32_t magic;
    uint16_t major, minor;
    uint32_t zone, accuracy, snap_length, link_type;
};

struct record_header {
    uint32_t seconds, nanoseconds, captured, on_wire;
};

#define MAGIC_NANOSECONDS 0xa1b23c4du

struct device {
    struct pcap_library library;
    pcap_t *handle;
    char *name;
    uint16_t link_type;
    bool nanoseconds;     /* libpcap's times have them */
    struct buffer octets; /* of the file, on their way out */
    size_t given;         /* of them */
    struct error failure; /* it is gone */
    uint64_t packets;
    struct capture_writer recording;
    struct writer record; /* WRITER_MEMORY: nothing is recorded */
    char *record_name;
};

/* ---- opening ---- */

/* Its name where a number of the list was given. */
static char *resolve_name(const char *name, const struct device_list *list) {
    uint64_t number;
    bool numbered = slice_number(slice_string(name), list->count, &number) && number > 0 &&
                    !device_list_find(list, name);
    return strdup(numbered ? list->entries[number - 1].name : name);
}

/* "eth0, any, lo" */
static void write_names(const struct device_list *list, char *text, size_t room) {
    size_t used = 0;
    *text = '\0';
    for (size_t i = 0; i < list->count && used < room; i++)
        used += (size_t)snprintf(text + used, room - used, "%s%s", i ? ", " : "",
                                 list->entries[i].name);
}

static bool no_such_device(const struct device_list *list, struct error *error) {
    char names[160];
    write_names(list, names, sizeof names);
    return error_set(error, ERROR_INPUT, "there is no such device; there are: %s", names);
}

static bool not_permitted(struct error *error) {
    return error_set(error, ERROR_PERMISSION,
                     "capturing is not permitted: use sudo, or once: sudo setcap cap_net_raw+ep "
                     "$(command -v heloise)");
}

/* Why it cannot be activated. Who is not permitted is not told whether there is such a device. */
static bool cannot_capture(struct device *device, int status, const struct device_list *list,
                           struct error *error) {
    bool listed = device_list_find(list, device->name) || list->count == 0;
    const char *why = device->library.pcap_geterr(device->handle);
    switch (status) {
    case PCAP_ERROR_NO_SUCH_DEVICE:
        return no_such_device(list, error);
    case PCAP_ERROR_PERM_DENIED:
    case PCAP_ERROR_PROMISC_PERM_DENIED:
        return listed ? not_permitted(error) : no_such_device(list, error);
    case PCAP_ERROR_IFACE_NOT_UP:
        return error_set(error, ERROR_INPUT, "the device is down (ip link set %s up)",
                         device->name);
    default:
        return error_set(error, ERROR_INPUT, "capturing does not begin: %s",
                         *why ? why : device->library.pcap_statustostr(status));
    }
}

static void set_up(struct device *device, const struct device_options *options) {
    const struct pcap_library *library = &device->library;
    size_t buffer = options->buffer ? options->buffer : DEVICE_BUFFER;
    (void)library->pcap_set_snaplen(device->handle, DEVICE_SNAP_LENGTH);
    (void)library->pcap_set_promisc(device->handle, !options->modest);
    (void)library->pcap_set_timeout(device->handle, BLOCK_PATIENCE);
    (void)library->pcap_set_buffer_size(device->handle, (int)buffer);
    device->nanoseconds =
        library->pcap_set_tstamp_precision(device->handle, PCAP_TSTAMP_PRECISION_NANO) == 0;
}

static bool activate(struct device *device, const struct device_options *options,
                     const struct device_list *list, struct error *error) {
    char why[PCAP_ERRBUF_SIZE] = "";
    device->handle = device->library.pcap_create(device->name, why);
    if (!device->handle)
        return error_set(error, ERROR_INPUT, "cannot be opened: %s", why);
    set_up(device, options);
    int status = device->library.pcap_activate(device->handle); /* above 0: a warning */
    if (status < 0)
        return cannot_capture(device, status, list, error);
    (void)device->library.pcap_set_datalink(device->handle, DLT_LINUX_SLL2);
    if (device->library.pcap_setnonblock(device->handle, 1, why) != 0)
        return error_set(error, ERROR_IO, "cannot be read without waiting: %s", why);
    return true;
}

/* Words of our own must not keep anybody from capturing: without a filter it is slower. */
static bool set_filter(struct device *device, const char *filter, struct error *error) {
    const struct pcap_library *library = &device->library;
    struct bpf_program program = {0};
    const char *words = filter ? filter : usual_filter;
    bool good =
        library->pcap_compile(device->handle, &program, words, 1, PCAP_NETMASK_UNKNOWN) == 0 &&
        library->pcap_setfilter(device->handle, &program) == 0;
    if (!good && filter)
        (void)error_set(error, ERROR_USAGE, "the capture filter '%s' is none: %s", filter,
                        library->pcap_geterr(device->handle));
    library->pcap_freecode(&program);
    return good || !filter;
}

static bool check_link_type(struct device *device, struct error *error) {
    const struct pcap_library *library = &device->library;
    device->link_type = link_type_of_dlt(library->pcap_datalink(device->handle));
    const char *name = link_type_name(device->link_type);
    return link_type_supported(device->link_type) ||
           error_set(error, ERROR_DATA, "packets of its link type, %u (%s), cannot be read",
                     device->link_type, name ? name : "unknown");
}

/* The file begins. */
static bool put_file_header(struct device *device) {
    const struct file_header header = {.magic = MAGIC_NANOSECONDS,
                                       .major = 2,
                                       .minor = 4,
                                       .snap_length = DEVICE_SNAP_LENGTH,
                                       .link_type = device->link_type};
    return buffer_add(&device->octets, slice_of(&header, sizeof header));
}

static bool open_device(struct device *device, const struct device_options *options,
                        struct error *error) {
    struct device_list list = {0};
    struct error unlisted = {0};
    if (!pcap_library_bind(&device->library, error))
        return false;
    (void)device_list_read_by(&list, &device->library, &unlisted);
    device->name = resolve_name(options->name, &list);
    bool good = device->name ? activate(device, options, &list, error) : error_memory(error);
    device_list_free(&list);
    return good && check_link_type(device, error) && set_filter(device, options->filter, error) &&
           (put_file_header(device) || error_memory(error));
}

struct device *device_open(const struct device_options *options, struct error *error) {
    struct device *device = calloc(1, sizeof *device);
    if (!device) {
        (void)error_memory(error);
        return NULL;
    }
    device->record = writer_to(WRITER_MEMORY);
    if (open_device(device, options, error))
        return device;
    error_name(error, device->name ? device->name : options->name);
    device_close(device);
    return NULL;
}

void device_close(struct device *device) {
    struct error ignored = {0};
    if (!device)
        return;
    (void)device_end_record(device, &ignored);
    if (device->handle)
        device->library.pcap_close(device->handle);
    buffer_free(&device->octets);
    free(device->name);
    free(device);
}

const char *device_name(const struct device *device) {
    return device->name;
}

uint16_t device_link_type(const struct device *device) {
    return device->link_type;
}

int device_descriptor(const struct device *device) {
    return device->library.pcap_get_selectable_fd(device->handle);
}

/* ---- recording ---- */

bool device_record(struct device *device, const char *path, struct error *error) {
    device->record_name = strdup(path);
    if (!device->record_name)
        return error_memory(error);
    device->record.fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (device->record.fd < 0) {
        (void)error_set(error, ERROR_CREATE, "%s", strerror(errno));
        error_name(error, path);
        return false;
    }
    capture_writer_begin(&device->recording, &device->record);
    return true;
}

static bool is_recorded(const struct device *device) {
    return device->record.fd >= 0;
}

bool device_end_record(struct device *device, struct error *error) {
    bool good = !is_recorded(device) || writer_flush(&device->record);
    if (!good) {
        (void)error_set(error, ERROR_IO, "%s", strerror(device->record.cause));
        error_name(error, device->record_name);
    }
    if (is_recorded(device))
        (void)close(device->record.fd);
    writer_free(&device->record);
    device->record = writer_to(WRITER_MEMORY);
    free(device->record_name);
    device->record_name = NULL;
    return good;
}

/* ---- reading ---- */

static void take_packet(u_char *context, const struct pcap_pkthdr *header, const u_char *octets) {
    struct device *device = (struct device *)(void *)context;
    uint32_t fraction = (uint32_t)header->ts.tv_usec;
    const struct record_header record = {
        .seconds = (uint32_t)header->ts.tv_sec,
        .nanoseconds = device->nanoseconds ? fraction : fraction * 1000,
        .captured = header->caplen,
        .on_wire = header->len,
    };
    const struct packet packet = {
        .at.ns = (int64_t)record.seconds * DURATION_SECOND + record.nanoseconds,
        .octets = slice_of(octets, header->caplen),
        .wire_size = header->len,
        .link_type = device->link_type,
    };
    device->packets++;
    if (!buffer_reserve(&device->octets, sizeof record + packet.octets.size)) {
        (void)error_memory(&device->failure);
        return;
    }
    (void)buffer_add(&device->octets, slice_of(&record, sizeof record));
    (void)buffer_add(&device->octets, packet.octets);
    if (is_recorded(device))
        (void)capture_writer_add(&device->recording, &packet);
}

/* What was recorded so far is in the file when there is time for it. */
static void flush_record(struct device *device) {
    if (!writer_flush(&device->record))
        (void)error_set(&device->failure, ERROR_IO, "%s cannot be written: %s", device->record_name,
                        strerror(device->record.cause));
}

/* Takes packets out of the kernel's buffer. */
static void fetch(struct device *device) {
    device->octets.size = device->given = 0;
    errno = 0;
    int count = device->library.pcap_dispatch(device->handle, PACKETS_AT_ONCE, take_packet,
                                              (u_char *)device);
    if (count < 0 && errno != EAGAIN) /* netfilter's devices take silence for a failure */
        (void)error_set(&device->failure, ERROR_IO, "is gone: %s",
                        device->library.pcap_geterr(device->handle));
    if (is_recorded(device) && (count <= 0 || device->record.cause))
        flush_record(device);
}

bool device_read(struct device *device, uint8_t *data, size_t size, size_t *count,
                 struct error *error) {
    if (device->given == device->octets.size && device->failure.kind == ERROR_NONE)
        fetch(device);
    struct slice rest = slice_first(slice_from(buffer_slice(&device->octets), device->given), size);
    *count = rest.size;
    if (rest.size > 0)
        memcpy(data, rest.data, rest.size);
    device->given += rest.size;
    if (rest.size > 0 || device->failure.kind == ERROR_NONE)
        return true;
    return error_set(error, device->failure.kind, "%s", device->failure.text);
}

/* What the network card dropped (ps_ifdrop) is left out: libpcap looks for it in /sys, and counts
 * wrong where a sandbox forbids that. */
uint64_t device_dropped(struct device *device) {
    struct pcap_stat seen = {0};
    return device->library.pcap_stats(device->handle, &seen) == 0 ? seen.ps_drop : 0;
}
