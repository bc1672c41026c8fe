package dev.revector.stack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Names one crash state: the pair, the steps, and one power cut after the other. Its text is what a
 * failure prints and what replays it.
 */
record CrashPath(Setup setup, List<SmallWorkload.Step> steps, List<Cut> cuts) {

  /**
   * A power cut.
   *
   * @param point number of the point at which the power went
   * @param choice number of the way in which it left what was not flushed
   * @param lost the copies that were lost, by bit
   */
  record Cut(int point, int choice, int lost) {}

  CrashPath plus(Cut cut) {
    List<Cut> more = new ArrayList<>(cuts);
    more.add(cut);
    return new CrashPath(setup, steps, more);
  }

  /** The option that makes the test look at this state alone. */
  String replay() {
    return "replay with -Drevector.state="
        + this
        + (Effort.DEEP ? " -Drevector.deep=true" : "")
        + " -Dtest=ShortWorkloadsTest";
  }

  @Override
  public String toString() {
    return setup.copies()
        + "-"
        + setup.spareBytes()
        + "-"
        + setup.mainBlock()
        + "-"
        + setup.spareBlock()
        + ":"
        + steps.stream().map(Enum::name).collect(Collectors.joining("+"))
        + cuts.stream()
            .map(cut -> ":" + cut.point() + "." + cut.choice() + "." + cut.lost())
            .collect(Collectors.joining());
  }

  static CrashPath parse(String text) {
    List<String> parts = List.of(text.split(":"));
    int[] sizes = numbers(parts.get(0), "-");
    List<SmallWorkload.Step> steps =
        Arrays.stream(parts.get(1).split("\\+")).map(SmallWorkload.Step::valueOf).toList();
    List<Cut> cuts = new ArrayList<>();
    for (String part : parts.subList(2, parts.size())) {
      int[] cut = numbers(part, "\\.");
      cuts.add(new Cut(cut[0], cut[1], cut[2]));
    }
    return new CrashPath(new Setup(sizes[0], sizes[1], sizes[2], sizes[3]), steps, cuts);
  }

  private static int[] numbers(String text, String separator) {
    return Arrays.stream(text.split(separator)).mapToInt(Integer::parseInt).toArray();
  }
}
