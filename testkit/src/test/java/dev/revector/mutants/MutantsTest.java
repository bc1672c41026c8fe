package dev.revector.mutants;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.mutants.Trial.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Breaks the product in every way of {@code src/test/mutants}; the general tests must find each.
 * Normally a few, with {@code -Drevector.mutants=all} every one, with {@code
 * -Drevector.mutants=1,7} those. A run of all writes the table in docs/RELIABILITY.md anew; all
 * others must agree with it about which test finds what. Among the few is one that nothing can
 * find, so that tests which fail on anything are seen.
 */
class MutantsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path FOLDER = ROOT.resolve("testkit/src/test/mutants");
  private static final Path DOCUMENT = ROOT.resolve("docs/RELIABILITY.md");
  private static final String SAMPLE = "1,3,6,13,15,20,25";

  /** For how long a normal run tries a mutant that nothing can find, in seconds. */
  private static final long CONTROL = 8;

  private static final String WANTED = System.getProperty("revector.mutants", SAMPLE);

  @Test
  void shouldApplyAndCompile(@TempDir Path folder) throws IOException {
    for (Mutant mutant : Mutant.all(FOLDER)) {
      MutantClasses.compile(mutant, ROOT, folder.resolve("" + mutant.number()));
    }
  }

  @Test
  void shouldAllBeFound(@TempDir Path folder) throws IOException {
    Set<String> wanted = Set.of(WANTED.split(",", -1));
    List<Mutant> mutants = new ArrayList<>(Mutant.all(FOLDER));
    if (!WANTED.equals("all")) {
      mutants.removeIf(mutant -> !wanted.contains("" + mutant.number()));
    }
    assertTrue(!mutants.isEmpty(), "no such mutants: " + WANTED);
    Map<Mutant, Verdict> found = run(mutants, folder);
    if (WANTED.equals("all")) {
      Files.writeString(DOCUMENT, withTable(Files.readString(DOCUMENT), found));
    }
    List<Mutant> alive =
        mutants.stream()
            .filter(mutant -> found.get(mutant).isFound() == EQUIVALENT.contains(mutant.number()))
            .toList();
    assertEquals(List.of(), alive, "not as expected: found, or not found");
    Map<Integer, String> expected = column(2);
    expected.keySet().retainAll(mutants.stream().map(Mutant::number).toList());
    Map<Integer, String> finders = new TreeMap<>();
    found.forEach((mutant, verdict) -> finders.put(mutant.number(), finder(mutant, verdict)));
    assertEquals(expected, finders, "found by other tests than the document says");
  }

  private static long longest(Mutant mutant) {
    boolean control = WANTED.equals(SAMPLE) && EQUIVALENT.contains(mutant.number());
    return control ? CONTROL : Trial.LONGEST;
  }

  /** Mutants that no test can tell from the product; docs/RELIABILITY.md has the proofs. */
  private static final Set<Integer> EQUIVALENT = Set.of(25);

  private static Map<Mutant, Verdict> run(List<Mutant> mutants, Path folder) {
    Map<Mutant, Verdict> found =
        new ConcurrentSkipListMap<>(Comparator.comparingInt(Mutant::number));
    mutants.parallelStream()
        .forEach(
            mutant -> {
              try {
                Path own = folder.resolve("" + mutant.number());
                Verdict verdict = Trial.run(mutant, ROOT, own, longest(mutant));
                System.out.println(mutant + ": " + verdict);
                found.put(mutant, verdict);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    return found;
  }

  @Test
  void shouldHaveEveryMutantInTheDocument() throws IOException {
    Map<Integer, String> mutants = new TreeMap<>();
    Mutant.all(FOLDER).forEach(mutant -> mutants.put(mutant.number(), mutant.title()));
    assertEquals(mutants, column(1));
  }

  /** A column of the table in the document, by the mutant's number. */
  private static Map<Integer, String> column(int column) throws IOException {
    Map<Integer, String> cells = new TreeMap<>();
    for (String line : Files.readAllLines(DOCUMENT)) {
      if (line.matches("\\| \\d+ \\| .*")) {
        String[] row = line.split(" \\| ", -1);
        cells.put(Integer.valueOf(row[0].substring(2)), row[column]);
      }
    }
    return cells;
  }

  private static String withTable(String document, Map<Mutant, Verdict> found) {
    String head = "| mutant | what breaks | found by | with | seconds |\n|---|---|---|---|---|\n";
    String rows =
        found.entrySet().stream()
            .map(one -> row(one.getKey(), one.getValue()))
            .collect(Collectors.joining());
    int from = document.indexOf(head);
    int to = from + head.length();
    while (to < document.length() && document.charAt(to) == '|') {
      to = document.indexOf('\n', to) + 1;
    }
    return document.substring(0, from) + head + rows + document.substring(to);
  }

  private static String row(Mutant mutant, Verdict verdict) {
    return "| %d | %s | %s | %s | %d |%n"
        .formatted(
            mutant.number(),
            mutant.title(),
            finder(mutant, verdict),
            verdict.isFound() ? shortened(verdict.how()) : "",
            verdict.seconds());
  }

  private static String finder(Mutant mutant, Verdict verdict) {
    String equivalent = EQUIVALENT.contains(mutant.number()) ? "none: equivalent" : "not found";
    return verdict.isFound() ? verdict.test() : equivalent;
  }

  private static String shortened(String how) {
    String plain = how.replaceAll(" -Dtest=\\S+", "").replace("replay with ", "").replace("|", ";");
    return "`" + (plain.length() > 140 ? plain.substring(0, 140) + "…" : plain) + "`";
  }
}
