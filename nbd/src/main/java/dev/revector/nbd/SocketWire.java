package dev.revector.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** The bare socket, TCP or Unix. */
final class SocketWire implements Wire {
  private final SocketChannel channel;

  SocketWire(SocketChannel channel) {
    this.channel = channel;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return channel.read(target);
  }

  @Override
  public void write(ByteBuffer[] buffers, int count) throws IOException {
    for (int first = 0; first < count; ) {
      if (!buffers[first].hasRemaining()) {
        first++;
      } else if (first + 1 == count) {
        channel.write(buffers[first]);
      } else {
        channel.write(buffers, first, count - first);
      }
    }
  }

  @Override
  public void endOutput() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  public void endInput() {
    try {
      channel.shutdownInput();
    } catch (IOException e) {
      close(); // it is gone already, or never was whole
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The descriptor is free whatever close says, and nobody could do anything about it.
    }
  }
}
