package dev.revector.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A device as the user names it: {@code PATH} or {@code PATH@OFFSET+LENGTH}.
 *
 * @param path the block device or file
 * @param offsetBytes where the device begins in it
 * @param lengthBytes how much of it the device covers, -1 for all up to the end
 */
record DeviceSpec(Path path, long offsetBytes, long lengthBytes) {
  private static final Pattern PART = Pattern.compile("(.+)@(\\w+)\\+(\\w+)", Pattern.DOTALL);

  /**
   * Reads a device's name.
   *
   * @throws IllegalArgumentException if offset or length is no size, or the length is zero
   */
  static DeviceSpec parse(String text) {
    Matcher matcher = PART.matcher(text);
    if (!matcher.matches()) {
      return new DeviceSpec(Path.of(text), 0, -1);
    }
    long offset;
    long length;
    try {
      offset = Sizes.parse(matcher.group(2));
      length = Sizes.parse(matcher.group(3));
    } catch (IllegalArgumentException e) {
      if (Files.exists(Path.of(text))) {
        return new DeviceSpec(Path.of(text), 0, -1); // it is only called so
      }
      throw e;
    }
    if (length == 0 || offset > Long.MAX_VALUE - length) {
      throw new IllegalArgumentException("no part of a device: " + text);
    }
    return new DeviceSpec(Path.of(matcher.group(1)), offset, length);
  }

  /** For options of this type. */
  static final class Converter implements ITypeConverter<DeviceSpec> {
    @Override
    public DeviceSpec convert(String text) {
      try {
        return parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
