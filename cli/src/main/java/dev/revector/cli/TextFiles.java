package dev.revector.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens what the user names as a text to read. */
final class TextFiles {
  private TextFiles() {}

  /**
   * A file, or standard input when that is named {@code -}; bytes that are no text are replaced.
   */
  static Reader open(Console console, String file, Charset charset) throws IOException {
    return new BufferedReader(new InputStreamReader(stream(console, file), charset));
  }

  private static InputStream stream(Console console, String file) throws IOException {
    if (file.equals("-")) {
      return console.stdin();
    }
    Path path = Path.of(file);
    if (Files.isDirectory(path)) {
      throw new FileSystemException(file, null, "is a folder");
    }
    return Files.newInputStream(path);
  }
}
