package dev.revector.transfer;

import dev.revector.DeviceGeometry;
import dev.revector.Extent;
import java.io.IOException;
import java.io.Reader;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The mapfile of GNU ddrescue: comments after {@code #}, a line with current position, status and
 * pass, then one line for each area with position, size and status; positions in bytes, decimal,
 * octal or hexadecimal.
 *
 * @since 0.1
 */
public final class DdrescueMap {
  private static final String KIND = "ddrescue mapfile";
  private static final String NUMBER = "(0[xX][0-9a-fA-F]+|[0-9]+)";
  private static final Pattern CURRENT =
      Pattern.compile(NUMBER + "\\s+([?*/\\-FG+])(?:\\s+[0-9]+)?");
  private static final Pattern AREA = Pattern.compile(NUMBER + "\\s+" + NUMBER + "\\s+(\\S+)");

  private DdrescueMap() {}

  /** What ddrescue knows of an area. */
  public enum Status {
    /** Not tried yet. */
    NON_TRIED('?'),
    /** A read failed; its edges are not known yet. */
    NON_TRIMMED('*'),
    /** A read failed; not yet read sector by sector. */
    NON_SCRAPED('/'),
    /** Every sector of it failed. */
    BAD_SECTOR('-'),
    /** Rescued. */
    FINISHED('+');

    private final char symbol;

    Status(char symbol) {
      this.symbol = symbol;
    }

    /** The character in the file. */
    public char symbol() {
      return symbol;
    }

    /** The areas in which reads failed: non-trimmed, non-scraped and bad sectors. */
    public static Set<Status> failed() {
      return EnumSet.of(NON_TRIMMED, NON_SCRAPED, BAD_SECTOR);
    }

    /**
     * The statuses with these characters, such as {@code -/*}.
     *
     * @throws IllegalArgumentException if one of them is no status, or there is none
     */
    public static Set<Status> ofSymbols(String symbols) {
      Set<Status> all = EnumSet.noneOf(Status.class);
      for (int i = 0; i < symbols.length(); i++) {
        all.add(ofSymbol(symbols.charAt(i)));
      }
      if (all.isEmpty()) {
        throw new IllegalArgumentException("no status is given; give some of ?*/-+");
      }
      return all;
    }

    private static Status ofSymbol(char symbol) {
      for (Status status : values()) {
        if (status.symbol == symbol) {
          return status;
        }
      }
      throw new IllegalArgumentException("no such status: " + symbol + "; give some of ?*/-+");
    }
  }

  /**
   * Reads the areas that have one of the statuses.
   *
   * @param statuses which areas count as bad
   * @param main the disk that was rescued: a sector is bad if any byte of it lies in a bad area
   * @return the bad sectors, ascending, no two touching
   * @throws TransferFormatException naming the line, also for a bad area beyond the disk
   */
  public static List<Extent> read(Reader in, Set<Status> statuses, DeviceGeometry main)
      throws IOException {
    Lines lines = new Lines(KIND, in);
    SectorGathering bad = new SectorGathering(main);
    boolean started = false;
    boolean first = true;
    long end = 0;
    for (String line = lines.next(); line != null; line = lines.next()) {
      int comment = line.indexOf('#');
      String text = (comment < 0 ? line : line.substring(0, comment)).strip();
      if (text.isEmpty()) {
        continue;
      }
      if (!started) {
        checkCurrent(text, lines);
        started = true;
        continue;
      }
      Area area = area(text, lines);
      if (!first && area.first != end) {
        throw lines.malformed(
            "areas must follow on each other: expected=" + end + ", found=" + area.first);
      }
      first = false;
      end = area.end;
      add(bad, area, statuses, main, lines);
    }
    if (!started) {
      throw lines.malformed("expected=a line with current position and status, found=the end");
    }
    return bad.sorted();
  }

  private record Area(long first, long end, Status status) {}

  private static void checkCurrent(String text, Lines lines) throws TransferFormatException {
    Matcher matcher = CURRENT.matcher(text);
    if (!matcher.matches()) {
      throw lines.malformed(
          "expected=current position, status (one of ?*/-FG+) and pass, found="
              + Lines.shown(text));
    }
    number(matcher.group(1), lines);
  }

  private static Area area(String text, Lines lines) throws TransferFormatException {
    Matcher matcher = AREA.matcher(text);
    if (!matcher.matches()) {
      throw lines.malformed("expected=position, size and status, found=" + Lines.shown(text));
    }
    long first = number(matcher.group(1), lines);
    long size = number(matcher.group(2), lines);
    if (first > Long.MAX_VALUE - size || (size == 0 && first > 0)) {
      throw lines.malformed("no valid area: position=" + first + ", size=" + size);
    }
    try {
      String symbol = matcher.group(3);
      if (symbol.length() == 1) {
        return new Area(first, first + size, Status.ofSymbol(symbol.charAt(0)));
      }
    } catch (IllegalArgumentException e) {
      // Reported below, like a status of several characters.
    }
    throw lines.malformed(
        "no such status: expected=one of ?*/-+, found=" + Lines.shown(matcher.group(3)));
  }

  private static long number(String text, Lines lines) throws TransferFormatException {
    try {
      return Long.decode(text);
    } catch (NumberFormatException e) {
      throw lines.malformed("number is too large or not octal: found=" + Lines.shown(text));
    }
  }

  private static void add(
      SectorGathering bad, Area area, Set<Status> statuses, DeviceGeometry main, Lines lines)
      throws TransferFormatException {
    if (!statuses.contains(area.status) || area.first == area.end) {
      return;
    }
    if (area.end > main.bytes()) {
      throw lines.malformed(
          "bad area is beyond the disk: end="
              + area.end
              + ", bytes="
              + main.bytes()
              + "; is it another disk's map?");
    }
    if (!bad.addBytes(area.first, area.end)) {
      throw lines.malformed("more than " + BadblocksList.MOST_EXTENTS + " separate bad areas");
    }
  }

  /**
   * Writes a mapfile that covers the disk: these sectors are bad, all others finished.
   *
   * @param bad ascending and disjoint
   */
  public static void write(Appendable out, Iterable<Extent> bad, DeviceGeometry main)
      throws IOException {
    out.append("# Mapfile. Created by revector\n");
    out.append("# current_pos  current_status  current_pass\n");
    out.append("0x00000000     +               1\n");
    out.append("#      pos        size  status\n");
    long size = main.sectorSize();
    long first = 0;
    long end = 0;
    for (Extent extent : bad) {
      if (extent.first() > end) {
        area(out, first * size, end * size, Status.BAD_SECTOR);
        area(out, end * size, extent.first() * size, Status.FINISHED);
        first = extent.first();
      }
      end = extent.end();
    }
    area(out, first * size, end * size, Status.BAD_SECTOR);
    area(out, end * size, main.bytes(), Status.FINISHED);
  }

  private static void area(Appendable out, long from, long to, Status status) throws IOException {
    if (from < to) {
      out.append(
          String.format(Locale.ROOT, "0x%08X  0x%08X  %c\n", from, to - from, status.symbol()));
    }
  }
}
