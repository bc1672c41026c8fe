package dev.revector.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.DeviceGeometry;
import dev.revector.MetadataStatus;
import dev.revector.PairIdentity;
import dev.revector.PairStatus;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

/** What a disk says of itself is not to command the terminal. */
class StatusTextTest {
  private static final String COMMANDS = "a\u001b[2J\nb\u009b2Jc";
  private static final String PLAIN = "a [2J b 2Jc";

  @Test
  void shouldPrintNoControlCharactersOfTheHeader() {
    PairIdentity pair =
        new PairIdentity(new UUID(1, 2), new DeviceGeometry(8, 512, 512), "", 512, List.of(8L), 0);
    MetadataStatus metadata = new MetadataStatus(COMMANDS, 512, 1, 1, 1, false, List.of());
    PairStatus status =
        new PairStatus(
            PairStatus.State.HEALTHY, pair, "", List.of(), metadata, 0, 0, 0, 0, false, 100);
    String text = StatusText.of(status, Ansi.OFF);
    assertTrue(text.contains("metadata  " + PLAIN + ", 0 copies"), text);
  }

  @Test
  void shouldPrintNoControlCharactersOfADisk() {
    String text = new Disk("path", COMMANDS, COMMANDS, 512, 1, 512, 512).describe();
    assertTrue(text.endsWith("  model " + PLAIN + "  serial " + PLAIN), text);
  }
}
