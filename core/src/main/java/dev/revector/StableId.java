package dev.revector;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The text of {@link DeviceIdentity#stableId()}: parts of the form {@code kind:value}, best first,
 * with a blank between them. Two such texts name the same medium when
 *
 * <ul>
 *   <li>both have a part of a kind that the hardware gives ({@code wwn}, {@code serial}), and the
 *       first such kind is equal in both; or
 *   <li>no such kind is in both, and they have any part in common: an image is the same when it is
 *       the same file, whatever was formatted in it, and also when it was copied and holds the same
 *       file system.
 * </ul>
 *
 * Pure.
 *
 * @since 0.1
 */
public final class StableId {
  private static final List<String> DECISIVE = List.of("wwn:", "serial:");

  private StableId() {}

  /** Joins parts; blanks in them become underscores. */
  public static String of(List<String> parts) {
    return String.join(" ", parts.stream().map(part -> part.replaceAll("\\s+", "_")).toList());
  }

  /** True when the text has a part that the hardware gave. */
  public static boolean isOfHardware(String id) {
    return parts(id).stream().anyMatch(part -> DECISIVE.contains(kind(part)));
  }

  /** True when the two name the same medium; false when either is empty. */
  public static boolean matches(String one, String other) {
    List<String> ours = parts(one);
    List<String> theirs = parts(other);
    for (String kind : DECISIVE) {
      Optional<String> our = find(ours, kind);
      Optional<String> their = find(theirs, kind);
      if (our.isPresent() && their.isPresent()) {
        return our.equals(their);
      }
    }
    return ours.stream().anyMatch(theirs::contains);
  }

  /**
   * What to remember of a medium that is found anew: what is found, and of what was known the kinds
   * that could not be found this time.
   */
  public static String merge(String known, String found) {
    List<String> parts = new ArrayList<>(parts(found));
    for (String part : parts(known)) {
      if (find(parts, kind(part)).isEmpty()) {
        parts.add(part);
      }
    }
    return String.join(" ", parts);
  }

  /** The longest beginning of whole parts that fits; one that is too long alone is cut. */
  public static String fit(String id, int bytes) {
    String fitting = id;
    while (length(fitting) > bytes && fitting.lastIndexOf(' ') > 0) {
      fitting = fitting.substring(0, fitting.lastIndexOf(' '));
    }
    while (length(fitting) > bytes) {
      fitting = fitting.substring(0, fitting.offsetByCodePoints(fitting.length(), -1));
    }
    return fitting;
  }

  private static int length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** A text of another form, such as a provider may give, is one part. */
  private static List<String> parts(String id) {
    if (id.isEmpty()) {
      return List.of();
    }
    List<String> parts = List.of(id.split(" ", -1));
    return parts.stream().allMatch(part -> part.indexOf(':') > 0) ? parts : List.of(id);
  }

  private static String kind(String part) {
    return part.substring(0, part.indexOf(':') + 1);
  }

  private static Optional<String> find(List<String> parts, String kind) {
    return parts.stream().filter(part -> kind(part).equals(kind)).findFirst();
  }
}
