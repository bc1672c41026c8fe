package dev.revector.nbd;

import dev.revector.BlockDevice;
import dev.revector.DeviceGeometry;
import dev.revector.MediumException;
import dev.revector.ReadOnlyDeviceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Serves requests from the device. Any thread may call.
 *
 * <p>Errors of the device become EIO, a write for which no spare is left too: to the client it is
 * what it is on a bare disk, a sector that refuses, and freeing space in a file system, which
 * ENOSPC would ask for, cures nothing.
 */
final class Export {
  private final BlockDevice device;
  private final Rules rules;
  private final StateMap states;
  private final BufferPool pool;

  Export(BlockDevice device, boolean readOnly, BufferPool pool) {
    boolean writable = device.capabilities().writable() && !readOnly;
    boolean discard = writable && device.capabilities().discard();
    this.device = device;
    this.rules = new Rules(device.geometry(), !writable, discard);
    this.states = new StateMap(device);
    this.pool = pool;
  }

  DeviceGeometry geometry() {
    return rules.geometry();
  }

  Rules rules() {
    return rules;
  }

  StateMap states() {
    return states;
  }

  /** What a client is told it may do. */
  int transmissionFlags(Session session) {
    int flags =
        Protocol.HAS_FLAGS
            | Protocol.SEND_FLUSH
            | Protocol.SEND_FUA
            | Protocol.CAN_MULTI_CONN // the device's flush covers the writes of all connections
            | Protocol.SEND_CACHE;
    flags |=
        rules.readOnly()
            ? Protocol.READ_ONLY
            : Protocol.SEND_WRITE_ZEROES | Protocol.SEND_FAST_ZERO;
    flags |= rules.discard() ? Protocol.SEND_TRIM : 0;
    return flags | (session.structured() ? Protocol.SEND_DF : 0);
  }

  /** Does what the request asks; the request's memory goes to the reply or back to the pool. */
  Reply serve(Request request, Session session) {
    Replies replies = new Replies(session.structured());
    if (request.refusal() != 0) {
      return replies.failed(request, request.refusal(), "request refused");
    }
    Reply reply = null;
    try {
      reply = reply(request, session, replies);
      return reply;
    } catch (IOException | RuntimeException e) {
      return replies.failed(request, errorOf(e), "input/output error");
    } catch (OutOfMemoryError e) {
      return replies.failed(request, Protocol.ENOMEM, "out of memory");
    } finally {
      if (reply == null || reply.data() == null) {
        request.release();
      }
    }
  }

  private Reply reply(Request request, Session session, Replies replies) throws IOException {
    long lba = request.offset() / geometry().sectorSize();
    long count = request.length() / geometry().sectorSize();
    switch (request.command()) {
      case Protocol.CMD_READ -> {
        return read(request, lba, replies);
      }
      case Protocol.CMD_BLOCK_STATUS -> {
        return status(request, lba, count, session, replies);
      }
      case Protocol.CMD_WRITE -> write(request, lba);
      case Protocol.CMD_WRITE_ZEROES -> device.writeZeroes(lba, count);
      case Protocol.CMD_TRIM -> device.discard(lba, count);
      case Protocol.CMD_CACHE -> prefetch(lba, count);
      case Protocol.CMD_FLUSH -> {}
      default -> throw new IllegalStateException("no such command: " + request.command());
    }
    boolean durable = request.command() == Protocol.CMD_FLUSH || request.has(Protocol.FLAG_FUA);
    if (durable && !rules.readOnly()) {
      device.flush();
    }
    return replies.done(request);
  }

  private Reply read(Request request, long lba, Replies replies) throws IOException {
    Lease data = dataOf(request);
    int sectorSize = geometry().sectorSize();
    List<ByteBuffer> read = new ArrayList<>();
    long at = lba;
    for (ByteBuffer piece : data.pieces()) {
      int sectors = piece.remaining() / sectorSize;
      try {
        device.read(at, piece);
        read.add(piece.flip());
      } catch (MediumException e) {
        // The position is behind the sectors before the first bad one.
        int good = piece.position() - piece.position() % sectorSize;
        if (good > 0) {
          read.add(piece.limit(good).position(0));
        }
        long bad = (at * sectorSize) + good;
        return replies.failedRead(request, data, read, Protocol.EIO, bad);
      }
      at += sectors;
    }
    return replies.data(request, data);
  }

  private void write(Request request, long lba) throws IOException {
    long at = lba;
    for (ByteBuffer piece : dataOf(request).pieces()) {
      int sectors = piece.remaining() / geometry().sectorSize();
      device.write(at, piece);
      at += sectors;
    }
  }

  private static Lease dataOf(Request request) {
    Lease data = request.data();
    if (data == null) {
      throw new IllegalStateException("no memory for command " + request.command());
    }
    return data;
  }

  /** Reads into nowhere: what the device or the system keeps of it will be fast. */
  private void prefetch(long lba, long count) throws IOException {
    int sectorSize = geometry().sectorSize();
    long left = count * sectorSize;
    int length = (int) Math.min(left, BufferPool.LARGEST);
    Semaphore own = BufferPool.share(BufferPool.LARGEST);
    try (Lease room = pool.take(length, own)) {
      ByteBuffer piece = room.pieces().get(0);
      for (long at = lba; left > 0; left -= length, at += length / sectorSize) {
        device.read(at, piece.position(0).limit((int) Math.min(left, length)));
      }
    }
  }

  private Reply status(Request request, long lba, long count, Session session, Replies replies) {
    List<Integer> contexts = new ArrayList<>();
    List<List<StateExtent>> extents = new ArrayList<>();
    if (session.allocation()) {
      contexts.add(StateMap.ALLOCATION_ID);
      extents.add(states.allocation(request.length()));
    }
    if (session.state()) {
      contexts.add(StateMap.STATE_ID);
      extents.add(states.states(lba, count, request.has(Protocol.FLAG_REQ_ONE)));
    }
    return replies.status(request, contexts, extents);
  }

  private static int errorOf(Exception e) {
    if (e instanceof ReadOnlyDeviceException) {
      return Protocol.EPERM;
    }
    return Protocol.EIO;
  }
}
