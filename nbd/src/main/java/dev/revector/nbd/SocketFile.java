package dev.revector.nbd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * The file of a Unix socket as it was when it was bound. Whatever stands at its path later, such as
 * another server's socket, is not this server's to remove.
 *
 * @param key the system's number of the file, null where it has none
 * @param made when it was made, since numbers are used again
 */
record SocketFile(Path path, @Nullable Object key, FileTime made) {

  static SocketFile at(Path path) throws IOException {
    BasicFileAttributes found =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return new SocketFile(path, found.fileKey(), found.lastModifiedTime());
  }

  /** Removes the file, if it is there still. */
  void remove() throws IOException {
    try {
      if (at(path).equals(this)) {
        Files.deleteIfExists(path);
      }
    } catch (NoSuchFileException e) {
      // Somebody removed it.
    }
  }
}
