package dev.revector.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.revector.DeviceGeometry;
import dev.revector.Extent;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class SmartLogTest {
  private static final DeviceGeometry DISK = new DeviceGeometry(1L << 33, 512, 4096);

  private static final String TEXT =
      """
      smartctl 7.4 2023-08-01 r5530 [x86_64-linux-6.1.0] (local build)

      === START OF READ SMART DATA SECTION ===
      SMART Extended Comprehensive Error Log Version: 1 (1 sectors)
      Device Error Count: 3
      Error 3 [2] occurred at disk power-on lifetime: 7257 hours (302 days + 9 hours)
        When the command that caused the error occurred, the device was active or idle.

        After command completion occurred, registers were:
        ER -- ST COUNT  LBA_48  LH LM LL DV DC
        -- -- -- == -- == == == -- -- -- -- --
        40 -- 51 00 08 00 01 2a 05 f2 00 00 00  Error: UNC 8 sectors at LBA = 0x12a05f200 = 5000000000

        Commands leading to the command that caused the error were:
        CR FEATR COUNT  LBA_48  LH LM LL DV DC  Powered_Up_Time  Command/Feature_Name
        -- == -- == -- == == == -- -- -- -- --  ---------------  --------------------
        25 00 00 00 08 00 00 01 2a 05 f2 e0 08     03:09:52.125  READ DMA EXT

      Error 2 [1] occurred at disk power-on lifetime: 7000 hours (291 days + 16 hours)
        84 -- 51 00 00 00 00 00 01 38 08 40 00  Error: ICRC, ABRT at LBA = 0x00013808 = 79880
      Error 1 [0] occurred at disk power-on lifetime: 6999 hours (291 days + 15 hours)
        10 -- 51 00 00 00 00 0f ff ff ff 40 00  Error: IDNF at LBA = 0x0fffffff = 268435455

      SMART Error Log Version: 1
      Error 8910 occurred at disk power-on lifetime: 7257 hours (302 days + 9 hours)
        ER ST SC SN CL CH DH
        -- -- -- -- -- -- --
        40 41 1a 00 33 96 61  Error: UNC at LBA = 0x01963300 = 26620672
        40 41 1a ff ff ff 0f  Error: UNC at LBA = 0x0fffffff = 268435455
        04 51 00 00 00 00 40  Error: ABRT

      Pending Defects log (GP Log 0x0c)
      Index                LBA    Hours
          0             454997        -
          1             454998      812
          2        99999999999        -

      SATA Phy Event Counters (GP Log 0x11)
      ID      Size     Value  Description
          2             454990        -
      """;

  private static final String JSON =
      """
      {
        "json_format_version": [1, 0],
        "smartctl": {"version": [7, 4], "exit_status": 64},
        "ata_smart_error_log": {
          "summary": {"revision": 1, "count": 3, "table": [
            {"error_number": 3, "completion_registers":
              {"error": 64, "status": 65, "count": 26, "lba": 9843456, "device": 97},
             "error_description": "Error: UNC at LBA = 0x01963300 = 26620672"},
            {"error_number": 2, "completion_registers":
              {"error": 64, "status": 81, "count": 0, "lba": 16777215, "device": 15},
             "error_description": "Error: UNC at LBA = 0x0fffffff = 268435455"}]},
          "extended": {"table": [
            {"completion_registers": {"error": 64, "lba": 5000000000, "device": 0},
             "error_description": "Error: UNC 8 sectors at LBA = 0x12a05f200 = 5000000000"},
            {"completion_registers": {"error": 132, "lba": 79880},
             "error_description": "Error: ICRC, ABRT at LBA = 0x00013808 = 79880"},
            {"completion_registers": {"error": 64, "lba": 18446744073709551615},
             "error_description": "Error: UNC at LBA = 0xffffffffffffffff"}]}},
        "ata_pending_defects_log": {"size": 65535, "count": 1, "table": [{"lba": 454997}]},
        "nvme_error_information_log": {"table": [
          {"lba": {"value": 77},
           "status_field": {"status_code_type": 2, "status_code": 129, "string": "Unrecovered"}},
          {"lba": {"value": 78}, "status_field": {"status_code_type": 0, "status_code": 2}}]}
      }
      """;

  private static SmartLog read(String text) throws IOException {
    return SmartLog.read(new StringReader(text), DISK);
  }

  @Test
  void shouldTakeMediumErrorsOfTheTextOnly() throws IOException {
    SmartLog log = read(TEXT);
    assertEquals(
        List.of(
            new Extent(454997, 2),
            new Extent(26620672, 1),
            new Extent(268435455, 1),
            new Extent(5000000000L, 1)),
        log.sectors());
    assertEquals(3, log.ignored());
  }

  @Test
  void shouldTakeMediumErrorsOfTheJsonOnly() throws IOException {
    SmartLog log = read("\n " + JSON);
    assertEquals(
        List.of(
            new Extent(77, 1),
            new Extent(454997, 1),
            new Extent(26620672, 1),
            new Extent(5000000000L, 1)),
        log.sectors());
    assertEquals(4, log.ignored());
  }

  @Test
  void shouldTakeADiskWithoutErrors() throws IOException {
    assertEquals(List.of(), read("SMART Error Log Version: 1\nNo Errors Logged\n").sectors());
    assertEquals(List.of(), read("{\"smartctl\": {}}").sectors());
  }

  @Test
  void shouldNameLineAndReasonOfWhatIsMalformed() {
    Texts.refused(1, "smartctl -x", () -> read(""));
    Texts.refused(2, "smartctl -x", () -> read("1\n2\n"));
    String log = "SMART Error Log Version: 1\n";
    Texts.refused(2, "differ", () -> read(log + " Error: UNC at LBA = 0x10 = 17\n"));
    Texts.refused(2, "differ", () -> read(log + " Error: UNC at LBA = 0x10 = 16 and more\n"));
    Texts.refused(
        2,
        "too large",
        () -> read(log + " Error: UNC at LBA = 0xffffffffffffffff = 99999999999999999999\n"));
    Texts.refused(1, "smartctl", () -> read("{\"a\": 1}"));
    Texts.refused(2, "the end", () -> read("{\"smartctl\": [\n"));
    Texts.refused(2, "behind", () -> read("{\"smartctl\": {}}\n{}"));
    Texts.refused(1, "no number", () -> read("{\"smartctl\": 1-}"));
    Texts.refused(1, "expected=true", () -> read("{\"smartctl\": trie}"));
    Texts.refused(1, "no end", () -> read("{\"smartctl"));
    Texts.refused(1, "escape", () -> read("{\"\\x\": 1}"));
    Texts.refused(1, "hexadecimal", () -> read("{\"\\u12g4\": 1}"));
    Texts.refused(2, "control", () -> read("{\"a\nb\": 1}"));
    Texts.refused(1, "name in quotes", () -> read("{1: 1}"));
    Texts.refused(1, "too large", () -> read("{\"a\":" + "[".repeat(100)));
    Texts.refused(1, "longer than", () -> read("{\"" + "a".repeat(100_000)));
    Texts.refused(1, "too large", () -> read("{\"a\":[" + "1,".repeat(JsonText.MOST_VALUES)));
  }

  @Property(tries = 1000)
  void shouldReadOrRefuseWhateverTextItIsGiven(@ForAll long seed) throws IOException {
    Texts.spoiled(TEXT, seed, DISK, text -> read(text).sectors());
  }

  @Property(tries = 1000)
  void shouldReadOrRefuseWhateverJsonItIsGiven(@ForAll long seed) throws IOException {
    Texts.spoiled(JSON, seed, DISK, text -> read(text).sectors());
  }
}
