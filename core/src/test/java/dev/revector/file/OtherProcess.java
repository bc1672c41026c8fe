package dev.revector.file;

import dev.revector.DeviceBusyException;
import dev.revector.spi.BlockDeviceProvider.OpenMode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A second JVM that opens devices at command. Commands and answers are lines: {@code open W OFFSET
 * LENGTH PATH} or {@code open R ...} answers {@code ok} or {@code busy}; {@code held} answers for
 * the device opened last; {@code probe} looks again and again until {@code stop}; {@code close}
 * closes all.
 */
final class OtherProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader answers;
  private final PrintWriter commands;

  OtherProcess() throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                OtherProcess.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    answers = process.inputReader(StandardCharsets.UTF_8);
    commands = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
  }

  /** Gives a command and waits for its answer. */
  String ask(String command) throws IOException {
    commands.println(command);
    return answers.readLine();
  }

  String open(boolean writable, long offset, long length, Path path) throws IOException {
    return ask("open " + (writable ? "W " : "R ") + offset + " " + length + " " + path);
  }

  /** Ends the process as a crash would, whatever it does. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  /** The second process. */
  public static void main(String[] args) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    List<FileBlockDevice> devices = new ArrayList<>();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", 5);
      switch (words[0]) {
        case "open" -> System.out.println(open(words, devices));
        case "held" -> System.out.println(devices.get(devices.size() - 1).heldByWriter());
        case "probe" -> {
          System.out.println("ok");
          while (!in.ready()) {
            devices.get(devices.size() - 1).heldByWriter();
          }
        }
        case "stop" -> System.out.println("ok");
        case "close" -> {
          for (FileBlockDevice device : devices) {
            device.close();
          }
          devices.clear();
          System.out.println("ok");
        }
        default -> throw new IllegalArgumentException(line);
      }
    }
  }

  private static String open(String[] words, List<FileBlockDevice> devices) throws IOException {
    OpenMode mode =
        new OpenMode(words[1].equals("W"), Long.parseLong(words[2]), Long.parseLong(words[3]), 0);
    try {
      devices.add(FileBlockDevice.open(Path.of(words[4]), mode));
      return "ok";
    } catch (DeviceBusyException e) {
      return "busy";
    }
  }
}
