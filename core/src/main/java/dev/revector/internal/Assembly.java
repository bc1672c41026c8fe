package dev.revector.internal;

import dev.revector.BlockDevice;
import dev.revector.CreatePlan;
import dev.revector.DeviceGeometry;
import dev.revector.DeviceTooSmallException;
import dev.revector.InitialMap;
import dev.revector.MetadataDamagedException;
import dev.revector.MetadataDamagedException.Kind;
import dev.revector.RemapTarget;
import dev.revector.WrongDeviceException;
import dev.revector.spi.MetadataDraft;
import dev.revector.spi.MetadataStore;
import dev.revector.spi.MetadataStoreProvider.CreateRequest;
import dev.revector.spi.MetadataStoreProvider.OpenRequest;
import dev.revector.spi.PlacementAdvisor.Advice;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Puts a pair together from its parts: checks what is given, then creates or opens. */
public final class Assembly {
  /** Where the search for a spare that would do ends, in bytes. */
  private static final long LARGEST_SPARE = 1L << 50;

  private Assembly() {}

  /** Creates a pair, see {@link dev.revector.RemapTargetBuilder#create()}. */
  public static RemapTarget create(Settings settings) throws IOException {
    Settings guarded = settings.guarded();
    CreateRequest request = request(guarded);
    if (!settings.force()) {
      Optional<String> content = content(settings);
      if (content.isPresent()) {
        throw new WrongDeviceException(
            "spare is not blank: path="
                + spare(settings).identity().path()
                + ", found="
                + content.get()
                + "; force the creation to overwrite it");
      }
    }
    refuseConverted(settings);
    Takeover takeover = takeover(settings);
    MetadataDraft draft = draft(request, takeover, takeover.expectedRuns());
    Takeover.Moved moved = takeover.move(draft);
    for (long room = takeover.expectedRuns(); moved.entries() > room; ) {
      // More pieces than expected: once more, with a table for all of them.
      room = moved.entries() * 2;
      draft = draft(request, takeover, room);
      moved = takeover.move(draft);
    }
    MetadataStore store = draft.write(moved.runs(), moved.retired());
    takeover.erase();
    return RemapEngine.open(guarded, store, Services.allocators());
  }

  /** Another format's metadata on what is a pair by now is old; its map is not to be believed. */
  private static void refuseConverted(Settings settings) throws IOException {
    InitialMap initial = settings.initialMap();
    if (initial.data().isEmpty() || initial.obsolete().isEmpty()) {
      return;
    }
    BlockDevice data = initial.data().get();
    Optional<String> pair = Services.metadata().recognise(data, Services.strategies());
    if (pair.isPresent()) {
      throw new WrongDeviceException(
          "old spare was converted already: path="
              + data.identity().path()
              + ", found="
              + pair.get()
              + "; open it as a pair");
    }
  }

  private static MetadataDraft draft(CreateRequest request, Takeover takeover, long runs)
      throws IOException {
    return Services.metadata().draft(request, takeover.taken(), runs);
  }

  private static Takeover takeover(Settings settings) throws IOException {
    BlockDevice main = settings.main();
    if (main == null) {
      throw new IllegalArgumentException("main is not given");
    }
    return Takeover.of(settings, main.geometry(), spare(settings));
  }

  private static Optional<String> pair(Settings settings) throws IOException {
    return Services.metadata().recognise(spare(settings), Services.strategies());
  }

  /** Opens a pair, see {@link dev.revector.RemapTargetBuilder#open()}. */
  public static RemapTarget open(Settings given) throws IOException {
    Settings settings = given.guarded();
    BlockDevice main = settings.main();
    if (main == null && !settings.readOnly()) {
      throw new IllegalArgumentException("main is not given; only a read-only pair can do without");
    }
    if (main != null) {
      checkTogether(settings, main);
      refuseMetadataOnMain(main);
    }
    AtomicReference<@Nullable Opening> examined = new AtomicReference<>();
    OpenRequest request =
        new OpenRequest(
            Optional.ofNullable(main),
            settings.spares(),
            Services.strategies(),
            settings.acceptMain(),
            settings.readOnly(),
            store -> examined.set(Opening.examine(settings, store, Services.allocators())));
    try {
      MetadataStore store = Services.metadata().open(request);
      return RemapEngine.open(settings, store, Services.allocators(), examined.get());
    } catch (WrongDeviceException | MetadataDamagedException e) {
      // A conversion that a power cut ended early leaves blocks without a header.
      boolean none =
          !(e instanceof MetadataDamagedException damaged) || damaged.kind() == Kind.NO_ASSEMBLY;
      none = none && pair(settings).isEmpty();
      throw none && SpareContent.isDmRemap(settings.spares()) ? dmRemap(settings, e) : e;
    }
  }

