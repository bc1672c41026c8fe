package dev.revector;

import org.jspecify.annotations.Nullable;

/**
 * A commit of metadata failed half-way: the change may or may not be there after the next open. Its
 * sectors stay frozen until then.
 *
 * @since 0.1
 */
public class IndeterminateException extends PoisonedException {
  private static final long serialVersionUID = 1L;

  /** An error with its cause, which may be null. */
  @SuppressWarnings("exports") // jspecify is needed only to compile
  public IndeterminateException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** An error that has no cause below it. */
  public IndeterminateException(String message) {
    super(message);
  }
}
