package dev.revector.testkit;

/**
 * 512 bytes of a {@link SimulatedDisk} that were written and not flushed.
 *
 * @param fragment its number: offset in bytes / 512
 * @param lba the sector that it belongs to
 * @param versions how often it was written since the last flush, at least 1
 * @since 0.1
 */
public record PendingFragment(long fragment, long lba, int versions) {}
