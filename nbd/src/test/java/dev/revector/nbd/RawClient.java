package dev.revector.nbd;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A client that sends whatever it is told, right or wrong, byte by byte. */
final class RawClient implements AutoCloseable {
  private final ByteChannel channel;

  /** One option reply. */
  record OptionReply(int option, int type, ByteBuffer data) {}

  /** One reply or chunk of the transmission phase; a simple reply has type -1 and no flags. */
  record Chunk(int flags, int type, long cookie, int error, ByteBuffer data) {
    boolean isDone() {
      return type < 0 || (flags & Protocol.CHUNK_DONE) != 0;
    }
  }

  RawClient(ByteChannel channel) {
    this.channel = channel;
  }

  static RawClient connect(SocketAddress address) throws IOException {
    return new RawClient(SocketChannel.open(address));
  }

  /** Connects and goes through the greeting. */
  static RawClient greeted(SocketAddress address) throws IOException {
    RawClient client = connect(address);
    client.greet();
    return client;
  }

  /** Goes through the greeting. */
  void greet() throws IOException {
    receive(18);
    send(ByteBuffer.allocate(4).putInt(Protocol.FIXED_NEWSTYLE | Protocol.NO_ZEROES));
  }

  /** Connects and enters transmission. */
  static RawClient ready(SocketAddress address, boolean structured) throws IOException {
    RawClient client = greeted(address);
    if (structured) {
      client.option(Protocol.OPT_STRUCTURED_REPLY, new byte[0]);
      client.expectAck();
    }
    client.go("");
    return client;
  }

  void go(String name) throws IOException {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    option(
        Protocol.OPT_GO,
        ByteBuffer.allocate(8 + text.length)
            .putInt(text.length)
            .put(text)
            .putShort((short) 1)
            .putShort((short) Protocol.INFO_BLOCK_SIZE)
            .array());
    while (true) {
      OptionReply reply = optionReply();
      if (reply.type() == Protocol.REP_ACK) {
        return;
      }
      if (reply.type() != Protocol.REP_INFO) {
        throw new IOException("refused: type=" + Integer.toHexString(reply.type()));
      }
    }
  }

  void expectAck() throws IOException {
    OptionReply reply = optionReply();
    if (reply.type() != Protocol.REP_ACK) {
      throw new IOException("not acknowledged: type=" + Integer.toHexString(reply.type()));
    }
  }

  void option(int number, byte[] data) throws IOException {
    send(
        ByteBuffer.allocate(16 + data.length)
            .putLong(Protocol.OPTION_MAGIC)
            .putInt(number)
            .putInt(data.length)
            .put(data));
  }

  OptionReply optionReply() throws IOException {
    ByteBuffer header = receive(20);
    if (header.getLong() != Protocol.OPTION_REPLY_MAGIC) {
      throw new IOException("no option reply");
    }
    int option = header.getInt();
    int type = header.getInt();
    return new OptionReply(option, type, receive(header.getInt()));
  }

  static ByteBuffer request(int flags, int command, long cookie, long offset, int length) {
    return ByteBuffer.allocate(Protocol.REQUEST_BYTES)
        .putInt(Protocol.REQUEST_MAGIC)
        .putShort((short) flags)
        .putShort((short) command)
        .putLong(cookie)
        .putLong(offset)
        .putInt(length);
  }

  void write(int flags, long cookie, long offset, byte[] data) throws IOException {
    send(
        ByteBuffer.allocate(Protocol.REQUEST_BYTES + data.length)
            .put(request(flags, Protocol.CMD_WRITE, cookie, offset, data.length).flip())
            .put(data));
  }

  /** Sends a request and takes its only chunk. */
  Chunk ask(int flags, int command, long offset, int length) throws IOException {
    send(request(flags, command, 7, offset, length));
    return chunk(command == Protocol.CMD_READ ? length : 0);
  }

  /** Reads the next reply; {@code length} bytes of data follow a simple one that is no error. */
  Chunk chunk(int length) throws IOException {
    ByteBuffer header = receive(16);
    int magic = header.getInt();
    if (magic == Protocol.SIMPLE_REPLY_MAGIC) {
      int error = header.getInt();
      long cookie = header.getLong();
      return new Chunk(0, -1, cookie, error, receive(error == 0 ? length : 0));
    }
    if (magic != Protocol.STRUCTURED_REPLY_MAGIC) {
      throw new IOException("no reply: magic=" + Integer.toHexString(magic));
    }
    int flags = Short.toUnsignedInt(header.getShort());
    int type = Short.toUnsignedInt(header.getShort());
    long cookie = header.getLong();
    ByteBuffer data = receive(receive(4).getInt());
    int error = (type & 0x8000) != 0 ? data.getInt(0) : 0;
    return new Chunk(flags, type, cookie, error, data);
  }

  void send(ByteBuffer message) throws IOException {
    message.flip();
    while (message.hasRemaining()) {
      channel.write(message);
    }
  }

  ByteBuffer receive(int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        throw new EOFException("the server closed the connection");
      }
    }
    return bytes.flip();
  }

  /** Waits until the server closes the connection, whatever it sends before. */
  void awaitClose() {
    ByteBuffer sink = ByteBuffer.allocate(64 << 10);
    try {
      while (channel.read(sink.clear()) >= 0) {
        Arrays.fill(sink.array(), (byte) 0);
      }
    } catch (IOException e) {
      // Reset: closed too.
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
