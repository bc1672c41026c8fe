package dev.revector.cli;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Main and spare as image files in a folder, and commands on them. */
record Images(Path main, Path spare) {
  static final int SECTOR = 512;

  /** Two sparse files of these sizes. */
  static Images make(Path folder, long mainBytes, long spareBytes) throws IOException {
    return new Images(
        sparse(folder.resolve("main.img"), mainBytes),
        sparse(folder.resolve("spare.img"), spareBytes));
  }

  static Path sparse(Path path, long bytes) throws IOException {
    resize(path, bytes);
    return path;
  }

  static byte[] randomBytes(int seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** Overwrites a part of a file. */
  static void overwrite(Path path, long offset, byte[] bytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.seek(offset);
      file.write(bytes);
    }
  }

  static byte[] part(Path path, long offset, int length) throws IOException {
    byte[] bytes = new byte[length];
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      file.seek(offset);
      file.readFully(bytes);
    }
    return bytes;
  }

  /** Cuts a file short, or makes it longer with zeros. */
  static void resize(Path path, long bytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(bytes);
    }
  }

  String[] args(String command, String... more) {
    List<String> args = new ArrayList<>(List.of(command));
    args.addAll(List.of("--main", main.toString(), "--spare", spare.toString()));
    args.addAll(List.of(more));
    return args.toArray(new String[0]);
  }

  Run run(String command, String... more) {
    return Run.of(args(command, more));
  }

  Run runWithInput(byte[] input, String command, String... more) {
    return Run.withInput(input, args(command, more));
  }

  /** The bytes of both files. */
  List<byte[]> content() throws IOException {
    return List.of(Files.readAllBytes(main), Files.readAllBytes(spare));
  }
}
