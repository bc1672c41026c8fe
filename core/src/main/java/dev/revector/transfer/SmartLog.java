package dev.revector.transfer;

import dev.revector.DeviceGeometry;
import dev.revector.Extent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bad sectors that a disk itself remembers, from what {@code smartctl} prints: the error logs
 * ({@code -l error}, {@code -l xerror}) and the log of pending defects ({@code -l defects}), all in
 * {@code -x} too, as text or with {@code --json}.
 *
 * <p>Only errors of the medium count: uncorrectable data, an address mark or a sector not found. A
 * failed transfer ({@code ICRC}) or an aborted command says nothing about a sector. The short log
 * has 28 bits for an address and says 0x0fffffff where that is not enough: no sector either.
 *
 * @param sectors the bad sectors, ascending, no two touching
 * @param ignored entries that name no sector of the disk, or are no error of the medium
 * @since 0.1
 */
public record SmartLog(List<Extent> sectors, long ignored) {
  static final String KIND = "smartctl output";

  private static final Pattern ERROR =
      Pattern.compile("\\bError: (.*) at LBA = 0x([0-9a-fA-F]{1,16}) = ([0-9]{1,20})\\s*");
  private static final Pattern MEDIUM = Pattern.compile("\\b(UNC|IDNF|AMNF)\\b");
  private static final Pattern DEFECT = Pattern.compile("\\s*[0-9]+\\s+([0-9]{1,20})\\s+\\S+\\s*");
  private static final Pattern MARK =
      Pattern.compile("smartctl [0-9].*|.*Error Log.*|Pending Defects log.*");

  /**
   * Reads what smartctl printed, text or JSON.
   *
   * @param main the disk, in whose sectors smartctl counts
   * @throws TransferFormatException naming the line
   */
  public static SmartLog read(Reader in, DeviceGeometry main) throws IOException {
    BufferedReader text = new BufferedReader(in, Lines.MOST_CHARACTERS);
    text.mark(Lines.MOST_CHARACTERS);
    int first = text.read();
    for (int i = 1; i < Lines.MOST_CHARACTERS && Character.isWhitespace(first); i++) {
      first = text.read();
    }
    text.reset();
    return first == '{' ? SmartJson.read(text, main) : new TextReader(text, main).read();
  }

  /** True if an error with this description is one of the medium. */
  static boolean isMedium(String description) {
    return MEDIUM.matcher(description).find();
  }

  /** Gathers sectors of the disk, and counts what is none. */
  static final class Found {
    /** Where an address does not fit into 28 bits. */
    static final long NO_ADDRESS = 0x0fff_ffffL;

    private final DeviceGeometry main;
    private final SectorGathering bad;
    private long ignored;

    Found(DeviceGeometry main) {
      this.main = main;
      this.bad = new SectorGathering(main);
    }

    void ignore() {
      ignored++;
    }

    /** Adds a sector; false if there are too many. */
    boolean add(long lba) {
      if (lba < 0 || lba >= main.sectors()) {
        ignored++;
        return true;
      }
      return bad.add(new Extent(lba, 1));
    }

    SmartLog log() {
      return new SmartLog(bad.sorted(), ignored);
    }
  }

  private static final class TextReader {
    private final Lines lines;
    private final Found found;
    private boolean marked;
    private boolean extended;
    private boolean defects;

    TextReader(Reader in, DeviceGeometry main) {
      this.lines = new Lines(KIND, in);
      this.found = new Found(main);
    }

    SmartLog read() throws IOException {
      for (String line = lines.next(); line != null; line = lines.next()) {
        marked |= MARK.matcher(line).matches();
        section(line);
        error(line);
        defect(line);
      }
      if (!marked) {
        throw lines.malformed(
            "expected=smartctl's first line or an error log, found=neither; run smartctl -x");
      }
      return found.log();
    }

    private void section(String line) {
      if (line.contains("Error Log")) {
        extended = line.contains("Extended");
      }
      defects = line.startsWith("Pending Defects log") || (defects && !line.isBlank());
    }

    private void error(String line) throws TransferFormatException {
      Matcher matcher = ERROR.matcher(line);
      if (!matcher.find()) {
        return;
      }
      long lba = decimal(matcher.group(3));
      if (lba != Long.parseUnsignedLong(matcher.group(2), 16) || matcher.end() != line.length()) {
        throw lines.malformed(
            "the two forms of the address differ: hexadecimal="
                + matcher.group(2)
                + ", decimal="
                + matcher.group(3));
      }
      if (!isMedium(matcher.group(1)) || (!extended && lba == Found.NO_ADDRESS)) {
        found.ignore();
      } else {
        add(lba);
      }
    }

    private void defect(String line) throws TransferFormatException {
      Matcher matcher = DEFECT.matcher(line);
      if (defects && matcher.matches()) {
        add(decimal(matcher.group(1)));
      }
    }

    private void add(long lba) throws TransferFormatException {
      if (!found.add(lba)) {
        throw lines.malformed("more than " + BadblocksList.MOST_EXTENTS + " separate bad areas");
      }
    }

    private long decimal(String digits) throws TransferFormatException {
      try {
        return Long.parseUnsignedLong(digits);
      } catch (NumberFormatException e) {
        throw lines.malformed("address is too large: found=" + digits);
      }
    }
  }
}
