package dev.revector.cli;

import dev.revector.DeviceGeometry;
import dev.revector.Extent;
import dev.revector.transfer.BadblocksList;
import dev.revector.transfer.DdrescueMap;
import dev.revector.transfer.SmartLog;
import dev.revector.transfer.TransferFormatException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** The lists of bad sectors that can be imported. */
enum ListFormat {
  BADBLOCKS {
    @Override
    Content parse(Reader in, ListOptions options, DeviceGeometry main, long offset)
        throws IOException {
      return new Content(BadblocksList.read(in, options.blockSize(main), main), 0);
    }
  },
  DDRESCUE {
    @Override
    Content parse(Reader in, ListOptions options, DeviceGeometry main, long offset)
        throws IOException {
      return new Content(DdrescueMap.read(in, options.statuses(), main), 0);
    }
  },
  SMART {
    // The disk counts its sectors from its start, wherever on it main begins.
    @Override
    Content parse(Reader in, ListOptions options, DeviceGeometry main, long offset)
        throws IOException {
      DeviceGeometry disk =
          new DeviceGeometry(main.sectors() + offset, main.sectorSize(), main.physicalBlockSize());
      SmartLog log = SmartLog.read(in, disk);
      List<Extent> inside =
          log.sectors().stream()
              .filter(extent -> extent.end() > offset)
              .map(extent -> from(extent, offset))
              .toList();
      return new Content(inside, log.ignored() + log.sectors().size() - inside.size());
    }
  };

  /**
   * A list that was read.
   *
   * @param sectors bad sectors of main, ascending, no two touching
   * @param ignored entries that name none
   */
  record Content(List<Extent> sectors, long ignored) {}

  abstract Content parse(Reader in, ListOptions options, DeviceGeometry main, long offset)
      throws IOException;

  private static Extent from(Extent extent, long offset) {
    long first = Math.max(0, extent.first() - offset);
    return new Extent(first, extent.end() - offset - first);
  }

  /** Reads a list from a file, or from standard input when that is named {@code -}. */
  Content read(
      Console console, String file, ListOptions options, DeviceGeometry main, DeviceSpec device)
      throws IOException {
    try (Reader in = TextFiles.open(console, file, StandardCharsets.ISO_8859_1)) {
      return parse(in, options, main, device.offsetBytes() / main.sectorSize());
    } catch (TransferFormatException e) {
      throw new IllegalArgumentException(
          "cannot import: path=" + file + ", " + e.getMessage() + "; nothing was changed", e);
    }
  }

  /**
   * The format of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static ListFormat of(String name) {
    for (ListFormat format : values()) {
      if (format.isNamed(name)) {
        return format;
      }
    }
    throw new IllegalArgumentException(
        "no such format: --from=" + name + "; give badblocks, ddrescue, smart or dm-remap");
  }

  /** True when this is what the user calls it. */
  boolean isNamed(String name) {
    return name().toLowerCase(Locale.ROOT).equals(name);
  }
}
