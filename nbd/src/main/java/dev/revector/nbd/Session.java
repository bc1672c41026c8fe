package dev.revector.nbd;

/**
 * What a client and the server agreed on.
 *
 * @param structured true when replies to reads are structured
 * @param allocation true when block status shows {@code base:allocation}
 * @param state true when block status shows {@code x-revector:state}
 */
record Session(boolean structured, boolean allocation, boolean state) {
  static final Session NEW = new Session(false, false, false);

  Session withStructured() {
    return new Session(true, allocation, state);
  }

  Session withContexts(boolean newAllocation, boolean newState) {
    return new Session(structured, newAllocation, newState);
  }

  boolean hasContexts() {
    return allocation || state;
  }
}
