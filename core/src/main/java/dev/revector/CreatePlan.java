package dev.revector;

import java.util.List;

/**
 * What creating a pair would do.
 *
 * @param strategy name of the placement strategy
 * @param blockSize bytes in a metadata block
 * @param slotSize bytes in a spare slot
 * @param slots slots for data: those that neither metadata takes nor its growth will need
 * @param copies where each copy would lie
 * @since 0.1
 */
public record CreatePlan(
    String strategy,
    int blockSize,
    int slotSize,
    long slots,
    List<MetadataStatus.SpareExtent> copies) {}
