package dev.revector.spi;

import dev.revector.CreatePlan;
import dev.revector.Extent;
import dev.revector.MapRun;
import java.io.IOException;
import java.util.List;

/**
 * Metadata of a new pair that is laid out and not written yet: so its user knows which slots are
 * left, and can fill some before the map names them. Not thread-safe.
 *
 * @since 0.1
 */
public interface MetadataDraft {

  /** Where the copies are to go. */
  CreatePlan plan();

  /** The sectors of the spare, of main's size, that metadata will hold, in ascending order. */
  List<Extent> reservation();

  /**
   * Holds back the room into which this metadata will want to grow.
   *
   * @param space the spare's free room, without the {@link #reservation}
   */
  void holdBack(SpareSpace space);

  /**
   * Writes the metadata and opens it. A power cut leaves either all of it or nothing that opens.
   *
   * @param runs the map, in ascending order; what it points to must be durable before
   * @param retired spare sectors that are never to be used
   */
  MetadataStore write(List<MapRun> runs, List<SpareRun> retired) throws IOException;
}
