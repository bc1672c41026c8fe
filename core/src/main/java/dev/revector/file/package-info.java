/**
 * Devices in regular files: disk images, and spares that live in a file.
 *
 * <p>What this package guarantees:
 *
 * <ul>
 *   <li>One writer for each byte of a file, among all processes of the host that ask through this
 *       package. Parts that share no byte can be written side by side. Readers need no lock and
 *       hinder nobody.
 *   <li>An interrupt harms nobody: a request of an interrupted thread runs to its end, the thread
 *       stays interrupted, and the device stays open.
 *   <li>A flush that fails is told to every device on parts of the file, where the system tells it
 *       once.
 *   <li>A file that was cut short while it was open gives errors, never zeros.
 * </ul>
 *
 * <p>What it cannot guarantee: the operating system's file locks belong to a process, and on POSIX
 * systems end when that process closes <em>any</em> handle of the file. Inside this package all
 * devices on a file share their handles for that reason. Other code of the process must not open
 * and close the same file while a device writes to it. File locks do not reach over every network
 * file system.
 */
@NullMarked
package dev.revector.file;

import org.jspecify.annotations.NullMarked;
