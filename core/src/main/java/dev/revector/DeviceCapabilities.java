package dev.revector;

/**
 * What a {@link BlockDevice} can do; declared, never guessed.
 *
 * @param writable false when every write is refused
 * @param discard true when {@link BlockDevice#discard} reaches the medium
 * @param volatileCache true when a write needs a flush to be durable
 * @since 0.1
 */
public record DeviceCapabilities(boolean writable, boolean discard, boolean volatileCache) {}
