package dev.revector.testkit.contract;

import dev.revector.BlockDevice;
import dev.revector.DeviceIdentity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Ways to break single requests of a device. */
@SuppressWarnings("ImmutableEnumChecker") // each use makes a device of its own
enum RequestBreakage implements Breakage {
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
          });

  private final String check;
  private final UnaryOperator<BlockDevice> breaker;

  RequestBreakage(String check, UnaryOperator<BlockDevice> breaker) {
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
