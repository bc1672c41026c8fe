package dev.revector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("jdk17")
class StableIdTest {
  @Test
  void shouldTellDisksApartByTheirHardwareName() {
    assertTrue(StableId.matches("wwn:a", "wwn:a"));
    assertFalse(StableId.matches("wwn:a", "wwn:b"));
  }

  @Test
  void shouldNotTakeACloneForTheDiskWhateverItHolds() {
    assertFalse(StableId.matches("wwn:a partuuid:1", "wwn:b partuuid:1"));
    assertFalse(StableId.matches("serial:x/1 ext:1", "serial:x/2 ext:1"));
  }

  @Test
  void shouldKnowAnImageByItsFileOrByItsContent() {
    assertTrue(StableId.matches("file:1@0 ext:a", "file:1@0 xfs:b"));
    assertTrue(StableId.matches("file:1@0 ext:a", "file:2@0 ext:a"));
    assertFalse(StableId.matches("file:1@0 ext:a", "file:2@0 ext:b"));
  }

  @Test
  void shouldKnowAPartitionWithoutAHardwareNameByItsUuid() {
    assertTrue(StableId.matches("wwn:a+2048 partuuid:1", "partuuid:1"));
  }

  @Test
  void shouldTakeATextOfAnotherFormAsAWhole() {
    assertTrue(StableId.matches("Model X 12", "Model X 12"));
    assertFalse(StableId.matches("Model X 12", "Model X 13"));
    assertFalse(StableId.matches("", ""));
  }

  @Test
  void shouldKeepWhatCouldNotBeFoundAgain() {
    assertEquals("file:2@0 ext:a", StableId.merge("file:1@0 ext:a", "file:2@0"));
    assertEquals("file:1@0 ext:b", StableId.merge("file:1@0 ext:a", "file:1@0 ext:b"));
  }

  @Test
  void shouldDropWholePartsWhereTheRoomEnds() {
    assertEquals("wwn:abc", StableId.fit("wwn:abc partuuid:1", 17));
    assertEquals("wwn:abc partuuid:1", StableId.fit("wwn:abc partuuid:1", 18));
    assertEquals("wwn:\u00E4", StableId.fit("wwn:\u00E4\u00E4", 7));
  }

  @Test
  void shouldJoinPartsWithoutBlanksInThem() {
    assertEquals(
        "serial:My_Disk/1 partuuid:2", StableId.of(List.of("serial:My Disk/1", "partuuid:2")));
    assertTrue(StableId.isOfHardware("serial:a/b"));
    assertFalse(StableId.isOfHardware("file:1@0 ext:a"));
  }
}
