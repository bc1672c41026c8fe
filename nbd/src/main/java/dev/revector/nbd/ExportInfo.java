package dev.revector.nbd;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a client is told of the export. Pure.
 *
 * @param name its name; the empty one stands for it too
 * @param description for people, may be empty
 * @param export the export
 */
record ExportInfo(String name, String description, Export export) {
  private static final int DEFAULT_BLOCK = 512;
  private static final int PREFERRED_BLOCK = 4096;

  boolean isNamed(ByteBuffer wanted) {
    return isNamed(StandardCharsets.UTF_8.decode(wanted.duplicate()).toString());
  }

  boolean isNamed(String wanted) {
    return wanted.isEmpty() || wanted.equals(name);
  }

  boolean hasStates() {
    return export.states().hasStates();
  }

  /** True when clients that know nothing of block sizes would send what can't be served. */
  boolean needsBlockSizes() {
    return export.geometry().sectorSize() > DEFAULT_BLOCK;
  }

  /** The answer to EXPORT_NAME, not flipped. */
  ByteBuffer describeOldWay(Session session, int padding) {
    return ByteBuffer.allocate(10 + padding)
        .putLong(export.geometry().bytes())
        .putShort((short) export.transmissionFlags(session))
        .put(new byte[padding]);
  }

  /** The entry in the list of exports. */
  ByteBuffer listed() {
    byte[] text = Texts.bytes(name);
    byte[] more = Texts.bytes(description);
    return ByteBuffer.allocate(Integer.BYTES + text.length + more.length)
        .putInt(text.length)
        .put(text)
        .put(more)
        .flip();
  }

  /** The answers to INFO or GO: size and block sizes always, the rest if it is asked for. */
  List<ByteBuffer> answers(InfoQuery query, Session session) {
    List<ByteBuffer> answers = new ArrayList<>();
    answers.add(
        info(Protocol.INFO_EXPORT, 10)
            .putLong(export.geometry().bytes())
            .putShort((short) export.transmissionFlags(session))
            .flip());
    int sectorSize = export.geometry().sectorSize();
    int preferred = Math.max(PREFERRED_BLOCK, export.geometry().physicalBlockSize());
    answers.add(
        info(Protocol.INFO_BLOCK_SIZE, 12)
            .putInt(sectorSize)
            .putInt(preferred)
            .putInt(Protocol.MAX_PAYLOAD)
            .flip());
    if (query.asksFor(Protocol.INFO_NAME)) {
      byte[] text = Texts.bytes(name);
      answers.add(info(Protocol.INFO_NAME, text.length).put(text).flip());
    }
    if (query.asksFor(Protocol.INFO_DESCRIPTION) && !description.isEmpty()) {
      byte[] text = Texts.bytes(description);
      answers.add(info(Protocol.INFO_DESCRIPTION, text.length).put(text).flip());
    }
    return answers;
  }

  private static ByteBuffer info(int type, int bytes) {
    return ByteBuffer.allocate(Short.BYTES + bytes).putShort((short) type);
  }
}
