package dev.revector;

import dev.revector.internal.Assembly;
import dev.revector.internal.Settings;
import dev.revector.spi.RedundancySource;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Creates and opens pairs. The devices given belong to the target once {@link #create()} or {@link
 * #open()} returned, which closes them; if either throws they stay the caller's.
 *
 * <p>Not thread-safe.
 *
 * @since 0.1
 */
public final class RemapTargetBuilder {
  private @Nullable BlockDevice main;
  private final List<BlockDevice> spares = new ArrayList<>();
  private String strategy = "auto";
  private int copies;
  private int minCopies = 2;
  private int maxCopies = 5;
  private long minDistanceBytes;
  private List<Long> customSectors = List.of();
  private boolean force;
  private boolean acceptMain;
  private boolean readOnly;
  private int retries = 2;
  private Clock clock = Clock.systemUTC();
  private UUID pair = UUID.randomUUID();
  private InitialMap initialMap = InitialMap.EMPTY;
  private @Nullable RedundancySource redundancy;

  RemapTargetBuilder() {}

  /** The failing disk. May be left out only when the pair is opened read-only. */
  public RemapTargetBuilder main(BlockDevice device) {
    this.main = device;
    return this;
  }

  /** A spare; called once for each, in the same order every time. */
  public RemapTargetBuilder spare(BlockDevice device) {
    spares.add(device);
    return this;
  }

  /** Name of the placement strategy; default {@code auto}. */
  public RemapTargetBuilder strategy(String name) {
    this.strategy = name;
    return this;
  }

  /**
   * Exact number of metadata copies, 1 to 8, whatever {@link #minCopies} and {@link #maxCopies}
   * say; 0, the default, for what suits the spare's size.
   */
  public RemapTargetBuilder copies(int count) {
    this.copies = count;
    return this;
  }

  /** Fewest copies to accept, 1 to 8; default 2, so a spare for one copy only must be asked for. */
  public RemapTargetBuilder minCopies(int count) {
    this.minCopies = count;
    return this;
  }

  /** Most copies to make, 1 to 8; default 5. */
  public RemapTargetBuilder maxCopies(int count) {
    this.maxCopies = count;
    return this;
  }

  /** Least distance between the starts of two copies, in bytes; default 0. */
  public RemapTargetBuilder minDistanceBytes(long bytes) {
    this.minDistanceBytes = bytes;
    return this;
  }

  /** Where the copies begin, in sectors of main's size, for the {@code custom} strategy. */
  public RemapTargetBuilder customSectors(List<Long> sectors) {
    this.customSectors = List.copyOf(sectors);
    return this;
  }

  /** Lets {@link #create()} overwrite a spare that holds something already; default false. */
  public RemapTargetBuilder force(boolean overwrite) {
    this.force = overwrite;
    return this;
  }

  /**
   * Lets {@link #open()} take a main that is another disk than the pair was made with, and of at
   * least its size: an image that was copied, or a disk that was cloned. Unless it is opened
   * read-only the pair remembers the new one from then on, and refuses the old one. Default false.
   */
  public RemapTargetBuilder acceptMain(boolean accept) {
    this.acceptMain = accept;
    return this;
  }

  /** Opens without writing anything, without a lock, beside a writer if need be; default false. */
  public RemapTargetBuilder readOnly(boolean only) {
    this.readOnly = only;
    return this;
  }

  /** How often a failed request is tried again before its sectors count as bad; default 2. */
  public RemapTargetBuilder retries(int count) {
    this.retries = count;
    return this;
  }

  /** Where the times in the map come from; they are shown to people and decide nothing. */
  public RemapTargetBuilder clock(Clock source) {
    this.clock = source;
    return this;
  }

  /** The number of the pair to create; default a random one. */
  public RemapTargetBuilder pair(UUID uuid) {
    this.pair = uuid;
    return this;
  }

  /**
   * The map, and the data, that {@link #create()} gives the new pair; default an empty map. Its
   * data device stays the caller's, unless it is the spare itself.
   */
  public RemapTargetBuilder initialMap(InitialMap map) {
    this.initialMap = map;
    return this;
  }

  /** A second place that has main's data. */
  public RemapTargetBuilder redundancy(RedundancySource source) {
    this.redundancy = source;
    return this;
  }

  /**
   * Writes metadata onto the spare, empty or with an {@link #initialMap}, and opens the pair. Data
   * of an initial map is durable before the metadata that names it: after a power cut there is
   * either the whole pair or none, and in place what was there before is as it was.
   *
   * @throws DeviceTooSmallException if the copies don't fit; the message says what would do
   * @throws SparesExhaustedException if there are not enough slots for an initial map; no pair was
   *     made
   * @throws WrongDeviceException if the spare holds something, or overlaps main; nothing was
   *     written
   */
  public RemapTarget create() throws IOException {
    return Assembly.create(settings());
  }

  /**
   * Opens the pair that stands on the spares.
   *
   * @throws WrongDeviceException if they hold none, or main is another disk than the one that the
   *     pair was made with; the message says what was expected and what was found
   */
  public RemapTarget open() throws IOException {
    return Assembly.open(settings());
  }

  /**
   * Says what the spare holds that {@link #create()} would destroy; empty when it is blank, or
   * holds the data of an {@link #initialMap} and no pair.
   */
  public Optional<String> spareContent() throws IOException {
    return Assembly.content(settings());
  }

  /** Says what {@link #create()} would do: strategy, copies and their places; writes nothing. */
  public CreatePlan plan() throws IOException {
    return Assembly.plan(settings());
  }

  private Settings settings() {
    return new Settings(
        main,
        List.copyOf(spares),
        strategy,
        copies,
        minCopies,
        maxCopies,
        minDistanceBytes,
        customSectors,
        force,
        acceptMain,
        readOnly,
        retries,
        clock,
        pair,
        initialMap,
        redundancy);
  }
}
