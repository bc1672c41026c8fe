package dev.revector.testkit.contract;

import dev.revector.BlockDevice;
import dev.revector.DeviceCapabilities;
import dev.revector.DeviceGeometry;
import dev.revector.DeviceIdentity;
import dev.revector.Extent;
import dev.revector.MediumException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** Ways to break a device, each with the check that must see it. */
@SuppressWarnings("ImmutableEnumChecker") // each use makes a device of its own
enum Breakage {
  CHANGES_ITS_IDENTITY(
      "geometry, identity and capabilities are constant",
      sound ->
          new BrokenDevice(sound) {
            private int asked;

            @Override
            public DeviceIdentity identity() {
              return new DeviceIdentity("path" + asked++, "", "", "", "", 0, 1);
            }
          }),
  LOSES_THE_SECOND_WRITE_OF_A_SECTOR(
      "what was written is read",
      sound ->
          new BrokenDevice(sound) {
            private int writes;

            @Override
            public void write(long lba, ByteBuffer source) throws IOException {
              if (lba == 8 && writes++ == 1) {
                source.position(source.limit());
              } else {
                sound.write(lba, source);
              }
            }
          }),
  WRAPS_THE_LAST_SECTOR(
      "first and last sector are sectors like others",
      sound ->
          new BrokenDevice(sound) {
            @Override
            public void write(long lba, ByteBuffer source) throws IOException {
              sound.write(lba == geometry().sectors() - 1 ? 0 : lba, source);
            }
          }),
  WRITES_WHOLE_BLOCKS(
      "a write leaves the sectors around it alone",
      sound ->
          new BrokenDevice(sound) {
            @Override
            public void write(long lba, ByteBuffer source) throws IOException {
              sound.write(lba, source);
              if (source.limit() == 2 * geometry().sectorSize() && lba % 8 == 6) {
                sound.write(lba + 2, ByteBuffer.allocate(geometry().sectorSize()));
              }
            }
          }),
  GIVES_A_BUFFER_THAT_IS_TOO_LONG(
      "a buffer of the device's own is as long as was asked",
      sound ->
          new BrokenDevice(sound) {
            @Override
            public ByteBuffer allocate(int bytes) {
              return sound.allocate(2 * bytes).limit(bytes);
            }
          }),
  STOPS_AFTER_A_MEBIBYTE(
      "a request of many sectors is one of all of them",
      sound ->
          new BrokenDevice(sound) {
            @Override
            public void write(long lba, ByteBuffer source) throws IOException {
              int limit = source.limit();
              sound.write(lba, source.limit(Math.min(limit, 1 << 20)));
              source.limit(limit).position(limit);
            }
          }),
  ZEROES_ONE_SECTOR_LESS(
      "zeroed sectors read as zeros, those around stay",
      sound ->
          new BrokenDevice(sound) {
            @Override
            public void writeZeroes(long lba, long count) throws IOException {
              sound.writeZeroes(lba, count > 5 ? count - 1 : count);
            }
          }),
  DISCARDS_WHOLE_BLOCKS(
      "a discard leaves the sectors around it alone",
      sound ->
          new BrokenDevice(sound) {
            @Override
            public void discard(long lba, long count) throws IOException {
              sound.discard(lba / 8 * 8, (lba % 8 + count + 7) / 8 * 8);
            }
          }),
  READS_PAST_THE_LIMIT(
      "bytes outside position and limit stay",
      sound ->
          new BrokenDevice(sound) {
            @Override
            public void read(long lba, ByteBuffer target) throws IOException {
              sound.read(lba, target);
              if (target.limit() < target.capacity()) {
                target.duplicate().clear().put(target.limit(), (byte) 0);
              }
            }
          }),
  LEAVES_THE_POSITION(
      "position moves to the limit, the limit stays",
      sound ->
          new BrokenDevice(sound) {
            @Override
            public void write(long lba, ByteBuffer source) throws IOException {
              sound.write(lba, source.duplicate());
            }
          }),
  TAKES_ONLY_ARRAYS(
      "any kind of buffer will do",
      sound ->
          new BrokenDevice(sound) {
            @Override
            public void write(long lba, ByteBuffer source) throws IOException {
              int length = source.remaining();
              byte[] bytes = new byte[length];
              if (source.hasArray()) {
                System.arraycopy(source.array(), source.arrayOffset(), bytes, 0, length);
              }
              sound.write(lba, ByteBuffer.wrap(bytes));
              source.position(source.limit());
            }
          }),
  SCRAMBLES_THE_SOURCE(
      "a source keeps its bytes",
      sound ->
          new BrokenDevice(sound) {
            @Override
            public void write(long lba, ByteBuffer source) throws IOException {
              int start = source.position();
              sound.write(lba, source);
              if (!source.isReadOnly() && start < source.limit()) {
                source.put(start, (byte) ~source.get(start));
              }
            }
          }),
  WRITES_BEHIND(
      "a buffer is the caller's again after the call",
      sound ->
          new BrokenDevice(sound) {
            private final List<ByteBuffer> queue = new ArrayList<>();
            private long at;

            @Override
            public void write(long lba, ByteBuffer source) throws IOException {
              drain();
              geometry().checkRange(lba, geometry().wholeSectors(source.remaining()));
              queue.add(source.duplicate());
              at = lba;
              source.position(source.limit());
            }

            private void drain() throws IOException {
              for (ByteBuffer waiting : queue) {
                sound.write(at, waiting);
              }
              queue.clear();
            }

            @Override
            public void read(long lba, ByteBuffer target) throws IOException {
              drain();
              sound.read(lba, target);
            }

            @Override
            public void flush() throws IOException {
              drain();
              sound.flush();
            }
          }),
  REFUSES_EMPTY_REQUESTS(
      "an empty request does nothing",
      sound ->
          new BrokenDevice(sound) {
            @Override
            public void read(long lba, ByteBuffer target) throws IOException {
              if (!target.hasRemaining()) {
                throw new IOException("nothing to read");
              }
              sound.read(lba, target);
            }
          }),
  OVERFLOWS_IN_ITS_RANGE_CHECK(
      "a request outside the device is refused",
      sound ->
          new BrokenDevice(sound) {
            @Override
            public void discard(long lba, long count) throws IOException {
              if (lba >= 0 && count >= 0 && lba + count <= geometry().sectors()) {
                return;
              }
              sound.discard(lba, count);
            }
          }),
  ROUNDS_BUFFERS_DOWN(
      "a buffer of broken sectors is refused",
      sound ->
          new BrokenDevice(sound) {
            @Override
            public void read(long lba, ByteBuffer target) throws IOException {
              int size = geometry().sectorSize();
              int whole = target.remaining() / size * size;
              sound.read(lba, target.limit(target.position() + whole));
            }
          }),
  READS_INTO_NOTHING(
      "a read into a read-only buffer is refused",
      sound ->
          new BrokenDevice(sound) {
            @Override
            public void read(long lba, ByteBuffer target) throws IOException {
              if (!target.isReadOnly()) {
                sound.read(lba, target);
              }
            }
          }),
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

  /** The check that must fail. */
  final String check;

  private final UnaryOperator<BlockDevice> breaker;

  Breakage(String check, UnaryOperator<BlockDevice> breaker) {
    this.check = check;
    this.breaker = breaker;
  }

  BlockDevice broken(BlockDevice sound) {
    return breaker.apply(sound);
  }
}
