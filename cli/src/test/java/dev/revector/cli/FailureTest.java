package dev.revector.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.revector.DeviceBusyException;
import dev.revector.DeviceGoneException;
import dev.revector.DeviceTooSmallException;
import dev.revector.IndeterminateException;
import dev.revector.MetadataDamagedException;
import dev.revector.PoisonedException;
import dev.revector.SparesExhaustedException;
import dev.revector.UnsupportedFormatException;
import dev.revector.WrongDeviceException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailureTest {

  static Stream<Arguments> errors() {
    return Stream.of(
        Arguments.of(new IllegalArgumentException("x"), ExitCode.USAGE),
        Arguments.of(new NoSuchFileException("x"), ExitCode.CANNOT_OPEN),
        Arguments.of(new AccessDeniedException("x"), ExitCode.CANNOT_OPEN),
        Arguments.of(new DeviceBusyException("x"), ExitCode.CANNOT_OPEN),
        Arguments.of(new DeviceTooSmallException("x"), ExitCode.CANNOT_OPEN),
        Arguments.of(new WrongDeviceException("x"), ExitCode.WRONG_DEVICE),
        Arguments.of(new UnsupportedFormatException("x"), ExitCode.WRONG_DEVICE),
        Arguments.of(new SparesExhaustedException("x"), ExitCode.LOST),
        Arguments.of(
            new MetadataDamagedException(MetadataDamagedException.Kind.FORK, "x"),
            ExitCode.METADATA_DAMAGED),
        Arguments.of(new PoisonedException("x"), ExitCode.IO_ERROR),
        Arguments.of(new IndeterminateException("x"), ExitCode.IO_ERROR),
        Arguments.of(new DeviceGoneException("x"), ExitCode.IO_ERROR),
        Arguments.of(new IOException("x"), ExitCode.IO_ERROR),
        Arguments.of(new UncheckedIOException(new DeviceBusyException("x")), ExitCode.CANNOT_OPEN),
        Arguments.of(new NullPointerException("x"), ExitCode.IO_ERROR));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void shouldGiveEveryErrorItsExitCode(Throwable error, int code) {
    Failure failure = Failure.of(error);
    assertEquals(code, failure.code());
    assertTrue(failure.message().contains("x"), failure.message());
    assertFalse(failure.quiet());
  }

  @Test
  void shouldSayWhatToDoOnceOnly() {
    assertEquals("a: b=1; do c", Failure.of(new WrongDeviceException("a: b=1; do c")).message());
    String advised = Failure.of(new WrongDeviceException("a: b=1")).message();
    assertTrue(advised.startsWith("a: b=1; "), advised);
  }

  @Test
  void shouldKeepTheMessageOnOneLine() {
    assertEquals("a b; c", Failure.of(new IOException("a\n\tb; c\r\n")).message());
    assertEquals("a 2Jb; c", Failure.of(new IOException("a\u009b2Jb; c\u0085")).message());
  }

  @Test
  void shouldStayQuietWhenTheReaderIsGone() {
    StringBuilder said = new StringBuilder();
    int code =
        Cli.run(
            new String[] {"--version"},
            java.io.InputStream.nullInputStream(),
            failing("Broken pipe"),
            said(said));
    assertEquals(ExitCode.IO_ERROR, code);
    assertEquals("", said.toString());
  }

  @Test
  void shouldReportAFullOutput() {
    StringBuilder said = new StringBuilder();
    int code =
        Cli.run(
            new String[] {"--version"},
            java.io.InputStream.nullInputStream(),
            failing("No space left"),
            said(said));
    assertEquals(ExitCode.IO_ERROR, code);
    assertTrue(said.toString().contains("No space left"), said.toString());
  }

  private static OutputStream failing(String reason) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(reason);
      }
    };
  }

  private static OutputStream said(StringBuilder text) {
    return new OutputStream() {
      @Override
      public void write(int b) {
        text.append((char) b);
      }
    };
  }
}