  private static IOException dmRemap(Settings settings, IOException cause) {
    return new WrongDeviceException(
        "spare is dm-remap's: path="
            + spare(settings).identity().path()
            + ", expected=a pair made by create, found="
            + SpareContent.DM_REMAP,
        cause);
  }

  /** Says what the spare holds, see {@link dev.revector.RemapTargetBuilder#spareContent()}. */
  public static Optional<String> content(Settings settings) throws IOException {
    Optional<String> pair = pair(settings);
    boolean expected = Takeover.isInPlace(settings, spare(settings));
    return pair.isPresent() || expected ? pair : SpareContent.describe(spare(settings));
  }

  /** Says what creation would do, see {@link dev.revector.RemapTargetBuilder#plan()}. */
  public static CreatePlan plan(Settings settings) throws IOException {
    Takeover takeover = takeover(settings);
    return draft(request(settings), takeover, takeover.expectedRuns()).plan();
  }

  private static CreateRequest request(Settings settings) throws IOException {
    BlockDevice main = settings.main();
    if (main == null) {
      throw new IllegalArgumentException("main is not given");
    }
    checkTogether(settings, main);
    refuseMetadataOnMain(main);
    DeviceGeometry spare = spare(settings).geometry();
    int slotSize = Math.max(main.geometry().physicalBlockSize(), spare.physicalBlockSize());
    Choice choice = choose(settings, spare.bytes(), slotSize);
    return new CreateRequest(
        main.geometry(),
        main.identity(),
        settings.spares(),
        settings.pair(),
        Services.strategy(choice.strategy()),
        choice.copies(),
        settings.minDistanceBytes(),
        settings.customSectors(),
        settings.clock().instant().getEpochSecond(),
        Services.strategies());
  }

  private record Choice(String strategy, int copies) {}

  private static Choice choose(Settings settings, long spareBytes, int slotSize)
      throws DeviceTooSmallException {
    Advice advice = Services.advisor().advise(spareBytes, slotSize);
    String strategy = settings.strategy().equals("auto") ? advice.strategy() : settings.strategy();
    if (strategy.equals("custom")) {
      return new Choice(strategy, settings.customSectors().size());
    }
    if (settings.copies() > 0) {
      return new Choice(strategy, settings.copies());
    }
    int copies = Math.min(advice.copies(), settings.maxCopies());
    if (copies < settings.minCopies()) {
      throw new DeviceTooSmallException(
          "spare holds too few metadata copies: bytes="
              + spareBytes
              + ", copies="
              + copies
              + ", minimum="
              + settings.minCopies()
              + wouldDo(settings, spareBytes, slotSize, copies));
    }
    return new Choice(strategy, copies);
  }

  /** What would do instead: the least spare whose advice has enough copies, or fewer copies. */
  private static String wouldDo(Settings settings, long spareBytes, int slotSize, int copies)
      throws DeviceTooSmallException {
    String fewer = "accept " + copies + (copies == 1 ? " copy" : " copies");
    if (settings.maxCopies() < settings.minCopies()) {
      return "; allow more copies at most, or " + fewer;
    }
    long low = spareBytes;
    long high = LARGEST_SPARE;
    if (Services.advisor().advise(high, slotSize).copies() < settings.minCopies()) {
      return "; name the number of copies, or " + fewer;
    }
    while (high - low > 1) {
      long middle = low + (high - low) / 2;
      boolean enough = Services.advisor().advise(middle, slotSize).copies() >= settings.minCopies();
      low = enough ? low : middle;
      high = enough ? middle : high;
    }
    return "; take a spare of at least " + high + " bytes, or " + fewer;
  }

  private static void checkTogether(Settings settings, BlockDevice main)
      throws WrongDeviceException {
    for (BlockDevice spare : settings.spares()) {
      if (main.identity().overlaps(spare.identity())) {
        throw new WrongDeviceException(
            "main and spare overlap: main="
                + main.identity().path()
                + ", spare="
                + spare.identity().path()
                + "; give two devices, or parts that share no byte");
      }
      if (spare.geometry().sectorSize() > main.geometry().sectorSize()) {
        throw new WrongDeviceException(
            "spare's sectors are larger than main's: spare="
                + spare.identity().path()
                + ", sectorSize="
                + spare.geometry().sectorSize()
                + ", main's="
                + main.geometry().sectorSize());
      }
    }
  }

  private static void refuseMetadataOnMain(BlockDevice main) throws IOException {
    Optional<String> found = Services.metadata().recognise(main, List.of());
    if (found.isPresent()) {
      throw new WrongDeviceException(
          "main holds metadata, so it is some pair's spare: path="
              + main.identity().path()
              + ", found="
              + found.get()
              + "; were main and spare swapped?");
    }
  }

  private static BlockDevice spare(Settings settings) {
    if (settings.spares().isEmpty()) {
      throw new IllegalArgumentException("no spare is given");
    }
    return settings.spares().get(0);
  }
}
