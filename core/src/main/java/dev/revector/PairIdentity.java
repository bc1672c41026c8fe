package dev.revector;

import java.util.UUID;

/**
 * Whom a pair consists of, as its metadata says.
 *
 * @param uuid the pair's number
 * @param main main's geometry when the pair was made
 * @param mainStableId main's {@link DeviceIdentity#stableId()}, empty when it had none
 * @param slotSize bytes in a spare slot: the larger physical block of main and the spares
 * @param spareSectors size of each spare as stored, in sectors of main's size
 * @param createdSeconds when the pair was made, in seconds since 1970
 * @since 0.1
 */
public record PairIdentity(
    UUID uuid,
    DeviceGeometry main,
    String mainStableId,
    int slotSize,
    java.util.List<Long> spareSectors,
    long createdSeconds) {}
