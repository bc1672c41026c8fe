package dev.revector.testkit.contract;

import dev.revector.BlockDevice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every {@link BlockDevice} must keep.
 *
 * <p>The checks <b>destroy what the device holds</b>. They open it anew for each check, close it at
 * the end, and touch no more than its first and its last 4096 sectors. It must have at least 64
 * sectors.
 *
 * <p>What only some devices or test rigs can do is tried when the means are given: {@link
 * #readOnly}, {@link #afterPowerCut}, {@link #badSectors}.
 *
 * <p>Not thread-safe.
 *
 * @since 0.1
 */
public final class BlockDeviceContract {
  private final Opener opener;
  private @Nullable Opener readOnly;
  private @Nullable Opener afterPowerCut;
  private @Nullable Spoiler spoiler;

  private BlockDeviceContract(Opener opener) {
    this.opener = opener;
  }

  /** Opens a device. */
  @FunctionalInterface
  public interface Opener {
    /** The open device, which the check closes. */
    BlockDevice open() throws IOException;
  }

  /** Makes sectors bad. */
  @FunctionalInterface
  public interface Spoiler {
    /** From now on these sectors can't be read until they are written. */
    void spoil(long lba, int count) throws IOException;
  }

  /**
   * A contract for the device that {@code opener} opens for reading and writing. Every call must
   * open the same medium, with what was written to it before.
   */
  public static BlockDeviceContract of(Opener opener) {
    return new BlockDeviceContract(opener);
  }

  /** Tries the device open for reading only, too; the opener is called while no other is open. */
  public BlockDeviceContract readOnly(Opener reader) {
    this.readOnly = reader;
    return this;
  }

  /**
   * Tries what a power cut leaves: the opener cuts the power of the device that was opened last,
   * which is not closed, and opens what is there when the power is back. The device that was cut is
   * closed after the survivor; that must neither fail nor change the medium.
   */
  public BlockDeviceContract afterPowerCut(Opener survivor) {
    this.afterPowerCut = survivor;
    return this;
  }

  /** Tries medium errors: {@code means} spoils sectors of the device that was opened last. */
  public BlockDeviceContract badSectors(Spoiler means) {
    this.spoiler = means;
    return this;
  }

  /** The checks, for one run. */
  public List<ContractCheck> checks() {
    List<ContractCheck> checks = new ArrayList<>();
    checks.addAll(new DataChecks(opener).all());
    checks.addAll(new BufferChecks(opener).all());
    checks.addAll(new RefusalChecks(opener).all());
    checks.addAll(new LifeChecks(opener).all());
    checks.addAll(new ThreadChecks(opener).all());
    if (readOnly != null) {
      checks.addAll(new ReadOnlyChecks(opener, readOnly).all());
    }
    if (afterPowerCut != null) {
      checks.addAll(new PowerChecks(opener, afterPowerCut).all());
    }
    if (spoiler != null) {
      checks.addAll(new BadSectorChecks(opener, spoiler).all());
    }
    return List.copyOf(checks);
  }

  /** A check's work on an open device. */
  @FunctionalInterface
  interface Work {
    void on(BlockDevice device) throws Exception;
  }

  /** A check that opens a device, works on it and closes it. */
  static ContractCheck check(String name, Opener opener, Work work) {
    return new ContractCheck(
        name,
        () -> {
          try (BlockDevice device = opener.open()) {
            work.on(device);
          }
        });
  }
}
