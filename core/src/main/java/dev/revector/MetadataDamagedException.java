package dev.revector;

/**
 * The metadata on the spare is damaged beyond what its copies can make good; nothing was written.
 *
 * @since 0.1
 */
public class MetadataDamagedException extends BlockDeviceException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /** In which way the metadata is damaged. */
  public enum Kind {
    /** No generation of the table can be put together from the surviving blocks. */
    NO_ASSEMBLY,
    /** Two different records claim the same place in the journal. */
    FORK,
    /** A record is missing while a later one is there. */
    GAP,
    /** Every copy of the journal's end is unreadable, so what was acknowledged last is unknown. */
    UNPROVEN,
    /** The blocks are whole but what they say contradicts itself. */
    INCONSISTENT
  }

  /** A damage with what was expected and found. */
  public MetadataDamagedException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** In which way the metadata is damaged. */
  public Kind kind() {
    return kind;
  }
}
