package dev.revector.devices.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a device that answers every request with the same error counts as. */
class VitalsTest {
  private final Descriptor nothing = Descriptor.open("/dev/null", 0).descriptor();

  @AfterEach
  void close() {
    nothing.close();
  }

  /** A device that reads so: with that error, or as many bytes as it is asked for. */
  private Vitals.Finding found(int error, int answer) {
    Transfers.Target device =
        new Transfers.Target() {
          @Override
          public long read(long address, long bytes, long offset) {
            return answer == 0 ? bytes : -answer;
          }

          @Override
          public long write(long address, long bytes, long offset) {
            return bytes;
          }
        };
    Transfers transfers = new Transfers(device, 512, Memory.ofSystem());
    return new Vitals(nothing, false, transfers, 512, 1 << 20).look(error);
  }

  @ParameterizedTest
  @ValueSource(ints = {Errno.EIO, Errno.EREMOTEIO, Errno.ENODATA})
  void shouldBeGoneWhenEverythingFails(int error) {
    assertEquals(Vitals.Finding.GONE, found(error, error));
    assertEquals(Vitals.Finding.ALIVE, found(error, 0));
  }

  @Test
  void shouldNotBeGoneForLackOfMemory() {
    assertEquals(Vitals.Finding.ALIVE, found(Errno.EIO, Errno.ENOMEM));
  }
}
