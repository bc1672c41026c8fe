package dev.revector.devices.linux;

/**
 * What Linux says of a device beyond its geometry and identity. What is not known is empty or 0.
 *
 * @param stablePath a name under {@code /dev/disk} that stays when {@code /dev/sdX} changes
 * @param wwn world-wide name
 * @param serial serial number
 * @param model model name
 * @param partitionUuid the partition's UUID in the partition table
 * @param fileSystem type of the file system, or of what else stands on it
 * @param fileSystemUuid its UUID
 * @param fileSystemLabel its label
 * @param readOnly true when the system refuses writes
 * @param rotational true for a spinning disk
 * @param writeBackCache true when a write needs a flush to be durable
 * @param discardBytesMax most bytes in one discard of the hardware, 0 when it cannot discard
 * @param writeZeroesBytesMax most bytes that the hardware zeroes by itself in one request, 0 when
 *     the system has to write the zeros
 * @param alignmentOffsetBytes where the first physical block begins; not 0 when the device begins
 *     in the middle of one, which makes writes slow and less safe
 * @since 0.1
 */
public record DiskFacts(
    String stablePath,
    String wwn,
    String serial,
    String model,
    String partitionUuid,
    String fileSystem,
    String fileSystemUuid,
    String fileSystemLabel,
    boolean readOnly,
    boolean rotational,
    boolean writeBackCache,
    long discardBytesMax,
    long writeZeroesBytesMax,
    long alignmentOffsetBytes) {}
