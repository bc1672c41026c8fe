package dev.revector.stack;

import dev.revector.BlockDevice;
import dev.revector.MediumException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Does what the kernel does with a device-mapper table of linear and error targets, written from
 * the kernel's documentation alone: lines of {@code start length target args}, in sectors of 512
 * bytes.
 */
final class DmTableInterpreter {
  private final List<Line> lines = new ArrayList<>();
  private final Map<String, BlockDevice> devices;

  /** One target; the device is null for the error target. */
  private record Line(long start, long length, BlockDevice device, long offset) {}

  /** Takes a table in, as strictly as the kernel does: without gaps, in order. */
  DmTableInterpreter(String table, Map<String, BlockDevice> devices) {
    this.devices = devices;
    long next = 0;
    for (String text : table.lines().toList()) {
      Line line = line(List.of(text.split(" ", -1)));
      if (line.start != next || line.length < 1) {
        throw new IllegalArgumentException("not contiguous: " + text);
      }
      next = line.start + line.length;
      lines.add(line);
    }
  }

  private Line line(List<String> words) {
    long start = Long.parseLong(words.get(0));
    long length = Long.parseLong(words.get(1));
    if (words.get(2).equals("error") && words.size() == 3) {
      return new Line(start, length, null, 0);
    }
    BlockDevice device = words.get(2).equals("linear") ? devices.get(words.get(3)) : null;
    if (device == null || words.size() != 5) {
      throw new IllegalArgumentException("no such target: " + String.join(" ", words));
    }
    long offset = Long.parseLong(words.get(4));
    if (offset + length > device.geometry().bytes() / 512) {
      throw new IllegalArgumentException("beyond the device: " + String.join(" ", words));
    }
    return new Line(start, length, device, offset);
  }

  long sectors() {
    Line last = lines.get(lines.size() - 1);
    return last.start + last.length;
  }

  /** The first of two neighbours that could be one line; null when the table is minimal. */
  String joinable() {
    for (int i = 1; i < lines.size(); i++) {
      Line left = lines.get(i - 1);
      Line right = lines.get(i);
      if (Objects.equals(left.device, right.device)
          && (left.device == null || left.offset + left.length == right.offset)) {
        return left.toString();
      }
    }
    return null;
  }

  /** Reads a sector of 512 bytes; null where the table, or the device, gives an error. */
  byte[] read(long sector) throws IOException {
    for (Line line : lines) {
      if (sector >= line.start && sector < line.start + line.length) {
        return line.device == null ? null : read(line.device, line.offset + sector - line.start);
      }
    }
    throw new IllegalArgumentException("no such sector: " + sector);
  }

  private static byte[] read(BlockDevice device, long sector) throws IOException {
    int size = device.geometry().sectorSize();
    ByteBuffer whole = ByteBuffer.allocate(size);
    try {
      device.read(sector * 512 / size, whole);
    } catch (MediumException e) {
      return null;
    }
    byte[] part = new byte[512];
    whole.get((int) (sector * 512 % size), part);
    return part;
  }
}
