package dev.revector.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The fixed newstyle handshake: greets, answers options until the client asks for the export.
 *
 * <p>A server with TLS serves nobody without: every option but STARTTLS and ABORT is refused until
 * then, and what was agreed on before counts for nothing. Not thread-safe.
 */
final class Handshake {
  /** Longest option that is read; no valid one comes near. */
  private static final int MOST_OPTION_BYTES = 64 << 10;

  /** So that nobody haggles for ever. */
  private static final int MOST_OPTIONS = 256;

  private static final int OPTION_BYTES = 16;
  private static final int PADDING = 124;

  private final ExportInfo info;
  private final @Nullable NbdTls tls;
  private final BooleanSupplier closing;
  private final Deadline inputDeadline;
  private Wire wire;
  private Input input;
  private boolean secure;
  private boolean zeroes = true;
  private Session session = Session.NEW;

  /** One option that a client sent. */
  private record Option(int number, ByteBuffer data) {}

  /**
   * Begins with a bare connection.
   *
   * @param closing true once the server shuts down
   */
  Handshake(
      Wire wire,
      Deadline inputDeadline,
      ExportInfo info,
      @Nullable NbdTls tls,
      BooleanSupplier closing) {
    this.wire = wire;
    this.input = new Input(wire, inputDeadline);
    this.inputDeadline = inputDeadline;
    this.info = info;
    this.tls = tls;
    this.closing = closing;
  }

  /** The connection, secured if the client asked for that. */
  Wire wire() {
    return wire;
  }

  Input input() {
    return input;
  }

  /** Goes through it all; null if the client wants nothing more. */
  @Nullable Session run() throws IOException {
    greet();
    for (int i = 0; i < MOST_OPTIONS; i++) {
      Option option = next();
      if (option == null) {
        return null;
      }
      int number = option.number();
      if (number == Protocol.OPT_ABORT) {
        reply(option, Protocol.REP_ACK);
        return null;
      }
      if (number == Protocol.OPT_EXPORT_NAME) {
        enterOldWay(option);
        return session;
      }
      if (closing.getAsBoolean()) {
        reply(option, Protocol.REP_ERR_SHUTDOWN);
      } else if (number == Protocol.OPT_STARTTLS) {
        startTls(option);
      } else if (tls != null && !secure) {
        reply(option, Protocol.REP_ERR_TLS_REQD, "this server talks TLS only");
      } else if (answer(option)) {
        return session;
      }
    }
    throw new ProtocolException("too many options: expected at most=" + MOST_OPTIONS);
  }

  private void greet() throws IOException {
    int offered = Protocol.FIXED_NEWSTYLE | Protocol.NO_ZEROES;
    send(
        ByteBuffer.allocate(18)
            .putLong(Protocol.MAGIC)
            .putLong(Protocol.OPTION_MAGIC)
            .putShort((short) offered));
    if (!input.await(Integer.BYTES)) {
      throw new ProtocolException("the peer left after the greeting");
    }
    int flags = input.header().getInt();
    if ((flags & ~offered) != 0) {
      throw new ProtocolException("unknown client flags: flags=" + Integer.toHexString(flags));
    }
    zeroes = (flags & Protocol.NO_ZEROES) == 0;
  }

  private @Nullable Option next() throws IOException {
    if (!input.await(OPTION_BYTES)) {
      return null;
    }
    long magic = input.header().getLong();
    if (magic != Protocol.OPTION_MAGIC) {
      throw new ProtocolException("no option begins here: magic=" + Long.toHexString(magic));
    }
    int number = input.header().getInt();
    int length = input.header().getInt();
    if (length < 0 || length > MOST_OPTION_BYTES) {
      throw new ProtocolException(
          "option is too long: option="
              + number
              + ", bytes="
              + Integer.toUnsignedLong(length)
              + ", expected at most="
              + MOST_OPTION_BYTES);
    }
    ByteBuffer data = ByteBuffer.allocate(length);
    input.readFully(List.of(data));
    return new Option(number, data.flip());
  }

  /** Answers an option; true if transmission begins. */
  private boolean answer(Option option) throws IOException {
    switch (option.number()) {
      case Protocol.OPT_LIST -> list(option);
      case Protocol.OPT_INFO, Protocol.OPT_GO -> {
        return inform(option);
      }
      case Protocol.OPT_STRUCTURED_REPLY -> {
        if (option.data().hasRemaining()) {
          reply(option, Protocol.REP_ERR_INVALID, "this option has no data");
        } else {
          session = session.withStructured();
          reply(option, Protocol.REP_ACK);
        }
      }
      case Protocol.OPT_LIST_META_CONTEXT, Protocol.OPT_SET_META_CONTEXT -> contexts(option);
      default -> reply(option, Protocol.REP_ERR_UNSUP);
    }
    return false;
  }

