package dev.revector.metadata;

/**
 * One place where each journal record stands: a copy, or a half of the ring of a copy that is
 * alone.
 */
record Lane(int copy, int half) {}
