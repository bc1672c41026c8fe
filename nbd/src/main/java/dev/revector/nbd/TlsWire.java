package dev.revector.nbd;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * TLS over another wire.
 *
 * <p>The buffers hold the longest record that TLS allows. Until the handshake is through JSSE takes
 * records of twice that size, and waits for larger buffers; a peer that sends one is dropped.
 */
final class TlsWire implements Wire {
  private static final ByteBuffer[] NOTHING = {ByteBuffer.allocate(0)};

  private final Wire plain;
  private final SSLEngine engine;

  // What came in: for the reading thread.
  private final ByteBuffer sealed;
  private final ByteBuffer opened;

  // What goes out: for whoever holds the lock.
  private final ReentrantLock sending = new ReentrantLock();
  private final ByteBuffer outgoing;

  TlsWire(Wire plain, SSLEngine engine) {
    this.plain = plain;
    this.engine = engine;
    int packet = engine.getSession().getPacketBufferSize();
    this.sealed = ByteBuffer.allocate(packet).limit(0);
    this.opened = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()).limit(0);
    this.outgoing = ByteBuffer.allocate(packet);
  }

  /** Goes through the handshake, before anything else. */
  void handshake() throws IOException {
    engine.beginHandshake();
    try {
      shakeHands();
    } catch (SSLException e) {
      tell(e);
      throw e;
    }
  }

  /** Sends the alert that says to the peer why. */
  private void tell(SSLException why) {
    try {
      while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
        wrap(NOTHING, 1);
      }
    } catch (IOException e) {
      why.addSuppressed(e);
    }
  }

  private void shakeHands() throws IOException {
    HandshakeStatus status = engine.getHandshakeStatus();
    while (status != HandshakeStatus.FINISHED && status != HandshakeStatus.NOT_HANDSHAKING) {
      status =
          switch (status) {
            case NEED_TASK -> runTasks();
            case NEED_WRAP -> wrap(NOTHING, 1).getHandshakeStatus();
            default -> unwrapOnce();
          };
    }
  }

  private HandshakeStatus runTasks() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
    return engine.getHandshakeStatus();
  }

  private HandshakeStatus unwrapOnce() throws IOException {
    SSLEngineResult result = unwrap();
    if (result.getStatus() == Status.CLOSED) {
      throw new EOFException("the peer ended TLS in the middle of its handshake");
    }
    if (result.getStatus() == Status.BUFFER_UNDERFLOW && !fill()) {
      throw new EOFException("the peer left in the middle of the TLS handshake");
    }
    return result.getHandshakeStatus() == HandshakeStatus.FINISHED
        ? HandshakeStatus.FINISHED
        : engine.getHandshakeStatus();
  }

  private SSLEngineResult unwrap() throws IOException {
    opened.compact();
    try {
      return fitting(engine.unwrap(sealed, opened));
    } finally {
      opened.flip();
    }
  }

  private boolean fill() throws IOException {
    if (sealed.remaining() == sealed.capacity()) {
      throw tooLong();
    }
    sealed.compact();
    try {
      return plain.read(sealed) >= 0;
    } finally {
      sealed.flip();
    }
  }

  private SSLEngineResult fitting(SSLEngineResult result) throws ProtocolException {
    if (result.getStatus() == Status.BUFFER_OVERFLOW) {
      throw tooLong();
    }
    return result;
  }

  private ProtocolException tooLong() {
    return new ProtocolException(
        "the peer's TLS record is too long: expected at most bytes=" + sealed.capacity());
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    while (!opened.hasRemaining()) {
      SSLEngineResult result = unwrap();
      if (result.getStatus() == Status.CLOSED) {
        return -1;
      }
      if (result.getStatus() == Status.BUFFER_UNDERFLOW && !fill()) {
        return -1;
      }
      answer(result.getHandshakeStatus());
    }
    int length = Math.min(target.remaining(), opened.remaining());
    target.put(target.position(), opened, opened.position(), length);
    target.position(target.position() + length);
    opened.position(opened.position() + length);
    return length;
  }

  /** TLS 1.3 may ask for new keys at any time; the renegotiation of TLS 1.2 is refused. */
  private void answer(HandshakeStatus first) throws IOException {
    HandshakeStatus status = first;
    while (status == HandshakeStatus.NEED_TASK || status == HandshakeStatus.NEED_WRAP) {
      if (!engine.getSession().getProtocol().equals("TLSv1.3")) {
        throw negotiatesAgain();
      }
      status =
          status == HandshakeStatus.NEED_TASK ? runTasks() : wrap(NOTHING, 1).getHandshakeStatus();
    }
  }

  private static ProtocolException negotiatesAgain() {
    return new ProtocolException("the peer wants to negotiate TLS again, which is not done");
  }

  @Override
  public void write(ByteBuffer[] buffers, int count) throws IOException {
    for (int first = 0; first < count; ) {
      if (!buffers[first].hasRemaining()) {
        first++;
      } else {
        writeSome(buffers, count);
      }
    }
  }

  private void writeSome(ByteBuffer[] buffers, int count) throws IOException {
    SSLEngineResult result = wrap(buffers, count);
    if (result.getStatus() == Status.CLOSED) {
      throw new EOFException("the peer ended TLS");
    }
    // The task is the reader's, who has refused it: nothing is sealed any more.
    if (result.bytesProduced() == 0 && result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
      throw negotiatesAgain();
    }
  }

  /** Seals one record and sends it. */
  private SSLEngineResult wrap(ByteBuffer[] buffers, int count) throws IOException {
    sending.lock();
    try {
      outgoing.clear();
      SSLEngineResult result = fitting(engine.wrap(buffers, 0, count, outgoing));
      outgoing.flip();
      if (outgoing.hasRemaining()) {
        plain.write(new ByteBuffer[] {outgoing}, 1);
      }
      return result;
    } finally {
      sending.unlock();
    }
  }

  @Override
  public void endInput() {
    plain.endInput();
  }

  @Override
  public void endOutput() throws IOException {
    engine.closeOutbound();
    wrap(NOTHING, 1);
  }

  @Override
  public void close() {
    plain.close();
  }
}
