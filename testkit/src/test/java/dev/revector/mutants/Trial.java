package dev.revector.mutants;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

/** Runs the general tests against one mutant. */
final class Trial {
  /** Longest that a trial may take before the mutant counts as alive, in milliseconds. */
  private static final long LONGEST = Long.getLong("revector.longest", 900_000);

  private static final String GAUNTLET = "dev.revector.stack.Gauntlet";

  private Trial() {}

  /**
   * Runs them.
   *
   * @return the test that failed and how, separated by a tab; empty if none did
   */
  static String run(Mutant mutant, Path root, Path folder) throws IOException {
    MutantClasses.compile(mutant, root, folder);
    try (URLClassLoader loader = MutantClasses.load(folder)) {
      AtomicReference<String> result = new AtomicReference<>("");
      Thread thread = new Thread(() -> result.set(call(loader)), mutant.toString());
      thread.setDaemon(true);
      thread.setContextClassLoader(loader);
      thread.start();
      thread.join(LONGEST);
      return result.get();
    } catch (InterruptedException e) {
      throw (IOException) new InterruptedIOException().initCause(e);
    }
  }

  private static String call(ClassLoader loader) {
    try {
      Class<?> gauntlet = Class.forName(GAUNTLET, true, loader);
      return (String) gauntlet.getMethod("run").invoke(null);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
