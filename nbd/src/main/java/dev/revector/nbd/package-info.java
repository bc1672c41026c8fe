/**
 * Serves a disk over the NBD protocol, so that QEMU, libnbd, fio and Linux use it.
 *
 * <p>Begin with {@link dev.revector.nbd.NbdServer#builder}. What this package guarantees: a write
 * is answered after the device took it, a flush and a write with FUA after they are durable; an
 * error of the device fails the one request and leaves the connection alive; no peer makes the
 * server hold more memory than the limits given, nor write what was not a whole, valid request.
 *
 * <p>It does not authenticate by anything but TLS certificates, and does not order requests that
 * overlap and are in flight together.
 */
@NullMarked
package dev.revector.nbd;

import org.jspecify.annotations.NullMarked;
