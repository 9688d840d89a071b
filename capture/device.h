/* device.h: a network interface that is listened to, by libpcap.
 *
 * What it captures is handed out as the octets of a capture file (libpcap's format, with
 * nanoseconds), so that whatever reads files reads it as well: reader, spool, index. Nothing waits
 * here; poll() tells when there is more. */
#ifndef HELOISE_CAPTURE_DEVICE_H
#define HELOISE_CAPTURE_DEVICE_H

#include "base/error.h"
#include "base/slice.h"

/* Octets of a packet that are captured: all, where the network card has put segments together,
 * too. */
enum { DEVICE_SNAP_LENGTH = 262144 };

/* What the kernel keeps until it is read. */
enum { DEVICE_BUFFER = 32 * 1024 * 1024 };

struct device_options {
    const char *name;   /* "eth0", "any", or its number in the list of devices */
    const char *filter; /* BPF in words; "": everything; NULL: all that mail may travel in */
    bool modest;        /* not promiscuous: what is for this machine alone */
    size_t buffer;      /* octets; 0: DEVICE_BUFFER */
};

struct device;

/* Opens a device and begins to capture; the options are not needed any more then. NULL with `error`
 * filled: ERROR_PERMISSION, ERROR_INPUT (there is no such device, or it is down), ERROR_USAGE (the
 * filter), ERROR_DATA (nobody here reads such links). */
struct device *device_open(const struct device_options *options, struct error *error);

void device_close(struct device *device);

/* Its name, not its number. */
const char *device_name(const struct device *device);

/* LINKTYPE_ value, and what people call it. */
uint16_t device_link_type(const struct device *device);

/* From here on what is captured is written to a file as well (pcapng), which is created. False with
 * `error` filled (ERROR_CREATE). To be asked for before anything is read. */
bool device_record(struct device *device, const char *path, struct error *error);

/* Ends the recording. False with `error` filled when not all of it could be written. */
bool device_end_record(struct device *device, struct error *error);

/* Becomes readable for poll() when there are packets. */
int device_descriptor(const struct device *device);

/* The next octets: at most `size`; `count` is 0 when there are none now. False with `error` filled
 * (ERROR_IO) when the device is gone, or what is recorded cannot be written; nothing follows
 * then. */
bool device_read(struct device *device, uint8_t *data, size_t size, size_t *count,
                 struct error *error);

/* Packets that came and were not captured, since the kernel's buffer was full. */
uint64_t device_dropped(struct device *device);

#endif
