package dev.revector.mutants;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles a mutant. */
final class MutantClasses {
  private MutantClasses() {}

  /** Compiles the patched sources into the folder. */
  static void compile(Mutant mutant, Path root, Path folder) throws IOException {
    Path sources = Files.createDirectories(folder.resolve("sources"));
    Path classes = Files.createDirectories(folder.resolve("classes"));
    List<Path> files = new ArrayList<>();
    for (Map.Entry<Path, String> one : mutant.apply(root).entrySet()) {
      Path file = sources.resolve(one.getKey());
      Files.createDirectories(file.getParent());
      files.add(Files.writeString(file, one.getValue()));
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of(
              "--release",
              "17",
              "-proc:none",
              "-nowarn",
              "-d",
              classes.toString(),
              "-cp",
              System.getProperty("java.class.path"));
      boolean done =
          compiler
              .getTask(
                  messages,
                  manager,
                  null,
                  options,
                  null,
                  manager.getJavaFileObjectsFromPaths(files))
              .call();
      if (!done) {
        throw new IllegalStateException(mutant + " does not compile:\n" + messages);
      }
    }
  }
}
