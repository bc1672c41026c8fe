/** Where metadata copies and remapped sectors go on a spare. */
module dev.revector.placement {
  requires dev.revector;
  requires static org.jspecify;
}
