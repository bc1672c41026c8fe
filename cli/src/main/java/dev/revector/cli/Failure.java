package dev.revector.cli;

import dev.revector.DeviceBusyException;
import dev.revector.DeviceGoneException;
import dev.revector.DeviceTooSmallException;
import dev.revector.MediumException;
import dev.revector.MetadataDamagedException;
import dev.revector.PoisonedException;
import dev.revector.ReadOnlyDeviceException;
import dev.revector.SparesExhaustedException;
import dev.revector.UnsupportedFormatException;
import dev.revector.WrongDeviceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * What an exception means to the caller of the command.
 *
 * @param code the exit code
 * @param message one line: what, where, what to do
 * @param quiet true when nobody is left to read the message
 */
record Failure(int code, String message, boolean quiet) {

  static Failure of(Throwable e) {
    return switch (e) {
      case UncheckedIOException unchecked when unchecked.getCause() != null ->
          of(unchecked.getCause());
      case StandardOutputException output -> ofOutput(output);
      case IllegalArgumentException usage ->
          new Failure(ExitCode.USAGE, oneLine(String.valueOf(usage.getMessage())), false);
      case IOException io -> ofIo(io);
      case OutOfMemoryError memory ->
          failure(ExitCode.IO_ERROR, memory, "give Java more memory: JAVA_TOOL_OPTIONS=-Xmx2g");
      default ->
          new Failure(
              ExitCode.IO_ERROR,
              oneLine("internal error: " + e + "; report it with the output of REVECTOR_DEBUG=1"),
              false);
    };
  }

  private static Failure ofIo(IOException e) {
    return switch (e) {
      case FileSystemException file -> ofFile(file);
      case DeviceBusyException busy ->
          failure(ExitCode.CANNOT_OPEN, busy, "stop the process that has it open, or wait for it");
      case DeviceTooSmallException small ->
          failure(ExitCode.CANNOT_OPEN, small, "take a larger device");
      case ReadOnlyDeviceException readOnly ->
          failure(ExitCode.CANNOT_OPEN, readOnly, "make the device writable");
      case WrongDeviceException wrong ->
          failure(ExitCode.WRONG_DEVICE, wrong, "check which devices were given");
      case UnsupportedFormatException format ->
          failure(ExitCode.WRONG_DEVICE, format, "use a newer revector");
      case SparesExhaustedException exhausted ->
          failure(ExitCode.LOST, exhausted, "replace the disk or use a larger spare");
      case MetadataDamagedException damaged ->
          failure(
              ExitCode.METADATA_DAMAGED, damaged, "leave the spare as it is and work on a copy");
      case MediumException medium ->
          failure(ExitCode.IO_ERROR, medium, "rescue the data, then write or fill the sectors");
      case PoisonedException poisoned ->
          failure(ExitCode.IO_ERROR, poisoned, "open the pair again");
      case DeviceGoneException gone -> failure(ExitCode.IO_ERROR, gone, "attach the device again");
      default -> failure(ExitCode.IO_ERROR, e, "look at the device and its cabling");
    };
  }

  private static Failure ofFile(FileSystemException e) {
    String where = ": path=" + e.getFile();
    String text =
        switch (e) {
          case NoSuchFileException none -> "no such file" + where + "; check the path";
          case AccessDeniedException denied ->
              "access denied" + where + "; run as a user who may open it";
          case FileAlreadyExistsException exists ->
              "the file exists already" + where + "; give another place";
          default -> "cannot open" + where + ", reason=" + e.getReason() + "; check the path";
        };
    return new Failure(ExitCode.CANNOT_OPEN, oneLine(text), false);
  }

  private static Failure ofOutput(StandardOutputException e) {
    String reason = String.valueOf(e.getMessage());
    boolean closed = reason.contains("Broken pipe") || reason.contains("Connection reset");
    return new Failure(
        ExitCode.IO_ERROR,
        oneLine("cannot write to standard output: reason=" + reason + "; make room there"),
        closed);
  }

  private static Failure failure(int code, Throwable e, String advice) {
    String text = e.getMessage() == null ? e.toString() : e.getMessage();
    return new Failure(code, oneLine(text.contains("; ") ? text : text + "; " + advice), false);
  }

  /** The text without line breaks and other control characters, those beyond ASCII among them. */
  static String oneLine(String text) {
    return text.replaceAll("\\p{Cc}+", " ").strip();
  }
}
