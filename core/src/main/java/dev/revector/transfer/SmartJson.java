package dev.revector.transfer;

import dev.revector.DeviceGeometry;
import java.io.IOException;
import java.io.Reader;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The error logs in what {@code smartctl --json} prints. */
final class SmartJson {
  private static final long MEDIA_ERRORS = 2;
  private static final long WRITE_FAULT = 0x80;
  private static final long UNRECOVERED_READ = 0x81;

  private SmartJson() {}

  static SmartLog read(Reader in, DeviceGeometry main) throws IOException {
    Object root = JsonText.read(SmartLog.KIND, in);
    boolean known = get(root, "smartctl") != null || get(root, "json_format_version") != null;
    if (!known && get(root, "ata_smart_error_log") == null) {
      throw new TransferFormatException(
          SmartLog.KIND, 1, "expected=a JSON object of smartctl's, found=another");
    }
    SmartLog.Found found = new SmartLog.Found(main);
    Object ata = get(root, "ata_smart_error_log");
    table(get(ata, "summary")).forEach(entry -> ata(entry, true, found));
    table(get(ata, "extended")).forEach(entry -> ata(entry, false, found));
    table(get(root, "ata_pending_defects_log"))
        .forEach(entry -> lba(get(entry, "lba"), true, found));
    table(get(root, "nvme_error_information_log")).forEach(entry -> nvme(entry, found));
    return found.log();
  }

  private static @Nullable Object get(@Nullable Object object, String name) {
    return object instanceof Map<?, ?> map ? map.get(name) : null;
  }

  private static List<?> table(@Nullable Object log) {
    return get(log, "table") instanceof List<?> list ? list : List.of();
  }

  private static void ata(@Nullable Object entry, boolean summary, SmartLog.Found found) {
    boolean medium =
        get(entry, "error_description") instanceof String text && SmartLog.isMedium(text);
    Object registers = get(entry, "completion_registers");
    Object address = get(registers, "lba");
    if (summary && address instanceof Long low && get(registers, "device") instanceof Long device) {
      // The short log keeps the four highest bits in the device register.
      long lba = (device & 0xF) << 24 | low;
      lba(lba, medium && lba != SmartLog.Found.NO_ADDRESS, found);
    } else {
      lba(address, medium, found);
    }
  }

  private static void nvme(@Nullable Object entry, SmartLog.Found found) {
    Object status = get(entry, "status_field");
    boolean medium =
        get(status, "status_code_type") instanceof Long type
            && type == MEDIA_ERRORS
            && get(status, "status_code") instanceof Long code
            && (code == WRITE_FAULT || code == UNRECOVERED_READ);
    lba(get(get(entry, "lba"), "value"), medium, found);
  }

  /** Adds an address; a document holds too few of them to be too many. */
  private static void lba(@Nullable Object lba, boolean medium, SmartLog.Found found) {
    if (medium && lba instanceof Long sector) {
      found.add(sector);
    } else {
      found.ignore();
    }
  }
}
