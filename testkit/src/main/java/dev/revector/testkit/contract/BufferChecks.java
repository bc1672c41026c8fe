package dev.revector.testkit.contract;

import static dev.revector.testkit.contract.BlockDeviceContract.check;

import dev.revector.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Buffers of every kind, and whose they are. */
record BufferChecks(BlockDeviceContract.Opener opener) {
  private static final int COUNT = 3;
  private static final byte GUARD = 0x5A;

  List<ContractCheck> all() {
    return List.of(
        check("position moves to the limit, the limit stays", opener, BufferChecks::positions),
        check("bytes outside position and limit stay", opener, BufferChecks::guards),
        check("any kind of buffer will do", opener, BufferChecks::kinds),
        check("a buffer of the device's own is as long as was asked", opener, BufferChecks::own),
        check("a source keeps its bytes", opener, BufferChecks::sourceStays),
        check("a buffer is the caller's again after the call", opener, BufferChecks::notKept),
        check("an empty request does nothing", opener, BufferChecks::empty));
  }

  private static void positions(BlockDevice device) throws IOException {
    ByteBuffer source = Content.of(device, 4, COUNT, 1);
    int limit = source.limit();
    device.write(4, source);
    Expect.equal(limit, source.position(), "position after a write");
    Expect.equal(limit, source.limit(), "limit after a write");
    ByteBuffer target = ByteBuffer.allocate(limit);
    device.read(4, target);
    Expect.equal(limit, target.position(), "position after a read");
    Expect.equal(limit, target.limit(), "limit after a read");
  }

  private static void guards(BlockDevice device) throws IOException {
    int bytes = COUNT * device.geometry().sectorSize();
    Content.write(device, 4, COUNT, 1);
    for (boolean direct : new boolean[] {false, true}) {
      ByteBuffer target =
          direct ? ByteBuffer.allocateDirect(bytes + 14) : ByteBuffer.allocate(bytes + 14);
      for (int i = 0; i < target.capacity(); i++) {
        target.put(i, GUARD);
      }
      device.read(4, target.position(7).limit(7 + bytes));
      for (int i = 0; i < 7; i++) {
        Expect.equal(GUARD, target.get(i), "byte before the position after a read");
        Expect.equal(GUARD, target.duplicate().clear().get(7 + bytes + i), "byte behind the limit");
      }
    }
  }

  private static void kinds(BlockDevice device) throws IOException {
    int size = device.geometry().sectorSize();
    int bytes = COUNT * size;
    List<ByteBuffer> buffers =
        List.of(
            ByteBuffer.allocate(bytes),
            ByteBuffer.allocateDirect(bytes),
            device.allocate(bytes),
            ByteBuffer.allocate(bytes + 9).position(5).limit(bytes + 5).slice(),
            ByteBuffer.allocateDirect(bytes + 9).position(3).limit(bytes + 3).slice(),
            ByteBuffer.allocate(bytes + 9).position(9),
            ByteBuffer.allocateDirect(bytes + 9).position(9));
    int version = 10;
    for (ByteBuffer buffer : buffers) {
      version++;
      int start = buffer.position();
      ByteBuffer wanted = Content.of(device, 4, COUNT, version);
      buffer.put(wanted.duplicate()).position(start);
      device.write(4, version % 2 == 0 ? buffer : buffer.asReadOnlyBuffer());
      Content.expect(device, 4, COUNT, version, "written from " + buffer);
      buffer.position(start).put(new byte[bytes]).position(start);
      device.read(4, buffer);
      Content.compare(size, 4, wanted, buffer.position(start), "read into " + buffer);
    }
  }

  private static void own(BlockDevice device) {
    int size = device.geometry().sectorSize();
    for (int count : new int[] {1, COUNT, (1 << 20) / size}) {
      ByteBuffer buffer = device.allocate(count * size);
      Expect.equal(ByteBuffer.allocate(count * size), buffer, "zeros from start to end");
      Expect.equal(count * size, buffer.capacity(), "capacity");
    }
  }

  private static void sourceStays(BlockDevice device) throws IOException {
    ByteBuffer source = Content.of(device, 4, COUNT, 1);
    device.write(4, source);
    Expect.equal(Content.of(device, 4, COUNT, 1), source.flip(), "the source's bytes");
  }

  private static void notKept(BlockDevice device) throws IOException {
    ByteBuffer source = Content.of(device, 4, COUNT, 1);
    device.write(4, source);
    source.clear().put(new byte[source.capacity()]);
    ByteBuffer target = Content.read(device, 4, COUNT);
    target.put(new byte[target.remaining()]);
    Content.expect(device, 4, COUNT, 1, "after the buffers were used for something else");
  }

  private static void empty(BlockDevice device) throws IOException {
    Content.write(device, 4, COUNT, 1);
    device.write(4, ByteBuffer.allocate(0));
    device.read(4, ByteBuffer.allocate(0));
    device.discard(4, 0);
    device.writeZeroes(4, 0);
    Content.expect(device, 4, COUNT, 1, "after empty requests");
  }
}
