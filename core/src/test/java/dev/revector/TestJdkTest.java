package dev.revector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Guards the build: each test run is on the JDK that it is meant for. */
@Tag("jdk17")
final class TestJdkTest {
  @Test
  void shouldRunOnTheJdkThatTheBuildSelected() {
    assertEquals(Integer.getInteger("revector.jdk"), Runtime.version().feature());
  }
}
