/** The engine, the lookup table and the interfaces that the other modules implement. */
module dev.revector {
  requires static org.jspecify;
}
