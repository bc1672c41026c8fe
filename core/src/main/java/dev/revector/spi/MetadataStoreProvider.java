package dev.revector.spi;

import dev.revector.BlockDevice;
import dev.revector.BlockDeviceException;
import dev.revector.DeviceGeometry;
import dev.revector.DeviceIdentity;
import dev.revector.Extent;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Creates and opens {@link MetadataStore}s. Found through {@link java.util.ServiceLoader}.
 * Stateless; any thread may call.
 *
 * @since 0.1
 */
public interface MetadataStoreProvider {

  /**
   * Lays out new metadata; writes nothing.
   *
   * @param taken sectors of the spare, of main's size, that metadata must keep off
   * @param runs how many runs the map is to have when it is written
   * @throws dev.revector.DeviceTooSmallException if it doesn't fit; the message says what would do
   */
  MetadataDraft draft(CreateRequest request, List<Extent> taken, long runs) throws IOException;

  /** Writes empty metadata onto the spares, whatever they hold, and opens it. */
  default MetadataStore create(CreateRequest request) throws IOException {
    return draft(request, List.of(), 0).write(List.of(), List.of());
  }

  /**
   * Opens the metadata that stands on the spares; for writing it first repairs what a power cut or
   * a bad sector left behind, and remembers what main is called now.
   *
   * @throws dev.revector.WrongDeviceException if they hold none, or another pair's
   * @throws dev.revector.MetadataDamagedException if it can't be put together
   * @throws dev.revector.UnsupportedFormatException if a newer version wrote it
   */
  MetadataStore open(OpenRequest request) throws IOException;

  /**
   * Says in a few words which metadata of this format the device seems to hold, if any. Quick.
   *
   * @param strategies whose formulas tell where else than at the start to look, and after that, on
   *     a small device, everywhere; none to look at the start only
   */
  Optional<String> recognise(BlockDevice device, List<PlacementStrategy> strategies)
      throws IOException;

  /**
   * What to create.
   *
   * @param main main's geometry
   * @param mainIdentity main's identity
   * @param spares the spares, in their order
   * @param pair the new pair's number
   * @param strategy where the copies go
   * @param copies number of copies, 1 to 8
   * @param minDistanceBytes least distance between the starts of two copies, 0 for none
   * @param customSectors the starts for the custom strategy, in sectors of main's size
   * @param createdSeconds time of creation, in seconds since 1970, for people
   * @param strategies every strategy known, to find by their formula what stood there before
   */
  record CreateRequest(
      DeviceGeometry main,
      DeviceIdentity mainIdentity,
      List<BlockDevice> spares,
      UUID pair,
      PlacementStrategy strategy,
      int copies,
      long minDistanceBytes,
      List<Long> customSectors,
      long createdSeconds,
      List<PlacementStrategy> strategies) {

    /** A request that knows no strategy but its own. */
    public CreateRequest(
        DeviceGeometry main,
        DeviceIdentity mainIdentity,
        List<BlockDevice> spares,
        UUID pair,
        PlacementStrategy strategy,
        int copies,
        long minDistanceBytes,
        List<Long> customSectors,
        long createdSeconds) {
      this(
          main,
          mainIdentity,
          spares,
          pair,
          strategy,
          copies,
          minDistanceBytes,
          customSectors,
          createdSeconds,
          List.of(strategy));
    }
  }

  /**
   * What to open.
   *
   * @param main main, whose size and identity must be those stored; empty when it is not at hand:
   *     then read-only. Flushed before anything is read, nothing else is done to it
   * @param spares the spares, in their order
   * @param strategies every strategy known, to find copies by their formula
   * @param acceptMain true to take main although it is another disk than the one stored; its size
   *     must do all the same
   * @param readOnly true to write nothing
   * @param acceptance asked before anything is written
   */
  record OpenRequest(
      Optional<BlockDevice> main,
      List<BlockDevice> spares,
      List<PlacementStrategy> strategies,
      boolean acceptMain,
      boolean readOnly,
      Acceptance acceptance) {

    /** A request that accepts every map that can be put together. */
    public OpenRequest(
        Optional<BlockDevice> main,
        List<BlockDevice> spares,
        List<PlacementStrategy> strategies,
        boolean acceptMain,
        boolean readOnly) {
      this(main, spares, strategies, acceptMain, readOnly, store -> {});
    }
  }

  /** Has a look at a map before a store that is opened for writing repairs anything. */
  @FunctionalInterface
  interface Acceptance {
    /**
     * Refuses a map that contradicts itself.
     *
     * @param store what was read; it refuses every change
     * @throws BlockDeviceException to refuse it: the spares are left as they are
     */
    void check(MetadataStore store) throws BlockDeviceException;
  }
}