  private void startTls(Option option) throws IOException {
    if (tls == null) {
      reply(option, Protocol.REP_ERR_POLICY, "this server has no TLS");
    } else if (secure || option.data().hasRemaining()) {
      reply(option, Protocol.REP_ERR_INVALID);
    } else {
      if (input.buffered() > 0) {
        throw new ProtocolException("the peer sent something between STARTTLS and its answer");
      }
      reply(option, Protocol.REP_ACK);
      wire = tls.secure(wire);
      input = new Input(wire, inputDeadline);
      secure = true;
      session = Session.NEW;
    }
  }

  private void enterOldWay(Option option) throws IOException {
    if (closing.getAsBoolean() || (tls != null && !secure)) {
      throw new ProtocolException("export refused: the server needs TLS or shuts down");
    }
    if (!info.isNamed(option.data()) || info.needsBlockSizes()) {
      throw new ProtocolException("export refused: no such name, or block sizes must be asked for");
    }
    send(info.describeOldWay(session, zeroes ? PADDING : 0));
  }

  private void list(Option option) throws IOException {
    if (option.data().hasRemaining()) {
      reply(option, Protocol.REP_ERR_INVALID, "this option has no data");
    } else {
      reply(option, Protocol.REP_SERVER, info.listed());
      reply(option, Protocol.REP_ACK);
    }
  }

  private boolean inform(Option option) throws IOException {
    InfoQuery query = InfoQuery.parse(option.data());
    if (query == null) {
      reply(option, Protocol.REP_ERR_INVALID, "no valid query");
      return false;
    }
    if (!info.isNamed(query.name())) {
      reply(option, Protocol.REP_ERR_UNKNOWN, "no such export");
      return false;
    }
    boolean go = option.number() == Protocol.OPT_GO;
    if (go && info.needsBlockSizes() && !query.asksFor(Protocol.INFO_BLOCK_SIZE)) {
      reply(option, Protocol.REP_ERR_BLOCK_SIZE_REQD, "ask for the block sizes and keep to them");
      return false;
    }
    for (ByteBuffer answer : info.answers(query, session)) {
      reply(option, Protocol.REP_INFO, answer);
    }
    reply(option, Protocol.REP_ACK);
    return go;
  }

  private void contexts(Option option) throws IOException {
    boolean set = option.number() == Protocol.OPT_SET_META_CONTEXT;
    if (set) {
      session = session.withContexts(false, false);
    }
    ContextQuery query = ContextQuery.parse(option.data());
    if (query == null || !session.structured()) {
      reply(option, Protocol.REP_ERR_INVALID, "no valid query, or no structured replies");
      return;
    }
    if (!info.isNamed(query.name())) {
      reply(option, Protocol.REP_ERR_UNKNOWN, "no such export");
      return;
    }
    boolean allocation = query.selects(StateMap.ALLOCATION, set);
    boolean state = info.hasStates() && query.selects(StateMap.STATE, set);
    if (set) {
      session = session.withContexts(allocation, state);
    }
    if (allocation) {
      context(option, StateMap.ALLOCATION_ID, StateMap.ALLOCATION);
    }
    if (state) {
      context(option, StateMap.STATE_ID, StateMap.STATE);
    }
    reply(option, Protocol.REP_ACK);
  }

  private void context(Option option, int id, String name) throws IOException {
    byte[] text = Texts.bytes(name);
    reply(
        option,
        Protocol.REP_META_CONTEXT,
        ByteBuffer.allocate(Integer.BYTES + text.length).putInt(id).put(text).flip());
  }

  private void reply(Option option, int type) throws IOException {
    reply(option, type, ByteBuffer.allocate(0));
  }

  private void reply(Option option, int type, String message) throws IOException {
    reply(option, type, ByteBuffer.wrap(Texts.bytes(message)));
  }

  private void reply(Option option, int type, ByteBuffer data) throws IOException {
    send(
        ByteBuffer.allocate(20 + data.remaining())
            .putLong(Protocol.OPTION_REPLY_MAGIC)
            .putInt(option.number())
            .putInt(type)
            .putInt(data.remaining())
            .put(data));
  }

  private void send(ByteBuffer message) throws IOException {
    wire.write(new ByteBuffer[] {message.flip()}, 1);
  }
}
