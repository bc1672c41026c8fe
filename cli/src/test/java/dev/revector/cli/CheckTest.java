package dev.revector.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckTest {
  private static final int MIB = 1 << 20;

  @TempDir Path folder;
  private Images images;

  /** A pair whose first copy is damaged. */
  @BeforeEach
  void damage() throws IOException {
    images = Images.make(folder, MIB, 4 * MIB);
    images.run("create").expect(ExitCode.OK);
    Images.overwrite(images.spare(), 0, Images.randomBytes(1, 4096));
  }

  private void assertPlanned(String said) {
    assertTrue(said.startsWith("repair the metadata"), said);
    assertTrue(said.contains("main   " + images.main() + "  1 MiB"), said);
    assertTrue(said.contains("spare  " + images.spare() + "  4 MiB"), said);
  }

  @Test
  void shouldPrintThePlanBeforeARepair() {
    assertPlanned(images.run("check", "--repair").expect(ExitCode.OK).out());
    Run json = images.run("check", "--repair", "--json").expect(ExitCode.OK);
    assertPlanned(json.err());
  }

  @Test
  void shouldOnlyPlanInADryRun() throws IOException {
    byte[] before = images.content().get(1);
    Run run = images.run("check", "--repair", "--dry-run").expect(ExitCode.ATTENTION);
    assertPlanned(run.out());
    assertTrue(run.out().endsWith("dry run: nothing was changed\n"), run.out());
    assertArrayEquals(before, images.content().get(1));
  }

  @Test
  void shouldPlanNothingWithoutARepair() {
    Run run = images.run("check", "--dry-run").expect(ExitCode.ATTENTION);
    assertEquals(-1, run.out().indexOf("repair the metadata"), run.out());
  }
}
