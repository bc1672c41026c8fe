package dev.revector.testkit.contract;

import dev.revector.BlockDevice;
import dev.revector.DeviceCapabilities;
import dev.revector.DeviceGeometry;
import dev.revector.Extent;
import dev.revector.MediumException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** Ways to break what a device does in its life: flush, close, fail, lose its power. */
@SuppressWarnings("ImmutableEnumChecker") // each use makes a device of its own
enum LifeBreakage implements Breakage {
  FLUSHES_ONCE(
      "a flush may come at any time",
      sound ->
          new BrokenDevice(sound) {
            private boolean clean;

            @Override
            public void flush() throws IOException {
              if (clean) {
                throw new IOException("nothing to flush");
              }
              clean = true;
              sound.flush();
            }

            @Override
            public void write(long lba, ByteBuffer source) throws IOException {
              clean = false;
              sound.write(lba, source);
            }
          }),
  CLOSES_ONCE(
      "closing twice does nothing",
      sound ->
          new BrokenDevice(sound) {
            private boolean closed;

            @Override
            public void close() throws IOException {
              if (closed) {
                throw new IOException("closed already");
              }
              closed = true;
              sound.close();
            }
          }),
  SERVES_WHEN_CLOSED(
      "requests to a closed device are I/O errors",
      sound ->
          new BrokenDevice(sound) {
            private boolean closed;

            @Override
            public void close() throws IOException {
              closed = true;
              sound.close();
            }

            @Override
            public void flush() throws IOException {
              if (!closed) {
                sound.flush();
              }
            }
          }),
  FORGETS_ON_CLOSE(
      "what was flushed is there after opening again",
      sound ->
          new BrokenDevice(sound) {
            @Override
            public void close() throws IOException {
              if (!Content.read(sound, 0, 1).equals(Content.of(sound, 0, 1, 9))) {
                Content.write(sound, 0, 1, 9);
              }
              sound.flush();
              sound.close();
            }
          }),
  LOSES_A_WRITE_WHEN_THREADS_CHANGE(
      "each thread reads what it wrote",
      sound ->
          new BrokenDevice(sound) {
            private final AtomicLong last = new AtomicLong(id());

            @SuppressWarnings("deprecation") // its successor came with Java 19
            private static long id() {
              return Thread.currentThread().getId();
            }

            @Override
            public void write(long lba, ByteBuffer source) throws IOException {
              if (last.getAndSet(id()) == id()) {
                sound.write(lba, source);
              }
            }
          }),
  DIES_OF_AN_INTERRUPT(
      "an interrupt leaves the device open",
      sound ->
          new BrokenDevice(sound) {
            @Override
            public void read(long lba, ByteBuffer target) throws IOException {
              if (Thread.currentThread().isInterrupted()) {
                sound.close();
                throw new ClosedByInterruptException();
              }
              sound.read(lba, target);
            }
          }),
  READS_NOTHING_WHEN_INTERRUPTED(
      "an interrupt leaves the device open",
      sound ->
          new BrokenDevice(sound) {
            @Override
            public void read(long lba, ByteBuffer target) throws IOException {
              if (Thread.currentThread().isInterrupted()) {
                target.position(target.limit());
              } else {
                sound.read(lba, target);
              }
            }
          }),
  SAYS_WRITABLE(
      "open for reading only: reads what is there",
      sound ->
          new BrokenDevice(sound) {
            @Override
            public DeviceCapabilities capabilities() {
              return new DeviceCapabilities(true, true, true);
            }
          }),
  IGNORES_WRITES(
      "open for reading only: every change is refused",
      sound ->
          new BrokenDevice(sound) {
            @Override
            public void writeZeroes(long lba, long count) throws IOException {
              if (sound.capabilities().writable()) {
                sound.writeZeroes(lba, count);
              }
            }
          }),
  DISCARDS_WHEN_OPEN_TO_READ(
      "open for reading only: every change is refused",
      sound ->
          new BrokenDevice(sound) {
            private boolean discarded;

            @Override
            public void discard(long lba, long count) throws IOException {
              if (sound.capabilities().writable()) {
                sound.discard(lba, count);
              } else {
                discarded = true;
              }
            }

            @Override
            public void read(long lba, ByteBuffer target) throws IOException {
              if (discarded && lba == 0) {
                target.position(target.limit());
              } else {
                sound.read(lba, target);
              }
            }
          }),
  DOES_NOT_FLUSH(
      "what was flushed survives a power cut",
      sound ->
          new BrokenDevice(sound) {
            @Override
            public void flush() {}
          }),
  DENIES_ITS_CACHE(
      "without a volatile cache a write survives a power cut",
      sound ->
          new BrokenDevice(sound) {
            @Override
            public DeviceCapabilities capabilities() {
              return new DeviceCapabilities(sound.capabilities().writable(), true, false);
            }
          }),
  WRITES_BACK_WHOLE_BLOCKS(
      "sectors that were not written survive a power cut",
      sound ->
          new BrokenDevice(sound) {
            @Override
            public void write(long lba, ByteBuffer source) throws IOException {
              if (lba == 16 && source.remaining() == 16 * geometry().sectorSize()) {
                ByteBuffer more = Content.read(sound, 0, 16);
                sound.write(0, ByteBuffer.allocate(16 * geometry().sectorSize()));
                sound.write(0, more);
              }
              sound.write(lba, source);
            }
          }),
  BLAMES_THE_FIRST_SECTOR(
      "a bad sector is a medium error that covers it",
      sound ->
          new BrokenDevice(sound) {
            @Override
            public void read(long lba, ByteBuffer target) throws IOException {
              try {
                sound.read(lba, target);
              } catch (MediumException e) {
                throw new MediumException("bad", new Extent(lba, 1), e);
              }
            }
          }),
  CLAIMS_A_SECTOR_TOO_MANY(
      "what a failed read says it read is right",
      sound ->
          new BrokenDevice(sound) {
            @Override
            public void read(long lba, ByteBuffer target) throws IOException {
              try {
                sound.read(lba, target);
              } catch (MediumException e) {
                target.position(target.position() + geometry().sectorSize());
                throw e;
              }
            }
          }),
  FAILS_NEIGHBOURS(
      "sectors apart from a bad one are read",
      sound ->
          new BrokenDevice(sound) {
            private boolean bad;

            @Override
            public void read(long lba, ByteBuffer target) throws IOException {
              DeviceGeometry geometry = geometry();
              if (!bad && lba == 0 && target.remaining() > 16 * geometry.sectorSize()) {
                bad = true;
                sound.read(21, ByteBuffer.allocate(geometry.sectorSize()));
              }
              sound.read(lba, target);
            }
          }),
  NEVER_CURES(
      "a bad sector that was written is read",
      sound ->
          new BrokenDevice(sound) {
            @Override
            public void write(long lba, ByteBuffer source) throws IOException {
              try {
                sound.read(lba, ByteBuffer.allocate(source.remaining()));
                sound.write(lba, source);
              } catch (MediumException e) {
                source.position(source.limit());
              }
            }
          });

  private final String check;
  private final UnaryOperator<BlockDevice> breaker;

  LifeBreakage(String check, UnaryOperator<BlockDevice> breaker) {
    this.check = check;
    this.breaker = breaker;
  }

  @Override
  public String check() {
    return check;
  }

  @Override
  public BlockDevice broken(BlockDevice sound) {
    return breaker.apply(sound);
  }
}
