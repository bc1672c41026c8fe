package dev.revector.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A sector number or count: decimal, or hexadecimal after {@code 0x}. */
final class SectorNumber implements ITypeConverter<Long> {
  @Override
  public Long convert(String text) {
    try {
      boolean hex = text.startsWith("0x") || text.startsWith("0X");
      String digits = hex ? text.substring(2) : text;
      if (!digits.isEmpty() && Character.digit(digits.charAt(0), 16) >= 0) {
        return Long.parseLong(digits, hex ? 16 : 10);
      }
    } catch (NumberFormatException e) {
      throw new TypeConversionException(explain(text));
    }
    throw new TypeConversionException(explain(text));
  }

  private static String explain(String text) {
    return "not a sector number: " + text + " (decimal, or hexadecimal after 0x)";
  }
}
