package dev.revector.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Sizes in bytes, as people write them: a number, or one with K, M, G or T. */
final class Sizes implements ITypeConverter<Long> {
  private static final Pattern SIZE = Pattern.compile("(\\d+)([KMGTkmgt]?)");
  private static final String UNITS = "KMGT";

  @Override
  public Long convert(String text) {
    try {
      return parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  /**
   * The number of bytes that {@code text} names.
   *
   * @throws IllegalArgumentException if it is not a size
   */
  static long parse(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (matcher.matches()) {
      int shift = 10 * (UNITS.indexOf(matcher.group(2).toUpperCase(Locale.ROOT)) + 1);
      if (matcher.group(2).isEmpty()) {
        shift = 0;
      }
      try {
        return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift);
      } catch (ArithmeticException | NumberFormatException e) {
        throw new IllegalArgumentException("size is too large: " + text, e);
      }
    }
    throw new IllegalArgumentException(
        "not a size: " + text + " (bytes, or a number with K, M, G or T)");
  }

  /**
   * The size in the largest unit that it fills, with one decimal where it does not come out even.
   */
  static String format(long bytes) {
    int unit = 0;
    while (unit < UNITS.length() && bytes >> (10 * (unit + 1)) > 0) {
      unit++;
    }
    if (unit == 0) {
      return bytes + " B";
    }
    double value = bytes / (double) (1L << (10 * unit));
    String number =
        bytes % (1L << (10 * unit)) == 0
            ? Long.toString(bytes >> (10 * unit))
            : String.format(Locale.ROOT, "%.1f", value);
    return number + " " + UNITS.charAt(unit - 1) + "iB";
  }
}
