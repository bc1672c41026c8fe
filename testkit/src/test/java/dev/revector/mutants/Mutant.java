package dev.revector.mutants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One way to break the product: a patch of its sources. The file's name begins with the number, its
 * first line says what breaks, and then come, for each place, {@code --- path}, the lines there
 * with a minus, and those that take their place with a plus.
 */
record Mutant(int number, String title, List<Edit> edits) {

  /** Lines of a source file, and what takes their place. */
  record Edit(Path file, String before, String after) {}

  /** All of them, by number. */
  static List<Mutant> all(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Mutant> all = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        all.add(parse(file));
      }
      return all;
    }
  }

  private static Mutant parse(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    List<Edit> edits = new ArrayList<>();
    Path source = null;
    StringBuilder before = new StringBuilder();
    StringBuilder after = new StringBuilder();
    for (String line : lines.subList(1, lines.size())) {
      if (line.startsWith("--- ")) {
        if (source != null) {
          edits.add(new Edit(source, before.toString(), after.toString()));
        }
        source = Path.of(line.substring(4));
        before.setLength(0);
        after.setLength(0);
      } else {
        (line.startsWith("-") ? before : after).append(line.substring(1)).append('\n');
      }
    }
    edits.add(new Edit(source, before.toString(), after.toString()));
    int number = Integer.parseInt(file.getFileName().toString().substring(0, 2));
    return new Mutant(number, lines.get(0), edits);
  }

  /**
   * The patched sources by file.
   *
   * @throws IllegalStateException if the lines to replace are not in their file exactly once
   */
  Map<Path, String> apply(Path root) throws IOException {
    Map<Path, String> sources = new LinkedHashMap<>();
    for (Edit edit : edits) {
      String source = sources.get(edit.file());
      if (source == null) {
        source = Files.readString(root.resolve(edit.file()));
      }
      int at = source.indexOf(edit.before());
      if (at < 0 || source.indexOf(edit.before(), at + 1) >= 0) {
        throw new IllegalStateException(
            this + " does not apply any more: file=" + edit.file() + ", lines=\n" + edit.before());
      }
      sources.put(
          edit.file(),
          source.substring(0, at) + edit.after() + source.substring(at + edit.before().length()));
    }
    return sources;
  }

  @Override
  public String toString() {
    return "mutant " + number + " (" + title + ")";
  }
}
