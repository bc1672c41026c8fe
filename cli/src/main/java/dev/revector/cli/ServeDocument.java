package dev.revector.cli;

/**
 * What {@code serve --json} prints when it is ready.
 *
 * @param schema version of the layout
 * @param listening the NBD URI
 */
record ServeDocument(int schema, String listening) {}
