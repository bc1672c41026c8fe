package dev.revector.nbd;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long QUICK = 10_000;
  private static final long SLOW = 8_000_000;

  private final Pace pace = new Pace();

  private static Request request(int flags, int command, long length) {
    return new Request(flags, command, 1, 0, length, 0, null);
  }

  private static Request read() {
    return request(0, Protocol.CMD_READ, 4096);
  }

  private void serve(int times, long nanos) {
    for (int i = 0; i < times; i++) {
      pace.served(read(), nanos);
    }
  }

  @Test
  void shouldCountOnNothingAtFirst() {
    assertFalse(pace.isQuick(read()));
    serve(20, QUICK);
    assertTrue(pace.isQuick(read()));
    assertFalse(pace.isQuick(request(0, Protocol.CMD_WRITE, 4096)));
  }

  @Test
  void shouldNotMindThatFewAreSlowHoweverSlow() {
    serve(20, QUICK);
    for (int i = 0; i < 1000; i++) {
      serve(9, QUICK);
      serve(1, SLOW);
      assertTrue(pace.isQuick(read()));
    }
  }

  @Test
  void shouldNoticeSoonThatADiskHasBecomeSlow() {
    serve(10_000, QUICK);
    serve(20, SLOW);
    assertFalse(pace.isQuick(read()));
    serve(50, QUICK);
    assertTrue(pace.isQuick(read()));
  }

  @Test
  void shouldJudgeLargeOnesByTheirSize() {
    Request large = request(0, Protocol.CMD_READ, 1 << 20);
    for (int i = 0; i < 20; i++) {
      pace.served(large, 200_000);
    }
    assertTrue(pace.isQuick(large));
    assertFalse(pace.isQuick(read()));
    for (int i = 0; i < 20; i++) {
      pace.served(large, 350_000);
    }
    assertFalse(pace.isQuick(large));
  }

  @Test
  void shouldNotCountOnThoseThatFlush() {
    serve(20, QUICK);
    for (int i = 0; i < 20; i++) {
      pace.served(request(0, Protocol.CMD_WRITE, 4096), QUICK);
    }
    assertTrue(pace.isQuick(request(0, Protocol.CMD_WRITE, 4096)));
    assertFalse(pace.isQuick(request(Protocol.FLAG_FUA, Protocol.CMD_WRITE, 4096)));
    assertFalse(pace.isQuick(request(0, Protocol.CMD_FLUSH, 0)));
  }
}
