package dev.revector.nbd;

import org.jspecify.annotations.Nullable;

/**
 * Hears of the connections of a server. Called by the server's threads, any number at a time; what
 * takes long holds them up.
 *
 * @since 0.1
 */
public interface NbdListener {

  /**
   * A client may send requests now.
   *
   * @param client names the client: its address and port, or {@code local} on a Unix socket
   */
  default void connected(String client) {}

  /**
   * A connection is over, also one that never got as far as to be connected.
   *
   * @param client names the client, as above
   * @param cause why the server had to end it, null if the client or the server wanted it to end
   */
  @SuppressWarnings("exports") // jspecify is needed only to compile
  default void disconnected(String client, @Nullable Throwable cause) {}
}
