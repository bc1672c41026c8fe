package dev.revector.benchmarks;

import java.util.Locale;
import org.openjdk.jol.info.GraphLayout;

/** Prints how many bytes of memory a remap takes in each map. */
public final class Footprint {
  private Footprint() {}

  /** Takes the number of remapped sectors. */
  public static void main(String... args) {
    // Records are not looked into otherwise.
    System.setProperty("jol.magicFieldOffset", "true");
    int count = args.length == 0 ? 1_000_000 : Integer.parseInt(args[0]);
    System.out.printf("%-20s %10s %10s %10s%n", "map", "scattered", "clustered", "per run");
    for (SectorMap.Kind kind : SectorMap.Kind.values()) {
      if (kind != SectorMap.Kind.NOTHING) {
        double scattered = bytesPerRemap(kind, Sectors.SCATTERED, count);
        double clustered = bytesPerRemap(kind, Sectors.CLUSTERED, count);
        System.out.printf(
            Locale.ROOT,
            "%-20s %10.1f %10.1f %10.1f%n",
            kind,
            scattered,
            clustered,
            clustered * Sectors.RUN);
      }
    }
  }

  /** Bytes for each remapped sector. */
  static double bytesPerRemap(SectorMap.Kind kind, Sectors sectors, int count) {
    Object content = kind.filled(sectors, count).content();
    return (double) GraphLayout.parseInstance(content).totalSize() / count;
  }
}
