package dev.revector.nbd;

import dev.revector.DeviceGeometry;

/**
 * Decides which requests are served and which are answered with an error. Pure.
 *
 * <p>A request that is not whole sectors is refused with EINVAL, whether the client asked for block
 * sizes or not. To write a part of a sector would mean to read the rest first: that fails where the
 * sector is unreadable, and can undo a write that another connection was told is done. Clients that
 * know no block sizes are told by the specification to keep to 512 bytes; where sectors are larger
 * the handshake turns them away.
 *
 * @param geometry the device's
 * @param readOnly true when writes are refused
 * @param discard true when the device can discard
 */
record Rules(DeviceGeometry geometry, boolean readOnly, boolean discard) {

  /** The error that answers this request, 0 if it is to be served. */
  int refusal(Request request, Session session) {
    int known = knownFlags(request.command(), session);
    if (known < 0 || (request.flags() & ~known) != 0) {
      return Protocol.EINVAL;
    }
    if (request.command() == Protocol.CMD_FLUSH) {
      return request.offset() == 0 && request.length() == 0 ? 0 : Protocol.EINVAL;
    }
    if (readOnly && writes(request.command())) {
      return Protocol.EPERM;
    }
    int place = place(request);
    if (place != 0) {
      return place;
    }
    // Nothing here is faster than a write; saying so at once is what the flag asks for.
    return request.has(Protocol.FLAG_FAST_ZERO) ? Protocol.ENOTSUP : 0;
  }

  private int place(Request request) {
    int sectorSize = geometry.sectorSize();
    if (request.length() == 0
        || request.length() % sectorSize != 0
        || request.offset() % sectorSize != 0) {
      return Protocol.EINVAL;
    }
    if (request.command() == Protocol.CMD_READ && request.length() > Protocol.MAX_PAYLOAD) {
      return Protocol.EINVAL;
    }
    if (request.offset() < 0 || request.offset() > geometry.bytes() - request.length()) {
      return growing(request.command()) ? Protocol.ENOSPC : Protocol.EINVAL;
    }
    return 0;
  }

  /** All flags that the command may have, or -1 if there is no such command here. */
  private int knownFlags(int command, Session session) {
    int fua = Protocol.FLAG_FUA;
    return switch (command) {
      case Protocol.CMD_READ -> session.structured() ? fua | Protocol.FLAG_DF : fua;
      case Protocol.CMD_WRITE, Protocol.CMD_FLUSH, Protocol.CMD_CACHE -> fua;
      case Protocol.CMD_TRIM -> discard ? fua : -1;
      case Protocol.CMD_WRITE_ZEROES -> fua | Protocol.FLAG_NO_HOLE | Protocol.FLAG_FAST_ZERO;
      case Protocol.CMD_BLOCK_STATUS -> session.hasContexts() ? fua | Protocol.FLAG_REQ_ONE : -1;
      default -> -1;
    };
  }

  private static boolean writes(int command) {
    return growing(command) || command == Protocol.CMD_TRIM;
  }

  private static boolean growing(int command) {
    return command == Protocol.CMD_WRITE || command == Protocol.CMD_WRITE_ZEROES;
  }
}
