package dev.revector.transfer;

import dev.revector.DeviceGeometry;
import dev.revector.DeviceIdentity;
import dev.revector.MapRun;
import java.io.IOException;
import java.util.List;

/**
 * The map as a table for {@code dmsetup create}: the kernel then serves the same sectors with
 * nothing of this library in the way. Sectors without data map to the error target.
 *
 * <p>Counts are in 512-byte sectors, whatever main's are. The table covers main exactly and is
 * minimal: neighbours that continue each other are one line.
 *
 * @since 0.1
 */
public final class DmTable {
  private static final int UNIT = 512;
  private static final String ERROR = "error";

  private final Appendable out;
  private long start;
  private long length;
  private String device = "";
  private long offset;

  private DmTable(Appendable out) {
    this.out = out;
  }

  /**
   * A device as the table names it.
   *
   * @param path its path
   * @param offsetBytes where main or the spare begins in it, a multiple of 512
   */
  public record Device(String path, long offsetBytes) {
    /** Checks the offset. */
    public Device {
      if (offsetBytes < 0 || offsetBytes % UNIT != 0) {
        throw new IllegalArgumentException(
            "device mapper counts in sectors of 512 bytes: path="
                + path
                + ", offsetBytes="
                + offsetBytes);
      }
    }

    /** The device that this identity is of. */
    public static Device of(DeviceIdentity identity) {
      return new Device(identity.path(), identity.offsetBytes());
    }
  }

  /**
   * Writes the table.
   *
   * @param main main's geometry
   * @param mainDevice main
   * @param spares the spares, in their order
   * @param runs the whole map, ascending
   * @throws IllegalArgumentException if runs overlap, are out of order or reach beyond main; what
   *     is written by then is no table
   */
  public static void write(
      Appendable out,
      DeviceGeometry main,
      Device mainDevice,
      List<Device> spares,
      Iterable<MapRun> runs)
      throws IOException {
    DmTable table = new DmTable(out);
    long scale = main.sectorSize() / UNIT;
    long next = 0;
    for (MapRun run : runs) {
      if (run.lba() < next || run.end() > main.sectors()) {
        throw new IllegalArgumentException(
            "no run of this map comes next: run="
                + run
                + ", after="
                + next
                + ", sectors="
                + main.sectors());
      }
      table.linear(mainDevice, next * scale, (run.lba() - next) * scale);
      if (run.state().readable()) {
        table.linear(spares.get(run.spare()), run.spareSector() * scale, run.count() * scale);
      } else {
        table.add(ERROR, 0, run.count() * scale);
      }
      next = run.end();
    }
    table.linear(mainDevice, next * scale, (main.sectors() - next) * scale);
    table.end();
  }

  private void linear(Device on, long sector, long sectors) throws IOException {
    add("linear " + quoted(on.path()), on.offsetBytes() / UNIT + sector, sectors);
  }

  /** The kernel cuts a line at blanks, unless a backslash stands before. */
  private static String quoted(String path) {
    return path.replaceAll("([\\s\\\\])", "\\\\$1");
  }

  private void add(String target, long sector, long sectors) throws IOException {
    if (sectors == 0) {
      return;
    }
    boolean continues = target.equals(ERROR) || offset + length == sector;
    if (length > 0 && device.equals(target) && continues) {
      length += sectors;
      return;
    }
    end();
    device = target;
    offset = sector;
    length = sectors;
  }

  private void end() throws IOException {
    if (length > 0) {
      out.append(Long.toString(start)).append(' ').append(Long.toString(length)).append(' ');
      out.append(device);
      if (!device.equals(ERROR)) {
        out.append(' ').append(Long.toString(offset));
      }
      out.append('\n');
      start += length;
      length = 0;
    }
  }
}
