package dev.revector.cli;

import dev.revector.MetadataStatus;
import dev.revector.MetadataStatus.CopyState;
import dev.revector.PairStatus;
import java.util.stream.Collectors;
import picocli.CommandLine.Help.Ansi;

/** The state of a pair for people to read. */
final class StatusText {
  private StatusText() {}

  static String of(PairStatus status, Ansi ansi) {
    StringBuilder text = new StringBuilder();
    row(text, "state", state(status, ansi));
    row(text, "pair", status.pair().uuid() + (status.metadata().live() ? "  (in use)" : ""));
    row(text, "main", main(status));
    for (PairStatus.Spare spare : status.spares()) {
      row(text, "spare", spare(status, spare));
    }
    row(
        text,
        "remaps",
        status.runs()
            + " runs, "
            + status.remappedSectors()
            + " sectors; pending "
            + status.pendingSectors()
            + ", lost "
            + status.lostSectors());
    MetadataStatus metadata = status.metadata();
    row(
        text,
        "metadata",
        Failure.oneLine(metadata.strategy())
            + ", "
            + metadata.copies().size()
            + (metadata.copies().size() == 1 ? " copy" : " copies")
            + ", sequence "
            + metadata.sequence());
    for (MetadataStatus.Copy copy : metadata.copies()) {
      row(text, "", copy(copy, ansi));
    }
    return text.toString();
  }

  private static void row(StringBuilder text, String label, String value) {
    text.append(String.format("%-9s %s%n", label, value));
  }

  private static String state(PairStatus status, Ansi ansi) {
    String colour =
        switch (status.state()) {
          case HEALTHY -> "bold,green";
          case ATTENTION, DEGRADED -> "bold,yellow";
          case FAILED -> "bold,red";
        };
    return ansi.string("@|" + colour + " " + Json.word(status.state()) + "|@")
        + "  (health "
        + status.health()
        + " of 100"
        + (status.poisoned() ? ", a flush failed: open the pair again" : "")
        + ")";
  }

  private static String main(PairStatus status) {
    var geometry = status.pair().main();
    return (status.mainPath().isEmpty() ? "(not given)" : status.mainPath())
        + "  "
        + Sizes.format(geometry.bytes())
        + " ("
        + geometry.sectors()
        + " sectors of "
        + geometry.sectorSize()
        + " bytes, physical block "
        + geometry.physicalBlockSize()
        + ")";
  }

  private static String spare(PairStatus status, PairStatus.Spare spare) {
    return spare.path()
        + "  "
        + Sizes.format(spare.sectors() * status.pair().main().sectorSize())
        + " ("
        + spare.slots()
        + " slots of "
        + status.pair().slotSize()
        + " bytes: "
        + spare.used()
        + " used, "
        + spare.free()
        + " free, "
        + spare.retired()
        + " retired; metadata "
        + spare.reservedSectors()
        + " sectors, room to grow "
        + spare.heldBackSectors()
        + ")";
  }

  private static String copy(MetadataStatus.Copy copy, Ansi ansi) {
    String word = String.format("%-10s", Json.word(copy.state()));
    String colour = copy.state() == CopyState.VALID ? "green" : "red";
    return "copy "
        + copy.index()
        + "  "
        + ansi.string("@|" + colour + " " + word + "|@")
        + "  sectors "
        + extents(copy);
  }

  private static String extents(MetadataStatus.Copy copy) {
    return copy.extents().stream()
        .map(extent -> extent.sector() + ".." + (extent.sector() + extent.sectors() - 1))
        .collect(Collectors.joining(", "));
  }
}
