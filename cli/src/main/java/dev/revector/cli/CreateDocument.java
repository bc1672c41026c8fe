package dev.revector.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.revector.CreatePlan;
import dev.revector.MetadataStatus.SpareExtent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What {@code create --json} prints.
 *
 * @param dryRun true when nothing was written
 * @param uuid the new pair's number; absent after a dry run
 * @param overwrites what the spare held before; absent when it was blank
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CreateDocument(
    int schema,
    boolean dryRun,
    @Nullable UUID uuid,
    Disk main,
    List<Disk> spares,
    @Nullable String overwrites,
    int slotSize,
    long slots,
    Placement placement) {

  record Placement(String strategy, int blockSize, List<Copy> copies) {}

  record Copy(int index, List<SpareExtent> extents) {}

  static CreateDocument of(
      @Nullable UUID uuid, Disk main, Disk spare, Optional<String> content, CreatePlan plan) {
    List<Copy> copies = new ArrayList<>();
    for (SpareExtent extent : plan.copies()) {
      copies.add(new Copy(copies.size(), List.of(extent)));
    }
    return new CreateDocument(
        Json.SCHEMA,
        uuid == null,
        uuid,
        main,
        List.of(spare),
        content.orElse(null),
        plan.slotSize(),
        plan.slots(),
        new Placement(plan.strategy(), plan.blockSize(), copies));
  }
}
