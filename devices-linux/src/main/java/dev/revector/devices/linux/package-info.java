/**
 * Block devices and files of Linux, read and written with {@code O_DIRECT} through the Foreign
 * Function and Memory API. x86-64 and aarch64, Java 22 or newer.
 *
 * <p>What this package guarantees:
 *
 * <ul>
 *   <li>An error number of the system becomes the exception that it is; only medium errors name
 *       sectors. A device that is gone is reported by the request that finds it out.
 *   <li>A device is open for writing once: a block device by the system's claim ({@code O_EXCL}), a
 *       file by the lock that {@link dev.revector.file.FileBlockDevice} takes, too.
 *   <li>Two devices that share storage say so ({@link dev.revector.DeviceIdentity#overlaps}): parts
 *       of one disk, a disk and its partitions, a loop device and the file below it.
 *   <li>Calls that the system cuts short or interrupts are completed; one that it is too busy for
 *       is tried again for about a second.
 * </ul>
 *
 * <p><b>Identity.</b> The {@link dev.revector.StableId} of a disk is {@code wwn:}, else {@code
 * serial:MODEL/SERIAL}, else {@code mapper:} and the UUID of device mapper or md, else {@code
 * file:} of a loop device's file together with what the content says of itself: UUID of a file
 * system, GPT or LUKS, disk signature of an MBR. A partition has the same of its disk with {@code
 * +START}, and {@code partuuid:}.
 *
 * <p>What it cannot guarantee: a device mapper or md device shares storage with the disks below it,
 * and a file with the disk that its file system is on; such overlaps are not seen. The system
 * refuses most of them by the claim. What a device says of its physical blocks and its cache is
 * believed.
 *
 * <p><b>Native access.</b> Start Java with {@code
 * --enable-native-access=dev.revector.devices.linux}, or {@code ALL-UNNAMED} when the module is on
 * the class path. Nothing else of the library needs it.
 */
@NullMarked
package dev.revector.devices.linux;

import org.jspecify.annotations.NullMarked;
